//! The subject of step decay.

use core::hint::black_box as any;

use etalon::{Kind, Plateau, StepLr, checked};

use crate::digest::Digest;
use crate::draw::{Draw, RATES, STEPS};
use crate::subject::{Limits, Subject, Weight};
use crate::subjects::{count, get, settings};
use crate::vectors;

pub(crate) const SUBJECT: Subject = Subject {
    kind: Kind::Step,
    name: "StepLr",
    draw: |draw| {
        let gamma = if draw.choice(8) == 0.0 { 1.0 + draw.number(-12, 12) } else { draw.share() };
        let (lr, step_size) = (draw.rate(), f64::from(draw.length()));
        settings(Kind::Step, [("lr", lr), ("step_size", step_size), ("gamma", gamma)])
    },
    turn: |settings| count(settings, "step_size"),
    range: |settings| {
        let lr = get(settings, "lr");
        if get(settings, "gamma") <= 1.0 { (0.0, lr) } else { (lr, f64::INFINITY) }
    },
    digest: [digest_f32, digest_f64],
    weight: Weight {
        open: || weigh(any(0.1), any(30), any(0.1)),
        fixed: || ask(const { &checked!(StepLr::<f32>::new(0.1, 30, 0.1)) }),
        stack: &[|| weigh(any(0.1), any(3), any(0.1)), || weigh(any(0.1), any(3), any(0.0))],
        limits: Limits { flash: [2_000, 1_200], stack: 448 },
    },
    calls: || {
        calls_f32();
        calls_f64();
    },
    #[cfg(feature = "by_hand")]
    by_hand: by_hand::race,
    #[cfg(feature = "oracle")]
    oracle: oracle::SPEC,
};

#[inline(always)]
fn weigh(lr: f32, step_size: u32, gamma: f64) {
    if let Ok(schedule) = &StepLr::<f32>::new(lr, step_size, gamma) {
        ask(schedule);
    }
}

#[inline(always)]
fn ask(schedule: &StepLr<f32>) {
    any(schedule.lr(any(70)));
}

macro_rules! step {
    ($float:ty, $digest:ident, $calls:ident) => {
        fn $digest(digest: &mut Digest) {
            fn run(
                digest: &mut Digest,
                (lr, step_size, gamma): (f64, u32, f64),
                steps: impl IntoIterator<Item = u32>,
            ) {
                let built = StepLr::<$float>::new(lr as $float, step_size, gamma);
                let Some(schedule) = digest.built(built) else { return };
                for step in steps {
                    digest.number(schedule.lr(step));
                }
            }
            for row in vectors::of("StepLR") {
                let case = (row.lr, row.count("step_size", 0), row.number("gamma", 0.1));
                run(digest, case, 0..=row.steps.min(300));
            }
            for step_size in STEPS {
                let ends = [1, 2, 3, 40].map(|cuts| step_size.wrapping_mul(cuts));
                let around = ends.into_iter().flat_map(|end| [end.wrapping_sub(1), end]);
                run(digest, (0.1, step_size, 0.3), around.chain(STEPS));
            }
            for lr in RATES {
                for gamma in RATES {
                    run(digest, (lr, 10, gamma), [0, 9, 10, 19, 20, 3_210, u32::MAX]);
                }
            }
            let mut draw = Draw::new(6);
            for _ in 0..draw.scaled(200) {
                let case = (draw.number(-30, 32), draw.count(), draw.number(-8, 8));
                run(digest, case, [(); 8].map(|()| draw.count()));
            }
        }

        fn $calls() {
            if let Ok(schedule) = any(StepLr::<$float>::new(any(0.1), any(7), any(0.9))) {
                let schedule = any(schedule);
                any(StepLr::<$float>::lr(&schedule, any(7)));
                any(StepLr::initial_lr(&schedule));
                any(StepLr::step_size(&schedule));
                any(StepLr::gamma(&schedule));
                any(StepLr::<$float>::warm_up(schedule, any(7), any(0.1))).ok();
                any(StepLr::<$float>::cut_on_plateau(schedule, any(Plateau::<$float>::DEFAULT))).ok();
            }
        }
    };
}

step!(f32, digest_f32, calls_f32);
step!(f64, digest_f64, calls_f64);

#[cfg(feature = "by_hand")]
mod by_hand {
    use core::hint::black_box as any;

    use etalon::{StepLr, checked};

    use crate::by_hand::{LR, Meter};

    const SIZE: u32 = 30;
    const GAMMA: f64 = 0.9;

    macro_rules! race {
        ($meter:ident, $float:ident, $pow:path) => {
            let ours = any(const { checked!(StepLr::<$float>::new(LR as $float, SIZE, GAMMA)) });
            let (lr, size, gamma) = any((LR as $float, SIZE, GAMMA as $float));
            $meter.race(stringify!($float), &mut |_, step| _ = any(ours.lr(step)), &mut |_, step| {
                any(lr * $pow(gamma, (step / size) as $float));
            });
        };
    }

    pub(super) fn race(meter: &mut dyn Meter) {
        race!(meter, f32, libm::powf);
        race!(meter, f64, libm::pow);
    }
}

#[cfg(feature = "oracle")]
mod oracle {
    use etalon::{Kind, Settings};

    use crate::oracle::exact::{Exact, ZERO, big, exact};
    use crate::oracle::{Budget, Rule, Spec, Torch, words};
    use crate::subjects::{count, get, settings};

    const BUDGET: Budget = Budget { what: "step", f32: 0.55, f64: 0.51 };

    pub(super) const SPEC: Spec = Spec {
        budgets: &[BUDGET],
        budget: |_: &Settings| BUDGET,
        exact: |settings, step| (value(settings, step), None),
        read: |case| {
            let (lr, gamma) = (words::float(case[0]), words::float(case[2]));
            settings(Kind::Step, [("lr", lr), ("step_size", words::count(case[1])), ("gamma", gamma)])
        },
        torch: Torch {
            // Each cut is a product, rounded by half a unit of 2^-52.
            rule: |settings, step| {
                let cuts = step / count(settings, "step_size");
                Rule::Relative { drift: f64::from(cuts) * f64::EPSILON }
            },
            ..Torch::LIKE_OURS
        },
        ..Spec::NONE
    };

    /// lr · γ^⌊t / step_size⌋.
    fn value(settings: &Settings, step: u32) -> Exact {
        let (lr, gamma) = (big(get(settings, "lr")), get(settings, "gamma"));
        let cuts = step / count(settings, "step_size");
        match (cuts, gamma) {
            (0, _) => exact(&lr),
            (_, 0.0) => ZERO,
            _ => exact(&(lr * big(gamma).powi(cuts.into()))),
        }
    }
}
