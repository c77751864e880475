//! What the page says about a polynomial decay.

use etalon::PolynomialLr;

use super::{POWER, TOTAL_ITERS};
use crate::kinds::page::{Formula, Lesson, Paper};
use crate::number::{epochs, exact, share};
use crate::race::seat::Seat;
use crate::text::{Part, choices, words};

pub(super) const FORMULA: Formula = Formula {
    short: "η = η<sub>0</sub> · (1 − t/n)<sup>p</sup>",
    mathml: "<msub><mi>η</mi><mi>t</mi></msub><mo>=</mo><msub><mi>η</mi><mn>0</mn></msub><mo>⋅</mo><msup><mrow><mo>(</mo><mn>1</mn>\
        <mo>−</mo><mfrac><mrow><mi>min</mi><mrow><mo>(</mo><mi>t</mi><mo>,</mo><mi>n</mi><mo>)</mo></mrow></mrow><mi>n</mi></mfrac>\
        <mo>)</mo></mrow><mi>p</mi></msup>",
    words: "eta at t equals eta zero times one minus the smaller of t and n over n, to the power of p",
    letters: "η₀ is the base rate; t counts epochs from 0; n is total_iters, p is power.",
};

pub(super) const LESSON: Lesson = Lesson {
    when: "length known, the power shapes the fall",
    what: "The share of the epochs that are left, raised to a power, times the base rate. Power 1 is a straight line to 0. Above 1 \
        most of the fall is early, below 1 most of it is late.",
    choose: "when the length of the run is known, and above all with a recipe that has it: DeepLab trains with power 0.9, BERT with \
        power 1.",
    avoid: "when the run may be longer than total_iters: at a rate of 0 nothing is learned. PyTorch's default is only 5 steps.",
    papers: &[
        Paper {
            title: "DeepLab: Semantic Image Segmentation with Deep Convolutional Nets, Atrous Convolution, and Fully Connected CRFs",
            by: "Chen et al., 2016",
            url: "https://arxiv.org/abs/1606.00915",
        },
        Paper {
            title: "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
            by: "Devlin et al., 2018",
            url: "https://arxiv.org/abs/1810.04805",
        },
    ],
};

/// The share of the base rate at a step of the schedule, counted from 0.
pub(super) fn left(seat: &Seat<'_>, step: u32) -> f64 {
    let shares = PolynomialLr::<f64>::new(1.0, seat.get(TOTAL_ITERS) as u32, seat.get(POWER));
    shares.map_or(0.0, |schedule| schedule.lr(step))
}

/// The same in the last epoch.
pub(super) fn last_share(seat: &Seat<'_>) -> f64 {
    left(seat, seat.own_length().saturating_sub(1))
}

/// The same halfway through the epochs that the run leaves for the schedule.
pub(super) fn halfway(seat: &Seat<'_>) -> f64 {
    left(seat, seat.own_length() / 2)
}

/// Whether it stays where it starts.
pub(super) fn is_flat(seat: &Seat<'_>) -> bool {
    seat.get(TOTAL_ITERS) == 0.0 || seat.get(POWER) == 0.0
}

pub(super) fn fact(seat: &Seat<'_>) -> String {
    let (own, total) = (f64::from(seat.own_length()), seat.get(TOTAL_ITERS));
    let at = total + f64::from(seat.warm_up());
    if own == 0.0 {
        "the run ends in the warm-up".to_owned()
    } else if is_flat(seat) {
        "never changes".to_owned()
    } else if total > own {
        format!("stops at {} of η₀", share(last_share(seat)))
    } else if total == own {
        format!("0 at epoch {at}, {} halfway", share(halfway(seat)))
    } else {
        format!("0 from epoch {at} on")
    }
}

pub(super) fn sentence(seat: &Seat<'_>) -> Vec<Part> {
    let last = |seat: &Seat<'_>| share(last_share(seat));
    let middle = |seat: &Seat<'_>| share(halfway(seat));
    let first = format!(
        "With power = {} and total_iters = {}, {} of η₀ is left halfway, and the last of {} uses {}",
        exact(seat.get(POWER)),
        epochs(seat.get(TOTAL_ITERS) as u32),
        middle(seat),
        epochs(seat.run_length()),
        last(seat)
    );
    let mut parts = vec![words(format!("{first}. A power of "))];
    parts.extend(choices(
        seat,
        POWER,
        &[0.5, 0.9, 2.0, 4.0],
        "leaves",
        middle,
        " halfway. A total_iters of ",
    ));
    let lengths = [0.5, 1.0, 2.0].map(|times| (times * f64::from(seat.own_length())).max(1.0).round());
    parts.extend(choices(seat, TOTAL_ITERS, &lengths, "ends at", last, "."));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::polynomial::PAGE;
    use crate::kinds::tests;
    use crate::race::warm_up;

    #[test]
    fn facts_tell_the_edges_apart() {
        let fact = |list: &[_]| tests::fact(&PAGE, list);
        assert_eq!(fact(&[]), "0 at epoch 20, 54 % halfway");
        assert_eq!(fact(&[(POWER, 2.0)]), "0 at epoch 20, 25 % halfway");
        assert_eq!(fact(&[(warm_up::STEPS, 5.0)]), "0 at epoch 20, 57 % halfway");
        assert_eq!(fact(&[(TOTAL_ITERS, 5.0)]), "0 from epoch 5 on");
        assert_eq!(fact(&[(TOTAL_ITERS, 40.0)]), "stops at 56 % of η₀");
        assert_eq!(fact(&[(POWER, 0.0)]), "never changes");
        assert_eq!(fact(&[(TOTAL_ITERS, 0.0)]), "never changes");
        assert_eq!(fact(&[(warm_up::STEPS, 20.0)]), "the run ends in the warm-up");
    }

    #[test]
    fn the_sentence_has_the_schedules_own_numbers() {
        let (text, chips) = tests::sentence(&PAGE, &[]);
        assert_eq!(
            text,
            "With power = 0.9 and total_iters = 20 epochs, 54 % of η₀ is left halfway, and the last of 20 epochs uses 6.7 %. A power of \
             leaves 71 %, 54 %, 25 %, 6.2 % halfway. A total_iters of ends at 0 %, 6.7 %, 56 %."
        );
        assert_eq!(chips, ["0.5", "0.9", "2", "4", "10", "20", "40"]);
    }
}
