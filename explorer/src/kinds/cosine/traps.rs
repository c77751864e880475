//! Traps of cosine annealing, which is stepped once an epoch.

use super::texts::{last_share, lowest};
use super::{ETA_MIN, PAST_END, T_MAX};
use crate::number::{exact, percent, rate, share, short};
use crate::race::control::Changes;
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity, floor};

fn t_max(seat: &Seat<'_>) -> f64 {
    seat.get(T_MAX)
}

/// The epochs that the run leaves for the schedule.
fn epochs(seat: &Seat<'_>) -> f64 {
    f64::from(seat.own_length())
}

fn holds_the_floor(seat: &Seat<'_>) -> bool {
    seat.is_on(PAST_END)
}

/// Whether it falls at all.
fn falls(seat: &Seat<'_>) -> bool {
    seat.rate() > 0.0 && floor::share(seat) < 0.5 && epochs(seat) > 0.0
}

/// How much of the way down is left in the last epoch, from 1 (nothing done) to 0.
fn height(seat: &Seat<'_>) -> f64 {
    (last_share(seat) - floor::share(seat)) / (1.0 - floor::share(seat))
}

/// Whether there are epochs after the floor is reached.
fn ends_early(seat: &Seat<'_>) -> bool {
    t_max(seat) < epochs(seat) - 1.0
}

/// A T_max as long as the run.
fn as_long(seat: &Seat<'_>) -> Changes {
    seat.changes(&[(T_MAX, epochs(seat).max(1.0))])
}

pub(super) const RULES: &[Rule] = &[
    floor::flat("cosine-flat", ETA_MIN),
    floor::above("cosine-rises", ETA_MIN),
    floor::near("cosine-hardly-falls", ETA_MIN),
    Rule {
        name: "cosine-climbs",
        row: T_MAX,
        severity: Severity::Wasteful,
        source: Some("https://github.com/tracel-ai/burn/issues/5128"),
        holds: |seat| falls(seat) && !holds_the_floor(seat) && ends_early(seat),
        title: |seat| {
            if t_max(seat) == 1.0 {
                "T_max 1: high, low, high …".to_owned()
            } else {
                format!("past epoch {} it climbs again", short(lowest(seat)))
            }
        },
        reason: |seat| {
            format!(
                "{} and T_max is {}. After T_max the rate goes back up, as in PyTorch, with a period of 2·T_max. The last epoch \
                 uses {} of η₀.",
                seat.run_in_words(),
                exact(t_max(seat)),
                share(last_share(seat))
            )
        },
        fixes: |seat| vec![as_long(seat), seat.changes(&[(PAST_END, 1.0)])],
    },
    Rule {
        name: "cosine-sits-at-floor",
        row: T_MAX,
        severity: Severity::Mild,
        source: None,
        holds: |seat| falls(seat) && floor::share(seat) <= 0.01 && holds_the_floor(seat) && ends_early(seat),
        title: |seat| format!("rate near 0 past epoch {}", short(lowest(seat))),
        reason: |seat| {
            format!(
                "The rate stays at η_min = {} for the last {} of {} epochs.",
                rate(seat.get(ETA_MIN)),
                exact(epochs(seat) - t_max(seat)),
                seat.run_length()
            )
        },
        fixes: |seat| vec![as_long(seat)],
    },
    Rule {
        name: "cosine-stops-high",
        row: T_MAX,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| falls(seat) && t_max(seat) > epochs(seat) && height(seat) > 0.1,
        title: |seat| format!("the run ends at {} of η₀", percent(last_share(seat))),
        reason: |seat| {
            let end = format!(
                "{} and T_max is {}: the run ends before the rate has come down.",
                seat.run_in_words(),
                exact(t_max(seat))
            );
            if t_max(seat) >= seat.steps() / 2.0 {
                format!("{end} An epoch is {} batches: was T_max meant in batches?", seat.batches())
            } else {
                end
            }
        },
        fixes: |seat| vec![as_long(seat)],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::cosine::{LR, PAGE};
    use crate::kinds::tests::{lead_in_and_out, lead_nowhere};
    use crate::race::run_settings::EPOCHS;
    use crate::race::warm_up;

    #[test]
    fn every_way_leads_into_its_trap_and_its_fix_out() {
        lead_in_and_out(
            &PAGE,
            &[
                ("cosine-flat", &[(LR, 1e-3), (ETA_MIN, 1e-3)]),
                // Without its floor this one would climb: the fix gives it the length of the run too.
                ("cosine-flat", &[(LR, 1e-3), (ETA_MIN, 1e-3), (T_MAX, 5.0)]),
                ("cosine-rises", &[(ETA_MIN, 0.1)]),
                ("cosine-hardly-falls", &[(ETA_MIN, 0.008)]),
                ("cosine-climbs", &[(T_MAX, 5.0)]),
                ("cosine-climbs", &[(T_MAX, 1.0)]),
                ("cosine-climbs", &[(T_MAX, 15.0), (warm_up::STEPS, 2.0)]),
                ("cosine-sits-at-floor", &[(T_MAX, 5.0), (PAST_END, 1.0)]),
                ("cosine-stops-high", &[(T_MAX, 900.0)]),
                ("cosine-stops-high", &[(T_MAX, 20.0), (warm_up::STEPS, 5.0)]),
            ],
        );
    }

    #[test]
    fn just_outside_there_is_no_trap() {
        lead_nowhere(
            &PAGE,
            &[
                &[(T_MAX, 19.0)],
                &[(T_MAX, 23.0)],
                &[(T_MAX, 15.0), (warm_up::STEPS, 5.0)],
                &[(T_MAX, 10.0), (PAST_END, 1.0), (ETA_MIN, 1e-3)],
                &[(EPOCHS, 40.0), (T_MAX, 40.0)],
            ],
        );
    }
}
