//! The bits of compositions, of rows and of iterators.

use etalon::{ConstantLr, CosineAnnealingLr, ExponentialLr, OneCycle, OneCycleLr, Plateau, Schedule};

use crate::digest::{Digest, Number};
use crate::draw::{RATES, STEPS};

macro_rules! composed {
    ($name:ident, $float:ty) => {
        pub(crate) fn $name(digest: &mut Digest) {
            for lr in RATES {
                if let Some(constant) = digest.built(ConstantLr::<$float>::new(lr as $float)) {
                    compositions(digest, constant, 10);
                }
            }
            for steps in STEPS {
                if let Some(cosine) = digest.built(CosineAnnealingLr::<$float>::new(0.1, steps, 1e-4)) {
                    compositions(digest, cosine, steps);
                }
                let cycle = OneCycle::<$float>::steps(0.1, steps);
                if let Some(cycle) = digest.built(OneCycleLr::<$float>::new(cycle)) {
                    compositions(digest, cycle, steps);
                }
            }
            let Some(exponential) = digest.built(ExponentialLr::<$float>::new(0.1, 0.97)) else { return };
            compositions(digest, exponential, 100);
            let settings = Plateau { patience: 2, ..Plateau::<$float>::DEFAULT };
            let Some(plan) = digest.built(exponential.cut_on_plateau(settings)) else { return };
            let mut state = plan.start();
            for step in 0..60 {
                digest.word(plan.observe(&mut state, (1.0 / f64::from(step / 9 + 1)) as $float) as u64);
                digest.number(plan.lr(step, &state));
            }
        }
    };
}

composed!(f32, f32);
composed!(f64, f64);

fn compositions<F: Number, S: Schedule<Rate = F> + Copy>(digest: &mut Digest, schedule: S, steps: u32) {
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

/// Rates and momentum around the end, a row that crosses the end, and the very last values.
fn answers<F: Number, S: Schedule<Rate = F> + Copy>(digest: &mut Digest, schedule: &S, end: u32) {
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
        row.into_iter().chain(schedule.values().take(4)).chain(schedule.values().starting_at(u32::MAX - 1))
    {
        digest.number(rate);
    }
}
