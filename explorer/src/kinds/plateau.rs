//! Reduce on plateau.

mod program;

use etalon::Kind;

use crate::code::signature::{Argument, Signature, VERBOSE};
use crate::kinds::page::{Formula, KindPage, Lesson};
use crate::race::row::Row;

const KIND: Kind = Kind::ReduceOnPlateau;
const LR: Row = Row::of(KIND, "lr");
const PATIENCE: Row = Row::of(KIND, "patience");
const FACTOR: Row = Row::of(KIND, "factor");
const MODE: Row = Row::of(KIND, "mode");
const THRESHOLD: Row = Row::of(KIND, "threshold");
const THRESHOLD_MODE: Row = Row::of(KIND, "threshold_mode");
const COOLDOWN: Row = Row::of(KIND, "cooldown");
const MIN_LR: Row = Row::of(KIND, "min_lr");
const EPS: Row = Row::of(KIND, "eps");
const NAN_POLICY: Row = Row::of(KIND, "nan_policy");

/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    short: "Plateau",
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[(PATIENCE, 2.0), (FACTOR, 0.1), (MODE, 1.0)],
    formula: Formula { short: "", mathml: "", words: "", letters: "" },
    lesson: Lesson { what: "", choose: "", avoid: "", papers: &[] },
    fact: |_, _| String::new(),
    sentence: |_| Vec::new(),
    traps: &[],
    presets: &[],
    torch: Some(&SIGNATURE),
    programs: program::PROGRAMS,
};

/// PyTorch's constructor.
const SIGNATURE: Signature = Signature {
    arguments: &[
        Argument::optional(MODE),
        Argument::optional(FACTOR),
        Argument::optional(PATIENCE),
        Argument::optional(THRESHOLD),
        Argument::optional(THRESHOLD_MODE),
        Argument::optional(COOLDOWN),
        Argument::optional(MIN_LR),
        Argument::optional(EPS),
        VERBOSE,
    ],
    beyond: &[(NAN_POLICY, 0.0)],
};
