//! 1cycle.

mod program;

use etalon::Kind;

use crate::code::signature::{Argument, LAST_EPOCH, Signature, VERBOSE};
use crate::kinds::page::{Formula, KindPage, Lesson};
use crate::race::row::Row;

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
    short: "1cycle",
    rate: MAX_LR,
    lengths: &[TOTAL_STEPS],
    own_warm_up: None,
    opening: &[(MAX_LR, 0.01), (PCT_START, 0.3)],
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
