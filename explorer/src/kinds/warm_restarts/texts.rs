//! What the page says about cosine annealing with warm restarts.

use core::ops::Range;

use etalon::CosineAnnealingWarmRestarts;

use super::{ETA_MIN, T_0, T_MULT};
use crate::kinds::page::{Formula, Lesson, Paper};
use crate::number::{exact, share};
use crate::race::seat::Seat;
use crate::text::{Part, choices, words};

pub(super) const FORMULA: Formula = Formula {
    short: "η = η<sub>min</sub> + ½(η<sub>0</sub> − η<sub>min</sub>)(1 + cos πc/T)",
    mathml: "<mtable displaystyle=\"true\"><mtr><mtd><msub><mi>η</mi><mi>t</mi></msub><mo>=</mo><msub><mi>η</mi><mi>min</mi></msub><mo>+</mo>\
        <mfrac><mn>1</mn><mn>2</mn></mfrac><mrow><mo>(</mo><msub><mi>η</mi><mn>0</mn></msub><mo>−</mo><msub><mi>η</mi><mi>min</mi></msub><mo>)</mo></mrow></mtd></mtr>\
        <mtr><mtd><mo>⋅</mo><mrow><mo>(</mo><mn>1</mn><mo>+</mo><mi>cos</mi><mfrac><mrow><mi>π</mi><mi>c</mi></mrow><mi>T</mi></mfrac><mo>)</mo></mrow><mo>,</mo>\
        <mi>T</mi><mo>=</mo><msub><mi>T</mi><mn>0</mn></msub><mo>⋅</mo><msubsup><mi>T</mi><mi>mult</mi><mi>i</mi></msubsup></mtd></mtr></mtable>",
    words: "eta at t equals eta min plus one half times eta zero minus eta min, times one plus the cosine of pi c over T; \
        T equals T zero times T mult to the power of i",
    letters: "η₀ is the base rate; c counts the epochs of cycle i from 0; T is the length of that cycle; i counts cycles from 0.",
};

pub(super) const LESSON: Lesson = Lesson {
    when: "length known, several low ends",
    what: "The rate follows half a cosine from the base rate down towards η_min and then jumps back up: a warm restart. The first \
        cycle has T_0 epochs, and each one has T_mult times as many as the one before.",
    choose: "to keep the model of every cycle's end, for an ensemble or in case the training stops early: each cycle ends at a low \
        rate.",
    avoid: "when only the last model counts: a single cosine has fewer settings. A run that ends in the middle of a cycle ends at a \
        high rate.",
    papers: &[
        Paper {
            title: "SGDR: Stochastic Gradient Descent with Warm Restarts",
            by: "Loshchilov & Hutter, 2017",
            url: "https://arxiv.org/abs/1608.03983",
        },
        Paper {
            title: "Snapshot Ensembles: Train 1, get M for free",
            by: "Huang et al., 2017",
            url: "https://arxiv.org/abs/1704.00109",
        },
    ],
};

/// Its cycles, with rates as shares of the way from η_min up to the base rate.
pub(super) fn cycles(seat: &Seat<'_>) -> Option<CosineAnnealingWarmRestarts<f64>> {
    let (t_0, t_mult) = (seat.get(T_0) as u32, seat.get(T_MULT) as u32);
    CosineAnnealingWarmRestarts::<f64>::new(1.0, t_0, t_mult, 0.0).ok()
}

/// The cycle in which the run ends, in epochs after the warm-up.
pub(super) fn last_cycle(seat: &Seat<'_>) -> Range<u64> {
    let last = seat.own_length().saturating_sub(1);
    cycles(seat).map_or(0..1, |cycles| cycles.cycle(last))
}

/// The restarts that the run makes.
pub(super) fn restarts(seat: &Seat<'_>) -> usize {
    let Some(cycles) = cycles(seat) else { return 0 };
    let next = |step: u32| {
        let end = u32::try_from(cycles.cycle(step).end).ok();
        end.filter(|end| *end < seat.own_length())
    };
    core::iter::successors(next(0), |step| next(*step)).count()
}

fn some_restarts(seat: &Seat<'_>) -> String {
    match restarts(seat) {
        1 => "1 restart".to_owned(),
        restarts => format!("{restarts} restarts"),
    }
}

/// The rate of the last epoch as a share of the base rate.
pub(super) fn last_share(seat: &Seat<'_>) -> f64 {
    let last = seat.last_rate().unwrap_or(0.0);
    if seat.rate() > 0.0 { last / seat.rate() } else { 0.0 }
}

