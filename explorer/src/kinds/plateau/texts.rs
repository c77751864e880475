//! What the page says about reduce on plateau.

use super::{FACTOR, PATIENCE, still};
use crate::kinds::page::{Formula, Lesson, Paper, Shown};
use crate::number::{epochs, exact, share};
use crate::race::config::ROUND;
use crate::race::replay;
use crate::race::seat::Seat;
use crate::text::{Part, chip, words};

pub const FORMULA: Formula = Formula {
    short: "η ← η · factor when the metric stalls",
    mathml: "<mtable><mtr><mtd><mi>η</mi><mo>←</mo><mi>max</mi><mrow><mo>(</mo><mi>η</mi><mo>⋅</mo><mtext>factor</mtext>\
        <mo>,</mo><mspace width=\"0.2em\"/><mtext>min_lr</mtext><mo>)</mo></mrow></mtd></mtr>\
        <mtr><mtd><mtext>when bad epochs &gt; patience</mtext></mtd></mtr></mtable>",
    words: "eta becomes the larger of eta times factor and min lr, when the bad epochs in a row are more than patience",
    letters: "A bad epoch is one that does not beat the best by more than threshold.",
};

pub const LESSON: Lesson = Lesson {
    when: "length open, a metric you trust",
    what: "It watches a metric after each epoch. When the metric has not improved for more than patience epochs in a row, the \
        rate is multiplied by factor. PyTorch calls it ReduceLROnPlateau, books call it performance scheduling.",
    choose: "when the length of the run is not known in advance, and a validation metric is measured after each epoch.",
    avoid: "when the metric is noisy and patience is small: noise then looks like a plateau. Check the mode, which is min for a \
        loss and max for an accuracy. The wrong mode cuts the rate while training goes well.",
    papers: &[Paper {
        title: "ImageNet Classification with Deep Convolutional Neural Networks",
        by: "Krizhevsky, Sutskever & Hinton, 2012",
        url: "https://doi.org/10.1145/3065386",
    }],
};

/// The cuts of the part of its run that is shown.
pub fn fact(shown: Option<Shown<'_>>) -> String {
    let Some(Shown { run, steps }) = shown else { return "waits for its first metric".to_owned() };
    let mut cuts = replay::cuts(Seat::new(&run.config, run.line), run, None);
    cuts.retain(|epoch| f64::from(*epoch * ROUND) <= steps);
    match cuts.as_slice() {
        [] if steps < f64::from(run.steps_done()) => "no cut yet".to_owned(),
        [] if run.divergence().is_some() => "diverged before any cut".to_owned(),
        [] => format!("no cut in {}", epochs(run.epochs_done())),
        [one] => format!("cut after epoch {one}"),
        [one, two] => format!("cut after {one} and {two}"),
        [first, ..] => format!("{} cuts, first after epoch {first}", cuts.len()),
    }
}

/// When the first cut can come, and what cuts leave of the rate.
pub fn sentence(seat: &Seat<'_>) -> Vec<Part> {
    let Some(rule) = seat.rule() else { return Vec::new() };
    let full = rule.initial_lr();
    let of = |rate: f64| share(if full > 0.0 { rate / full } else { 0.0 });
    let patience = exact(seat.get(PATIENCE));
    let first = match still::due(&rule, seat.epochs()).first() {
        Some(due) if due.cuts => format!(
            "With patience = {patience} the first cut can come after epoch {}, and it leaves {} of the rate. ",
            due.epoch,
            of(due.rate)
        ),
        Some(due) => format!(
            "With patience = {patience} a cut can be due after epoch {}, but the rate stays as it is. ",
            due.epoch
        ),
        None => format!("With patience = {patience} no cut can come within {}. ", epochs(seat.epochs())),
    };
    let mut parts = vec![words(first + "Tolerate ")];
    parts
        .extend([0.0, 2.0, 5.0].map(|patience| chip(exact(patience), seat.changes(&[(PATIENCE, patience)]))));
    parts.push(words("bad epochs in a row. Three cuts with factor = "));
    for (at, factor) in [0.5, 0.1].into_iter().enumerate() {
        let left =
            seat.of(&seat.with(FACTOR, factor)).rule().map_or(full, |rule| still::after_cuts(&rule, 3));
        parts.push(chip(exact(factor), seat.changes(&[(FACTOR, factor)])));
        parts.push(words(format!("leave {}{}", of(left), if at == 0 { ", with " } else { "." })));
    }
    parts
}

#[cfg(test)]
mod tests {
    use etalon_train::report::Divergence;

    use super::*;
    use crate::kinds::plateau::{MIN_LR, PAGE};
    use crate::kinds::tests::sentence;
    use crate::race::preset::Preset;
    use crate::race::replay;
    use crate::race::run::Run;
    use crate::race::slot::Line;

    fn run(accuracies: &[f32]) -> Run {
        let config = Preset::TrueLabels.config();
        replay::tests::run(config, Line::Lane(config.first_of(&PAGE).unwrap()), accuracies)
    }

    fn fact_of(run: &Run, epochs: u32) -> String {
        fact(Some(Shown { run, steps: f64::from(epochs * ROUND) }))
    }

    #[test]
    fn a_cut_is_a_fact_once_the_play_head_has_reached_it() {
        let run = run(&[0.7; 12]);
        let facts = [3, 4, 7, 12].map(|epochs| fact_of(&run, epochs));
        assert_eq!(
            facts,
            ["no cut yet", "cut after epoch 4", "cut after 4 and 7", "3 cuts, first after epoch 4"]
        );
        assert_eq!(fact(None), "waits for its first metric");
    }

    #[test]
    fn a_run_without_a_cut_says_how_it_ended() {
        let whole = run(&[0.5, 0.6, 0.7]);
        let mut broken = whole.clone();
        broken.metrics.divergence = Some(Divergence { step: 100 });
        assert_eq!(fact_of(&whole, 3), "no cut in 3 epochs");
        assert_eq!([fact_of(&broken, 2), fact_of(&broken, 3)], ["no cut yet", "diverged before any cut"]);
    }

    #[test]
    fn the_numbers_of_the_sentence_are_the_rules_own() {
        let (text, labels) = sentence(&PAGE, &[]);
        assert!(text.starts_with(
            "With patience = 2 the first cut can come after epoch 4, and it leaves 10 % of the rate. Tolerate "
        ));
        assert!(text.ends_with("Three cuts with factor = leave 12 %, with leave 0.1 %."), "{text}");
        assert_eq!(labels, ["0", "2", "5", "0.5", "0.1"]);
        assert!(sentence(&PAGE, &[(PATIENCE, 19.0)]).0.contains("no cut can come within 20 epochs"));
        assert!(sentence(&PAGE, &[(MIN_LR, 0.01)]).0.contains("the rate stays as it is"));
    }
}
