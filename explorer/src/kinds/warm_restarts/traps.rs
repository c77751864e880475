//! Traps of cosine annealing with warm restarts, which is stepped once an epoch.

use super::texts::{cycles, last_cycle, last_share, never_moves};
use super::{ETA_MIN, T_0, T_MULT};
use crate::number::{self, exact, percent, share};
use crate::race::control::Changes;
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity, floor};

/// The epochs that the run leaves for the schedule.
fn epochs(seat: &Seat<'_>) -> f64 {
    f64::from(seat.own_length())
}

/// Whether it falls at all, and has the epochs for two cycles.
fn falls(seat: &Seat<'_>) -> bool {
    seat.rate() > 0.0 && floor::share(seat) < 0.5 && epochs(seat) >= 4.0
}

/// Whether every cycle ends while the rate is still high.
fn too_short(seat: &Seat<'_>) -> bool {
    seat.get(T_MULT) == 1.0 && lowest(seat) >= 0.25
}

/// How much of the way down is left at the end of the first cycle.
fn lowest(seat: &Seat<'_>) -> f64 {
    cycles(seat).map_or(1.0, |cycles| cycles.lr(cycles.t_0().saturating_sub(1)))
}

/// Whether there is a restart, and cycles that are long enough.
fn restarts(seat: &Seat<'_>) -> bool {
    falls(seat) && seat.get(T_0) < epochs(seat) && !too_short(seat)
}

/// The part of the last cycle that the run does not reach.
fn unused(seat: &Seat<'_>) -> f64 {
    let cycle = last_cycle(seat);
    (cycle.end as f64 - epochs(seat)) / (cycle.end - cycle.start) as f64
}

/// The same in words.
fn last(seat: &Seat<'_>) -> String {
    let cycle = last_cycle(seat);
    let begun = cycle.start as f64;
    format!(
        "Of the last cycle, which has {} epochs, the run has {}",
        exact((cycle.end - cycle.start) as f64),
        exact(epochs(seat) - begun)
    )
}

/// Changes that let the run end with a cycle: first with the same T_mult, the least change of T_0 first, then with others.
fn fitting(seat: &Seat<'_>) -> Vec<Changes> {
    let run = epochs(seat);
    let fit = |t_mult: f64| {
        let length =
            move |cycles: i32| (run / (0..cycles).map(|i| t_mult.powi(i)).sum::<f64>()).round().max(1.0);
        let mut fits: Vec<_> = (2..9).map(|cycles| (length(cycles), t_mult)).collect();
        fits.sort_by(|(a, _), (b, _)| {
            let far = |t_0: f64| (t_0 - seat.get(T_0)).abs();
            far(*a).total_cmp(&far(*b))
        });
        fits
    };
    let half = ((run / 2.0).ceil().max(1.0), 1.0);
    let others = [1.0, 2.0, 3.0].into_iter().flat_map(fit).chain([half, (1.0, (run - 1.0).max(1.0))]);
    let all = fit(seat.get(T_MULT)).into_iter().chain(others);
    all.map(|(t_0, t_mult)| seat.changes(&[(T_0, t_0), (T_MULT, t_mult)])).collect()
}

