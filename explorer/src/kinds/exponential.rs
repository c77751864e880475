//! Exponential decay.

use etalon::Kind;

use crate::code::program::{Gaps, Programs};
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
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[(GAMMA, 0.9)],
    formula: Formula { short: "", mathml: "", words: "", letters: "" },
    lesson: Lesson { what: "", choose: "", avoid: "", papers: &[] },
    fact: |_, _| String::new(),
    sentence: |_| Vec::new(),
    traps: &[],
    presets: &[],
    torch: Some(&SIGNATURE),
    programs: Programs {
        pytorch: "",
        keras: include_str!("exponential/keras.py"),
        optax: include_str!("exponential/optax.py"),
        burn: include_str!("exponential/burn.rs.txt"),
        etalon: include_str!("exponential/etalon.rs.txt"),
        gaps: Gaps::none,
    },
};

/// PyTorch's constructor.
const SIGNATURE: Signature =
    Signature { arguments: &[Argument::required("gamma", GAMMA), LAST_EPOCH, VERBOSE], beyond: &[] };
