//! Exponential decay.

mod texts;
mod traps;

use etalon::Kind;

use crate::code::program::{Gaps, Programs};
use crate::code::signature::{Argument, LAST_EPOCH, Signature, VERBOSE};
use crate::kinds::needs::{Length, Metric, Needs};
use crate::kinds::page::{self, Formula, KindPage, Lesson, Paper, Preset, Source};
use crate::race::row::Row;

const KIND: Kind = Kind::Exponential;
const LR: Row = Row::of(KIND, "lr");
/// The factor of a step.
pub(crate) const GAMMA: Row = Row::of(KIND, "gamma");
/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    source: Source::Kind,
    short: "Exponential",
    textbook: &[],
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[(GAMMA, 0.9)],
    formula: FORMULA,
    lesson: LESSON,
    needs: Needs { length: Length::Open, metric: Metric::NoPart },
    fact: |seat, _| texts::fact(seat),
    helps: &[(GAMMA, "After every epoch the rate is multiplied by γ; 1 keeps it, above 1 it grows.")],
    sentence: texts::sentence,
    traps: traps::RULES,
    run_traps: &[],
    calmer: traps::calmer,
    presets: PRESETS,
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

const FORMULA: Formula = Formula {
    short: "η = η<sub>0</sub> · γ<sup>t</sup>",
    mathml: "<msub><mi>η</mi><mi>t</mi></msub><mo>=</mo><msub><mi>η</mi><mn>0</mn></msub><mo>⋅</mo><msup><mi>γ</mi><mi>t</mi></msup>",
    words: "eta at t equals eta zero times gamma to the power of t",
    letters: "η₀ is the base rate; t counts epochs from 0.",
};

const LESSON: Lesson = Lesson {
    when: "length open, one parameter",
    what: "After every epoch the rate is multiplied by γ, a number a little below 1. Each epoch takes the same share away: much at \
           first, then less and less. Books call it exponential scheduling.",
    choose: "for a first try when the length of the run is open: the schedule has no end that must be known beforehand.",
    avoid: "when γ was meant for batches: 0.95 per batch leaves 1 % after two epochs of 45 batches. Avoid it too in short runs at \
            a low rate, where the constant rate does better.",
    papers: &[Paper {
        title: "A Second look at Exponential and Cosine Step Sizes: Simplicity, Adaptivity, and Performance",
        by: "Li, Zhuang & Orabona, 2021",
        url: "https://arxiv.org/abs/2002.05273",
    }],
};

const PRESETS: &[Preset] = &[
    Preset {
        name: "ExponentialLR(gamma=0.9)",
        lesson: "At a base rate of 0.001 the rate shrinks before training has got far, and the schedule does worse than the constant \
                 rate.",
        lane: &[],
        run: page::BOOK_RUN,
        alone: true,
        rates_log: false,
    },
    Preset {
        name: "diverging",
        lesson: "γ = 100: the rate grows a hundredfold every epoch until the weights overflow, and the run ends there.",
        lane: &[(GAMMA, 100.0)],
        run: &[],
        alone: false,
        rates_log: true,
    },
];

/// PyTorch's constructor.
const SIGNATURE: Signature =
    Signature { arguments: &[Argument::required("gamma", GAMMA), LAST_EPOCH, VERBOSE], beyond: &[] };
