//! The subject of 1cycle, for rates and momentum.

use core::hint::black_box as any;

use etalon::{AnnealStrategy, Kind, OneCycle, OneCycleLr, Plateau, checked};

use crate::digest::Digest;
use crate::draw::{Draw, RATES, STEPS};
use crate::subject::{Limits, Subject, Weight};
use crate::subjects::{count, get, settings};
use crate::vectors;

pub(crate) const SUBJECT: Subject = Subject {
    kind: Kind::OneCycle,
    name: "OneCycleLr",
    draw: |draw| {
        settings(
            Kind::OneCycle,
            [
                ("max_lr", draw.rate()),
                ("total_steps", f64::from(draw.length())),
                ("pct_start", draw.share()),
                ("anneal_strategy", draw.choice(2)),
                ("three_phase", draw.choice(2)),
                ("div_factor", draw.number(-3, 20)),
                ("final_div_factor", draw.number(-3, 27)),
                ("cycle_momentum", draw.choice(2)),
                ("base_momentum", f64::from(draw.share() as f32)),
                ("max_momentum", f64::from(draw.share() as f32)),
            ],
        )
    },
    turn: |settings| count(settings, "total_steps"),
    range: |settings| {
        let max = get(settings, "max_lr");
        let first = max / get(settings, "div_factor");
        let last = first / get(settings, "final_div_factor");
        (max.min(first).min(last), max.max(first).max(last))
    },
    digest: [digest_f32, digest_f64],
    weight: Weight {
        open: || weigh(*any(&USUAL), 7),
        fixed: || ask(const { &checked!(OneCycleLr::<f32>::new(USUAL)) }, 7),
        stack: &[
            || weigh(*any(&USUAL), 7),
            || weigh(*any(&USUAL), 700),
            || weigh(*any(&OneCycle { three_phase: true, ..USUAL }), 700),
            || weigh(*any(&OneCycle { anneal_strategy: AnnealStrategy::Linear, ..USUAL }), 7),
        ],
        limits: Limits { flash: [3_712, 3_184], stack: 960 },
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

const USUAL: OneCycle<f32> = OneCycle::<f32>::steps(0.1, 1000);

#[inline(always)]
fn weigh(settings: OneCycle<f32>, step: u32) {
    if let Ok(schedule) = &OneCycleLr::<f32>::new(settings) {
        ask(schedule, step);
    }
}

#[inline(always)]
fn ask(schedule: &OneCycleLr<f32>, step: u32) {
    let step = any(step);
    any(schedule.lr(step));
    any(schedule.momentum(step));
}

const SHARES: [f64; 13] =
    [0.0, 5e-324, 1e-9, 0.1, 0.25, 0.3, 0.5, 2.0 / 3.0, 1.0 - f64::EPSILON, 1.0, 1.000_001, -0.1, f64::NAN];

macro_rules! one_cycle {
    ($float:ty, $digest:ident, $calls:ident) => {
        fn $digest(digest: &mut Digest) {
            fn run(digest: &mut Digest, settings: OneCycle<$float>, steps: impl IntoIterator<Item = u32>) {
                let Some(schedule) = digest.built(OneCycleLr::<$float>::new(settings)) else { return };
                digest.word(u64::from(schedule.total_steps()));
                for step in steps {
                    digest.number(schedule.lr(step));
                    match schedule.momentum(step) {
                        Some(momentum) => digest.number(momentum),
                        None => digest.word(u64::MAX),
                    }
                }
            }
            for row in vectors::of("OneCycleLR") {
                let max_lr = row.number("max_lr", 0.0) as $float;
                let usual = if row.has("total_steps") {
                    OneCycle::<$float>::steps(max_lr, row.count("total_steps", 0))
                } else {
                    let epochs = row.count("epochs", 0);
                    let cycle = OneCycle::<$float>::epochs(max_lr, epochs, row.count("steps_per_epoch", 0));
                    let Some(cycle) = digest.built(cycle) else { continue };
                    cycle
                };
                let linear = row.is("anneal_strategy", "linear");
                let settings = OneCycle {
                    pct_start: row.number("pct_start", 0.3),
                    anneal_strategy: if linear { AnnealStrategy::Linear } else { AnnealStrategy::Cos },
                    cycle_momentum: row.number("cycle_momentum", 1.0) != 0.0,
                    base_momentum: row.number("base_momentum", 0.85) as $float,
                    max_momentum: row.number("max_momentum", 0.95) as $float,
                    div_factor: row.number("div_factor", 25.0),
                    final_div_factor: row.number("final_div_factor", 1e4),
                    three_phase: row.number("three_phase", 0.0) != 0.0,
                    ..usual
                };
                run(digest, settings, 0..=row.steps.min(300));
            }
            for total_steps in STEPS {
                for pct_start in SHARES {
                    for three_phase in [false, true] {
                        let anneal_strategy =
                            if total_steps % 2 == 0 { AnnealStrategy::Cos } else { AnnealStrategy::Linear };
                        let usual = OneCycle::<$float>::steps(0.1, total_steps);
                        let settings = OneCycle { pct_start, anneal_strategy, three_phase, ..usual };
                        let peak = (pct_start * f64::from(total_steps)) as u32;
                        let ends = [peak, peak.wrapping_mul(2), total_steps];
                        let around =
                            ends.into_iter().flat_map(|end| [3, 2, 1, 0].map(|back| end.wrapping_sub(back)));
                        run(digest, settings, around.chain([0, 1, total_steps / 2, u32::MAX]));
                    }
                }
            }
            for value in RATES {
                let usual = OneCycle::<$float>::steps(0.01, 20);
                let narrow = value as $float;
                for settings in [
                    OneCycle { max_lr: narrow, ..usual },
                    OneCycle { div_factor: value, ..usual },
                    OneCycle { final_div_factor: value, ..usual },
                    OneCycle { base_momentum: narrow, max_momentum: 1.0, ..usual },
                    OneCycle { base_momentum: 0.0, max_momentum: narrow, ..usual },
                ] {
                    run(digest, settings, 0..21);
                }
            }
            for (epochs, steps_per_epoch) in [(0, 1), (1, 0), (65_536, 65_536), (65_535, 65_537)] {
                let cycle = OneCycle::<$float>::epochs(0.01, epochs, steps_per_epoch);
                if let Some(settings) = digest.built(cycle) {
                    run(digest, settings, STEPS);
                }
            }
            let mut draw = Draw::new(4);
            for _ in 0..draw.scaled(200) {
                let total_steps = draw.count();
                let settings = OneCycle {
                    max_lr: draw.number(-20, 24) as $float,
                    pct_start: draw.number(-10, 10),
                    anneal_strategy: draw.one_of(&[AnnealStrategy::Cos, AnnealStrategy::Linear]),
                    cycle_momentum: draw.one_of(&[false, true]),
                    base_momentum: 0.8,
                    max_momentum: 0.99,
                    div_factor: draw.number(-2, 20),
                    final_div_factor: draw.number(-2, 40),
                    three_phase: draw.one_of(&[false, true]),
                    ..OneCycle::<$float>::steps(0.0, total_steps)
                };
                run(digest, settings, [(); 8].map(|()| draw.count() % total_steps.max(1)));
            }
        }

        fn $calls() {
            any(OneCycle::<$float>::epochs(any(0.1), any(3), any(4))).ok();
            let settings = any(OneCycle::<$float>::steps(any(0.1), any(7)));
            if let Ok(schedule) = any(OneCycleLr::<$float>::new(settings)) {
                let schedule = any(schedule);
                any(OneCycleLr::<$float>::lr(&schedule, any(7)));
                any(OneCycleLr::<$float>::momentum(&schedule, any(7)));
                any(OneCycleLr::settings(&schedule));
                any(OneCycleLr::total_steps(&schedule));
                any(OneCycleLr::peak_step(&schedule));
                any(OneCycleLr::<$float>::warm_up(schedule, any(7), any(0.1))).ok();
                any(OneCycleLr::<$float>::cut_on_plateau(schedule, any(Plateau::<$float>::DEFAULT))).ok();
            }
        }
    };
}

one_cycle!(f32, digest_f32, calls_f32);
one_cycle!(f64, digest_f64, calls_f64);

#[cfg(feature = "by_hand")]
mod by_hand {
    use core::hint::black_box as any;

    use etalon::{OneCycle, OneCycleLr, checked};

    use crate::by_hand::{LENGTH, LR, Meter};

    macro_rules! race {
        ($meter:ident, $float:ident, $cos:path) => {{
            const USUAL: OneCycle<$float> = OneCycle::<$float>::steps(LR as $float, LENGTH);
            let ours = any(const { checked!(OneCycleLr::<$float>::new(USUAL)) });
            let first = LR / USUAL.div_factor;
            let (first, last) = any((first as $float, (first / USUAL.final_div_factor) as $float));
            let (max, peak) = any((USUAL.max_lr, (USUAL.pct_start * f64::from(LENGTH) - 1.0) as $float));
            let end = any((LENGTH - 1) as $float);
            $meter.race(stringify!($float), &mut |_, step| _ = any(ours.lr(step)), &mut |_, step| {
                let now = step as $float;
                let (from, to, share) = if now <= peak {
                    (first, max, now / peak)
                } else {
                    (max, last, (now - peak) / (end - peak))
                };
                any(to + 0.5 * (from - to) * (1.0 + $cos(core::$float::consts::PI * share)));
            });
        }};
    }

    pub(super) fn race(meter: &mut dyn Meter) {
        race!(meter, f32, libm::cosf);
        race!(meter, f64, libm::cos);
    }
}

#[cfg(feature = "oracle")]
mod oracle {
    use etalon::{Kind, Settings};

    use crate::oracle::exact::{Big, Exact, big, exact, half_cosine};
    use crate::oracle::{Budget, Published, Rule, Spec, Torch, words};
    use crate::subjects::{count, get, settings};

    const COS: Budget = Budget { what: "1cycle", f32: 0.6, f64: 0.51 };
    const LINEAR: Budget = Budget { what: "1cycle, linear", f32: 0.55, f64: 0.51 };
    const MOMENTUM: Budget = Budget { what: "1cycle's momentum", f32: 0.6, f64: 0.51 };

    pub(super) const SPEC: Spec = Spec {
        budgets: &[COS, LINEAR, MOMENTUM],
        budget: |settings| if is_linear(settings) { LINEAR } else { COS },
        momentum: Some(MOMENTUM),
        exact: |settings, step| {
            let (lr, momentum) = value(settings, step);
            (lr, (get(settings, "cycle_momentum") != 0.0).then_some(momentum))
        },
        read: |case| {
            let number = |at: usize| words::float(case[at]);
            settings(
                Kind::OneCycle,
                [
                    ("max_lr", number(0)),
                    ("total_steps", words::count(case[1])),
                    ("pct_start", number(2)),
                    ("anneal_strategy", f64::from(u8::from(case[3] == "linear"))),
                    ("three_phase", f64::from(u8::from(case[4] == "three"))),
                    ("div_factor", number(5)),
                    ("final_div_factor", number(6)),
                    ("base_momentum", number(7)),
                    ("max_momentum", number(8)),
                ],
            )
        },
        torch: Torch {
            // PyTorch computes each value by itself: there is no drift, and the exact value never decides.
            rule: |settings, _| {
                let first = get(settings, "max_lr") / get(settings, "div_factor");
                let last = first / get(settings, "final_div_factor");
                Rule::OfPeak { peak: get(settings, "max_lr").max(first).max(last), drift: 0.0 }
            },
            momentum_rule: |settings, _| {
                let peak = get(settings, "base_momentum").max(get(settings, "max_momentum"));
                Rule::OfPeak { peak, drift: 0.0 }
            },
            // PyTorch's value at `total_steps` is an artefact, and its next step raises an error.
            held_from: |settings| Some(count(settings, "total_steps")),
            more_arguments: &["epochs", "steps_per_epoch"],
            only_ours: &["one-09"],
            ..Torch::LIKE_OURS
        },
        published: &[
            Published { what: "1cycle, 1,000 steps", budget: COS, pytorch: "2.5e4", optax: "2,288" },
            Published { what: "1cycle, 1,000,000 steps", budget: COS, pytorch: "5.2e4", optax: "5.2e4" },
            Published {
                what: "1cycle, linear, 1,000,000 steps",
                budget: LINEAR,
                pytorch: "6.9e4",
                optax: "2,655",
            },
        ],
    };

    fn is_linear(settings: &Settings) -> bool {
        get(settings, "anneal_strategy") != 0.0
    }

    /// Rate and momentum, as PyTorch's documentation and source define them. From `total_steps` on they are those of the last
    /// step.
    ///
    /// A phase ends where PyTorch ends it: at `pct_start · total_steps - 1` with the product rounded to an `f64`.
    fn value(settings: &Settings, step: u32) -> (Exact, Exact) {
        let number = |id| get(settings, id);
        let total_steps = number("total_steps");
        let max = big(number("max_lr"));
        let first = &max / big(number("div_factor"));
        let last = &first / big(number("final_div_factor"));
        let (base_momentum, max_momentum) = (big(number("base_momentum")), big(number("max_momentum")));
        let product = number("pct_start") * total_steps;
        let (peak, fall) = (big(product) - big(1.0), big(2.0 * product) - big(2.0));
        let end = big(total_steps) - big(1.0);
        let now = big(f64::from(step).min(total_steps - 1.0));
        let way = |start: &Big, end: &Big, from: &Big, to: &Big| {
            // A phase without length (pct_start · total_steps = 1) is at its end; PyTorch divides by zero.
            if start == end {
                return exact(to);
            }
            let (done, left, length) = (&now - start, end - &now, end - start);
            exact(&if is_linear(settings) {
                (from * left + to * done) / length
            } else {
                half_cosine(from, to, &(done / length))
            })
        };
        if now <= peak {
            let start = big(0.0);
            return (way(&start, &peak, &first, &max), way(&start, &peak, &max_momentum, &base_momentum));
        }
        match (number("three_phase") != 0.0, now <= fall) {
            (false, _) => (way(&peak, &end, &max, &last), way(&peak, &end, &base_momentum, &max_momentum)),
            (true, true) => {
                (way(&peak, &fall, &max, &first), way(&peak, &fall, &base_momentum, &max_momentum))
            }
            (true, false) => (way(&fall, &end, &first, &last), exact(&max_momentum)),
        }
    }
}
