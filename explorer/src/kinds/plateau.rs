//! Reduce on plateau.

mod judged;
mod program;
mod still;
mod texts;
mod traps;

use etalon::Kind;

use crate::code::signature::{Argument, Signature, VERBOSE};
use crate::kinds::needs::{Length, Metric, Needs};
use crate::kinds::page::{self, KindPage, Preset, Source};
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
    source: Source::Kind,
    short: "Plateau",
    textbook: &[],
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[(PATIENCE, 2.0), (FACTOR, 0.1), (MODE, 1.0)],
    formula: texts::FORMULA,
    lesson: texts::LESSON,
    needs: Needs { length: Length::Open, metric: Metric::Decides },
    fact: |_, shown| texts::fact(shown),
    helps: &[
        (PATIENCE, "Bad epochs in a row that are tolerated: the next one cuts."),
        (THRESHOLD, "How much better than the best so far an epoch must be to count as better."),
        (COOLDOWN, "Epochs after a cut in which none counts as bad."),
    ],
    sentence: texts::sentence,
    traps: traps::RULES,
    run_traps: judged::RULES,
    calmer: |_| Vec::new(),
    presets: PRESETS,
    torch: Some(&SIGNATURE),
    programs: program::PROGRAMS,
};

const PRESETS: &[Preset] = &[
    Preset {
        name: "ReduceLROnPlateau(mode=\"max\", patience=2, factor=0.1)",
        lesson: "At a base rate of 0.001 the accuracy still rises when the run ends: there is no plateau to cut on.",
        lane: &[],
        run: page::BOOK_RUN,
        alone: true,
        rates_log: false,
    },
    Preset {
        name: "too patient",
        lesson: "Patience 12: the rule makes no cut within 20 epochs.",
        lane: &[(PATIENCE, 12.0)],
        run: &[],
        alone: false,
        rates_log: false,
    },
    Preset {
        name: "too eager",
        lesson: "Patience 0: the first epoch that happens to be worse cuts the rate, and soon almost nothing is left of it.",
        lane: &[(PATIENCE, 0.0)],
        run: &[],
        alone: false,
        rates_log: false,
    },
];

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
