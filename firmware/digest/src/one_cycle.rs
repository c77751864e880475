//! 1cycle: PyTorch's vectors, ends of phases, drawn cases; rates and momentum.

use etalon::{AnnealStrategy, Length, OneCycle, OneCycleLr};

use crate::fold::{Digest, Number};
use crate::generator::{Draw, RATES, STEPS};
use crate::vectors::CYCLES;

const SHARES: [f64; 13] =
    [0.0, 5e-324, 1e-9, 0.1, 0.25, 0.3, 0.5, 2.0 / 3.0, 1.0 - f64::EPSILON, 1.0, 1.000_001, -0.1, f64::NAN];

pub(crate) fn walk<F: Number>(digest: &mut Digest) {
    for case in CYCLES {
        let settings = OneCycle {
            max_lr: F::from_f64(case.max_lr),
            length: case.length,
            pct_start: case.pct_start,
            anneal_strategy: case.anneal_strategy,
            momentum: case.momentum.map(|(base, max)| (F::from_f64(base), F::from_f64(max))),
            div_factor: case.div_factor,
            final_div_factor: case.final_div_factor,
            three_phase: case.three_phase,
        };
        run(digest, settings, 0..=case.steps.min(300));
    }
    for total_steps in STEPS {
        for pct_start in SHARES {
            for three_phase in [false, true] {
                let anneal_strategy =
                    if total_steps % 2 == 0 { AnnealStrategy::Cos } else { AnnealStrategy::Linear };
                let usual = OneCycle::steps(F::from_f64(0.1), total_steps);
                let settings = OneCycle { pct_start, anneal_strategy, three_phase, ..usual };
                let peak = (pct_start * f64::from(total_steps)) as u32;
                let ends = [peak, peak.wrapping_mul(2), total_steps];
                let around = ends.into_iter().flat_map(|end| [3, 2, 1, 0].map(|back| end.wrapping_sub(back)));
                run(digest, settings, around.chain([0, 1, total_steps / 2, u32::MAX]));
            }
        }
    }
    for value in RATES {
        let usual = OneCycle::epochs(F::from_f64(0.01), 5, 4);
        for settings in [
            OneCycle { max_lr: F::from_f64(value), ..usual },
            OneCycle { div_factor: value, ..usual },
            OneCycle { final_div_factor: value, ..usual },
            OneCycle { momentum: Some((F::from_f64(value), F::ONE)), ..usual },
            OneCycle { momentum: Some((F::ZERO, F::from_f64(value))), ..usual },
        ] {
            run(digest, settings, 0..21);
        }
    }
    for (epochs, steps_per_epoch) in [(0, 1), (1, 0), (65_536, 65_536), (65_535, 65_537)] {
        run(digest, OneCycle::epochs(F::from_f64(0.01), epochs, steps_per_epoch), STEPS);
    }
    let mut draw = Draw::new(4);
    for _ in 0..200 {
        let total_steps = draw.count();
        let settings = OneCycle {
            max_lr: F::from_f64(draw.number(-20, 24)),
            length: Length::Steps(total_steps),
            pct_start: draw.number(-10, 10),
            anneal_strategy: draw.one_of(&[AnnealStrategy::Cos, AnnealStrategy::Linear]),
            momentum: draw.one_of(&[None, Some((F::from_f64(0.8), F::from_f64(0.99)))]),
            div_factor: draw.number(-2, 20),
            final_div_factor: draw.number(-2, 40),
            three_phase: draw.one_of(&[false, true]),
        };
        run(digest, settings, [(); 8].map(|()| draw.count() % total_steps.max(1)));
    }
}

fn run<F: Number>(digest: &mut Digest, settings: OneCycle<F>, steps: impl IntoIterator<Item = u32>) {
    let Some(schedule) = digest.built(OneCycleLr::new(settings)) else { return };
    digest.word(u64::from(schedule.total_steps()));
    for step in steps {
        digest.number(schedule.lr(step));
        match schedule.momentum(step) {
            Some(momentum) => digest.number(momentum),
            None => digest.word(u64::MAX),
        }
    }
}
