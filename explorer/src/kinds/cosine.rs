//! Cosine annealing.

mod program;

use etalon::Kind;

use crate::code::signature::{Argument, LAST_EPOCH, Signature, VERBOSE};
use crate::kinds::page::{Formula, KindPage, Lesson};
use crate::race::row::Row;

const KIND: Kind = Kind::CosineAnnealing;
const LR: Row = Row::of(KIND, "lr");
const T_MAX: Row = Row::of(KIND, "t_max");
const ETA_MIN: Row = Row::of(KIND, "eta_min");
const PAST_END: Row = Row::of(KIND, "past_end");

/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    short: "Cosine",
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[(T_MAX, 20.0)],
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
    arguments: &[Argument::required("T_max", T_MAX), Argument::optional(ETA_MIN), LAST_EPOCH, VERBOSE],
    beyond: &[(PAST_END, 0.0)],
};
