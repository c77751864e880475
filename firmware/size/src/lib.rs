//! What a firmware does with each schedule: build it from settings that come from outside, and ask it.
#![no_std]

use core::hint::black_box;

use etalon::{
    AnnealStrategy, CosineAnnealingLr, ExponentialLr, Length, Mode, NanPolicy, OneCycle, OneCycleLr, PastEnd,
    Plateau, ReduceLrOnPlateau, ThresholdMode,
};

/// Settings of an exponential: rate and γ.
pub static EXPONENTIAL: (f32, f64) = (0.1, 0.99);
/// Settings of a cosine: rate, length, floor, and what comes after.
pub static COSINE: (f32, u32, f32, PastEnd) = (0.1, 100, 0.001, PastEnd::Rise);
/// Settings of a plateau.
pub static PLATEAU: Plateau<f32> = Plateau {
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
/// Settings of a 1cycle.
pub static ONE_CYCLE: OneCycle<f32> = OneCycle {
    max_lr: 0.1,
    length: Length::Steps(1000),
    pct_start: 0.3,
    anneal_strategy: AnnealStrategy::Cos,
    momentum: Some((0.85, 0.95)),
    div_factor: 25.0,
    final_div_factor: 1e4,
    three_phase: false,
};

/// Exponential: constructor and rate.
#[inline(never)]
pub fn exponential(settings: &(f32, f64), step: u32) {
    let (lr, gamma) = *black_box(settings);
    if let Ok(schedule) = &ExponentialLr::new(lr, gamma) {
        black_box(schedule.lr(black_box(step)));
    }
}

/// Cosine: constructor and rate, with either behaviour past the end.
#[inline(never)]
pub fn cosine(settings: &(f32, u32, f32, PastEnd), step: u32) {
    let (lr, t_max, eta_min, past_end) = *black_box(settings);
    if let Ok(schedule) = &CosineAnnealingLr::new(lr, t_max, eta_min) {
        black_box(schedule.past_end(past_end).lr(black_box(step)));
    }
}

/// Plateau: constructor, start and observations.
#[inline(never)]
pub fn plateau(settings: &Plateau<f32>, observations: u32) {
    if let Ok(rule) = &ReduceLrOnPlateau::new(black_box(0.1), *black_box(settings)) {
        let mut state = rule.start();
        for _ in 0..black_box(observations) {
            black_box(rule.observe(&mut state, black_box(0.3)));
        }
        black_box(&state);
    }
}

/// 1cycle: constructor, rate and momentum.
#[inline(never)]
pub fn one_cycle(settings: &OneCycle<f32>, step: u32) {
    if let Ok(schedule) = &OneCycleLr::new(*black_box(settings)) {
        let step = black_box(step);
        black_box(schedule.lr(step));
        black_box(schedule.momentum(step));
    }
}
