//! The subject of cosine annealing.

use core::hint::black_box as any;

use etalon::{CosineAnnealingLr, Kind, PastEnd, Plateau, checked};

use crate::digest::Digest;
use crate::draw::{Draw, RATES, STEPS};
use crate::subject::{Limits, Subject, Weight};
use crate::subjects::{count, get, settings};
use crate::vectors;

pub(crate) const SUBJECT: Subject = Subject {
    kind: Kind::CosineAnnealing,
    name: "CosineAnnealingLr",
    draw: |draw| {
        settings(
            Kind::CosineAnnealing,
            [
                ("lr", draw.rate()),
                ("t_max", f64::from(draw.length())),
                ("eta_min", draw.rate()),
                ("past_end", draw.choice(2)),
            ],
        )
    },
    turn: |settings| count(settings, "t_max"),
    range: |settings| {
        let (lr, eta_min) = (get(settings, "lr"), get(settings, "eta_min"));
        (lr.min(eta_min), lr.max(eta_min))
    },
    digest: [digest_f32, digest_f64],
    weight: Weight {
        open: || weigh(any(0.1), any(100), any(0.001), any(PastEnd::Rise), 7),
        fixed: || ask(const { &checked!(CosineAnnealingLr::<f32>::new(0.1, 100, 0.001)) }, 7),
        stack: &[
            || weigh(any(0.1), any(100), any(0.001), any(PastEnd::Rise), 7),
            || weigh(any(0.1), any(100), any(0.001), any(PastEnd::Rise), 70),
            || weigh(any(0.1), any(100), any(0.001), any(PastEnd::Rise), 1_007),
            || weigh(any(0.1), any(100), any(0.2), any(PastEnd::Hold), 1_007),
        ],
        limits: Limits { flash: [1_792, 1_104], stack: 448 },
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
fn weigh(lr: f32, t_max: u32, eta_min: f32, past_end: PastEnd, step: u32) {
    if let Ok(schedule) = &CosineAnnealingLr::<f32>::new(lr, t_max, eta_min) {
        ask(&schedule.with_past_end(past_end), step);
    }
}

#[inline(always)]
fn ask(schedule: &CosineAnnealingLr<f32>, step: u32) {
    any(schedule.lr(any(step)));
}

macro_rules! cosine {
    ($float:ty, $digest:ident, $calls:ident) => {
        fn $digest(digest: &mut Digest) {
            fn run(
                digest: &mut Digest,
                (lr, t_max, eta_min): (f64, u32, f64),
                steps: impl IntoIterator<Item = u32>,
            ) {
                let built = CosineAnnealingLr::<$float>::new(lr as $float, t_max, eta_min as $float);
                let Some(rises) = digest.built(built) else { return };
                let holds = rises.with_past_end(PastEnd::Hold);
                for step in steps {
                    digest.number(rises.lr(step));
                    digest.number(holds.lr(step));
                }
            }
            for row in vectors::of("CosineAnnealingLR") {
                let case = (row.lr, row.count("T_max", 0), row.number("eta_min", 0.0));
                run(digest, case, 0..=row.steps.min(300));
            }
            for t_max in STEPS {
                let ends = [0, 1, 2, 3].map(|halves| t_max.wrapping_mul(halves));
                let around = ends.into_iter().flat_map(|end| [end.wrapping_sub(1), end, end.wrapping_add(1)]);
                run(digest, (0.1, t_max, 1e-5), around.chain([t_max / 2, t_max / 3]).chain(STEPS));
            }
            for lr in RATES {
                for eta_min in RATES {
                    run(digest, (lr, 10, eta_min), [0, 1, 5, 9, 10, 11]);
                }
            }
            let mut draw = Draw::new(2);
            for _ in 0..draw.scaled(200) {
                let (lr, eta_min) = (draw.number(-30, 32), draw.number(-60, 60));
                let t_max = draw.count();
                run(digest, (lr, t_max, eta_min), [(); 8].map(|()| draw.count()));
            }
        }

        fn $calls() {
            if let Ok(schedule) = any(CosineAnnealingLr::<$float>::new(any(0.1), any(7), any(0.0))) {
                let schedule = any(CosineAnnealingLr::with_past_end(any(schedule), any(PastEnd::Hold)));
                any(CosineAnnealingLr::<$float>::lr(&schedule, any(7)));
                any(CosineAnnealingLr::initial_lr(&schedule));
                any(CosineAnnealingLr::t_max(&schedule));
                any(CosineAnnealingLr::eta_min(&schedule));
                any(CosineAnnealingLr::past_end(&schedule));
                any(CosineAnnealingLr::<$float>::warm_up(schedule, any(7), any(0.1))).ok();
                any(CosineAnnealingLr::<$float>::cut_on_plateau(schedule, any(Plateau::<$float>::DEFAULT)))
                    .ok();
            }
        }
    };
}

cosine!(f32, digest_f32, calls_f32);
cosine!(f64, digest_f64, calls_f64);

#[cfg(feature = "by_hand")]
mod by_hand {
    use core::hint::black_box as any;

    use etalon::{CosineAnnealingLr, checked};

    use crate::by_hand::{ETA_MIN, LENGTH, LR, Meter};

    macro_rules! race {
        ($meter:ident, $float:ident, $cos:path) => {
            let ours = any(const {
                checked!(CosineAnnealingLr::<$float>::new(LR as $float, LENGTH, ETA_MIN as $float))
            });
            let (lr, t_max, eta_min) = any((LR as $float, LENGTH, ETA_MIN as $float));
            $meter.race(stringify!($float), &mut |_, step| _ = any(ours.lr(step)), &mut |_, step| {
                let angle = core::$float::consts::PI * step as $float / t_max as $float;
                any(eta_min + 0.5 * (lr - eta_min) * (1.0 + $cos(angle)));
            });
        };
    }

    pub(super) fn race(meter: &mut dyn Meter) {
        race!(meter, f32, libm::cosf);
        race!(meter, f64, libm::cos);
    }
}

#[cfg(feature = "oracle")]
mod oracle {
    use etalon::{Kind, Settings};

    use crate::oracle::exact::{Exact, big, exact, half_cosine};
    use crate::oracle::{Budget, Published, Rule, Spec, Torch, words};
    use crate::subjects::{count, get, settings};

    const BUDGET: Budget = Budget { what: "cosine", f32: 0.6, f64: 0.51 };

    pub(super) const SPEC: Spec = Spec {
        budgets: &[BUDGET],
        budget: |_: &Settings| BUDGET,
        exact: |settings, step| (value(settings, step), None),
        read: |case| {
            let (lr, eta_min) = (words::float(case[0]), words::float(case[2]));
            settings(
                Kind::CosineAnnealing,
                [("lr", lr), ("t_max", words::count(case[1])), ("eta_min", eta_min)],
            )
        },
        torch: Torch {
            // In every period, the recursion multiplies the rounding errors at the bottom by up to T_max².
            rule: |settings, step| {
                let (step, period) = (f64::from(step), get(settings, "t_max"));
                let peak = get(settings, "lr").max(get(settings, "eta_min"));
                Rule::OfPeak { peak, drift: 1e-15 * step + 1e-16 * period * (period + step) }
            },
            refused: &["cos-13"],
            // Two long cosines, past their end.
            decided: &["cos-22", "cos-23"],
            ..Torch::LIKE_OURS
        },
        published: &[
            Published { what: "cosine to 0, 1,000 steps", budget: BUDGET, pytorch: "4.4e4", optax: "2.2e4" },
            Published {
                what: "cosine to 0, 1,000,000 steps",
                budget: BUDGET,
                pytorch: "2.8e10",
                optax: "1.7e7",
            },
            Published {
                what: "cosine to lr/10⁴, 1,000,000 steps",
                budget: BUDGET,
                pytorch: "4,090",
                optax: "1,761",
            },
        ],
        ..Spec::NONE
    };

    /// η_min + ½(lr − η_min)(1 + cos πt/T_max), or η_min past the end if the cosine holds it there.
    fn value(settings: &Settings, step: u32) -> Exact {
        let (lr, eta_min) = (big(get(settings, "lr")), big(get(settings, "eta_min")));
        let t_max = count(settings, "t_max");
        if step > t_max && get(settings, "past_end") != 0.0 {
            return exact(&eta_min);
        }
        exact(&half_cosine(&lr, &eta_min, &(big(f64::from(step)) / big(f64::from(t_max)))))
    }
}