pub(super) const RULES: &[Rule] = &[
    floor::flat("restarts-flat", ETA_MIN),
    floor::above("restarts-rise", ETA_MIN),
    floor::near("restarts-hardly-fall", ETA_MIN),
    Rule {
        name: "restarts-constant",
        row: T_0,
        severity: Severity::Broken,
        source: None,
        holds: |seat| falls(seat) && never_moves(seat),
        title: |_| "T_0 1: the constant rate".to_owned(),
        reason: |_| {
            "Every epoch is a cycle of its own, and the first epoch of a cycle has the full rate.".to_owned()
        },
        fixes: fitting,
    },
    Rule {
        name: "restarts-too-short",
        row: T_0,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| falls(seat) && seat.get(T_0) < epochs(seat) && too_short(seat) && !never_moves(seat),
        title: |_| "cycles too short to fall".to_owned(),
        reason: |seat| {
            format!(
                "A cycle has {}. In its last one {} of the way down is still left, and then the rate restarts.",
                number::epochs(seat.get(T_0) as u32),
                share(lowest(seat))
            )
        },
        fixes: fitting,
    },
    Rule {
        name: "restarts-never",
        row: T_0,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| falls(seat) && seat.get(T_0) >= epochs(seat),
        title: |_| "no restart before the run ends".to_owned(),
        reason: |seat| {
            let t_0 = exact(seat.get(T_0));
            let same = format!(
                "{} and T_0 is {t_0}. So this is CosineAnnealingLR with T_max={t_0}, and its last epoch uses {} of η₀.",
                seat.run_in_words(),
                share(last_share(seat))
            );
            if seat.get(T_0) >= f64::from(seat.batches()) {
                format!("{same} An epoch is {} batches: was T_0 meant in batches?", seat.batches())
            } else {
                same
            }
        },
        fixes: |seat| {
            let meant = (seat.get(T_0) / f64::from(seat.batches())).round();
            let first = (meant > 0.0).then(|| seat.changes(&[(T_0, meant)]));
            first.into_iter().chain(fitting(seat)).collect()
        },
    },
    Rule {
        name: "restarts-late",
        row: T_0,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| restarts(seat) && unused(seat) >= 0.75,
        title: |_| "a restart just before the end".to_owned(),
        reason: |seat| {
            format!(
                "{}. The restart undoes what the cycle before it has settled, and the last epoch uses {} of η₀.",
                last(seat),
                share(last_share(seat))
            )
        },
        fixes: fitting,
    },
    Rule {
        name: "restarts-end-high",
        row: T_0,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| restarts(seat) && unused(seat) > 0.2 && unused(seat) < 0.75,
        title: |seat| format!("the run ends at {} of η₀", percent(last_share(seat))),
        reason: |seat| format!("{}. So the run ends before the rate has come down.", last(seat)),
        fixes: fitting,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::tests::{lead_in_and_out, lead_nowhere};
    use crate::kinds::warm_restarts::{LR, PAGE};
    use crate::race::warm_up;

    #[test]
    fn every_way_leads_into_its_trap_and_its_fix_out() {
        lead_in_and_out(
            &PAGE,
            &[
                ("restarts-flat", &[(LR, 1e-3), (ETA_MIN, 1e-3)]),
                ("restarts-rise", &[(ETA_MIN, 0.1)]),
                ("restarts-hardly-fall", &[(ETA_MIN, 0.008)]),
                ("restarts-constant", &[(T_0, 1.0), (T_MULT, 1.0)]),
                ("restarts-too-short", &[(T_0, 2.0), (T_MULT, 1.0)]),
                ("restarts-too-short", &[(T_0, 3.0), (T_MULT, 1.0)]),
                ("restarts-never", &[(T_0, 20.0)]),
                ("restarts-never", &[(T_0, 450.0)]),
                ("restarts-never", &[(warm_up::STEPS, 15.0)]),
                ("restarts-late", &[(T_0, 19.0), (T_MULT, 1.0)]),
                ("restarts-late", &[(T_0, 5.0), (T_MULT, 100.0)]),
                ("restarts-end-high", &[(T_0, 10.0), (T_MULT, 2.0)]),
                ("restarts-end-high", &[(warm_up::STEPS, 2.0), (T_MULT, 1.0), (T_0, 7.0)]),
                ("restarts-end-high", &[(T_0, 8.0), (T_MULT, 1.0)]),
            ],
        );
    }

    #[test]
    fn just_outside_there_is_no_trap() {
        lead_nowhere(
            &PAGE,
            &[
                &[(T_0, 10.0), (T_MULT, 1.0)],
                &[(T_0, 4.0), (T_MULT, 1.0)],
                // A fifth of the last cycle is missing.
                &[(T_0, 5.0), (T_MULT, 1.0), (warm_up::STEPS, 1.0)],
                &[(T_0, 3.0), (T_MULT, 2.0)],
                &[(T_0, 5.0), (T_MULT, 1.0), (warm_up::STEPS, 5.0)],
                &[(ETA_MIN, 4e-3)],
            ],
        );
    }
}
