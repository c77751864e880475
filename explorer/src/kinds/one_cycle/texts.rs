//! What the page says about 1cycle.

use super::{MAX_LR, PCT_START, ends_before_peak, last_share, peak_step, schedule};
use crate::kinds::page::{Formula, Lesson, Paper};
use crate::number::{about, exact, grouped, percent, share};
use crate::race::seat::Seat;
use crate::text::{Part, chip, words};

pub const FORMULA: Formula = Formula {
    short: "up to η<sub>max</sub>, then far below its start",
    mathml: "<mtable displaystyle=\"true\"><mtr><mtd><mfrac><msub><mi>η</mi><mi>max</mi></msub><mi>d</mi></mfrac><mo>→</mo>\
        <msub><mi>η</mi><mi>max</mi></msub><mo>→</mo>\
        <mfrac><msub><mi>η</mi><mi>max</mi></msub><mrow><mi>d</mi><mo>⋅</mo><mi>f</mi></mrow></mfrac></mtd></mtr>\
        <mtr><mtd><mtext>peak at&#160;</mtext><mi>t</mi><mo>=</mo><mi>p</mi><mi>N</mi><mo>−</mo><mn>1</mn></mtd></mtr></mtable>",
    words: "from eta max over d up to eta max, then down to eta max over d times f, with the peak at t equals p N minus one",
    letters: "t counts batches from 0; d is div_factor, f is final_div_factor, p is pct_start, N is total_steps.",
};

pub const LESSON: Lesson = Lesson {
    when: "length known, a high peak rate",
    what: "The rate rises once to a high peak and then falls far below its start, with a step at every batch. Momentum moves the \
        other way: it is low where the rate is high.",
    choose: "when the number of steps is fixed: the high rates make fast progress, and the long fall refines the result.",
    avoid: "when the run may be longer or shorter than total_steps, or when the schedule is stepped once per epoch. It ignores \
        the optimiser's own rate and sets its momentum.",
    papers: &[
        Paper {
            title: "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates",
            by: "Smith & Topin, 2018",
            url: "https://arxiv.org/abs/1708.07120",
        },
        Paper {
            title: "A disciplined approach to neural network hyper-parameters",
            by: "Smith, 2018",
            url: "https://arxiv.org/abs/1803.09820",
        },
    ],
};

/// Below this a fact says "all": a share that is rounded up to 100 % would contradict "only".
const MOST: f64 = 0.999;

fn epoch(seat: &Seat<'_>, step: f64) -> String {
    about(step / f64::from(seat.batches()))
}

/// Where the peak lies, or how much of the cycle the run reaches.
pub fn fact(seat: &Seat<'_>) -> String {
    let Some(schedule) = schedule(seat) else { return String::new() };
    let (own, total) = (f64::from(seat.own_length()), f64::from(schedule.total_steps()));
    let peak = peak_step(seat, &schedule);
    if schedule.settings().max_lr == 0.0 {
        "the rate is always 0".to_owned()
    } else if own == 0.0 {
        "the run ends in the warm-up".to_owned()
    } else if ends_before_peak(seat, &schedule) {
        format!("ends at {} of its peak", share(last_share(seat, &schedule)))
    } else if total > own {
        format!("only {} of the cycle is used", percent((own / total).min(MOST)))
    } else if peak < 1.0 {
        "starts at its peak".to_owned()
    } else if seat.yours().is_entered() {
        // The schedule counts steps from 0, people from 1.
        format!("peak at step {}, epoch {}", grouped((peak + 1.0).round()), epoch(seat, peak))
    } else {
        format!("peak at epoch {}", epoch(seat, peak))
    }
}

