//! The constant rate: what every schedule is compared with.

mod texts;

use etalon::Kind;

use crate::code::program::{Gaps, Programs};
use crate::kinds::needs::{Length, Metric, Needs};
use crate::kinds::page::{Formula, KindPage, Lesson, Paper, Source};
use crate::number::{digits, rate};
use crate::race::row::Row;
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity};
use crate::race::warm_up;

const KIND: Kind = Kind::Constant;
const LR: Row = Row::of(KIND, "lr");
/// What the page knows of it.
pub const PAGE: KindPage = KindPage {
    kind: KIND,
    source: Source::Kind,
    short: "Constant",
    textbook: &[],
    rate: LR,
    lengths: &[],
    own_warm_up: None,
    opening: &[],
    formula: Formula {
        short: "η = η<sub>0</sub>",
        mathml: "<msub><mi>η</mi><mi>t</mi></msub><mo>=</mo><msub><mi>η</mi><mn>0</mn></msub>",
        words: "eta at t equals eta zero",
        letters: "η₀ is the base rate; t counts epochs from 0.",
    },
    lesson: LESSON,
    needs: Needs { length: Length::NoPart, metric: Metric::NoPart },
    fact: |seat, _| texts::fact(seat),
    helps: &[],
    sentence: texts::sentence,
    traps: TRAPS,
    run_traps: &[],
    calmer: |_| Vec::new(),
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

const LESSON: Lesson = Lesson {
    when: "before you know more, or as a reference",
    what: "The rate never changes. The grey line is such a run, and every schedule is compared with it. A lane of this kind has another \
           rate, or a warm-up.",
    choose: "to see whether a schedule is worth the effort, and in runs so short that the loss still falls at their end.",
    avoid: "in long runs: the loss stops falling where the noise of the batches is as large as the progress of a step. PyTorch's ConstantLR is another schedule: it lowers the rate for the first few \
            steps.",
    papers: &[Paper {
        title: "Optimization Methods for Large-Scale Machine Learning",
        by: "Bottou, Curtis & Nocedal, 2018",
        url: "https://arxiv.org/abs/1606.04838",
    }],
};

/// Whether a lane trains what the reference trains.
fn is_reference(seat: &Seat<'_>) -> bool {
    seat.warm_up() == 0 && seat.rate() == texts::reference_rate(seat)
}

const TRAPS: &[Rule] = &[Rule {
    name: "constant-is-reference",
    row: LR,
    severity: Severity::Mild,
    source: None,
    holds: |seat| seat.rate() > 0.0 && is_reference(seat),
    title: |_| "the grey line once more".to_owned(),
    reason: |seat| {
        format!(
            "The reference already trains at a constant rate of {}, so this lane repeats its run. Give it another rate, or a \
             warm-up.",
            rate(seat.rate())
        )
    },
    fixes: |seat| {
        let tenth = f64::from(seat.run_length()) / 10.0;
        // Two digits are enough: the fix shows the number.
        let half = seat.rate() / 2.0;
        let half = digits(half, 2);
        vec![seat.changes(&[(LR, half)]), seat.changes(&[(warm_up::STEPS, tenth.ceil())])]
    },
}];
