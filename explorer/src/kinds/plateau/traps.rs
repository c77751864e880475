//! Traps of reduce on plateau. It observes one metric after each epoch: the validation loss in mode min, the accuracy in mode max.
//!
//! A warm-up changes no trap: the rule observes from the first epoch on, and its rates are those after the warm-up.

use etalon::{Plateau, ReduceLrOnPlateau};

use super::still::{self, due};
use super::{COOLDOWN, EPS, FACTOR, MIN_LR, MODE, PATIENCE, THRESHOLD, THRESHOLD_MODE};
use crate::number::{epochs, exact, percent, rate, share, short};
use crate::race::control::{Changes, Control};
use crate::race::row::Row;
use crate::race::run_settings::EPOCHS;
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity};

/// The choice of `threshold_mode` that takes the threshold as an amount.
const ABS: f64 = 1.0;

fn asks(seat: &Seat<'_>, question: impl FnOnce(&ReduceLrOnPlateau<f64>) -> bool) -> bool {
    seat.rule().is_some_and(|rule| question(&rule))
}

/// The last epoch after which a cut still has an effect.
fn last_chance(seat: &Seat<'_>) -> u32 {
    seat.epochs().saturating_sub(1)
}

/// How many cuts can lower the rate before the run ends.
fn cuts(rule: &ReduceLrOnPlateau<f64>, seat: &Seat<'_>) -> usize {
    due(rule, last_chance(seat)).iter().filter(|due| due.cuts).count()
}

fn nothing_is_better(rule: &ReduceLrOnPlateau<f64>) -> bool {
    !still::takes_the_first(rule)
}

/// Whether the base rate leaves room for a cut.
fn can_fall(seat: &Seat<'_>) -> bool {
    seat.rate() > seat.get(MIN_LR)
}

/// By how much the first cut would lower the rate if `eps` did not stop it.
fn first_fall(seat: &Seat<'_>) -> f64 {
    let full = seat.rate();
    let free = seat.rule().map(|rule| still::with(&rule, |settings| Plateau { eps: 0.0, ..settings }));
    full - free.map_or(full, |rule| still::after_cuts(&rule, 1))
}

/// The rate to which the first cut would lead without `min_lr` and `eps`.
fn wanted(seat: &Seat<'_>) -> f64 {
    seat.rule().map_or(seat.rate(), |rule| still::wanted(&rule))
}

/// Other values of `row` alone.
fn only(seat: &Seat<'_>, row: Row, values: &[f64]) -> Vec<Changes> {
    values.iter().map(|value| seat.changes(&[(row, *value)])).collect()
}

/// Fixes that leave time for a cut: first a shorter patience, with the cooldown and without it, then a longer run.
fn less_patience(seat: &Seat<'_>) -> Vec<Changes> {
    let usual = seat.config.usual(seat.control(PATIENCE));
    let longest = f64::from(seat.epochs()) - 3.0;
    let mut fixes: Vec<Changes> = [usual, longest, 0.0]
        .into_iter()
        .filter(|patience| *patience < seat.get(PATIENCE))
        .flat_map(|patience| {
            [seat.changes(&[(PATIENCE, patience)]), seat.changes(&[(PATIENCE, patience), (COOLDOWN, 0.0)])]
        })
        .collect();
    let mut longer = seat.changes(&[(PATIENCE, usual)]);
    longer.insert(0, (Control::run(EPOCHS), EPOCHS.default));
    fixes.push(longer);
    fixes
}

