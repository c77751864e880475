//! The constant rate: what every schedule is compared with.

use etalon::Kind;

use crate::code::program::Programs;
use crate::kinds::page::{Formula, KindPage, Lesson};
use crate::race::row::Row;

const KIND: Kind = Kind::Constant;
const LR: Row = Row::of(KIND, "lr");
/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    short: "Constant",
    textbook: &[],
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[],
    formula: Formula { short: "", mathml: "", words: "", letters: "" },
    lesson: Lesson { what: "", choose: "", avoid: "", papers: &[] },
    fact: |_, _| String::new(),
    sentence: |_| Vec::new(),
    traps: &[],
    run_traps: &[],
    calmer: |_| Vec::new(),
    presets: &[],
    torch: None,
    programs: Programs {},
};
