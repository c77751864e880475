//! Cosine annealing: PyTorch's vectors, ends of half periods, drawn cases.

use etalon::{CosineAnnealingLr, PastEnd};

use crate::fold::{Digest, Number};
use crate::generator::{Draw, RATES, STEPS};
use crate::vectors::COSINES;

pub(crate) fn walk<F: Number>(digest: &mut Digest) {
    for case in COSINES {
        let (lr, eta_min) = (F::from_f64(case.lr), F::from_f64(case.eta_min));
        run(digest, lr, case.t_max, eta_min, 0..=case.steps.min(300));
    }
    for t_max in STEPS {
        let ends = [0, 1, 2, 3].map(|halves| t_max.wrapping_mul(halves));
        let around = ends.into_iter().flat_map(|end| [end.wrapping_sub(1), end, end.wrapping_add(1)]);
        run(
            digest,
            F::from_f64(0.1),
            t_max,
            F::from_f64(1e-5),
            around.chain([t_max / 2, t_max / 3]).chain(STEPS),
        );
    }
    for lr in RATES {
        for eta_min in RATES {
            run(digest, F::from_f64(lr), 10, F::from_f64(eta_min), [0, 1, 5, 9, 10, 11]);
        }
    }
    let mut draw = Draw::new(2);
    for _ in 0..200 {
        let (lr, eta_min) = (draw.number(-30, 32), draw.number(-60, 60));
        let t_max = draw.count();
        run(digest, F::from_f64(lr), t_max, F::from_f64(eta_min), [(); 8].map(|()| draw.count()));
    }
}

fn run<F: Number>(digest: &mut Digest, lr: F, t_max: u32, eta_min: F, steps: impl IntoIterator<Item = u32>) {
    let Some(rises) = digest.built(CosineAnnealingLr::new(lr, t_max, eta_min)) else { return };
    let holds = rises.past_end(PastEnd::Hold);
    for step in steps {
        digest.number(rises.lr(step));
        digest.number(holds.lr(step));
    }
}
