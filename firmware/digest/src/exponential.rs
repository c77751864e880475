//! Exponential: PyTorch's vectors, edges of γ, drawn cases.

use core::f64::consts::FRAC_1_SQRT_2;

use etalon::ExponentialLr;

use crate::fold::{Digest, Number};
use crate::generator::{Draw, RATES, STEPS};
use crate::vectors::EXPONENTIALS;

const GAMMAS: [f64; 16] = [
    0.0,
    5e-324,
    1e-300,
    0.1,
    0.5,
    FRAC_1_SQRT_2,
    FRAC_1_SQRT_2.next_down(),
    0.9,
    0.999_999,
    1.0 - f64::EPSILON / 2.0,
    1.0,
    1.0 + f64::EPSILON,
    2.0,
    1e300,
    -0.5,
    f64::NAN,
];

pub(crate) fn walk<F: Number>(digest: &mut Digest) {
    for case in EXPONENTIALS {
        run(digest, F::from_f64(case.lr), case.gamma, 0..=case.steps.min(300));
    }
    for lr in RATES {
        for gamma in GAMMAS {
            run(digest, F::from_f64(lr), gamma, STEPS);
        }
    }
    let mut draw = Draw::new(1);
    for _ in 0..200 {
        let (lr, gamma) = (draw.number(-30, 32), 1.0 - draw.number(-24, 23));
        run(digest, F::from_f64(lr), gamma, [(); 8].map(|()| draw.count()));
    }
}

fn run<F: Number>(digest: &mut Digest, lr: F, gamma: f64, steps: impl IntoIterator<Item = u32>) {
    let Some(schedule) = digest.built(ExponentialLr::new(lr, gamma)) else { return };
    for step in steps {
        digest.number(schedule.lr(step));
    }
    // Through the crate's one float logarithm.
    digest.number(schedule.half_life());
}
