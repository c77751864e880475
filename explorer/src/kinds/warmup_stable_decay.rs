//! Warm-up, stable, decay.

mod texts;
mod traps;

use etalon::{AnySchedule, Kind, WarmupStableDecayLr};

use crate::code::program::{Gaps, Programs};
use crate::kinds::needs::{Length, Metric, Needs};
use crate::kinds::page::{KindPage, Preset, Source};
use crate::race::row::Row;
use crate::race::seat::Seat;

const KIND: Kind = Kind::WarmupStableDecay;
const LR: Row = Row::of(KIND, "lr");
/// The length of its fall.
pub const DECAY_STEPS: Row = Row::of(KIND, "decay_steps");
const STABLE_STEPS: Row = Row::of(KIND, "stable_steps");
/// The length of its rise.
pub const WARMUP_STEPS: Row = Row::of(KIND, "warmup_steps");
const DECAY_TYPE: Row = Row::of(KIND, "decay_type");
const MIN_LR: Row = Row::of(KIND, "min_lr");

/// 1 − √x among the shapes of the decay.
const ONE_MINUS_SQRT: f64 = 2.0;

/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    source: Source::Kind,
    short: "WSD",
    textbook: &[],
    rate: LR,
    lengths: &[STABLE_STEPS, WARMUP_STEPS, DECAY_STEPS],
    own_warm_up: Some(WARMUP_STEPS),
    // One epoch, then the rest of the run, the last fifth of which is the decay.
    opening: &[(WARMUP_STEPS, 45.0), (DECAY_STEPS, 180.0), (DECAY_TYPE, ONE_MINUS_SQRT)],
    formula: texts::FORMULA,
    lesson: texts::LESSON,
    needs: Needs { length: Length::DecidedLate, metric: Metric::NoPart },
    fact: |seat, _| texts::fact(seat),
    helps: &[],
    sentence: texts::sentence,
    traps: traps::RULES,
    run_traps: &[],
    calmer: |_| Vec::new(),
    presets: PRESETS,
    torch: None,
    programs: Programs {
        pytorch: include_str!("warmup_stable_decay/rate.py"),
        keras: include_str!("warmup_stable_decay/rate.py"),
        optax: include_str!("warmup_stable_decay/optax.py"),
        burn: include_str!("warmup_stable_decay/burn.rs.txt"),
        etalon: include_str!("warmup_stable_decay/etalon.rs.txt"),
        gaps: Gaps::none,
    },
};

const PRESETS: &[Preset] = &[
    Preset {
        name: "not cooled down yet",
        lesson: "The stable part fills the run: without its decay the schedule ends where the constant rate ends.",
        lane: &[(STABLE_STEPS, 855.0)],
        run: &[],
        alone: true,
        rates_log: false,
    },
    Preset {
        name: "the late drop",
        lesson: "Twice the base rate: the loss goes up and down until the decay begins, and settles in the last four epochs.",
        lane: &[(LR, 0.04)],
        run: &[],
        alone: false,
        rates_log: false,
    },
    Preset {
        name: "a short decay",
        lesson: "A decay of one epoch, 5 % of the run: the stable part lasts longer, and the fall is steeper.",
        lane: &[(DECAY_STEPS, 45.0)],
        run: &[],
        alone: false,
        rates_log: false,
    },
];

/// The schedule of a lane of this kind. `None` where `min_lr` is above the base rate.
fn schedule(seat: &Seat<'_>) -> Option<WarmupStableDecayLr<f64>> {
    if let Some(AnySchedule::WarmupStableDecay(schedule)) = seat.schedule() { Some(schedule) } else { None }
}

/// The steps of the rise, of the stable part and of the fall.
fn parts(seat: &Seat<'_>) -> [f64; 3] {
    [WARMUP_STEPS, STABLE_STEPS, DECAY_STEPS].map(|row| seat.get(row))
}

/// The batches of the run.
fn run(seat: &Seat<'_>) -> f64 {
    f64::from(seat.run_length())
}

/// The rate of the last batch as a share of the base rate.
fn last_share(seat: &Seat<'_>) -> f64 {
    let last = seat.last_rate().unwrap_or_default();
    if seat.rate() > 0.0 { last / seat.rate() } else { 0.0 }
}