fn is_amount(seat: &Seat<'_>) -> bool {
    seat.get(THRESHOLD_MODE) == ABS
}

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        name: "plateau-never-cuts",
        row: PATIENCE,
        severity: Severity::Broken,
        source: Some("https://github.com/pytorch/pytorch/issues/2545"),
        holds: |seat| asks(seat, |rule| due(rule, last_chance(seat)).is_empty()),
        title: |seat| format!("patience {} can never cut", short(seat.get(PATIENCE))),
        reason: |seat| {
            let after =
                if asks(seat, nothing_is_better) { "" } else { " after the first, which is the best so far" };
            format!(
                "A cut needs {} in a row without improvement{after}. The run has {}, and a cut after the last changes nothing.",
                epochs((seat.get(PATIENCE) as u32).saturating_add(1)),
                epochs(seat.epochs())
            )
        },
        fixes: less_patience,
    },
    Rule {
        name: "plateau-floor-above-rate",
        row: MIN_LR,
        severity: Severity::Broken,
        source: None,
        holds: |seat| seat.rate() > 0.0 && !can_fall(seat),
        title: |_| "min_lr is not below η₀: no cut".to_owned(),
        reason: |seat| {
            format!(
                "No cut goes below min_lr = {}, and the rate is {}. So the rate is never cut, and it is not raised either.",
                rate(seat.get(MIN_LR)),
                rate(seat.rate())
            )
        },
        fixes: |seat| only(seat, MIN_LR, &[MIN_LR.default]),
    },
    Rule {
        name: "plateau-swallowed",
        row: EPS,
        severity: Severity::Broken,
        source: None,
        holds: |seat| can_fall(seat) && asks(seat, |rule| still::after_cuts(rule, 1) == rule.initial_lr()),
        title: |_| "eps prevents every cut".to_owned(),
        reason: |seat| {
            format!(
                "The first cut would lower the rate by {}. A cut of no more than eps = {} is not made.",
                rate(first_fall(seat)),
                rate(seat.get(EPS))
            )
        },
        fixes: |seat| only(seat, EPS, &[EPS.default, 0.0]),
    },
    Rule {
        name: "plateau-nothing-counts",
        row: THRESHOLD,
        severity: Severity::Broken,
        source: None,
        holds: |seat| asks(seat, nothing_is_better),
        title: |_| "no loss counts as better".to_owned(),
        reason: |seat| {
            format!(
                "In mode min a loss has to be below best·(1 − threshold). With a threshold of {} no loss is, and the rate is \
                 cut even while the loss falls.",
                exact(seat.get(THRESHOLD))
            )
        },
        fixes: |seat| only(seat, THRESHOLD, &[THRESHOLD.default]),
    },
    Rule {
        name: "plateau-threshold-large",
        row: THRESHOLD,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| {
            let most = if seat.is_on(MODE) { 0.02 } else { 0.05 };
            !asks(seat, nothing_is_better) && seat.get(THRESHOLD) >= most
        },
        title: |seat| {
            let threshold = seat.get(THRESHOLD);
            if is_amount(seat) {
                format!("no gain below {} counts", short(threshold))
            } else {
                format!("no gain below {} % counts", short((threshold * 1e4).round() / 1e2))
            }
        },
        reason: |seat| {
            let threshold = seat.get(THRESHOLD);
            match (seat.is_on(MODE), is_amount(seat)) {
                (true, _) => format!(
                    "An epoch counts as better only if about {} more of {} validation samples are right than in the best one. \
                     An accuracy \
                     that rises slowly then looks like a plateau.",
                    exact((threshold * seat.config.task().split.validation as f64).ceil()),
                    seat.config.task().split.validation
                ),
                (false, false) => format!(
                    "The loss has to be {} below the best so far to count as better. A loss that falls slowly then looks like \
                     a plateau.",
                    share(threshold)
                ),
                (false, true) => format!(
                    "The loss has to be {} below the best so far to count as better. Once the loss is small, no epoch counts \
                     as better.",
                    exact(threshold)
                ),
            }
        },
        fixes: |seat| only(seat, THRESHOLD, &[THRESHOLD.default]),
    },
    Rule {
        name: "plateau-threshold-tiny",
        row: THRESHOLD,
        severity: Severity::Mild,
        source: None,
        holds: |seat| !seat.is_on(MODE) && seat.get(THRESHOLD) < 1e-6,
        title: |_| "any dip counts as better".to_owned(),
        reason: |_| {
            "A loss that falls by a millionth already sets the count of bad epochs back to 0, and a loss nearly always falls a \
             little."
                .to_owned()
        },
        fixes: |seat| only(seat, THRESHOLD, &[THRESHOLD.default]),
    },
    Rule {
        name: "plateau-factor-zero",
        row: FACTOR,
        severity: Severity::Broken,
        source: None,
        holds: |seat| seat.rate() > 0.0 && wanted(seat).max(seat.get(MIN_LR)) < 1e-6 * seat.rate(),
        title: |_| "the first cut ends learning".to_owned(),
        reason: |seat| {
            format!(
                "A cut multiplies the rate by factor = {}. After the first cut the model learns nothing more.",
                exact(seat.get(FACTOR))
            )
        },
        fixes: |seat| only(seat, FACTOR, &[FACTOR.default]),
    },
    Rule {
        name: "plateau-factor-large",
        row: FACTOR,
        severity: Severity::Mild,
        source: None,
        holds: |seat| seat.get(FACTOR) > 0.9,
        title: |seat| format!("a cut takes only {}", percent(1.0 - seat.get(FACTOR))),
        reason: |seat| {
            let ends = seat.rule().map(|rule| due(&rule, last_chance(seat)));
            let (full, ends) = (seat.rate(), ends.unwrap_or_default());
            let last = ends.last().map_or(full, |due| due.rate);
            format!(
                "Even if the metric stands still from the first epoch on, all cuts of a run of {} together leave {} of \
                 the rate.",
                epochs(seat.epochs()),
                share(if full > 0.0 { last / full } else { 0.0 })
            )
        },
        fixes: |seat| only(seat, FACTOR, &[FACTOR.default]),
    },
    Rule {
        name: "plateau-floor-near",
        row: MIN_LR,
        severity: Severity::Mild,
        source: None,
        holds: |seat| can_fall(seat) && seat.get(MIN_LR) > wanted(seat),
        title: |_| "the first cut stops at min_lr".to_owned(),
        reason: |seat| {
            format!(
                "A cut by factor = {} would lead to {}, and min_lr stops it at {}. So there is one cut, and it is small.",
                exact(seat.get(FACTOR)),
                rate(wanted(seat)),
                rate(seat.get(MIN_LR))
            )
        },
        fixes: |seat| only(seat, MIN_LR, &[MIN_LR.default]),
    },
    Rule {
        name: "plateau-cooling",
        row: COOLDOWN,
        severity: Severity::Mild,
        source: None,
        holds: |seat| {
            asks(seat, |rule| {
                let at_once = still::with(rule, |settings| Plateau { cooldown: 0, ..settings });
                cuts(rule, seat) == 1 && cuts(&at_once, seat) > 1
            })
        },
        title: |seat| format!("cooldown {}: one cut at most", short(seat.get(COOLDOWN))),
        reason: |seat| {
            let ends = seat.rule().map(|rule| due(&rule, last_chance(seat))).unwrap_or_default();
            format!(
                "The first cut comes after epoch {} at the earliest. No epoch counts as bad during the cooldown of {}, so the \
                 run of {} ends before a second cut.",
                ends.first().map_or(0, |due| due.epoch),
                epochs(seat.get(COOLDOWN) as u32),
                epochs(seat.epochs())
            )
        },
        fixes: |seat| only(seat, COOLDOWN, &[COOLDOWN.default]),
    },
];

#[cfg(test)]
mod tests;
