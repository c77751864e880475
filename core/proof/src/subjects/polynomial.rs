//! The subject of polynomial decay.

use core::hint::black_box as any;

use etalon::{Kind, Plateau, PolynomialLr, checked};

use crate::digest::Digest;
use crate::draw::{Draw, RATES, STEPS};
use crate::subject::{Limits, Subject, Weight};
use crate::subjects::{count, get, settings};
use crate::vectors;

pub(crate) const SUBJECT: Subject = Subject {
    kind: Kind::Polynomial,
    name: "PolynomialLr",
    draw: |draw| {
        settings(
            Kind::Polynomial,
            [("lr", draw.rate()), ("total_iters", f64::from(draw.count())), ("power", power(draw))],
        )
    },
    turn: |settings| count(settings, "total_iters"),
    range: |settings| (0.0, get(settings, "lr")),
    digest: [digest_f32, digest_f64],
    weight: Weight {
        open: || weigh(any(0.1), any(100), any(0.9)),
        fixed: || ask(const { &checked!(PolynomialLr::<f32>::new(0.1, 100, 0.9)) }),
        stack: &[|| weigh(any(0.1), any(100), any(0.9)), || weigh(any(0.1), any(8), any(1.0))],
        limits: Limits { flash: [4_320, 3_260], stack: 448 },
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

fn power(draw: &mut Draw) -> f64 {
    match draw.word() % 8 {
        0 => draw.one_of(&POWERS[..14]),
        1 => draw.number(-40, 80),
        2 => draw.share(),
        _ => draw.number(-4, 8),
    }
}

#[inline(always)]
fn weigh(lr: f32, total_iters: u32, power: f64) {
    if let Ok(schedule) = &PolynomialLr::<f32>::new(lr, total_iters, power) {
        ask(schedule);
    }
}

#[inline(always)]
fn ask(schedule: &PolynomialLr<f32>) {
    any(schedule.lr(any(7)));
}

/// The constructor refuses the last two.
const POWERS: [f64; 16] = [
    0.0,
    5e-324,
    1e-300,
    1e-9,
    0.5,
    0.9,
    1.0 - f64::EPSILON / 2.0,
    1.0,
    1.0 + f64::EPSILON,
    2.0,
    3.0,
    1e3,
    1e12,
    1e300,
    -1.0,
    f64::NAN,
];

macro_rules! polynomial {
    ($float:ty, $digest:ident, $calls:ident) => {
        fn $digest(digest: &mut Digest) {
            fn run(
                digest: &mut Digest,
                (lr, total_iters, power): (f64, u32, f64),
                steps: impl IntoIterator<Item = u32>,
            ) {
                let built = PolynomialLr::<$float>::new(lr as $float, total_iters, power);
                let Some(schedule) = digest.built(built) else { return };
                for step in steps {
                    digest.number(schedule.lr(step));
                }
            }
            for row in vectors::of("PolynomialLR") {
                let case = (row.lr, row.count("total_iters", 5), row.number("power", 1.0));
                run(digest, case, 0..=row.steps.min(300));
            }
            for total_iters in STEPS {
                let around = [0, 1, 2].map(|back| total_iters.wrapping_sub(back));
                let steps = around.into_iter().chain([total_iters / 2, total_iters / 3]).chain(STEPS);
                for power in [0.5, 0.9, 2.0] {
                    run(digest, (0.1, total_iters, power), steps.clone());
                }
            }
            for lr in RATES {
                for power in POWERS {
                    run(digest, (lr, 10, power), [0, 1, 5, 9, 10, 11]);
                }
            }
            let mut draw = Draw::new(12);
            for _ in 0..draw.scaled(200) {
                let case = (draw.number(-30, 32), draw.count(), power(&mut draw));
                run(digest, case, [(); 8].map(|()| draw.count()));
            }
        }

        fn $calls() {
            if let Ok(schedule) = any(PolynomialLr::<$float>::new(any(0.1), any(9), any(0.9))) {
                let schedule = any(schedule);
                any(PolynomialLr::<$float>::lr(&schedule, any(7)));
                any(PolynomialLr::initial_lr(&schedule));
                any(PolynomialLr::total_iters(&schedule));
                any(PolynomialLr::power(&schedule));
                any(PolynomialLr::<$float>::warm_up(schedule, any(7), any(0.1))).ok();
                any(PolynomialLr::<$float>::cut_on_plateau(schedule, any(Plateau::<$float>::DEFAULT))).ok();
            }
        }
    };
}

polynomial!(f32, digest_f32, calls_f32);
polynomial!(f64, digest_f64, calls_f64);

#[cfg(feature = "by_hand")]
mod by_hand {
    use core::hint::black_box as any;

    use etalon::{PolynomialLr, checked};

    use crate::by_hand::{LENGTH, LR, Meter};

    const POWER: f64 = 0.9;

    macro_rules! race {
        ($meter:ident, $float:ident, $pow:path) => {
            let ours = any(const { checked!(PolynomialLr::<$float>::new(LR as $float, LENGTH, POWER)) });
            let (lr, steps, power) = any((LR as $float, LENGTH, POWER as $float));
            $meter.race(stringify!($float), &mut |_, step| _ = any(ours.lr(step)), &mut |_, step| {
                any(lr * $pow(1.0 - step.min(steps) as $float / steps as $float, power));
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

    const BUDGET: Budget = Budget { what: "polynomial", f32: 0.6, f64: 0.51 };

    pub(super) const SPEC: Spec = Spec {
        budgets: &[BUDGET],
        budget: |_: &Settings| BUDGET,
        exact: |settings, step| (value(settings, step), None),
        read: |case| {
            let (lr, power) = (words::float(case[0]), words::float(case[2]));
            settings(Kind::Polynomial, [("lr", lr), ("total_iters", words::count(case[1])), ("power", power)])
        },
        torch: Torch {
            // Each step is a product, two quotients and a power, and each is rounded by half a unit of 2^-52. The share that is
            // left is a difference from 1, so near the end its rounding weighs as much as all steps before.
            rule: |settings, step| {
                let (peak, power) = (get(settings, "lr"), get(settings, "power"));
                Rule::OfPeak { peak, drift: 4.0 * (1.0 + power) * f64::from(step) * f64::EPSILON }
            },
            ..Torch::LIKE_OURS
        },
        ..Spec::NONE
    };

    /// lr · ((n − min(t, n)) / n)^power.
    fn value(settings: &Settings, step: u32) -> Exact {
        let (lr, power, n) = (get(settings, "lr"), get(settings, "power"), count(settings, "total_iters"));
        let left = n.saturating_sub(step);
        if lr == 0.0 {
            ZERO
        } else if step == 0 || n == 0 || power == 0.0 {
            exact(&big(lr))
        } else if left == 0 {
            ZERO
        } else {
            // The floats of the other library hold exponents up to 2^63; far below, every rate is 0.
            let log = (big(f64::from(left)) / big(f64::from(n))).ln();
            let exponent = log * big(power);
            if exponent < big(-1e5) { exact(&big(-1e5).exp()) } else { exact(&(big(lr) * exponent.exp())) }
        }
    }
}
