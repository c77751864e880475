//! What the page says about warm-up, stable, decay.

use etalon::param::Domain;

use super::{DECAY_STEPS, DECAY_TYPE, MIN_LR, last_share, parts, run, schedule};
use crate::kinds::page::{Formula, Lesson, Paper};
use crate::number::{about, share};
use crate::race::seat::Seat;
use crate::text::{Part, choices, words};

pub(super) const FORMULA: Formula = Formula {
    short: "up to η<sub>0</sub>, stay, then down to η<sub>min</sub>",
    mathml: "<mtable displaystyle=\"true\" columnalign=\"left\"><mtr><mtd><mi>η</mi><mo>=</mo><msub><mi>η</mi><mn>0</mn></msub><mi>t</mi><mo>/</mo><mi>W</mi>\
        <mtext>, then&#160;</mtext><msub><mi>η</mi><mn>0</mn></msub><mtext>, then</mtext></mtd></mtr>\
        <mtr><mtd><msub><mi>η</mi><mi>min</mi></msub><mo>+</mo><mrow><mo>(</mo><msub><mi>η</mi><mn>0</mn></msub><mo>−</mo>\
        <msub><mi>η</mi><mi>min</mi></msub><mo>)</mo></mrow><mo>⋅</mo><mi>f</mi><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow></mtd></mtr></mtable>",
    words: "eta zero times t over W, then eta zero, then eta min plus eta zero minus eta min, times f of x",
    letters: "η₀ is the base rate; t counts batches from 0; W is warmup_steps; x goes from 0 to 1 in decay_steps; f(x) is 1 − x, \
        half a cosine, 1 − √x or 2 · ½ˣ − 1.",
};

pub(super) const LESSON: Lesson = Lesson {
    when: "length open until you cool down",
    what: "The rate rises in a warm-up, stays at the base rate for most of the run and falls at the end. In long runs the loss falls slowly in \
        the stable part and drops in the decay.",
    choose: "when the length of the run is open: train on at the stable rate, and decay when you want a result. A decay of a tenth \
        or a fifth of the run is enough.",
    avoid: "when the run may stop before the decay: until then it is a constant rate. Programs differ in the shape of the decay, \
        and PyTorch has no class for it.",
    papers: &[
        Paper {
            title: "MiniCPM: Unveiling the Potential of Small Language Models with Scalable Training Strategies",
            by: "Hu et al., 2024",
            url: "https://arxiv.org/abs/2404.06395",
        },
        Paper {
            title: "Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations",
            by: "Hägele et al., 2024",
            url: "https://arxiv.org/abs/2405.18392",
        },
    ],
};

fn epoch(seat: &Seat<'_>, step: f64) -> String {
    about(step / f64::from(seat.batches()))
}

/// A floor as a share of the base rate, or 0.
fn floor(seat: &Seat<'_>) -> String {
    match seat.get(MIN_LR) {
        0.0 => "0".to_owned(),
        least => format!("{} of η₀", share(least / seat.rate())),
    }
}

pub(super) fn fact(seat: &Seat<'_>) -> String {
    let ([rise, stable, fall], run) = (parts(seat), run(seat));
    let begin = rise + stable;
    if seat.get(MIN_LR) > seat.rate() {
        "refused: min_lr is above η₀".to_owned()
    } else if rise >= run {
        "the run ends in the warm-up".to_owned()
    } else if begin >= run {
        "no decay in this run".to_owned()
    } else if begin + fall > run {
        format!("stops at {} of η₀", share(last_share(seat)))
    } else if begin + fall < run {
        format!("{} from epoch {} on", floor(seat), epoch(seat, begin + fall))
    } else {
        format!("decays from epoch {} on", epoch(seat, begin))
    }
}

/// The share of the base rate in the middle of the decay.
fn middle(seat: &Seat<'_>) -> String {
    let middle = |schedule: etalon::WarmupStableDecayLr<f64>| {
        let it = schedule.settings();
        let step = it.warmup_steps.saturating_add(it.stable_steps).saturating_add(it.decay_steps / 2);
        if seat.rate() > 0.0 { schedule.lr(step) / seat.rate() } else { 0.0 }
    };
    share(schedule(seat).map_or(0.0, middle))
}

pub(super) fn sentence(seat: &Seat<'_>) -> Vec<Part> {
    let run = run(seat);
    let now = if schedule(seat).is_none() {
        "min_lr is above the base rate, so there is no such schedule".to_owned()
    } else {
        format!("The last of {run} batches uses {} of η₀", share(last_share(seat)))
    };
    let mut parts = vec![words(format!("{now}. A decay_steps of "))];
    let lengths = [0.1, 0.2, 0.5].map(|part| (part * run).round());
    let of_the_run = |seat: &Seat<'_>| format!("{} of the run", share(seat.get(DECAY_STEPS) / run));
    parts.extend(choices(seat, DECAY_STEPS, &lengths, "is", of_the_run, ". Halfway, a decay of shape "));
    let Domain::Choice(shapes) = DECAY_TYPE.domain else { return parts };
    let shapes: Vec<f64> = (0..shapes.len()).map(|shape| shape as f64).collect();
    parts.extend(choices(seat, DECAY_TYPE, &shapes, "leaves", middle, " of η₀."));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::tests;
    use crate::kinds::warmup_stable_decay::{PAGE, STABLE_STEPS, WARMUP_STEPS};

    #[test]
    fn facts_tell_the_edges_apart() {
        let fact = |list: &[_]| tests::fact(&PAGE, list);
        assert_eq!(fact(&[]), "decays from epoch 16 on");
        assert_eq!(fact(&[(DECAY_STEPS, 90.0)]), "decays from epoch 18 on");
        assert_eq!(fact(&[(WARMUP_STEPS, 90.0)]), "decays from epoch 16 on");
        assert_eq!(fact(&[(STABLE_STEPS, 855.0)]), "no decay in this run");
        assert_eq!(fact(&[(STABLE_STEPS, 765.0)]), "stops at 30 % of η₀");
        assert_eq!(fact(&[(STABLE_STEPS, 225.0)]), "0 from epoch 10 on");
        assert_eq!(fact(&[(STABLE_STEPS, 225.0), (MIN_LR, 1e-3)]), "10 % of η₀ from epoch 10 on");
        assert_eq!(fact(&[(WARMUP_STEPS, 900.0)]), "the run ends in the warm-up");
        assert_eq!(fact(&[(MIN_LR, 0.02)]), "refused: min_lr is above η₀");
    }

    #[test]
    fn the_sentence_has_the_schedules_own_numbers() {
        let (text, chips) = tests::sentence(&PAGE, &[]);
        assert_eq!(
            text,
            "The last of 900 batches uses 0.3 % of η₀. A decay_steps of is 10 % of the run, 20 % of the run, 50 % of the run. \
             Halfway, a decay of shape leaves 50 %, 50 %, 29 %, 41 % of η₀."
        );
        assert_eq!(chips, ["90", "180", "450", "linear", "cosine", "1-sqrt", "exponential"]);
        let (text, _) = tests::sentence(&PAGE, &[(MIN_LR, 0.02)]);
        assert!(text.starts_with("min_lr is above the base rate"), "{text}");
    }
}
