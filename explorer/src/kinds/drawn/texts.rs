//! What the page says about a drawn curve.

use super::{LR, curve};
use crate::kinds::page::{Formula, Lesson, Paper};
use crate::number::{exact, rate};
use crate::race::seat::Seat;
use crate::race::warm_up;
use crate::text::{Part, chip, words};

pub(super) const FORMULA: Formula = Formula {
    short: "η = η<sub>0</sub> · s(t)",
    mathml: "<msub><mi>η</mi><mi>t</mi></msub><mo>=</mo><msub><mi>η</mi><mn>0</mn></msub><mo>⋅</mo>\
        <mi>s</mi><mo>(</mo><mi>t</mi><mo>)</mo>",
    words: "eta at t equals eta zero times s of t",
    letters: "η₀ is the base rate; s is the line through your points, as shares of η₀; t counts epochs from 0.",
};

pub(super) const LESSON: Lesson = Lesson {
    when: "to try a shape of your own",
    what: "You set a few points, and the rate follows the line through them. The points are shares of the run and of η₀, so the curve \
        keeps its shape when the run gets longer or the base rate changes.",
    choose: "to try an idea that no formula has, and to see which part of a curve matters: move one point and watch the accuracy.",
    avoid: "for a conclusion from one seed: a curve that is drawn until its run ends high has been fitted to that seed.",
    papers: &[Paper {
        title: "Optimal Linear Decay Learning Rate Schedules and Further Refinements",
        by: "Defazio et al., 2023",
        url: "https://arxiv.org/abs/2310.07831",
    }],
};

/// The highest rate of the run after its warm-up.
fn peak(seat: &Seat<'_>) -> f64 {
    seat.points().unwrap_or_default().into_iter().fold(0.0, f64::max)
}

fn count(seat: &Seat<'_>) -> String {
    match curve(seat).points().len() {
        1 => "1 point".to_owned(),
        count => format!("{count} points"),
    }
}

pub(super) fn fact(seat: &Seat<'_>) -> String {
    if seat.own_length() == 0 {
        return "rises to the end of the run".to_owned();
    }
    format!("{}, up to {}", count(seat), rate(peak(seat)))
}

pub(super) fn sentence(seat: &Seat<'_>) -> Vec<Part> {
    let rates = seat.points().unwrap_or_default();
    let [first, last] = [rates.first(), rates.last()].map(|end| rate(end.copied().unwrap_or_default()));
    let now = format!(
        "The curve has {}. The rate begins at {first}, ends at {last} and is {} at its highest.",
        count(seat),
        rate(peak(seat))
    );
    let mut parts = vec![words(format!("{now} Try a base rate of "))];
    let rates = [3e-3, 0.01, 0.03].map(|rate| seat.of_network(rate));
    parts.extend(rates.map(|rate| chip(exact(rate), seat.changes(&[(LR, rate)]))));
    parts.push(words("or a warm-up of "));
    parts.extend([0.0, 2.0, 5.0].map(|steps| chip(exact(steps), seat.changes(&[(warm_up::STEPS, steps)]))));
    parts.push(words("epochs."));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::drawn::PAGE;
    use crate::kinds::tests;

    #[test]
    fn the_fact_has_the_highest_rate() {
        assert_eq!(tests::fact(&PAGE, &[]), "4 points, up to 0.0100");
        assert_eq!(tests::fact(&PAGE, &[(LR, 0.5)]), "4 points, up to 0.500");
        assert_eq!(tests::fact(&PAGE, &[(warm_up::STEPS, 20.0)]), "rises to the end of the run");
    }

    #[test]
    fn the_sentence_has_the_ends_of_the_run() {
        let (text, chips) = tests::sentence(&PAGE, &[]);
        assert!(
            text.starts_with(
                "The curve has 4 points. The rate begins at 0.00100, ends at 0.00100 and is 0.0100"
            ),
            "{text}"
        );
        assert_eq!(chips, ["0.003", "0.01", "0.03", "0", "2", "5"]);
    }
}
