//! The subject of reduce on plateau: PyTorch's metrics, and every mode over metrics made of integers.

use core::hint::black_box as any;

use etalon::{
    Kind, Mode, NanPolicy, Plateau, PlateauState, ReduceLrOnPlateau, Snapshot, ThresholdMode, checked,
};

use crate::digest::Digest;
use crate::draw::{Draw, RATES};
use crate::subject::{Limits, Subject, Weight};
use crate::subjects::{get, settings};
use crate::vectors;

pub(crate) const SUBJECT: Subject = Subject {
    kind: Kind::ReduceOnPlateau,
    name: "ReduceLrOnPlateau",
    draw: |draw| {
        settings(
            Kind::ReduceOnPlateau,
            [
                ("lr", draw.rate()),
                ("mode", draw.choice(2)),
                ("factor", draw.share()),
                ("patience", f64::from(draw.count() % 4)),
                ("threshold", draw.number(-12, 12)),
                ("threshold_mode", draw.choice(3)),
                ("cooldown", f64::from(draw.count() % 4)),
                ("min_lr", draw.number(-20, 16)),
                ("eps", draw.number(-30, 20)),
                ("nan_policy", draw.choice(3)),
            ],
        )
    },
    turn: |_| 0,
    range: |settings| (0.0, get(settings, "lr")),
    digest: [digest_f32, digest_f64],
    weight: Weight {
        open: || weigh(*any(&USUAL), 7),
        fixed: || ask(const { &checked!(ReduceLrOnPlateau::<f32>::new(0.1, USUAL)) }, 7),
        stack: &[
            || weigh(*any(&USUAL), 20),
            || weigh(*any(&Plateau { threshold_mode: ThresholdMode::RelSigned, ..USUAL }), 20),
            || weigh(*any(&Plateau { mode: Mode::Max, ..USUAL }), 20),
        ],
        limits: Limits { flash: [2_464, 960], stack: 448 },
    },
    calls: || {
        calls_f32();
        calls_f64();
    },
    #[cfg(feature = "by_hand")]
    by_hand: by_hand::race,
    #[cfg(feature = "oracle")]
    oracle: crate::oracle::Spec::NONE,
};

const USUAL: Plateau<f32> =
    Plateau { factor: 0.5, patience: 3, cooldown: 2, min_lr: 1e-5, ..Plateau::<f32>::DEFAULT };

#[inline(always)]
fn weigh(settings: Plateau<f32>, observations: u32) {
    if let Ok(rule) = &ReduceLrOnPlateau::<f32>::new(any(0.1), settings) {
        ask(rule, observations);
    }
}

#[inline(always)]
fn ask(rule: &ReduceLrOnPlateau<f32>, observations: u32) {
    let mut state = rule.start();
    for _ in 0..any(observations) {
        any(rule.observe(&mut state, any(0.3)));
    }
    any(&state);
}

/// A metric of either sign, sometimes a NaN, and rarely an infinity.
fn metric(draw: &mut Draw) -> f64 {
    let size = draw.number(-3, 4);
    draw.one_of(&[size, size, size, size, -size, -size, -size, f64::NAN, f64::INFINITY, f64::NEG_INFINITY])
}

