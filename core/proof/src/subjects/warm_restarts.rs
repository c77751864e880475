//! The subject of cosine annealing with warm restarts.

use core::hint::black_box as any;

use etalon::{CosineAnnealingWarmRestarts, Kind, Plateau, checked};

use crate::digest::Digest;
use crate::draw::{Draw, RATES, STEPS};
use crate::subject::{Limits, Subject, Weight};
use crate::subjects::{count, get, settings};
use crate::vectors;

pub(crate) const SUBJECT: Subject = Subject {
    kind: Kind::WarmRestarts,
    name: "CosineAnnealingWarmRestarts",
    draw: |draw| {
        let t_mult = if draw.choice(4) == 0.0 { draw.length() } else { draw.one_of(&[1, 1, 2, 3]) };
        settings(
            Kind::WarmRestarts,
            [
                ("lr", draw.rate()),
                ("t_0", f64::from(draw.length())),
                ("t_mult", f64::from(t_mult)),
                ("eta_min", draw.rate()),
            ],
        )
    },
    turn: |settings| count(settings, "t_0"),
    range: |settings| {
        let (lr, eta_min) = (get(settings, "lr"), get(settings, "eta_min"));
        (lr.min(eta_min), lr.max(eta_min))
    },
    digest: [digest_f32, digest_f64],
    weight: Weight {
        open: || weigh(any(0.1), any(10), any(2), any(0.001), 7),
        fixed: || {
            ask(const { &checked!(CosineAnnealingWarmRestarts::<f32>::new(0.1, 10, 2, 0.001)) }, 7);
        },
        stack: &[
            || weigh(any(0.1), any(10), any(2), any(0.001), 7),
            || weigh(any(0.1), any(10), any(1), any(0.001), 1_007),
            || weigh(any(0.1), any(10), any(2), any(0.2), 1_007),
        ],
        limits: Limits { flash: [2_352, 1_536], stack: 448 },
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
fn weigh(lr: f32, t_0: u32, t_mult: u32, eta_min: f32, step: u32) {
    if let Ok(schedule) = &CosineAnnealingWarmRestarts::<f32>::new(lr, t_0, t_mult, eta_min) {
        ask(schedule, step);
    }
}

#[inline(always)]
fn ask(schedule: &CosineAnnealingWarmRestarts<f32>, step: u32) {
    any(schedule.lr(any(step)));
}

macro_rules! warm_restarts {
    ($float:ty, $digest:ident, $calls:ident) => {
        fn $digest(digest: &mut Digest) {
            fn run(
                digest: &mut Digest,
                (lr, t_0, t_mult, eta_min): (f64, u32, u32, f64),
                steps: impl IntoIterator<Item = u32>,
            ) {
                let (lr, eta_min) = (lr as $float, eta_min as $float);
                let built = CosineAnnealingWarmRestarts::<$float>::new(lr, t_0, t_mult, eta_min);
                let Some(schedule) = digest.built(built) else { return };
                for step in steps {
                    digest.number(schedule.lr(step));
                    let cycle = schedule.cycle(step);
                    digest.word(cycle.start);
                    digest.word(cycle.end);
                }
            }
            for row in vectors::of("CosineAnnealingWarmRestarts") {
                let (t_0, t_mult) = (row.count("T_0", 0), row.count("T_mult", 1));
                run(digest, (row.lr, t_0, t_mult, row.number("eta_min", 0.0)), 0..=row.steps.min(300));
            }
            for t_0 in STEPS {
                for t_mult in [0, 1, 2, 3, 10, 65_537, u32::MAX] {
                    let start = t_0.wrapping_mul(t_mult.wrapping_add(1));
                    let around = [t_0, start].into_iter().flat_map(|at| [at.wrapping_sub(1), at, at / 2]);
                    run(digest, (0.1, t_0, t_mult, 1e-5), around.chain(STEPS));
                }
            }
            for lr in RATES {
                for eta_min in RATES {
                    run(digest, (lr, 10, 2, eta_min), [0, 1, 5, 9, 10, 20, 29, 30]);
                }
            }
            let mut draw = Draw::new(2);
            for _ in 0..draw.scaled(200) {
                let (lr, eta_min) = (draw.number(-30, 32), draw.number(-60, 60));
                let (t_0, t_mult) = (draw.count(), draw.one_of(&[1, 2, 3, 7]));
                run(digest, (lr, t_0, t_mult, eta_min), [(); 8].map(|()| draw.count()));
            }
        }

        fn $calls() {
            let built = CosineAnnealingWarmRestarts::<$float>::new(any(0.1), any(7), any(2), any(0.0));
            if let Ok(schedule) = any(built) {
                any(CosineAnnealingWarmRestarts::<$float>::lr(&schedule, any(7)));
                any(CosineAnnealingWarmRestarts::initial_lr(&schedule));
                any(CosineAnnealingWarmRestarts::t_0(&schedule));
                any(CosineAnnealingWarmRestarts::t_mult(&schedule));
                any(CosineAnnealingWarmRestarts::eta_min(&schedule));
                any(CosineAnnealingWarmRestarts::cycle(&schedule, any(7)));
                any(CosineAnnealingWarmRestarts::<$float>::warm_up(schedule, any(7), any(0.1))).ok();
                let settings = any(Plateau::<$float>::DEFAULT);
                any(CosineAnnealingWarmRestarts::<$float>::cut_on_plateau(schedule, settings)).ok();
            }
        }
    };
}

warm_restarts!(f32, digest_f32, calls_f32);
warm_restarts!(f64, digest_f64, calls_f64);

#[cfg(feature = "by_hand")]
mod by_hand {
    use core::hint::black_box as any;

    use etalon::{CosineAnnealingWarmRestarts, checked};

    use crate::by_hand::{ETA_MIN, LR, Meter};

    const T_0: u32 = 100;
    const T_MULT: u32 = 2;

    macro_rules! race {
        ($meter:ident, $float:ident, $cos:path) => {
            let ours = any(const {
                checked!(CosineAnnealingWarmRestarts::<$float>::new(
                    LR as $float,
                    T_0,
                    T_MULT,
                    ETA_MIN as $float
                ))
            });
            let (lr, t_0, t_mult, eta_min) = any((LR as $float, T_0, T_MULT, ETA_MIN as $float));
            $meter.race(stringify!($float), &mut |_, step| _ = any(ours.lr(step)), &mut |_, step| {
                let (mut done, mut length) = (step, t_0);
                while done >= length {
                    done = done.wrapping_sub(length);
                    length = length.wrapping_mul(t_mult);
                }
                let angle = core::$float::consts::PI * done as $float / length as $float;
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
    use crate::oracle::{Budget, Rule, Spec, Torch, words};
    use crate::subjects::{count, get, settings};

    const BUDGET: Budget = Budget { what: "warm restarts", f32: 0.6, f64: 0.51 };

    pub(super) const SPEC: Spec = Spec {
        budgets: &[BUDGET],
        budget: |_: &Settings| BUDGET,
        exact: |settings, step| (value(settings, step), None),
        read: |case| {
            let (lr, eta_min) = (words::float(case[0]), words::float(case[3]));
            let (t_0, t_mult) = (words::count(case[1]), words::count(case[2]));
            settings(Kind::WarmRestarts, [("lr", lr), ("t_0", t_0), ("t_mult", t_mult), ("eta_min", eta_min)])
        },
        torch: Torch {
            // PyTorch computes each value by itself, but 1 + cos cancels at the end of a cycle.
            rule: |settings, _| Rule::OfPeak {
                peak: get(settings, "lr").max(get(settings, "eta_min")),
                drift: 0.0,
            },
            refused: &["cwr-08"],
            ..Torch::LIKE_OURS
        },
        ..Spec::NONE
    };

    /// η_min + ½(lr − η_min)(1 + cos πc/T), where cycle i starts at T_0 (T_multⁱ − 1) / (T_mult − 1), or at i · T_0.
    fn value(settings: &Settings, step: u32) -> Exact {
        let (lr, eta_min) = (big(get(settings, "lr")), big(get(settings, "eta_min")));
        let (t_0, t_mult) = (u128::from(count(settings, "t_0")), u128::from(count(settings, "t_mult")));
        let step = u128::from(step);
        let cycle = |i: u32| match t_mult {
            1 => (u128::from(i) * t_0, t_0),
            _ => (t_0 * (t_mult.pow(i) - 1) / (t_mult - 1), t_0 * t_mult.pow(i)),
        };
        let last = match t_mult {
            1 => (step / t_0) as u32,
            _ => (0..=32).take_while(|&i| cycle(i).0 <= step).last().unwrap_or(0),
        };
        let (start, length) = cycle(last);
        // A length has up to 64 bits, more than an f64.
        let half = |word: u128| big((word & u128::from(u32::MAX)) as f64);
        let whole = |number: u128| half(number >> 32) * big(4_294_967_296.0) + half(number);
        exact(&half_cosine(&lr, &eta_min, &(whole(step - start) / whole(length))))
    }
}
