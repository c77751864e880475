//! Compares the plateau rule with a plain port of PyTorch's, in the same number type.

use std::ops::Neg;

use arbitrary::{Result, Unstructured};
use etalon::{Kind, Mode, NanPolicy, Observed, Plateau, Real, ThresholdMode};

use crate::{number, settings};

/// Reads settings and a row of metrics.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    // If there are too few bytes, the case is skipped.
    let _ = observe::<f32>(&mut u).and_then(|()| observe::<f64>(&mut u));
}

fn observe<F: Real + Neg<Output = F>>(u: &mut Unstructured<'_>) -> Result<()> {
    let mut settings = settings(u, Kind::ReduceOnPlateau)?;
    if u.arbitrary()? {
        // Short waits, so that a short row of metrics reaches cuts.
        for id in ["patience", "cooldown"] {
            let short = settings.get(id).unwrap_or_default() % 4.0;
            assert_eq!(settings.set(id, short), Ok(()));
        }
    }
    let Some(rule) = settings.build::<F>().ok().and_then(|built| built.plateau()) else { return Ok(()) };
    let (s, lr) = (*rule.settings(), rule.initial_lr());
    let mut state = rule.start();
    let mut port = Port { lr, best: state.best(), bad: 0, cooldown: 0 };
    for _ in 0..u.arbitrary::<u8>()? % 48 {
        let metric: F = match u.arbitrary::<u8>()? {
            0..=7 => F::from_f64(f64::NAN),
            8..=15 => F::INFINITY,
            16..=23 => -F::INFINITY,
            24..=127 => -number::<F>(u)?,
            _ => number(u)?,
        };
        let before = state;
        let observed = rule.observe(&mut state, metric);
        if metric.to_f64().is_nan() && s.nan_policy != NanPolicy::Bad {
            let reported =
                if s.nan_policy == NanPolicy::Report { Observed::NanReported } else { Observed::NanIgnored };
            assert_eq!((observed, state), (reported, before));
            continue;
        }
        if s.threshold_mode == ThresholdMode::RelSigned {
            invariants(&s, &before, &state, observed);
            port = Port {
                lr: state.lr(),
                best: state.best(),
                bad: state.num_bad_epochs(),
                cooldown: state.cooldown_counter(),
            };
            continue;
        }
        port.step(&s, metric);
        let got = (state.lr(), state.best(), state.num_bad_epochs(), state.cooldown_counter());
        assert!(
            got == (port.lr, port.best, port.bad, port.cooldown),
            "{got:?} instead of {port:?} under {s:?} at {metric}"
        );
        invariants(&s, &before, &state, observed);
    }
    Ok(())
}

/// The properties of any rule, whatever PyTorch does.
fn invariants<F: Real>(
    s: &Plateau<F>,
    before: &etalon::PlateauState<F>,
    after: &etalon::PlateauState<F>,
    observed: Observed,
) {
    assert!(after.lr() >= F::ZERO && after.lr() <= before.lr(), "a rate never rises: {before:?}, {after:?}");
    assert!((after.lr() < before.lr()) == (observed == Observed::Cut), "{observed:?}: {before:?}, {after:?}");
    assert!(!after.best().to_f64().is_nan(), "a NaN is never the best");
    assert!(after.num_bad_epochs() <= s.patience && after.cooldown_counter() <= s.cooldown, "{after:?}");
}

/// PyTorch's `ReduceLROnPlateau.step`, line by line.
#[derive(Debug)]
struct Port<F> {
    lr: F,
    best: F,
    bad: u32,
    cooldown: u32,
}

impl<F: Real> Port<F> {
    fn step(&mut self, s: &Plateau<F>, metric: F) {
        let better = match (s.mode, s.threshold_mode) {
            (Mode::Min, ThresholdMode::Rel) => metric < self.best * (F::ONE - s.threshold),
            (Mode::Min, _) => metric < self.best - s.threshold,
            (Mode::Max, ThresholdMode::Rel) => metric > self.best * (s.threshold + F::ONE),
            _ => metric > self.best + s.threshold,
        };
        if better {
            self.best = metric;
            self.bad = 0;
        } else {
            self.bad += 1;
        }
        if self.cooldown > 0 {
            self.cooldown -= 1;
            self.bad = 0;
        }
        if self.bad > s.patience {
            let reduced = self.lr * s.factor;
            let new = if s.min_lr > reduced { s.min_lr } else { reduced };
            if self.lr - new > s.eps {
                self.lr = new;
            }
            self.cooldown = s.cooldown;
            self.bad = 0;
        }
    }
}
