//! Cosine annealing with warm restarts.

mod program;
mod texts;
mod traps;

use etalon::Kind;

use crate::code::signature::{Argument, LAST_EPOCH, Meaning, Signature, VERBOSE};
use crate::kinds::needs::{Length, Metric, Needs};
use crate::kinds::page::{KindPage, Preset, Source};
use crate::race::row::Row;
use crate::race::trap::floor;

const KIND: Kind = Kind::WarmRestarts;
const LR: Row = Row::of(KIND, "lr");
const T_0: Row = Row::of(KIND, "t_0");
const T_MULT: Row = Row::of(KIND, "t_mult");
const ETA_MIN: Row = Row::of(KIND, "eta_min");

/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    source: Source::Kind,
    short: "Restarts",
    // The example in PyTorch's documentation.
    textbook: &[(T_0, 20.0), (T_MULT, 1.0)],
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[(T_0, 5.0), (T_MULT, 3.0)],
    formula: texts::FORMULA,
    lesson: texts::LESSON,
    needs: Needs { length: Length::FromTheStart, metric: Metric::NoPart },
    fact: |seat, _| texts::fact(seat),
    helps: &[
        (T_0, "Epochs until the first restart."),
        (T_MULT, "Each cycle has T_mult times as many epochs as the one before."),
    ],
    sentence: texts::sentence,
    traps: traps::RULES,
    run_traps: &[],
    calmer: floor::calmer,
    presets: PRESETS,
    torch: Some(&SIGNATURE),
    programs: program::PROGRAMS,
};

const PRESETS: &[Preset] = &[
    Preset {
        name: "CosineAnnealingWarmRestarts(T_0=10, T_mult=2)",
        lesson: "Cycles of 10 and 20 epochs: the run of 20 ends halfway through the second, and its last epoch uses more than half of η₀.",
        lane: &[(T_0, 10.0), (T_MULT, 2.0)],
        run: &[],
        alone: true,
        rates_log: false,
    },
    Preset {
        name: "four cycles",
        lesson: "T_0 5 and T_mult 1: the rate jumps back up at the epochs 5, 10 and 15, and the loss jumps with it.",
        lane: &[(T_0, 5.0), (T_MULT, 1.0)],
        run: &[],
        alone: false,
        rates_log: false,
    },
];

/// PyTorch's constructor.
const SIGNATURE: Signature = Signature {
    arguments: &[
        Argument::required("T_0", T_0),
        Argument { name: "T_mult", meaning: Meaning::Row(T_MULT), required: false },
        Argument::optional(ETA_MIN),
        LAST_EPOCH,
        VERBOSE,
    ],
    beyond: &[],
};
