//! 1cycle.

mod program;
mod texts;
mod traps;

use etalon::{AnySchedule, Kind, OneCycleLr};

use crate::code::signature::{Argument, LAST_EPOCH, Signature, VERBOSE};
use crate::kinds::needs::{Length, Metric, Needs};
use crate::kinds::page::{self, KindPage, Preset, Source};
use crate::race::row::Row;
use crate::race::seat::Seat;

const KIND: Kind = Kind::OneCycle;
const MAX_LR: Row = Row::of(KIND, "max_lr");
const PCT_START: Row = Row::of(KIND, "pct_start");
const TOTAL_STEPS: Row = Row::of(KIND, "total_steps");
const ANNEAL_STRATEGY: Row = Row::of(KIND, "anneal_strategy");
const CYCLE_MOMENTUM: Row = Row::of(KIND, "cycle_momentum");
const BASE_MOMENTUM: Row = Row::of(KIND, "base_momentum");
const MAX_MOMENTUM: Row = Row::of(KIND, "max_momentum");
const DIV_FACTOR: Row = Row::of(KIND, "div_factor");
const FINAL_DIV_FACTOR: Row = Row::of(KIND, "final_div_factor");
const THREE_PHASE: Row = Row::of(KIND, "three_phase");

/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    source: Source::Kind,
    short: "1cycle",
    textbook: &[(MAX_LR, 0.01)],
    rate: MAX_LR,
    lengths: &[TOTAL_STEPS],
    own_warm_up: None,
    opening: &[(MAX_LR, 0.04), (PCT_START, 0.3)],
    formula: texts::FORMULA,
    lesson: texts::LESSON,
    needs: Needs { length: Length::FromTheStart, metric: Metric::NoPart },
    fact: |seat, _| texts::fact(seat),
    helps: &[],
    sentence: texts::sentence,
    traps: traps::RULES,
    run_traps: &[],
    calmer: traps::calmer,
    presets: PRESETS,
    torch: Some(&SIGNATURE),
    programs: program::PROGRAMS,
};

const PRESETS: &[Preset] = &[
    Preset {
        name: "OneCycleLR(max_lr=0.01, pct_start=0.3)",
        lesson: "It sets its own rates and ignores the optimiser's: its peak is ten times the base rate of 0.001.",
        lane: &[(MAX_LR, 0.01)],
        run: page::BOOK_RUN,
        alone: true,
        rates_log: false,
    },
    Preset {
        name: "three-phase",
        lesson: "1cycle as first described: up, down for as long, then far below the start; on straight lines, with a peak of 0.03.",
        lane: &[(THREE_PHASE, 1.0), (ANNEAL_STRATEGY, 1.0), (MAX_LR, 0.03), (FINAL_DIV_FACTOR, 100.0)],
        run: &[],
        alone: false,
        rates_log: false,
    },
    Preset {
        name: "stepped per epoch",
        lesson: "total_steps = 20 and a step at every batch: the whole cycle is over before the first epoch ends.",
        lane: &[(TOTAL_STEPS, 20.0)],
        run: &[],
        alone: false,
        rates_log: false,
    },
];

/// The schedule of a lane of this kind, without its warm-up.
fn schedule(seat: &Seat<'_>) -> Option<OneCycleLr<f64>> {
    if let Some(AnySchedule::OneCycle(schedule)) = seat.schedule() { Some(schedule) } else { None }
}

/// The step of the run at which the peak lies, in general between two steps.
fn peak_step(seat: &Seat<'_>, schedule: &OneCycleLr<f64>) -> f64 {
    f64::from(seat.warm_up()) + schedule.peak_step()
}

/// Whether the run ends before it reaches the peak.
fn ends_before_peak(seat: &Seat<'_>, schedule: &OneCycleLr<f64>) -> bool {
    f64::from(seat.run_length()) - 1.0 < peak_step(seat, schedule).floor()
}

/// The rate of the run's last step as a share of the peak, at most a million: a small divisor makes it infinite. 0 where the peak
/// is 0.
fn last_share(seat: &Seat<'_>, schedule: &OneCycleLr<f64>) -> f64 {
    let (last, peak) = (seat.last_rate().unwrap_or_default(), schedule.settings().max_lr);
    if peak > 0.0 { (last / peak).min(1e6) } else { 0.0 }
}

/// PyTorch's constructor.
const SIGNATURE: Signature = Signature {
    arguments: &[
        Argument::required("max_lr", MAX_LR),
        Argument::optional(TOTAL_STEPS),
        Argument::own("epochs"),
        Argument::own("steps_per_epoch"),
        Argument::optional(PCT_START),
        Argument::optional(ANNEAL_STRATEGY),
        Argument::optional(CYCLE_MOMENTUM),
        Argument::optional(BASE_MOMENTUM),
        Argument::optional(MAX_MOMENTUM),
        Argument::optional(DIV_FACTOR),
        Argument::optional(FINAL_DIV_FACTOR),
        Argument::optional(THREE_PHASE),
        LAST_EPOCH,
        VERBOSE,
    ],
    beyond: &[],
};
