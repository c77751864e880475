//! What the exponential decay's settings amount to, in words.

use etalon::ExponentialLr;

use super::GAMMA;
use crate::number::{about, exact, share};
use crate::race::seat::Seat;
use crate::text::{Part, choices, words};

/// Epochs after which the sentence looks at the rate.
const LATER: u32 = 10;

/// The schedule with a base rate of 1: its rates are shares of any base rate.
pub(super) fn shares(gamma: f64) -> Option<ExponentialLr<f64>> {
    ExponentialLr::<f64>::new(1.0, gamma).ok()
}

/// The share of the base rate that is left after `cuts` epochs.
pub(super) fn left(gamma: f64, cuts: u32) -> f64 {
    shares(gamma).map_or(0.0, |schedule| schedule.lr(cuts))
}

pub(super) fn fact(seat: &Seat<'_>) -> String {
    let gamma = seat.get(GAMMA);
    let Some(half_life) = shares(gamma).map(|schedule| schedule.half_life()) else { return String::new() };
    if gamma == 0.0 {
        "0 after the first epoch".to_owned()
    } else if gamma == 1.0 {
        "never changes".to_owned()
    } else if gamma >= 2.0 {
        format!("grows {}-fold every epoch", count(gamma))
    } else if gamma < 0.5 {
        format!("falls to {} every epoch", share(gamma))
    } else if half_life < 0.0 {
        format!("doubles every {}", epochs(-half_life))
    } else {
        format!("halves every {}", epochs(half_life))
    }
}

fn epochs(number: f64) -> String {
    match count(number).as_str() {
        "1" => "epoch".to_owned(),
        many => format!("{many} epochs"),
    }
}

fn count(number: f64) -> String {
    if number < 1e6 { about(number) } else { format!("{number:.0e}") }
}

pub(super) fn sentence(seat: &Seat<'_>) -> Vec<Part> {
    let gamma = seat.get(GAMMA);
    let after = if seat.warm_up() > 0 { "after the warm-up" } else { "after the start" };
    let left_now = left(gamma, LATER);
    let first = if left_now.is_finite() {
        format!("With γ = {}, {} of the rate is left {LATER} epochs {after}", exact(gamma), share(left_now))
    } else {
        format!("With γ = {} the rate is infinite {LATER} epochs {after}", exact(gamma))
    };
    let mut parts = vec![words(format!("{first}. A γ of "))];
    let outcome = |seat: &Seat<'_>| share(left(seat.get(GAMMA), LATER));
    parts.extend(choices(seat, GAMMA, &[0.98, 0.9, 0.8, 0.65], "leaves", outcome, "."));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::exponential::PAGE;
    use crate::kinds::tests;
    use crate::race::warm_up;

    #[test]
    fn facts_tell_the_edges_apart() {
        let fact = |gamma| tests::fact(&PAGE, &[(GAMMA, gamma)]);
        assert_eq!(fact(0.9), "halves every 6.6 epochs");
        assert_eq!(fact(0.5), "halves every epoch");
        assert_eq!(fact(0.1), "falls to 10 % every epoch");
        assert_eq!(fact(0.0), "0 after the first epoch");
        assert_eq!(fact(1.0), "never changes");
        assert_eq!(fact(1.1), "doubles every 7.3 epochs");
        assert_eq!(fact(2.0), "grows 2-fold every epoch");
        assert_eq!(fact(1e300), "grows 1e300-fold every epoch");
    }

    #[test]
    fn the_sentence_has_the_schedules_own_numbers() {
        let (words, chips) = tests::sentence(&PAGE, &[]);
        assert_eq!(
            words,
            "With γ = 0.9, 35 % of the rate is left 10 epochs after the start. A γ of leaves 82 %, 35 %, 11 %, 1.3 %."
        );
        assert_eq!(chips, ["0.98", "0.9", "0.8", "0.65"]);
        let (words, _) = tests::sentence(&PAGE, &[(warm_up::STEPS, 2.0)]);
        assert!(words.contains("35 % of the rate is left 10 epochs after the warm-up"), "{words}");
    }
}