macro_rules! plateau {
    ($float:ty, $digest:ident, $calls:ident) => {
        fn $digest(digest: &mut Digest) {
            fn run(
                digest: &mut Digest,
                lr: $float,
                settings: Plateau<$float>,
                metrics: impl IntoIterator<Item = f64>,
            ) {
                let Some(rule) = digest.built(ReduceLrOnPlateau::<$float>::new(lr, settings)) else { return };
                let mut state = rule.start();
                for metric in metrics {
                    digest.word(rule.observe(&mut state, metric as $float) as u64);
                    digest.number(state.lr());
                    digest.number(state.best());
                    digest
                        .word(u64::from(state.num_bad_epochs()) << 32 | u64::from(state.cooldown_counter()));
                }
            }
            for row in vectors::of("ReduceLROnPlateau") {
                let max = row.is("mode", "max");
                let abs = row.is("threshold_mode", "abs");
                let settings = Plateau {
                    mode: if max { Mode::Max } else { Mode::Min },
                    factor: row.number("factor", 0.1) as $float,
                    patience: row.count("patience", 10),
                    threshold: row.number("threshold", 1e-4) as $float,
                    threshold_mode: if abs { ThresholdMode::Abs } else { ThresholdMode::Rel },
                    cooldown: row.count("cooldown", 0),
                    min_lr: row.number("min_lr", 0.0) as $float,
                    eps: row.number("eps", 1e-8) as $float,
                    nan_policy: NanPolicy::Bad,
                };
                run(digest, row.lr as $float, settings, row.metrics());
            }
            for value in RATES {
                let value = value as $float;
                let usual = Plateau::<$float>::DEFAULT;
                run(digest, value, usual, [1.0; 30]);
                for settings in [
                    Plateau { factor: value, ..usual },
                    Plateau { threshold: value, ..usual },
                    Plateau { min_lr: value, ..usual },
                    Plateau { eps: value, ..usual },
                ] {
                    run(digest, 0.1, settings, [1.0; 30]);
                }
            }
            let mut draw = Draw::new(3);
            for mode in [Mode::Min, Mode::Max] {
                for threshold_mode in [ThresholdMode::Rel, ThresholdMode::Abs, ThresholdMode::RelSigned] {
                    for nan_policy in [NanPolicy::Bad, NanPolicy::Ignore, NanPolicy::Report] {
                        for _ in 0..draw.scaled(10) {
                            let settings = Plateau {
                                mode,
                                threshold_mode,
                                nan_policy,
                                factor: draw.number(-6, 6) as $float,
                                patience: draw.count() % 4,
                                threshold: draw.number(-12, 12) as $float,
                                cooldown: draw.count() % 4,
                                min_lr: draw.number(-20, 16) as $float,
                                eps: draw.number(-30, 20) as $float,
                            };
                            run(digest, 1.0, settings, [(); 40].map(|()| metric(&mut draw)));
                        }
                    }
                }
            }
        }

        fn $calls() {
            any(Plateau::<$float>::default());
            let settings = Plateau {
                mode: any(Mode::Max),
                factor: any(0.1),
                patience: any(7),
                threshold: any(0.1),
                threshold_mode: any(ThresholdMode::RelSigned),
                cooldown: any(7),
                min_lr: any(0.1),
                eps: any(0.1),
                nan_policy: any(NanPolicy::Report),
            };
            let Ok(rule) = any(ReduceLrOnPlateau::<$float>::new(any(0.1), settings)) else { return };
            let rule = any(rule);
            any(ReduceLrOnPlateau::settings(&rule));
            any(ReduceLrOnPlateau::initial_lr(&rule));
            let mut state = any(ReduceLrOnPlateau::start(&rule));
            any(ReduceLrOnPlateau::observe(&rule, &mut state, any(0.1)));
            let state = any(state);
            any(PlateauState::lr(&state));
            any(PlateauState::best(&state));
            any(PlateauState::num_bad_epochs(&state));
            any(PlateauState::cooldown_counter(&state));
            let bytes = any(Snapshot::to_bytes(&any(ReduceLrOnPlateau::snapshot(&rule, &state))));
            if let Ok(snapshot) = any(Snapshot::from_bytes(any(&bytes[..]))) {
                let snapshot = any(snapshot);
                any(ReduceLrOnPlateau::restore(&rule, &snapshot)).ok();
                any(ReduceLrOnPlateau::restore_under_new_settings(&rule, &snapshot)).ok();
            }
        }
    };
}

plateau!(f32, digest_f32, calls_f32);
plateau!(f64, digest_f64, calls_f64);

#[cfg(feature = "by_hand")]
mod by_hand {
    use core::hint::black_box as any;

    use etalon::{Plateau, ReduceLrOnPlateau, checked};

    use crate::by_hand::{CALLS, LR, Meter};

    macro_rules! race {
        ($meter:ident, $float:ident) => {{
            const USUAL: Plateau<$float> = Plateau {
                factor: 0.5,
                patience: 3,
                cooldown: 2,
                min_lr: 1e-5,
                eps: 0.0,
                ..Plateau::<$float>::DEFAULT
            };
            /// A loss that falls, stalls long enough for a cut, and falls again.
            const METRICS: [$float; CALLS] = {
                let mut metrics = [0.0; CALLS];
                let mut at = 0;
                while at < CALLS {
                    let falls = at / 16 * 8 + if at % 16 < 8 { at % 16 } else { 8 };
                    metrics[at] = 2.0 / (falls as $float + 1.0);
                    at += 1;
                }
                metrics
            };
            let (metrics, usual) = (any(METRICS), any(USUAL));
            let rule = any(const { checked!(ReduceLrOnPlateau::<$float>::new(LR as $float, USUAL)) });
            let mut state = rule.start();
            let fresh = (LR as $float, $float::INFINITY, 0_u32, 0_u32);
            let mut kept = fresh;
            let mut ours = |at: usize, _| {
                if at == 0 {
                    state = rule.start();
                }
                rule.observe(&mut state, metrics[at % CALLS]);
                any(state.lr());
            };
            let mut by_hand = |at: usize, _| {
                if at == 0 {
                    kept = fresh;
                }
                let (lr, best, bad, rest) = &mut kept;
                let metric = metrics[at % CALLS];
                if metric < *best * (1.0 - usual.threshold) {
                    (*best, *bad) = (metric, 0);
                } else {
                    *bad += 1;
                }
                if *rest > 0 {
                    (*rest, *bad) = (*rest - 1, 0);
                }
                if *bad > usual.patience {
                    (*rest, *bad) = (usual.cooldown, 0);
                    let cut = *lr * usual.factor;
                    *lr = if cut > usual.min_lr { cut } else { usual.min_lr };
                }
                any(*lr);
            };
            $meter.race(stringify!($float), &mut ours, &mut by_hand);
        }};
    }

    pub(super) fn race(meter: &mut dyn Meter) {
        race!(meter, f32);
        race!(meter, f64);
    }
}
