//! The subject of the linear schedule.

use core::hint::black_box as any;

use etalon::{Kind, LinearLr, Plateau, checked};

use crate::digest::Digest;
use crate::draw::{Draw, RATES, STEPS};
use crate::subject::{Limits, Subject, Weight};
use crate::subjects::{count, get, settings};
use crate::vectors;

pub(crate) const SUBJECT: Subject = Subject {
    kind: Kind::Linear,
    name: "LinearLr",
    draw: |draw| {
        settings(
            Kind::Linear,
            [
                ("lr", draw.rate()),
                ("start_factor", factor(draw)),
                ("end_factor", factor(draw)),
                ("total_iters", f64::from(draw.count())),
            ],
        )
    },
    turn: |settings| count(settings, "total_iters"),
    range: |settings| {
        let end = |id| get(settings, "lr") * get(settings, id);
        let (start, end) = (end("start_factor"), end("end_factor"));
        (start.min(end), start.max(end))
    },
    digest: [digest_f32, digest_f64],
    weight: Weight {
        open: || weigh(any(0.1), any(1.0), any(0.0), any(100)),
        fixed: || ask(const { &checked!(LinearLr::<f32>::between(0.1, 0.0, 100)) }),
        stack: &[
            || weigh(any(0.1), any(1.0), any(0.0), any(100)),
            || weigh(any(0.1), any(0.1), any(1.0), any(8)),
        ],
        limits: Limits { flash: [2_110, 1_830], stack: 448 },
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

fn factor(draw: &mut Draw) -> f64 {
    match draw.word() % 8 {
        0 => 0.0,
        1 => 1.0,
        2 => draw.number(-3, 6),
        3 => draw.number(-40, 40),
        _ => draw.share(),
    }
}

#[inline(always)]
fn weigh(lr: f32, start_factor: f64, end_factor: f64, total_iters: u32) {
    if let Ok(schedule) = &LinearLr::<f32>::new(lr, start_factor, end_factor, total_iters) {
        ask(schedule);
    }
}

#[inline(always)]
fn ask(schedule: &LinearLr<f32>) {
    any(schedule.lr(any(7)));
}

macro_rules! linear {
    ($float:ty, $digest:ident, $calls:ident) => {
        fn $digest(digest: &mut Digest) {
            fn run(
                digest: &mut Digest,
                (lr, start, end, total_iters): (f64, f64, f64, u32),
                steps: impl IntoIterator<Item = u32>,
            ) {
                let built = LinearLr::<$float>::new(lr as $float, start, end, total_iters);
                let Some(schedule) = digest.built(built) else { return };
                digest.number(schedule.final_lr());
                for step in steps {
                    digest.number(schedule.lr(step));
                }
            }
            for row in vectors::of("LinearLR") {
                let (start, end) = (row.number("start_factor", 1.0 / 3.0), row.number("end_factor", 1.0));
                run(digest, (row.lr, start, end, row.count("total_iters", 5)), 0..=row.steps.min(300));
            }
            for total_iters in STEPS {
                let around = [0, 1, 2].map(|back| total_iters.wrapping_sub(back));
                let steps = around.into_iter().chain([total_iters / 2, total_iters / 3]).chain(STEPS);
                run(digest, (0.1, 1.0, 0.0, total_iters), steps.clone());
                run(digest, (0.1, 1.0 / 3.0, 1.0, total_iters), steps);
            }
            for lr in RATES {
                for factor in RATES {
                    run(digest, (lr, factor, 1.0, 10), [0, 1, 5, 9, 10, 11]);
                    run(digest, (lr, 1.0, factor, 10), [0, 1, 5, 9, 10, 11]);
                }
            }
            for end_lr in RATES {
                if let Some(schedule) = digest.built(LinearLr::<$float>::between(0.1, end_lr as $float, 7)) {
                    (0..9).for_each(|step| digest.number(schedule.lr(step)));
                }
            }
            let mut draw = Draw::new(7);
            for _ in 0..draw.scaled(200) {
                let case = (draw.number(-30, 32), factor(&mut draw), factor(&mut draw), draw.count());
                run(digest, case, [(); 8].map(|()| draw.count()));
            }
        }

        fn $calls() {
            any(LinearLr::<$float>::between(any(0.1), any(0.0), any(7))).ok();
            if let Ok(schedule) = any(LinearLr::<$float>::new(any(0.1), any(0.5), any(1.0), any(7))) {
                let schedule = any(schedule);
                any(LinearLr::<$float>::lr(&schedule, any(7)));
                any(LinearLr::initial_lr(&schedule));
                any(LinearLr::final_lr(&schedule));
                any(LinearLr::total_iters(&schedule));
                any(LinearLr::<$float>::warm_up(schedule, any(7), any(0.1))).ok();
                any(LinearLr::<$float>::cut_on_plateau(schedule, any(Plateau::<$float>::DEFAULT))).ok();
            }
        }
    };
}

linear!(f32, digest_f32, calls_f32);
linear!(f64, digest_f64, calls_f64);

#[cfg(feature = "by_hand")]
mod by_hand {
    use core::hint::black_box as any;

    use etalon::{LinearLr, checked};

    use crate::by_hand::{ETA_MIN, LENGTH, LR, Meter};

    macro_rules! race {
        ($meter:ident, $float:ident) => {
            let ours =
                any(const { checked!(LinearLr::<$float>::between(LR as $float, ETA_MIN as $float, LENGTH)) });
            let (first, last, steps) = any((LR as $float, ETA_MIN as $float, LENGTH));
            $meter.race(stringify!($float), &mut |_, step| _ = any(ours.lr(step)), &mut |_, step| {
                any(first + (last - first) * (step.min(steps) as $float / steps as $float));
            });
        };
    }

    pub(super) fn race(meter: &mut dyn Meter) {
        race!(meter, f32);
        race!(meter, f64);
    }
}

#[cfg(feature = "oracle")]
mod oracle {
    use etalon::{Kind, Settings};

    use crate::oracle::exact::{Exact, big, exact};
    use crate::oracle::{Budget, Rule, Spec, Torch, words};
    use crate::subjects::{count, get, settings};

    const BUDGET: Budget = Budget { what: "linear", f32: 0.6, f64: 0.51 };

    pub(super) const SPEC: Spec = Spec {
        budgets: &[BUDGET],
        budget: |_: &Settings| BUDGET,
        exact: |settings, step| (value(settings, step), None),
        read: |case| {
            let number = |at: usize| words::float(case[at]);
            settings(
                Kind::Linear,
                [
                    ("lr", number(0)),
                    ("start_factor", number(1)),
                    ("end_factor", number(2)),
                    ("total_iters", words::count(case[3])),
                ],
            )
        },
        torch: Torch {
            // Each step is a product and a quotient, and each is rounded by half a unit of 2^-52. On the way to 0, the last rates
            // carry the errors of all rates before.
            rule: |settings, step| {
                let end = |id| get(settings, "lr") * get(settings, id);
                let peak = end("start_factor").max(end("end_factor"));
                Rule::OfPeak { peak, drift: 4.0 * f64::from(step) * f64::EPSILON }
            },
            ..Torch::LIKE_OURS
        },
        ..Spec::NONE
    };

    /// lr · (s + (e − s) · min(t, n) / n), with the terms of both ends apart, so that nothing cancels.
    fn value(settings: &Settings, step: u32) -> Exact {
        let number = |id| big(get(settings, id));
        let (lr, start, end) = (number("lr"), number("start_factor"), number("end_factor"));
        let n = count(settings, "total_iters");
        if n == 0 {
            return exact(&(lr * start));
        }
        let done = step.min(n);
        let (left, done) = (big(f64::from(n - done)), big(f64::from(done)));
        exact(&(lr * (start * left + end * done) / big(f64::from(n))))
    }
}
