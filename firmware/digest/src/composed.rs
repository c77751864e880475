//! What schedules are composed to, rows and iterators, and stored plateau states.

use etalon::{
    ConstantLr, CosineAnnealingLr, ExponentialLr, OneCycle, OneCycleLr, Plateau, ReduceLrOnPlateau, Schedule,
    Snapshot,
};

use crate::fold::{Digest, Number};
use crate::generator::{Draw, RATES, STEPS};

pub(crate) fn walk<F: Number>(digest: &mut Digest) {
    for lr in RATES {
        if let Some(constant) = digest.built(ConstantLr::new(F::from_f64(lr))) {
            compositions(digest, constant, 10);
        }
    }
    let rate = F::from_f64(0.1);
    for steps in STEPS {
        if let Some(cosine) = digest.built(CosineAnnealingLr::new(rate, steps, F::from_f64(1e-4))) {
            compositions(digest, cosine, steps);
        }
        if let Some(cycle) = digest.built(OneCycleLr::new(OneCycle::steps(rate, steps))) {
            compositions(digest, cycle, steps);
        }
    }
    if let Some(exponential) = digest.built(ExponentialLr::new(rate, 0.97)) {
        compositions(digest, exponential, 100);
        plateau(digest, exponential);
    }
    stored::<F>(digest);
}

fn compositions<F: Number, S: Schedule<Rate = F>>(digest: &mut Digest, schedule: S, steps: u32) {
    answers(digest, &schedule, steps);
    for start_factor in [0.0, 1e-9, 0.1, 1.0 / 3.0, 1.0, 1.5, f64::NAN] {
        if let Some(warm) = digest.built(schedule.warm_up(steps / 4, start_factor)) {
            answers(digest, &warm, steps / 4);
        }
    }
    answers(digest, &schedule.hold(steps / 2), steps);
    answers(digest, &schedule.then(steps / 3, schedule.hold(2)), steps / 3);
    for (min_lr, max_lr) in [(1e-3, 0.05), (0.05, 1e-3), (f64::NAN, 1.0)] {
        if let Some(clamped) = digest.built(schedule.clamp(F::from_f64(min_lr), F::from_f64(max_lr))) {
            answers(digest, &clamped, steps);
        }
    }
}

/// Rates and momentum around the end, a row that crosses it, and the last values there are.
fn answers<F: Number, S: Schedule<Rate = F>>(digest: &mut Digest, schedule: &S, end: u32) {
    for step in [0, 1, end.wrapping_sub(1), end, end.wrapping_add(1), end / 2, u32::MAX] {
        digest.number(schedule.lr(step));
        match schedule.momentum(step) {
            Some(momentum) => digest.number(momentum),
            None => digest.word(u64::MAX),
        }
    }
    let mut row = [F::ZERO; 12];
    schedule.fill(end.saturating_sub(6), &mut row);
    for rate in
        row.into_iter().chain(schedule.values().take(4)).chain(schedule.values().from_step(u32::MAX - 1))
    {
        digest.number(rate);
    }
}

fn plateau<F: Number, S: Schedule<Rate = F>>(digest: &mut Digest, schedule: S) {
    let settings = Plateau { patience: 2, ..Plateau::default() };
    let Some(plan) = digest.built(schedule.cut_on_plateau(settings)) else { return };
    let mut state = plan.start();
    for step in 0..60 {
        digest.word(plan.observe(&mut state, F::from_f64(1.0 / f64::from(step / 9 + 1))) as u64);
        digest.number(plan.lr(step, &state));
    }
}

/// The stored form of a state, byte for byte, and what is read from damaged ones.
fn stored<F: Number>(digest: &mut Digest) {
    let Some(rule) = digest.built(ReduceLrOnPlateau::<F>::new(F::ONE, Plateau::default())) else { return };
    let mut state = rule.start();
    let mut draw = Draw::new(5);
    for _ in 0..50 {
        rule.observe(&mut state, F::from_f64(draw.number(-1, 2)));
        let mut bytes = rule.snapshot(&state).to_bytes();
        for byte in bytes {
            digest.word(u64::from(byte));
        }
        let back = Snapshot::from_bytes(&bytes).and_then(|snapshot| rule.restore(&snapshot));
        digest.word(u64::from(back == Ok(state)));
        let at = draw.count() as usize % bytes.len();
        bytes[at] ^= 1 << (draw.word() % 8);
        digest.word(u64::from(Snapshot::from_bytes(&bytes).is_err()));
    }
}
