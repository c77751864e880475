//! What the page says about step decay.

use etalon::StepLr;

use super::{GAMMA, STEP_SIZE};
use crate::kinds::page::{Formula, Lesson, Paper};
use crate::number::{about, share, short};
use crate::race::seat::Seat;
use crate::text::{Part, choices, words};

pub(super) const FORMULA: Formula = Formula {
    short: "η = η<sub>0</sub> · γ<sup>⌊t/s⌋</sup>",
    mathml: "<msub><mi>η</mi><mi>t</mi></msub><mo>=</mo><msub><mi>η</mi><mn>0</mn></msub><mo>⋅</mo>\
        <msup><mi>γ</mi><mrow><mo>⌊</mo><mi>t</mi><mo>/</mo><mi>s</mi><mo>⌋</mo></mrow></msup>",
    words: "eta at t equals eta zero times gamma to the power of t over s, rounded down",
    letters: "η₀ is the base rate; t counts epochs from 0; s is step_size.",
};

pub(super) const LESSON: Lesson = Lesson {
    when: "length known, cuts at epochs you choose",
    what: "The rate stays the same for step_size epochs and is then multiplied by γ, again and again. The curve looks like \
        stairs. Books call it step decay or piecewise constant scheduling.",
    choose: "to follow a published recipe for image classifiers: many cut the rate to a tenth every thirty epochs.",
    avoid: "when you do not know where the cuts belong: step_size is counted in epochs and does not adapt when the run gets shorter \
        or longer. A curve without jumps has one parameter fewer.",
    papers: &[
        Paper {
            title: "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour",
            by: "Goyal et al., 2017",
            url: "https://arxiv.org/abs/1706.02677",
        },
        Paper {
            title: "The Step Decay Schedule: A Near Optimal, Geometrically Decaying Learning Rate Procedure For Least Squares",
            by: "Ge et al., 2019",
            url: "https://arxiv.org/abs/1904.12838",
        },
    ],
};

/// The share of the base rate that is left at `step`.
pub(super) fn left(seat: &Seat<'_>, step: u32) -> f64 {
    let shares = StepLr::<f64>::new(1.0, seat.get(STEP_SIZE) as u32, seat.get(GAMMA));
    shares.map_or(0.0, |schedule| schedule.lr(step))
}

/// The share of the base rate that is left in the last epoch.
pub(super) fn left_at_end(seat: &Seat<'_>) -> f64 {
    left(seat, seat.own_length().saturating_sub(1))
}

/// The cuts that the run makes after its warm-up.
pub(super) fn cuts(seat: &Seat<'_>) -> u32 {
    seat.own_length().saturating_sub(1) / (seat.get(STEP_SIZE) as u32).max(1)
}

fn some_cuts(seat: &Seat<'_>) -> String {
    match cuts(seat) {
        1 => "1 cut".to_owned(),
        cuts => format!("{cuts} cuts"),
    }
}

pub(super) fn fact(seat: &Seat<'_>) -> String {
    let (gamma, every) = (seat.get(GAMMA), seat.get(STEP_SIZE));
    if cuts(seat) == 0 {
        "no cut in this run".to_owned()
    } else if gamma == 0.0 {
        format!("0 from epoch {} on", f64::from(seat.warm_up()) + every)
    } else if gamma == 1.0 {
        "never changes".to_owned()
    } else if gamma > 1.0 {
        let times = if gamma < 1e4 { about(gamma) } else { short(gamma) };
        let epochs = if every == 1.0 { "epoch".to_owned() } else { format!("{every} epochs") };
        format!("times {times} every {epochs}")
    } else {
        format!("{}: {} of η₀ left", some_cuts(seat), share(left_at_end(seat)))
    }
}

pub(super) fn sentence(seat: &Seat<'_>) -> Vec<Part> {
    let outcome = |seat: &Seat<'_>| match left_at_end(seat) {
        left if left.is_finite() => share(left),
        _ => "∞".to_owned(),
    };
    let first = match cuts(seat) {
        0 => "The run ends before the first cut".to_owned(),
        _ => format!("The run has {} and ends at {} of η₀", some_cuts(seat), outcome(seat)),
    };
    let mut parts = vec![words(format!("{first}. A step_size of "))];
    parts.extend(choices(seat, STEP_SIZE, &[3.0, 5.0, 10.0], "leaves", outcome, ". A γ of "));
    parts.extend(choices(seat, GAMMA, &[0.1, 0.3, 0.5], "leaves", outcome, "."));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::step::PAGE;
    use crate::kinds::tests;
    use crate::race::warm_up;

    #[test]
    fn facts_tell_the_edges_apart() {
        let fact = |list: &[_]| tests::fact(&PAGE, list);
        assert_eq!(fact(&[]), "3 cuts: 12 % of η₀ left");
        assert_eq!(fact(&[(STEP_SIZE, 19.0)]), "1 cut: 50 % of η₀ left");
        assert_eq!(fact(&[(STEP_SIZE, 20.0)]), "no cut in this run");
        assert_eq!(fact(&[(warm_up::STEPS, 15.0)]), "no cut in this run");
        assert_eq!(fact(&[(GAMMA, 0.0), (warm_up::STEPS, 2.0)]), "0 from epoch 7 on");
        assert_eq!(fact(&[(GAMMA, 1.0)]), "never changes");
        assert_eq!(fact(&[(GAMMA, 1.5)]), "times 1.5 every 5 epochs");
        assert_eq!(fact(&[(GAMMA, 1e300), (STEP_SIZE, 1.0)]), "times 1e300 every epoch");
    }

    #[test]
    fn the_sentence_has_the_schedules_own_numbers() {
        let (text, chips) = tests::sentence(&PAGE, &[]);
        assert_eq!(
            text,
            "The run has 3 cuts and ends at 12 % of η₀. A step_size of leaves 1.6 %, 12 %, 50 %. A γ of leaves 0.1 %, 2.7 %, 12 %."
        );
        assert_eq!(chips, ["3", "5", "10", "0.1", "0.3", "0.5"]);
        let (text, _) = tests::sentence(&PAGE, &[(STEP_SIZE, 30.0)]);
        assert!(text.starts_with("The run ends before the first cut. A step_size of leaves 1.6 %"), "{text}");
    }
}
