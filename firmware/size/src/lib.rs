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
    if let Ok(schedule) = ExponentialLr::<f32>::new(black_box(0.1), black_box(0.99)) {
        black_box(schedule.lr(black_box(7)));
    }
}

/// Cosine: constructor and rate, with either behaviour past the end.
#[inline(never)]
pub fn cosine() {
    if let Ok(schedule) = CosineAnnealingLr::<f32>::new(black_box(0.1), black_box(100), black_box(0.001)) {
        let schedule = schedule.past_end(black_box(PastEnd::Rise));
        black_box(schedule.lr(black_box(7)));
    }
}

/// Plateau: constructor, start and observation, with every setting open.
#[inline(never)]
pub fn plateau() {
    let settings = Plateau {
        mode: black_box(Mode::Min),
        factor: black_box(0.5),
        patience: black_box(3),
        threshold: black_box(1e-4),
        threshold_mode: black_box(ThresholdMode::Rel),
        cooldown: black_box(2),
        min_lr: black_box(1e-5),
        eps: black_box(1e-8),
        nan_policy: black_box(NanPolicy::Bad),
    };
    if let Ok(rule) = ReduceLrOnPlateau::<f32>::new(black_box(0.1), settings) {
        let mut state = rule.start();
        black_box(rule.observe(&mut state, black_box(0.3)));
        black_box(state);
    }
}

/// 1cycle: constructor, rate and momentum, with every setting open.
#[inline(never)]
pub fn one_cycle() {
    let settings = OneCycle {
        max_lr: black_box(0.1),
        length: black_box(Length::Steps(1000)),
        pct_start: black_box(0.3),
        anneal_strategy: black_box(AnnealStrategy::Cos),
        momentum: black_box(Some((0.85, 0.95))),
        div_factor: black_box(25.0),
        final_div_factor: black_box(1e4),
        three_phase: black_box(false),
    };
    if let Ok(schedule) = OneCycleLr::<f32>::new(settings) {
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