/// Where the peak lies and where the run ends, for these and for other values.
pub fn sentence(seat: &Seat<'_>) -> Vec<Part> {
    let Some(now) = schedule(seat) else { return Vec::new() };
    let last = last_share(seat, &now);
    let end = if last > 0.0 && last < 0.01 { format!("1/{}", grouped(1.0 / last)) } else { share(last) };
    let first = if ends_before_peak(seat, &now) {
        format!("The run ends before the peak, at {end} of it. ")
    } else {
        format!(
            "The rate peaks at epoch {} and ends at {end} of the peak. ",
            epoch(seat, peak_step(seat, &now))
        )
    };
    let mut parts = vec![words(first + "With pct_start = ")];
    let starts = [0.1, 0.3, 0.5];
    for (at, start) in starts.into_iter().enumerate() {
        let config = seat.with(PCT_START, start);
        let other = seat.of(&config);
        let peak = schedule(&other).map_or(0.0, |schedule| peak_step(&other, &schedule));
        let before = if at == 0 { "it peaks at epoch " } else { "at " };
        let after = if at + 1 < starts.len() { ", with " } else { ". Try a peak of " };
        parts.push(chip(exact(start), seat.changes(&[(PCT_START, start)])));
        parts.push(words(format!("{before}{}{after}", epoch(seat, peak))));
    }
    let peaks = [0.01, 0.03, 0.1].map(|peak| seat.of_network(peak));
    parts.extend(peaks.map(|peak| chip(exact(peak), seat.changes(&[(MAX_LR, peak)]))));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::one_cycle::{PAGE, TOTAL_STEPS};
    use crate::kinds::tests::{fact, sentence};
    use crate::race::warm_up;

    #[test]
    fn the_fact_says_where_the_peak_lies() {
        assert_eq!(fact(&PAGE, &[]), "peak at epoch 6");
        assert_eq!(fact(&PAGE, &[(PCT_START, 0.0)]), "starts at its peak");
        assert_eq!(fact(&PAGE, &[(MAX_LR, 0.0)]), "the rate is always 0");
    }

    #[test]
    fn the_fact_says_how_much_of_the_cycle_is_used() {
        assert_eq!(fact(&PAGE, &[(TOTAL_STEPS, 1_800.0)]), "only 50.0 % of the cycle is used");
        assert_eq!(fact(&PAGE, &[(TOTAL_STEPS, 901.0)]), "only 99.9 % of the cycle is used");
        assert!(fact(&PAGE, &[(TOTAL_STEPS, 9_000.0)]).starts_with("ends at "));
    }

    #[test]
    fn a_warm_up_moves_the_peak() {
        let cycle = (TOTAL_STEPS, 810.0);
        assert_eq!(fact(&PAGE, &[cycle]), "peak at epoch 5.4");
        assert_eq!(fact(&PAGE, &[cycle, (warm_up::STEPS, 90.0)]), "peak at epoch 7.4");
        // Without a set length, the cycle has the steps that the warm-up leaves, and it ends with the run.
        assert_eq!(fact(&PAGE, &[(warm_up::STEPS, 90.0)]), "peak at epoch 7.4");
        let longer = [(warm_up::STEPS, 90.0), (TOTAL_STEPS, 900.0)];
        assert_eq!(fact(&PAGE, &longer), "only 90.0 % of the cycle is used");
        assert_eq!(fact(&PAGE, &[(warm_up::STEPS, 900.0)]), "the run ends in the warm-up");
    }

    #[test]
    fn the_numbers_of_the_sentence_are_the_schedules_own() {
        let (text, labels) = sentence(&PAGE, &[]);
        assert_eq!(
            text,
            "The rate peaks at epoch 6 and ends at 1/250,000 of the peak. With pct_start = it peaks at epoch 2, with at 6, \
             with at 10. Try a peak of "
        );
        assert_eq!(labels, ["0.1", "0.3", "0.5", "0.01", "0.03", "0.1"]);
        let (long, _) = sentence(&PAGE, &[(TOTAL_STEPS, 9_000.0)]);
        assert!(long.starts_with("The run ends before the peak, at "), "{long}");
    }
}
