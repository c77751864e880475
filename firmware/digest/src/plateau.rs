//! Reduce on plateau: PyTorch's vectors with their metrics, and every mode over metrics made of integers.

use etalon::{Mode, NanPolicy, Plateau, ReduceLrOnPlateau, ThresholdMode};

use crate::fold::{Digest, Number};
use crate::generator::{Draw, RATES};
use crate::vectors::RULES;

pub(crate) fn walk<F: Number>(digest: &mut Digest) {
    for case in RULES {
        let settings = Plateau {
            mode: case.mode,
            factor: F::from_f64(case.factor),
            patience: case.patience,
            threshold: F::from_f64(case.threshold),
            threshold_mode: case.threshold_mode,
            cooldown: case.cooldown,
            min_lr: F::from_f64(case.min_lr),
            eps: F::from_f64(case.eps),
            nan_policy: NanPolicy::Bad,
        };
        let metrics = case.metrics.iter().map(|&bits| F::from_f64(f64::from_bits(bits)));
        run(digest, F::from_f64(case.lr), settings, metrics);
    }
    for value in RATES {
        let value = F::from_f64(value);
        let lr = F::from_f64(0.1);
        let usual = Plateau::default();
        run(digest, value, usual, [F::ONE; 30]);
        for settings in [
            Plateau { factor: value, ..usual },
            Plateau { threshold: value, ..usual },
            Plateau { min_lr: value, ..usual },
            Plateau { eps: value, ..usual },
        ] {
            run(digest, lr, settings, [F::ONE; 30]);
        }
    }
    let mut draw = Draw::new(3);
    for mode in [Mode::Min, Mode::Max] {
        for threshold_mode in [ThresholdMode::Rel, ThresholdMode::Abs, ThresholdMode::RelSigned] {
            for nan_policy in [NanPolicy::Bad, NanPolicy::Ignore, NanPolicy::Report] {
                for _ in 0..10 {
                    let settings = Plateau {
                        mode,
                        threshold_mode,
                        nan_policy,
                        factor: F::from_f64(draw.number(-6, 6)),
                        patience: draw.count() % 4,
                        threshold: F::from_f64(draw.number(-12, 12)),
                        cooldown: draw.count() % 4,
                        min_lr: F::from_f64(draw.number(-20, 16)),
                        eps: F::from_f64(draw.number(-30, 20)),
                    };
                    run(digest, F::ONE, settings, [(); 40].map(|()| metric(&mut draw)));
                }
            }
        }
    }
}

/// A metric of either sign, a NaN now and then, seldom an infinity.
fn metric<F: Number>(draw: &mut Draw) -> F {
    let size = draw.number(-3, 4);
    F::from_f64(draw.one_of(&[
        size,
        size,
        size,
        size,
        -size,
        -size,
        -size,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ]))
}

fn run<F: Number>(digest: &mut Digest, lr: F, settings: Plateau<F>, metrics: impl IntoIterator<Item = F>) {
    let Some(rule) = digest.built(ReduceLrOnPlateau::new(lr, settings)) else { return };
    let mut state = rule.start();
    for metric in metrics {
        digest.word(rule.observe(&mut state, metric) as u64);
        digest.number(state.lr());
        digest.number(state.best());
        digest.word(u64::from(state.num_bad_epochs()) << 32 | u64::from(state.cooldown_counter()));
    }
}