/// Whether no epoch has another rate than the one before.
pub(super) fn never_moves(seat: &Seat<'_>) -> bool {
    seat.get(T_0) == 1.0 && seat.get(T_MULT) == 1.0
}

pub(super) fn fact(seat: &Seat<'_>) -> String {
    let (rate, floor) = (seat.rate(), seat.get(ETA_MIN));
    if rate == floor && seat.warm_up() == 0 {
        "a flat line: η_min is η₀".to_owned()
    } else if rate == floor {
        "flat after the warm-up".to_owned()
    } else if never_moves(seat) {
        "a restart every epoch: constant".to_owned()
    } else if floor > rate {
        "rises: η_min is above η₀".to_owned()
    } else if restarts(seat) == 0 {
        format!("no restart, last {} of η₀", share(last_share(seat)))
    } else {
        format!("{}, last {} of η₀", some_restarts(seat), share(last_share(seat)))
    }
}

pub(super) fn sentence(seat: &Seat<'_>) -> Vec<Part> {
    let outcome = |seat: &Seat<'_>| format!("{} of η₀", share(last_share(seat)));
    let mut parts = vec![words(format!(
        "With T_0 = {} and T_mult = {} the run has {} and its last epoch uses {}. A T_0 of ",
        exact(seat.get(T_0)),
        exact(seat.get(T_MULT)),
        some_restarts(seat),
        outcome(seat)
    ))];
    parts.extend(choices(seat, T_0, &[5.0, 10.0, 20.0], "leads to", outcome, ". A T_mult of "));
    parts.extend(choices(seat, T_MULT, &[1.0, 2.0, 3.0], "leads to", outcome, "."));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::tests;
    use crate::kinds::warm_restarts::PAGE;
    use crate::race::config::Config;
    use crate::race::slot::Line;
    use crate::race::warm_up;

    #[test]
    fn facts_tell_the_edges_apart() {
        let fact = |list: &[_]| tests::fact(&PAGE, list);
        assert_eq!(fact(&[]), "1 restart, last 1.1 % of η₀");
        assert_eq!(fact(&[(T_MULT, 1.0)]), "3 restarts, last 9.5 % of η₀");
        assert_eq!(fact(&[(T_0, 20.0)]), "no restart, last 0.6 % of η₀");
        assert_eq!(fact(&[(warm_up::STEPS, 15.0)]), "no restart, last 9.5 % of η₀");
        assert_eq!(fact(&[(T_0, 1.0), (T_MULT, 1.0)]), "a restart every epoch: constant");
        assert_eq!(fact(&[(ETA_MIN, 0.01)]), "a flat line: η_min is η₀");
        assert_eq!(fact(&[(ETA_MIN, 0.01), (warm_up::STEPS, 2.0)]), "flat after the warm-up");
        assert_eq!(fact(&[(ETA_MIN, 0.02)]), "rises: η_min is above η₀");
    }

    #[test]
    fn the_sentence_has_the_schedules_own_numbers() {
        let (text, chips) = tests::sentence(&PAGE, &[]);
        assert_eq!(
            text,
            "With T_0 = 5 and T_mult = 3 the run has 1 restart and its last epoch uses 1.1 % of η₀. A T_0 of leads to 1.1 % of η₀, \
             79 % of η₀, 0.6 % of η₀. A T_mult of leads to 9.5 % of η₀, 90 % of η₀, 1.1 % of η₀."
        );
        assert_eq!(chips, ["5", "10", "20", "1", "2", "3"]);
    }

    #[test]
    fn restarts_are_those_of_the_schedule() {
        let config = Config::racing(&[&PAGE]);
        let seat = Seat::new(&config, Line::Lane(config.first_of(&PAGE).unwrap()));
        let of = |t_0: f64, t_mult: f64| {
            let config = config.with_changes(&seat.changes(&[(T_0, t_0), (T_MULT, t_mult)])).unwrap();
            (restarts(&seat.of(&config)), last_cycle(&seat.of(&config)))
        };
        assert_eq!(of(5.0, 3.0), (1, 5..20));
        assert_eq!(of(19.0, 1.0), (1, 19..38));
        assert_eq!(of(20.0, 1.0), (0, 0..20));
        assert_eq!(of(1.0, 1.0), (19, 19..20));
        assert_eq!(of(4_294_967_295.0, 4_294_967_295.0), (0, 0..4_294_967_295));
    }
}
