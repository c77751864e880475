//! What the page says about a linear schedule.

use etalon::LinearLr;

use super::{END_FACTOR, START_FACTOR, TOTAL_ITERS};
use crate::kinds::page::{Formula, Lesson, Paper};
use crate::number::{epochs, share};
use crate::race::seat::Seat;
use crate::text::{Part, choices, words};

pub(super) const FORMULA: Formula = Formula {
    short: "η = η<sub>0</sub> · (s + (e − s) · t/n)",
    mathml: "<msub><mi>η</mi><mi>t</mi></msub><mo>=</mo><msub><mi>η</mi><mn>0</mn></msub><mo>⋅</mo><mrow><mo>(</mo><mi>s</mi>\
        <mo>+</mo><mrow><mo>(</mo><mi>e</mi><mo>−</mo><mi>s</mi><mo>)</mo></mrow><mo>⋅</mo>\
        <mfrac><mrow><mi>min</mi><mrow><mo>(</mo><mi>t</mi><mo>,</mo><mi>n</mi><mo>)</mo></mrow></mrow><mi>n</mi></mfrac><mo>)</mo></mrow>",
    words: "eta at t equals eta zero times s plus e minus s, times the smaller of t and n over n",
    letters: "η₀ is the base rate; t counts epochs from 0; s is start_factor, e is end_factor, n is total_iters.",
};

pub(super) const LESSON: Lesson = Lesson {
    when: "length known, an even fall",
    what: "The rate goes in a straight line from one share of the base rate to another, in total_iters epochs, and then stays. Here \
        it falls to 0. PyTorch's defaults rise instead: they are a warm-up.",
    choose: "when the length of the run is known: a line down to 0 has no parameter but its length, and few schedules do better at \
        a well-chosen base rate.",
    avoid: "when the run may be longer than total_iters: at a rate of 0 nothing is learned. PyTorch's class takes factors up to 1 \
        and a start_factor above 0.",
    papers: &[
        Paper {
            title: "Straight to Zero: Why Linearly Decaying the Learning Rate to Zero Works Best for LLMs",
            by: "Bergsma et al., 2025",
            url: "https://arxiv.org/abs/2502.15938",
        },
        Paper {
            title: "Budgeted Training: Rethinking Deep Neural Network Training Under Resource Constraints",
            by: "Li, Yumer & Ramanan, 2020",
            url: "https://arxiv.org/abs/1905.04753",
        },
    ],
};

/// The share of the base rate in the last epoch.
pub(super) fn last_share(seat: &Seat<'_>) -> f64 {
    let (start, end) = (seat.get(START_FACTOR), seat.get(END_FACTOR));
    let shares = LinearLr::<f64>::new(1.0, start, end, seat.get(TOTAL_ITERS) as u32);
    shares.map_or(0.0, |schedule| schedule.lr(seat.own_length().saturating_sub(1)))
}

/// Whether it stays where it starts.
pub(super) fn is_flat(seat: &Seat<'_>) -> bool {
    seat.get(TOTAL_ITERS) == 0.0 || seat.get(START_FACTOR) == seat.get(END_FACTOR)
}

pub(super) fn fact(seat: &Seat<'_>) -> String {
    let (own, total) = (f64::from(seat.own_length()), seat.get(TOTAL_ITERS));
    let end = match seat.get(END_FACTOR) {
        0.0 => "0".to_owned(),
        end => format!("{} of η₀", share(end)),
    };
    let at = total + f64::from(seat.warm_up());
    if own == 0.0 {
        "the run ends in the warm-up".to_owned()
    } else if is_flat(seat) {
        format!("flat at {} of η₀", share(seat.get(START_FACTOR)))
    } else if total > own {
        format!("stops at {} of η₀", share(last_share(seat)))
    } else if total == own {
        format!("{end} at epoch {at}")
    } else {
        format!("{end} from epoch {at} on")
    }
}

pub(super) fn sentence(seat: &Seat<'_>) -> Vec<Part> {
    let outcome = |seat: &Seat<'_>| share(last_share(seat));
    let first = format!(
        "The rate goes from {} to {} of η₀ in total_iters = {}, and the last of {} uses {} of η₀",
        share(seat.get(START_FACTOR)),
        share(seat.get(END_FACTOR)),
        epochs(seat.get(TOTAL_ITERS) as u32),
        epochs(seat.run_length()),
        outcome(seat)
    );
    let mut parts = vec![words(format!("{first}. A total_iters of "))];
    let lengths = [0.5, 1.0, 2.0].map(|times| (times * f64::from(seat.own_length())).max(1.0).round());
    parts.extend(choices(seat, TOTAL_ITERS, &lengths, "ends at", outcome, ". An end_factor of "));
    parts.extend(choices(seat, END_FACTOR, &[0.0, 0.1, 0.5], "ends at", outcome, "."));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::linear::PAGE;
    use crate::kinds::tests;
    use crate::race::warm_up;

    #[test]
    fn facts_tell_the_edges_apart() {
        let fact = |list: &[_]| tests::fact(&PAGE, list);
        assert_eq!(fact(&[]), "0 at epoch 20");
        assert_eq!(fact(&[(warm_up::STEPS, 5.0)]), "0 at epoch 20");
        assert_eq!(fact(&[(TOTAL_ITERS, 5.0)]), "0 from epoch 5 on");
        assert_eq!(fact(&[(TOTAL_ITERS, 5.0), (END_FACTOR, 0.1)]), "10 % of η₀ from epoch 5 on");
        assert_eq!(fact(&[(TOTAL_ITERS, 40.0)]), "stops at 52 % of η₀");
        assert_eq!(fact(&[(END_FACTOR, 1.0)]), "flat at 100 % of η₀");
        assert_eq!(fact(&[(TOTAL_ITERS, 0.0), (START_FACTOR, 0.5)]), "flat at 50 % of η₀");
        assert_eq!(fact(&[(warm_up::STEPS, 20.0)]), "the run ends in the warm-up");
    }

    #[test]
    fn the_sentence_has_the_schedules_own_numbers() {
        let (text, chips) = tests::sentence(&PAGE, &[]);
        assert_eq!(
            text,
            "The rate goes from 100 % to 0 % of η₀ in total_iters = 20 epochs, and the last of 20 epochs uses 5.0 % of η₀. A total_iters of \
             ends at 0 %, 5.0 %, 52 %. An end_factor of ends at 5.0 %, 15 %, 52 %."
        );
        assert_eq!(chips, ["10", "20", "40", "0", "0.1", "0.5"]);
    }
}
