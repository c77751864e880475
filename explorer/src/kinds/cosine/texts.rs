//! What cosine annealing's settings amount to, in words.

use super::{ETA_MIN, PAST_END, T_MAX};
use crate::number::{epochs, exact, percent, share};
use crate::race::seat::Seat;
use crate::text::{Part, choices, words};

/// The rate of the last epoch as a share of the base rate.
pub(super) fn last_share(seat: &Seat<'_>) -> f64 {
    let last = seat.last_rate().unwrap_or(0.0);
    if seat.rate() > 0.0 { last / seat.rate() } else { 0.0 }
}

/// The epoch at which it is lowest: T_max after the warm-up.
pub(super) fn lowest(seat: &Seat<'_>) -> f64 {
    seat.get(T_MAX) + f64::from(seat.warm_up())
}

pub(super) fn fact(seat: &Seat<'_>) -> String {
    let (rate, floor) = (seat.rate(), seat.get(ETA_MIN));
    let (lowest, run) = (lowest(seat), f64::from(seat.run_length()));
    if rate == floor && seat.warm_up() == 0 {
        "a flat line: η_min is η₀".to_owned()
    } else if rate == floor {
        "flat after the warm-up".to_owned()
    } else if floor > rate {
        "rises: η_min is above η₀".to_owned()
    } else if lowest > run {
        format!("stops at {} of η₀", percent(last_share(seat)))
    } else if lowest == run {
        format!("lowest at epoch {lowest}")
    } else if seat.is_on(PAST_END) {
        format!("lowest from epoch {lowest} on")
    } else {
        format!("rises after epoch {lowest}")
    }
}

pub(super) fn sentence(seat: &Seat<'_>) -> Vec<Part> {
    let mut parts = vec![words(format!(
        "With T_max = {} the last of {} uses {} of η₀. For half, all and twice {}: with T_max = ",
        exact(seat.get(T_MAX)),
        epochs(seat.run_length()),
        share(last_share(seat)),
        if seat.warm_up() > 0 { "what the warm-up leaves of the run" } else { "the run" },
    ))];
    let lengths = [0.5, 1.0, 2.0].map(|times| (times * f64::from(seat.own_length())).max(1.0).round());
    parts.extend(choices(seat, T_MAX, &lengths, "it uses", |seat| share(last_share(seat)), "."));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::cosine::PAGE;
    use crate::kinds::tests;
    use crate::race::warm_up;

    #[test]
    fn facts_tell_the_edges_apart() {
        let fact = |list: &[_]| tests::fact(&PAGE, list);
        assert_eq!(fact(&[]), "lowest at epoch 20");
        assert_eq!(fact(&[(ETA_MIN, 0.01)]), "a flat line: η_min is η₀");
        assert_eq!(fact(&[(ETA_MIN, 0.01), (warm_up::STEPS, 2.0)]), "flat after the warm-up");
        assert_eq!(fact(&[(ETA_MIN, 0.02)]), "rises: η_min is above η₀");
        assert_eq!(fact(&[(T_MAX, 5.0)]), "rises after epoch 5");
        assert_eq!(fact(&[(T_MAX, 5.0), (warm_up::STEPS, 3.0)]), "rises after epoch 8");
        assert_eq!(fact(&[(T_MAX, 5.0), (PAST_END, 1.0)]), "lowest from epoch 5 on");
        assert_eq!(fact(&[(T_MAX, 40.0)]), "stops at 53.9 % of η₀");
        assert_eq!(fact(&[(T_MAX, 15.0), (warm_up::STEPS, 5.0)]), "lowest at epoch 20");
    }

    #[test]
    fn the_sentence_has_the_schedules_own_numbers() {
        let (words, chips) = tests::sentence(&PAGE, &[]);
        assert!(words.starts_with("With T_max = 20 the last of 20 epochs uses 0.6 % of η₀."), "{words}");
        assert!(words.ends_with("with T_max = it uses 98 %, 0.6 %, 54 %."), "{words}");
        assert_eq!(chips, ["10", "20", "40"]);
        let (words, chips) = tests::sentence(&PAGE, &[(warm_up::STEPS, 10.0)]);
        assert!(words.contains("twice what the warm-up leaves of the run"), "{words}");
        assert!(words.ends_with("with T_max = it uses 90 %, 2.4 %, 58 %."), "{words}");
        assert_eq!(chips, ["5", "10", "20"]);
    }
}
