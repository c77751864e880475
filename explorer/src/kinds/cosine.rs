//! Cosine annealing.

mod program;
mod texts;
mod traps;

use etalon::Kind;

use crate::code::signature::{Argument, LAST_EPOCH, Signature, VERBOSE};
use crate::kinds::needs::{Length, Metric, Needs};
use crate::kinds::page::{self, Formula, KindPage, Lesson, Paper, Preset, Source};
use crate::race::row::Row;
use crate::race::trap::floor;

const KIND: Kind = Kind::CosineAnnealing;
const LR: Row = Row::of(KIND, "lr");
const T_MAX: Row = Row::of(KIND, "t_max");
const ETA_MIN: Row = Row::of(KIND, "eta_min");
const PAST_END: Row = Row::of(KIND, "past_end");

/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    source: Source::Kind,
    short: "Cosine",
    textbook: &[(ETA_MIN, 1e-3)],
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[(T_MAX, 20.0)],
    formula: FORMULA,
    lesson: LESSON,
    needs: Needs { length: Length::FromTheStart, metric: Metric::NoPart },
    fact: |seat, _| texts::fact(seat),
    helps: &[(T_MAX, "Epochs from the base rate down to eta_min.")],
    sentence: texts::sentence,
    traps: traps::RULES,
    run_traps: &[],
    calmer: floor::calmer,
    presets: PRESETS,
    torch: Some(&SIGNATURE),
    programs: program::PROGRAMS,
};

const FORMULA: Formula = Formula {
    short: "η = η<sub>min</sub> + ½(η<sub>0</sub> − η<sub>min</sub>)(1 + cos πt/T<sub>max</sub>)",
    mathml: "<mtable displaystyle=\"true\"><mtr><mtd><msub><mi>η</mi><mi>t</mi></msub><mo>=</mo><msub><mi>η</mi><mi>min</mi></msub><mo>+</mo>\
        <mfrac><mn>1</mn><mn>2</mn></mfrac><mrow><mo>(</mo><msub><mi>η</mi><mn>0</mn></msub><mo>−</mo><msub><mi>η</mi><mi>min</mi></msub><mo>)</mo></mrow></mtd></mtr>\
        <mtr><mtd><mo>⋅</mo><mrow><mo>(</mo><mn>1</mn><mo>+</mo><mi>cos</mi><mfrac><mrow><mi>π</mi><mi>t</mi></mrow><msub><mi>T</mi><mi>max</mi></msub></mfrac><mo>)</mo></mrow></mtd></mtr></mtable>",
    words: "eta at t equals eta min plus one half times eta zero minus eta min, times one plus the cosine of pi t over T max",
    letters: "η₀ is the base rate; t counts epochs from 0.",
};

const LESSON: Lesson = Lesson {
    when: "length known, one parameter",
    what: "The rate follows half a cosine from the base rate down to η_min, which it reaches after T_max epochs. It is high at first, \
           falls steeply in the middle and ends gently.",
    choose: "when the length of the run is known and T_max can be that length: it has few parameters and little can go wrong.",
    avoid: "when the run may go on after T_max: PyTorch's curve climbs again. η_min is a rate; Keras and optax take a share of the \
            base rate in its place.",
    papers: &[Paper {
        title: "SGDR: Stochastic Gradient Descent with Warm Restarts",
        by: "Loshchilov & Hutter, 2017",
        url: "https://arxiv.org/abs/1608.03983",
    }],
};

const PRESETS: &[Preset] = &[
    Preset {
        name: "CosineAnnealingLR(T_max=20, eta_min=1e-3)",
        lesson: "At a base rate of 0.001 the rate falls from 0.001 to 0.001: a flat line that looks like a schedule.",
        lane: &[(ETA_MIN, 1e-3)],
        run: page::BOOK_RUN,
        alone: true,
        rates_log: false,
    },
    Preset {
        name: "short cosine",
        lesson: "T_max 5 in 20 epochs: as in PyTorch the rate climbs again, twice.",
        lane: &[(T_MAX, 5.0)],
        run: &[],
        alone: false,
        rates_log: false,
    },
];

/// PyTorch's constructor.
const SIGNATURE: Signature = Signature {
    arguments: &[Argument::required("T_max", T_MAX), Argument::optional(ETA_MIN), LAST_EPOCH, VERBOSE],
    beyond: &[(PAST_END, 0.0)],
};
