//! The subject of warm-up, stable, decay.

use core::hint::black_box as any;

use etalon::{DecayType, Kind, Plateau, WarmupStableDecay, WarmupStableDecayLr, checked};

use crate::digest::Digest;
use crate::draw::{Draw, RATES, STEPS};
use crate::subject::{Limits, Subject, Weight};
use crate::subjects::{count, get, settings};

pub(crate) const SUBJECT: Subject = Subject {
    kind: Kind::WarmupStableDecay,
    name: "WarmupStableDecayLr",
    draw: |draw| {
        let (lr, share) = (draw.rate(), draw.one_of(&[0.0, 1e-4, 0.1, 1.0]));
        settings(
            Kind::WarmupStableDecay,
            [
                ("lr", lr),
                ("min_lr", f64::from((lr * share) as f32)),
                ("warmup_steps", f64::from(draw.count() >> 2)),
                ("stable_steps", f64::from(draw.count() >> 2)),
                ("decay_steps", f64::from(draw.count())),
                ("decay_type", draw.choice(4)),
            ],
        )
    },
    turn: |settings| {
        let steps = ["warmup_steps", "stable_steps", "decay_steps"].map(|id| count(settings, id));
        steps.into_iter().fold(0, u32::saturating_add)
    },
    range: |settings| {
        let rises = get(settings, "warmup_steps") > 0.0;
        (if rises { 0.0 } else { get(settings, "min_lr") }, get(settings, "lr"))
    },
    digest: [digest_f32, digest_f64],
    weight: Weight {
        open: || weigh(any(USUAL), 95),
        fixed: || ask(const { &checked!(WarmupStableDecayLr::<f32>::new(0.1, USUAL)) }, 95),
        stack: &[
            || weigh(any(USUAL), 5),
            || weigh(any(USUAL), 95),
            || weigh(any(WarmupStableDecay { decay_type: DecayType::OneMinusSqrt, ..USUAL }), 95),
            || weigh(any(WarmupStableDecay { decay_type: DecayType::Exponential, ..USUAL }), 95),
        ],
        limits: Limits { flash: [4_850, 3_520], stack: 640 },
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

const USUAL: WarmupStableDecay<f32> = WarmupStableDecay {
    warmup_steps: 10,
    stable_steps: 70,
    decay_steps: 20,
    decay_type: DecayType::Cosine,
    min_lr: 0.001,
};
const SHAPES: [DecayType; 4] =
    [DecayType::Linear, DecayType::Cosine, DecayType::OneMinusSqrt, DecayType::Exponential];

#[inline(always)]
fn weigh(settings: WarmupStableDecay<f32>, step: u32) {
    if let Ok(schedule) = &WarmupStableDecayLr::<f32>::new(any(0.1), settings) {
        ask(schedule, step);
    }
}

#[inline(always)]
fn ask(schedule: &WarmupStableDecayLr<f32>, step: u32) {
    any(schedule.lr(any(step)));
}

macro_rules! warmup_stable_decay {
    ($float:ty, $digest:ident, $calls:ident) => {
        fn $digest(digest: &mut Digest) {
            fn run(
                digest: &mut Digest,
                lr: $float,
                settings: WarmupStableDecay<$float>,
                more: impl IntoIterator<Item = u32>,
            ) {
                let built = WarmupStableDecayLr::<$float>::new(lr, settings);
                let Some(schedule) = digest.built(built) else { return };
                let fall = settings.warmup_steps.wrapping_add(settings.stable_steps);
                let ends = [settings.warmup_steps, fall, fall.wrapping_add(settings.decay_steps)];
                let around = ends.into_iter().flat_map(|end| [2, 1, 0].map(|back| end.wrapping_sub(back)));
                for step in around.chain([0, u32::MAX]).chain(more) {
                    digest.number(schedule.lr(step));
                }
            }
            for decay_type in SHAPES {
                for steps in STEPS {
                    let settings = WarmupStableDecay {
                        warmup_steps: steps / 8,
                        stable_steps: steps / 4,
                        decay_steps: steps,
                        decay_type,
                        min_lr: 0.0,
                    };
                    run(digest, 0.1, settings, STEPS);
                    run(digest, 0.1, WarmupStableDecay { min_lr: 1e-3, ..settings }, [steps, steps / 2]);
                }
                for rate in RATES {
                    let settings = WarmupStableDecay {
                        warmup_steps: 3,
                        stable_steps: 4,
                        decay_steps: 20,
                        decay_type,
                        min_lr: rate as $float,
                    };
                    run(digest, 0.1, settings, 0..30);
                    run(digest, rate as $float, WarmupStableDecay { min_lr: 0.0, ..settings }, 0..30);
                }
            }
            let mut draw = Draw::new(8);
            for _ in 0..draw.scaled(200) {
                let lr = draw.number(-30, 32) as $float;
                let settings = WarmupStableDecay {
                    warmup_steps: draw.count(),
                    stable_steps: draw.count(),
                    decay_steps: draw.count(),
                    decay_type: draw.one_of(&SHAPES),
                    min_lr: lr * draw.one_of(&[0.0, 0.5, 1.0]),
                };
                run(digest, lr, settings, [(); 8].map(|()| draw.count()));
            }
        }

        fn $calls() {
            let settings = any(WarmupStableDecay {
                warmup_steps: 7,
                stable_steps: 7,
                decay_steps: 7,
                decay_type: DecayType::Exponential,
                min_lr: 0.0,
            });
            if let Ok(schedule) = any(WarmupStableDecayLr::<$float>::new(any(0.1), settings)) {
                let schedule = any(schedule);
                any(WarmupStableDecayLr::<$float>::lr(&schedule, any(7)));
                any(WarmupStableDecayLr::peak_lr(&schedule));
                any(WarmupStableDecayLr::settings(&schedule));
                any(WarmupStableDecayLr::<$float>::warm_up(schedule, any(7), any(0.1))).ok();
                any(WarmupStableDecayLr::<$float>::cut_on_plateau(schedule, any(Plateau::<$float>::DEFAULT)))
                    .ok();
            }
        }
    };
}

warmup_stable_decay!(f32, digest_f32, calls_f32);
warmup_stable_decay!(f64, digest_f64, calls_f64);

#[cfg(feature = "by_hand")]
mod by_hand {
    use core::hint::black_box as any;

    use etalon::{DecayType, WarmupStableDecay, WarmupStableDecayLr, checked};

    use crate::by_hand::{ETA_MIN, LENGTH, LR, Meter};

    const RISE: u32 = LENGTH / 10;
    const STABLE: u32 = LENGTH / 2;
    const FALL: u32 = LENGTH - RISE - STABLE;

    macro_rules! race {
        ($meter:ident, $float:ident, $sqrt:path) => {
            let ours = any(const {
                checked!(WarmupStableDecayLr::<$float>::new(
                    LR as $float,
                    WarmupStableDecay {
                        warmup_steps: RISE,
                        stable_steps: STABLE,
                        decay_steps: FALL,
                        decay_type: DecayType::OneMinusSqrt,
                        min_lr: ETA_MIN as $float,
                    }
                ))
            });
            let (lr, min_lr, rise, stable, fall) = any((LR as $float, ETA_MIN as $float, RISE, STABLE, FALL));
            $meter.race(stringify!($float), &mut |_, step| _ = any(ours.lr(step)), &mut |_, step| {
                any(if step < rise {
                    lr * (step as $float / rise as $float)
                } else if step < rise + stable {
                    lr
                } else {
                    let x = (step - rise - stable).min(fall) as $float / fall as $float;
                    min_lr + (lr - min_lr) * (1.0 - $sqrt(x))
                });
            });
        };
    }

    pub(super) fn race(meter: &mut dyn Meter) {
        race!(meter, f32, libm::sqrtf);
        race!(meter, f64, libm::sqrt);
    }
}

#[cfg(feature = "oracle")]
mod oracle {
    use etalon::{Kind, Settings};

    use crate::oracle::exact::{Big, Exact, big, exact, half_cosine};
    use crate::oracle::{Budget, Spec, words};
    use crate::subjects::{count, get, settings};

    const LINE: Budget = Budget { what: "WSD, linear", f32: 0.55, f64: 0.51 };
    const COSINE: Budget = Budget { what: "WSD, cosine", f32: 0.6, f64: 0.51 };
    const CURVE: Budget = Budget { what: "WSD, 1 − √x and 2 · ½ˣ − 1", f32: 0.55, f64: 0.55 };
    /// The shapes in the order of the choices.
    const SHAPES: [&str; 4] = ["linear", "cosine", "sqrt", "exponential"];

    pub(super) const SPEC: Spec = Spec {
        budgets: &[LINE, COSINE, CURVE],
        budget: |settings| match count(settings, "decay_type") {
            0 => LINE,
            1 => COSINE,
            _ => CURVE,
        },
        exact: |settings, step| (value(settings, step), None),
        read: |case| {
            let shape = SHAPES.iter().position(|shape| *shape == case[4]).unwrap_or(usize::MAX);
            settings(
                Kind::WarmupStableDecay,
                [
                    ("lr", words::float(case[0])),
                    ("warmup_steps", words::count(case[1])),
                    ("stable_steps", words::count(case[2])),
                    ("decay_steps", words::count(case[3])),
                    ("decay_type", shape as f64),
                    ("min_lr", words::float(case[5])),
                ],
            )
        },
        ..Spec::NONE
    };

    /// The rise, the full rate, or min_lr + (lr − min_lr) · f(x).
    fn value(settings: &Settings, step: u32) -> Exact {
        let (lr, min_lr) = (big(get(settings, "lr")), big(get(settings, "min_lr")));
        let [rise, stable, fall] =
            ["warmup_steps", "stable_steps", "decay_steps"].map(|id| u64::from(count(settings, id)));
        let step = u64::from(step);
        let number = |count: u64| big(count as f64);
        if step < rise {
            return exact(&(lr * number(step) / number(rise)));
        }
        match step.checked_sub(rise + stable) {
            None => exact(&lr),
            Some(done) if done >= fall => exact(&min_lr),
            Some(done) => {
                let x = number(done) / number(fall);
                let one = big(1.0);
                // The share of the height that is left, without cancellation at the end.
                let left = match count(settings, "decay_type") {
                    0 => number(fall - done) / number(fall),
                    1 => return exact(&half_cosine(&lr, &min_lr, &x)),
                    2 => (&one - &x) / (&one + root(&x)),
                    _ => big(2.0) * (-(x * big(2.0).ln())).exp() - one,
                };
                exact(&(&min_lr + (lr - &min_lr) * left))
            }
        }
    }

    fn root(x: &Big) -> Big {
        dashu_float::ops::SquareRoot::sqrt(x)
    }
}
