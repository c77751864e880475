//! Exponential decay.

use etalon::Kind;

use crate::code::program::Programs;
use crate::code::signature::{Argument, LAST_EPOCH, Signature, VERBOSE};
use crate::kinds::page::{Formula, KindPage, Lesson};
use crate::race::row::Row;

const KIND: Kind = Kind::Exponential;
const LR: Row = Row::of(KIND, "lr");
const GAMMA: Row = Row::of(KIND, "gamma");
/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    short: "Exponential",
    textbook: &[],
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[(GAMMA, 0.9)],
    formula: Formula { short: "", mathml: "", words: "", letters: "" },
    lesson: Lesson { what: "", choose: "", avoid: "", papers: &[] },
    fact: |_, _| String::new(),
    sentence: |_| Vec::new(),
    traps: &[],
    run_traps: &[],
    calmer: |_| Vec::new(),
    presets: &[],
    torch: Some(&SIGNATURE),
    programs: Programs {},
};

/// PyTorch's constructor.
const SIGNATURE: Signature =
    Signature { arguments: &[Argument::required("gamma", GAMMA), LAST_EPOCH, VERBOSE], beyond: &[] };
