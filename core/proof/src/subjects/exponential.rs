//! The subject of exponential decay.

use core::f64::consts::FRAC_1_SQRT_2;
use core::hint::black_box as any;

use etalon::{ExponentialLr, Kind, Plateau, Schedule, checked};

use crate::digest::Digest;
use crate::draw::{Draw, RATES, STEPS};
use crate::subject::{Limits, Subject, Weight};
use crate::subjects::{get, settings};
use crate::vectors;

pub(crate) const SUBJECT: Subject = Subject {
    kind: Kind::Exponential,
    name: "ExponentialLr",
    draw: |draw| settings(Kind::Exponential, [("lr", draw.rate()), ("gamma", gamma(draw))]),
    // The step where the rate has fallen by a factor of e^-40, or grown by e^40.
    turn: |settings| (40.0 / (1.0 - get(settings, "gamma")).abs().max(1e-8)) as u32,
    range: |settings| {
        let lr = get(settings, "lr");
        if get(settings, "gamma") <= 1.0 { (0.0, lr) } else { (lr, f64::INFINITY) }
    },
    digest: [digest_f32, digest_f64],
    weight: Weight {
        open: || weigh(any(0.1), any(0.99)),
        fixed: || ask(const { &checked!(ExponentialLr::<f32>::new(0.1, 0.99)) }),
        stack: &[|| weigh(any(0.1), any(0.99)), || weigh(any(0.1), any(0.0))],
        limits: Limits { flash: [1_536, 1_168], stack: 448 },
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

fn gamma(draw: &mut Draw) -> f64 {
    match draw.word() % 16 {
        0 => draw.one_of(&GAMMAS[..14]),
        1 => 1.0 + draw.number(-24, 23),
        _ => 1.0 - draw.number(-30, 29),
    }
}

#[inline(always)]
fn weigh(lr: f32, gamma: f64) {
    if let Ok(schedule) = &ExponentialLr::<f32>::new(lr, gamma) {
        ask(schedule);
    }
}

#[inline(always)]
fn ask(schedule: &ExponentialLr<f32>) {
    any(schedule.lr(any(7)));
}

/// The constructor refuses the last two.
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

macro_rules! exponential {
    ($float:ty, $digest:ident, $calls:ident) => {
        fn $digest(digest: &mut Digest) {
            fn run(digest: &mut Digest, lr: $float, gamma: f64, steps: impl IntoIterator<Item = u32>) {
                let Some(schedule) = digest.built(ExponentialLr::<$float>::new(lr, gamma)) else { return };
                for step in steps {
                    digest.number(schedule.lr(step));
                }
                // `half_life` uses the crate's only float logarithm.
                digest.number(schedule.half_life());
            }
            for row in vectors::of("ExponentialLR") {
                run(digest, row.lr as $float, row.number("gamma", 0.0), 0..=row.steps.min(300));
            }
            for lr in RATES {
                for gamma in GAMMAS {
                    run(digest, lr as $float, gamma, STEPS);
                }
            }
            let mut draw = Draw::new(1);
            for _ in 0..draw.scaled(200) {
                let (lr, gamma) = (draw.number(-30, 32), 1.0 - draw.number(-24, 23));
                run(digest, lr as $float, gamma, [(); 8].map(|()| draw.count()));
            }
        }

        fn $calls() {
            if let Ok(schedule) = any(ExponentialLr::<$float>::new(any(0.1), any(0.9))) {
                let schedule = any(schedule);
                any(ExponentialLr::<$float>::lr(&schedule, any(7)));
                any(ExponentialLr::initial_lr(&schedule));
                any(ExponentialLr::gamma(&schedule));
                any(ExponentialLr::half_life(&schedule));
                any(ExponentialLr::<$float>::warm_up(schedule, any(7), any(0.1))).ok();
                any(ExponentialLr::<$float>::cut_on_plateau(schedule, any(Plateau::<$float>::DEFAULT))).ok();
                // A row that is long enough for the faster computation.
                let mut row = any([0.0; 130]);
                ExponentialLr::<$float>::fill(&schedule, any(7), any(&mut row[..]));
            }
        }
    };
}

exponential!(f32, digest_f32, calls_f32);
exponential!(f64, digest_f64, calls_f64);

#[cfg(feature = "by_hand")]
mod by_hand {
    use core::hint::black_box as any;

    use etalon::{ExponentialLr, checked};

    use crate::by_hand::{LR, Meter};

    const GAMMA: f64 = 0.99;

    macro_rules! race {
        ($meter:ident, $float:ident, $pow:path) => {
            let ours = any(const { checked!(ExponentialLr::<$float>::new(LR as $float, GAMMA)) });
            let (lr, gamma) = any((LR as $float, GAMMA as $float));
            $meter.race(stringify!($float), &mut |_, step| _ = any(ours.lr(step)), &mut |_, step| {
                any(lr * $pow(gamma, step as $float));
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
    use etalon::Settings;

    use crate::oracle::exact::{Exact, ZERO, big, exact};
    use crate::oracle::{Budget, Published, Rule, Spec, Torch, words};
    use crate::subjects::{get, settings};
    use etalon::Kind;

    const BUDGET: Budget = Budget { what: "exponential", f32: 0.55, f64: 0.51 };

    pub(super) const SPEC: Spec = Spec {
        budgets: &[BUDGET],
        budget: |_: &Settings| BUDGET,
        exact: |settings, step| (value(get(settings, "lr"), get(settings, "gamma"), step), None),
        read: |case| {
            settings(Kind::Exponential, [("lr", words::float(case[0])), ("gamma", words::float(case[1]))])
        },
        torch: Torch {
            // Each product is rounded by half a unit of 2^-52, relative, or by half the least subnormal. A rate that grows out of
            // the subnormals keeps that larger error.
            rule: |settings, step| {
                let unit = f64::EPSILON + f64::from_bits(1) / get(settings, "lr");
                Rule::Relative { drift: f64::from(step) * unit }
            },
            refused: &["exp-14"],
            ..Torch::LIKE_OURS
        },
        published: &[
            Published { what: "exponential, 1,000 steps", budget: BUDGET, pytorch: "22", optax: "350" },
            Published {
                what: "exponential, 1,000,000 steps",
                budget: BUDGET,
                pytorch: "438",
                optax: "2.1e5",
            },
        ],
        ..Spec::NONE
    };

    /// lr · γᵗ.
    fn value(lr: f64, gamma: f64, step: u32) -> Exact {
        match (step, gamma) {
            (0, _) => exact(&big(lr)),
            (_, 0.0) => ZERO,
            _ => exact(&(big(lr) * big(gamma).powi(step.into()))),
        }
    }
}
