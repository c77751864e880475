//! What a firmware does with each schedule: build it from settings that come from outside, and ask it.
#![no_std]

use core::hint::black_box;

use etalon::{
    AnnealStrategy, CosineAnnealingLr, ExponentialLr, Length, Mode, NanPolicy, OneCycle, OneCycleLr, PastEnd,
    Plateau, ReduceLrOnPlateau, ThresholdMode,
};

/// Exponential: constructor and rate.
#[inline(never)]
pub fn exponential() {
    let (lr, gamma) = *black_box(&(0.1, 0.99));
    if let Ok(schedule) = &ExponentialLr::<f32>::new(lr, gamma) {
        black_box(schedule.lr(black_box(7)));
    }
}

/// Cosine: constructor and rate, with either behaviour past the end.
#[inline(never)]
pub fn cosine() {
    let (lr, t_max, eta_min, past_end) = *black_box(&(0.1, 100, 0.001, PastEnd::Rise));
    if let Ok(schedule) = &CosineAnnealingLr::<f32>::new(lr, t_max, eta_min) {
        black_box(schedule.past_end(past_end).lr(black_box(7)));
    }
}

/// Plateau: constructor, start and observation, with every setting open.
#[inline(never)]
pub fn plateau() {
    static SETTINGS: Plateau<f32> = Plateau {
        mode: Mode::Min,
        factor: 0.5,
        patience: 3,
        threshold: 1e-4,
        threshold_mode: ThresholdMode::Rel,
        cooldown: 2,
        min_lr: 1e-5,
        eps: 1e-8,
        nan_policy: NanPolicy::Bad,
    };
    if let Ok(rule) = &ReduceLrOnPlateau::new(black_box(0.1), *black_box(&SETTINGS)) {
        let mut state = rule.start();
        black_box(rule.observe(&mut state, black_box(0.3)));
        black_box(&state);
    }
}

/// 1cycle: constructor, rate and momentum, with every setting open.
#[inline(never)]
pub fn one_cycle() {
    static SETTINGS: OneCycle<f32> = OneCycle {
        max_lr: 0.1,
        length: Length::Steps(1000),
        pct_start: 0.3,
        anneal_strategy: AnnealStrategy::Cos,
        momentum: Some((0.85, 0.95)),
        div_factor: 25.0,
        final_div_factor: 1e4,
        three_phase: false,
    };
    if let Ok(schedule) = &OneCycleLr::new(*black_box(&SETTINGS)) {
        let step = black_box(7);
        black_box(schedule.lr(step));
        black_box(schedule.momentum(step));
    }
}

/// A panic handler that weighs nothing.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
