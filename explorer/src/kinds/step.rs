//! Step decay.

mod texts;
mod traps;

use etalon::Kind;

use crate::code::program::{Gaps, Programs};
use crate::code::signature::{Argument, LAST_EPOCH, Signature, VERBOSE};
use crate::kinds::needs::{Length, Metric, Needs};
use crate::kinds::page::{KindPage, Preset, Source};
use crate::race::row::Row;

const KIND: Kind = Kind::Step;
const LR: Row = Row::of(KIND, "lr");
const STEP_SIZE: Row = Row::of(KIND, "step_size");
const GAMMA: Row = Row::of(KIND, "gamma");

/// The example in PyTorch's documentation.
const DOCUMENTED: &[(Row, f64)] = &[(STEP_SIZE, 30.0), (GAMMA, 0.1)];

/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    source: Source::Kind,
    short: "Step",
    textbook: DOCUMENTED,
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[(STEP_SIZE, 5.0), (GAMMA, 0.5)],
    formula: texts::FORMULA,
    lesson: texts::LESSON,
    needs: Needs { length: Length::FromTheStart, metric: Metric::NoPart },
    fact: |seat, _| texts::fact(seat),
    helps: &[(STEP_SIZE, "Epochs between two cuts.")],
    sentence: texts::sentence,
    traps: traps::RULES,
    run_traps: &[],
    calmer: traps::calmer,
    presets: PRESETS,
    torch: Some(&SIGNATURE),
    programs: Programs {
        pytorch: "",
        keras: include_str!("step/keras.py"),
        optax: include_str!("step/optax.py"),
        burn: include_str!("step/burn.rs.txt"),
        etalon: include_str!("step/etalon.rs.txt"),
        gaps: Gaps::none,
    },
};

const PRESETS: &[Preset] = &[
    Preset {
        name: "StepLR(step_size=30, gamma=0.1)",
        lesson: "The example of PyTorch's documentation is made for a hundred epochs: in twenty it makes no cut.",
        lane: DOCUMENTED,
        run: &[],
        alone: true,
        rates_log: false,
    },
    Preset {
        name: "two deep cuts",
        lesson: "γ = 0.1 every 8 epochs, as in recipes for ImageNet: after the first cut the loss settles.",
        lane: &[(STEP_SIZE, 8.0), (GAMMA, 0.1)],
        run: &[],
        alone: false,
        rates_log: true,
    },
    Preset {
        name: "a cut every epoch",
        lesson: "StepLR(step_size=1, gamma=0.9) is ExponentialLR(gamma=0.9): the two lines coincide.",
        lane: &[(STEP_SIZE, 1.0), (GAMMA, 0.9)],
        run: &[],
        alone: false,
        rates_log: false,
    },
];

/// PyTorch's constructor.
const SIGNATURE: Signature = Signature {
    arguments: &[Argument::required("step_size", STEP_SIZE), Argument::optional(GAMMA), LAST_EPOCH, VERBOSE],
    beyond: &[],
};
