//! What a constant rate's settings amount to, in words.

use super::{LR, is_reference};
use crate::number::{about, epochs, exact, percent, rate};
use crate::race::seat::Seat;
use crate::race::slot::Line;
use crate::race::warm_up;
use crate::text::{Part, chip, words};

pub(super) fn reference_rate(seat: &Seat<'_>) -> f64 {
    seat.config.base_rate(Line::Reference)
}

pub(super) fn fact(seat: &Seat<'_>) -> String {
    let times = seat.rate() / reference_rate(seat);
    if seat.line == Line::Reference {
        "what all are compared with".to_owned()
    } else if is_reference(seat) {
        "the same as the reference".to_owned()
    } else if seat.own_length() == 0 {
        "rises to the end of the run".to_owned()
    } else if seat.warm_up() > 0 {
        format!("{} from epoch {} on", rate(seat.rate()), seat.warm_up())
    } else if (1e-3..2.0).contains(&times) {
        format!("{} of the reference", percent(times))
    } else if (2.0..1e4).contains(&times) {
        format!("{} times the reference", about(times))
    } else {
        format!("always {}", rate(seat.rate()))
    }
}

pub(super) fn sentence(seat: &Seat<'_>) -> Vec<Part> {
    let now = if seat.own_length() == 0 {
        "The rate rises to the end of the run.".to_owned()
    } else if seat.warm_up() > 0 {
        format!("The rate rises for {} and is {} from then on.", epochs(seat.warm_up()), rate(seat.rate()))
    } else {
        format!("The rate is {} from the first epoch to the last.", rate(seat.rate()))
    };
    let mut parts = vec![words(format!("{now} Try a rate of "))];
    let rates = [1e-3, 3e-3, 0.03, 0.1].map(|rate| seat.of_network(rate));
    parts.extend(rates.map(|rate| chip(exact(rate), seat.changes(&[(LR, rate)]))));
    // The reference has no warm-up.
    if seat.line != Line::Reference {
        parts.push(words("or a warm-up of "));
        let warm_ups = [0.0, 2.0, 5.0];
        parts.extend(warm_ups.map(|steps| chip(exact(steps), seat.changes(&[(warm_up::STEPS, steps)]))));
        parts.push(words("epochs."));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::constant::PAGE;
    use crate::kinds::tests::{self, lead_in_and_out, lead_nowhere};
    use crate::race::preset::Preset;

    #[test]
    fn facts_compare_with_the_reference() {
        let fact = |list: &[_]| tests::fact(&PAGE, list);
        assert_eq!(fact(&[]), "the same as the reference");
        assert_eq!(fact(&[(LR, 0.005)]), "50.0 % of the reference");
        assert_eq!(fact(&[(LR, 0.03)]), "3 times the reference");
        assert_eq!(fact(&[(LR, 1e-9)]), "always 1.0e-9");
        assert_eq!(fact(&[(warm_up::STEPS, 5.0)]), "0.0100 from epoch 5 on");
        assert_eq!(fact(&[(warm_up::STEPS, 20.0)]), "rises to the end of the run");
        let config = Preset::TrueLabels.config();
        let seat = Seat::new(&config, Line::Reference);
        assert_eq!((PAGE.fact)(&seat, None), "what all are compared with");
    }

    #[test]
    fn the_sentence_says_what_the_rate_does() {
        let (words, chips) = tests::sentence(&PAGE, &[]);
        assert!(words.starts_with("The rate is 0.0100 from the first epoch to the last."), "{words}");
        assert_eq!(chips.len(), 7);
        let (words, _) = tests::sentence(&PAGE, &[(warm_up::STEPS, 5.0)]);
        assert!(words.starts_with("The rate rises for 5 epochs and is 0.0100 from then on."), "{words}");
        let config = Preset::TrueLabels.config();
        let chips = |parts: &[Part]| parts.iter().filter(|part| matches!(part, Part::Chip { .. })).count();
        assert_eq!(chips(&sentence(&Seat::new(&config, Line::Reference))), 4, "the reference has no warm-up");
    }

    #[test]
    fn a_lane_that_repeats_the_reference_says_so() {
        lead_in_and_out(&PAGE, &[("constant-is-reference", &[]), ("constant-is-reference", &[(LR, 0.01)])]);
        lead_nowhere(&PAGE, &[&[(LR, 0.02)], &[(warm_up::STEPS, 2.0)]]);
    }
}
