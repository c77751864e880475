//! Polynomial decay: a power of the share of the epochs that are left.

mod texts;
mod traps;

use etalon::Kind;

use crate::code::program::{Gaps, Programs};
use crate::code::signature::{Argument, LAST_EPOCH, Signature, VERBOSE};
use crate::kinds::needs::{Length, Metric, Needs};
use crate::kinds::page::{KindPage, Preset, Source};
use crate::race::row::Row;

const KIND: Kind = Kind::Polynomial;
const LR: Row = Row::of(KIND, "lr");
const TOTAL_ITERS: Row = Row::of(KIND, "total_iters");
const POWER: Row = Row::of(KIND, "power");

/// The power of DeepLab, and of the example in PyTorch's documentation.
const USUAL: f64 = 0.9;

/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    source: Source::Kind,
    short: "Polynomial",
    // The example in PyTorch's documentation.
    textbook: &[(TOTAL_ITERS, 50.0)],
    rate: LR,
    lengths: &[TOTAL_ITERS],
    own_warm_up: None,
    opening: &[(POWER, USUAL)],
    formula: texts::FORMULA,
    lesson: texts::LESSON,
    needs: Needs { length: Length::FromTheStart, metric: Metric::NoPart },
    fact: |seat, _| texts::fact(seat),
    helps: &[(TOTAL_ITERS, "Epochs until the rate is 0; it stays there.")],
    sentence: texts::sentence,
    traps: traps::RULES,
    run_traps: &[],
    calmer: |_| Vec::new(),
    presets: PRESETS,
    torch: Some(&SIGNATURE),
    programs: Programs {
        pytorch: "",
        keras: include_str!("polynomial/keras.py"),
        optax: include_str!("polynomial/optax.py"),
        burn: include_str!("polynomial/burn.rs.txt"),
        etalon: include_str!("polynomial/etalon.rs.txt"),
        gaps: Gaps::none,
    },
};

const PRESETS: &[Preset] = &[
    Preset {
        name: "PolynomialLR(optimizer)",
        lesson: "PyTorch's total_iters is 5 where nobody says it: from epoch 5 on the rate is 0, and nothing is learned.",
        lane: &[(POWER, POWER.spec().default), (TOTAL_ITERS, TOTAL_ITERS.spec().default)],
        run: &[],
        alone: true,
        rates_log: false,
    },
    Preset {
        name: "an early fall",
        lesson: "Power 3: halfway an eighth of the rate is left. The curve settles early, and the last epochs change little.",
        lane: &[(POWER, 3.0)],
        run: &[],
        alone: false,
        rates_log: false,
    },
    Preset {
        name: "a late fall",
        lesson: "Power 0.3: the rate stays high for most of the run, and the curve goes up and down until the last epochs.",
        lane: &[(POWER, 0.3)],
        run: &[],
        alone: false,
        rates_log: false,
    },
];

/// PyTorch's constructor.
const SIGNATURE: Signature = Signature {
    arguments: &[Argument::optional(TOTAL_ITERS), Argument::optional(POWER), LAST_EPOCH, VERBOSE],
    beyond: &[],
};
