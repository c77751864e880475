//! The constant rate: what every schedule is compared with.

use etalon::Kind;

use crate::code::program::{Gaps, Programs};
use crate::kinds::page::{Formula, KindPage, Lesson};
use crate::race::row::Row;

const KIND: Kind = Kind::Constant;
const LR: Row = Row::of(KIND, "lr");
/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    short: "Constant",
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[],
    formula: Formula { short: "", mathml: "", words: "", letters: "" },
    lesson: Lesson { what: "", choose: "", avoid: "", papers: &[] },
    fact: |_, _| String::new(),
    sentence: |_| Vec::new(),
    traps: &[],
    presets: &[],
    torch: None,
    programs: Programs {
        pytorch: include_str!("constant/pytorch.py"),
        keras: include_str!("constant/keras.py"),
        optax: include_str!("constant/optax.py"),
        burn: include_str!("constant/burn.rs.txt"),
        etalon: include_str!("constant/etalon.rs.txt"),
        gaps: Gaps::none,
    },
};
