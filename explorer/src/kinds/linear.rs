//! A straight line from one rate to another.

mod texts;
mod traps;

use etalon::Kind;

use crate::code::framework::Framework;
use crate::code::literal::number;
use crate::code::program::{Gaps, Programs};
use crate::code::signature::{Argument, LAST_EPOCH, Signature, VERBOSE};
use crate::kinds::needs::{Length, Metric, Needs};
use crate::kinds::page::{KindPage, Preset, Source};
use crate::race::row::Row;
use crate::race::seat::Seat;

const KIND: Kind = Kind::Linear;
const LR: Row = Row::of(KIND, "lr");
const TOTAL_ITERS: Row = Row::of(KIND, "total_iters");
const START_FACTOR: Row = Row::of(KIND, "start_factor");
const END_FACTOR: Row = Row::of(KIND, "end_factor");

/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    source: Source::Kind,
    short: "Linear",
    // The example in PyTorch's documentation.
    textbook: &[(START_FACTOR, 0.05), (END_FACTOR, 1.0), (TOTAL_ITERS, 40.0)],
    rate: LR,
    lengths: &[TOTAL_ITERS],
    own_warm_up: None,
    opening: &[(START_FACTOR, 1.0), (END_FACTOR, 0.0)],
    formula: texts::FORMULA,
    lesson: texts::LESSON,
    needs: Needs { length: Length::FromTheStart, metric: Metric::NoPart },
    fact: |seat, _| texts::fact(seat),
    helps: &[(TOTAL_ITERS, "Epochs from the first rate to the last.")],
    sentence: texts::sentence,
    traps: traps::RULES,
    run_traps: &[],
    calmer: traps::calmer,
    presets: PRESETS,
    torch: Some(&SIGNATURE),
    programs: Programs {
        pytorch: include_str!("linear/pytorch.py"),
        keras: include_str!("linear/keras.py"),
        optax: include_str!("linear/optax.py"),
        burn: include_str!("linear/burn.rs.txt"),
        etalon: include_str!("linear/etalon.rs.txt"),
        gaps,
    },
};

const PRESETS: &[Preset] = &[
    Preset {
        name: "LinearLR(optimizer)",
        lesson: "PyTorch's defaults are a warm-up: the rate rises from a third for 5 epochs and never comes down.",
        lane: &[(START_FACTOR, START_FACTOR.spec().default), (END_FACTOR, 1.0), (TOTAL_ITERS, 5.0)],
        run: &[],
        alone: true,
        rates_log: false,
    },
    Preset {
        name: "zero halfway",
        lesson: "total_iters 10 in 20 epochs: the rate is 0 from epoch 10 on, and half of the run learns nothing.",
        lane: &[(TOTAL_ITERS, 10.0)],
        run: &[],
        alone: false,
        rates_log: false,
    },
    Preset {
        name: "a line from twice the rate",
        lesson: "A rate that falls to 0 may start higher than a constant one: here at 0.04.",
        lane: &[(LR, 0.04)],
        run: &[],
        alone: false,
        rates_log: false,
    },
];

/// PyTorch's constructor.
const SIGNATURE: Signature = Signature {
    arguments: &[
        Argument::optional(START_FACTOR),
        Argument::optional(END_FACTOR),
        Argument::optional(TOTAL_ITERS),
        LAST_EPOCH,
        VERBOSE,
    ],
    beyond: &[],
};

/// The two ends as rates, and whether burn takes them.
fn gaps(seat: &Seat<'_>, _: Framework) -> Gaps {
    let [first, last] = [START_FACTOR, END_FACTOR].map(|row| seat.rate() * seat.get(row));
    let text = |row| match seat.get(row) {
        0.0 => number(0.0),
        1.0 => number(seat.rate()),
        factor => format!("{} * {}", number(seat.rate()), number(factor)),
    };
    Gaps::default()
        .text("first", text(START_FACTOR))
        .text("last", text(END_FACTOR))
        .flag("burn_refuses", first == 0.0 || first > 1.0 || last > 1.0 || seat.get(TOTAL_ITERS) == 0.0)
}
