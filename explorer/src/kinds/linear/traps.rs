//! Traps of a linear schedule, which is stepped once an epoch.

use super::texts::{is_flat, last_share};
use super::{END_FACTOR, START_FACTOR, TOTAL_ITERS};
use crate::number::{exact, percent, share, short};
use crate::race::control::Changes;
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity};

fn start(seat: &Seat<'_>) -> f64 {
    seat.get(START_FACTOR)
}

fn end(seat: &Seat<'_>) -> f64 {
    seat.get(END_FACTOR)
}

fn total(seat: &Seat<'_>) -> f64 {
    seat.get(TOTAL_ITERS)
}

/// The epochs that the run leaves for the schedule.
fn epochs(seat: &Seat<'_>) -> f64 {
    f64::from(seat.own_length())
}

/// Whether it comes down to less than half.
fn falls(seat: &Seat<'_>) -> bool {
    total(seat) > 0.0 && epochs(seat) > 0.0 && end(seat) < 0.5 * start(seat)
}

/// Changes that may fix a trap: a line as long as the run, a line down to 0, both; and without a factor above 1.
fn fixes(seat: &Seat<'_>) -> Vec<Changes> {
    let as_long = (TOTAL_ITERS, epochs(seat).max(1.0));
    let (from_base, to_zero) = ((START_FACTOR, 1.0), (END_FACTOR, 0.0));
    let lists = [
        &[as_long][..],
        &[to_zero],
        &[from_base, to_zero],
        &[to_zero, as_long],
        &[from_base, to_zero, as_long],
    ];
    lists.map(|list| seat.changes(list)).to_vec()
}

/// Factors up to 1, where one is above.
pub(super) fn calmer(seat: &Seat<'_>) -> Vec<Changes> {
    let high = [START_FACTOR, END_FACTOR].into_iter().filter(|row| seat.get(*row) > 1.0);
    let lower: Vec<_> = high.map(|row| (row, 1.0)).collect();
    if lower.is_empty() { Vec::new() } else { vec![seat.changes(&lower)] }
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "linear-rises",
        row: END_FACTOR,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| total(seat) > 0.0 && end(seat) > start(seat),
        title: |_| "it rises: a warm-up, no decay".to_owned(),
        reason: |seat| {
            format!(
                "The rate rises from {} to {} of η₀ and stays there, as with PyTorch's defaults. For a decay end_factor has to be \
                 below start_factor.",
                share(start(seat)),
                share(end(seat))
            )
        },
        fixes: |seat| fixes(seat).into_iter().rev().collect(),
    },
    Rule {
        name: "linear-flat",
        row: END_FACTOR,
        severity: Severity::Broken,
        source: None,
        holds: |seat| total(seat) > 0.0 && is_flat(seat),
        title: |_| "start equals end: a flat line".to_owned(),
        reason: |seat| {
            format!(
                "Both factors are {}: the rate is {} of η₀ in every epoch.",
                exact(end(seat)),
                share(end(seat))
            )
        },
        fixes,
    },
    Rule {
        name: "linear-never-moves",
        row: TOTAL_ITERS,
        severity: Severity::Broken,
        source: None,
        holds: |seat| total(seat) == 0.0 && epochs(seat) > 0.0,
        title: |_| "total_iters 0: it never moves".to_owned(),
        reason: |seat| {
            format!(
                "The line has no steps, so the rate stays at its first value, {} of η₀.",
                share(start(seat))
            )
        },
        fixes,
    },
    Rule {
        name: "linear-hardly-falls",
        row: END_FACTOR,
        severity: Severity::Mild,
        source: None,
        holds: |seat| total(seat) > 0.0 && end(seat) < start(seat) && end(seat) >= 0.5 * start(seat),
        title: |seat| format!("it only falls to {}", percent(end(seat) / start(seat))),
        reason: |seat| {
            format!(
                "The line goes from {} to {} of η₀. A decay gains most at its low rates.",
                share(start(seat)),
                share(end(seat))
            )
        },
        fixes: |seat| [vec![seat.changes(&[(END_FACTOR, 0.0)])], fixes(seat)].concat(),
    },
    Rule {
        name: "linear-sits-at-zero",
        row: TOTAL_ITERS,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| falls(seat) && end(seat) <= 0.01 * start(seat) && total(seat) < epochs(seat) - 1.0,
        title: |seat| format!("rate near 0 past epoch {}", short(total(seat) + f64::from(seat.warm_up()))),
        reason: |seat| {
            format!(
                "{} and total_iters is {}. After these the rate stays at {} of η₀, and {} epochs learn almost nothing.",
                seat.run_in_words(),
                exact(total(seat)),
                share(end(seat)),
                exact(epochs(seat) - total(seat))
            )
        },
        fixes,
    },
    Rule {
        name: "linear-stops-high",
        row: TOTAL_ITERS,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| {
            let way = (last_share(seat) - end(seat)) / (start(seat) - end(seat));
            falls(seat) && total(seat) > epochs(seat) && way > 0.1
        },
        title: |seat| format!("the run ends at {} of η₀", share(last_share(seat))),
        reason: |seat| {
            let end = format!(
                "{} and total_iters is {}: the run ends before the rate has come down.",
                seat.run_in_words(),
                exact(total(seat))
            );
            if total(seat) >= seat.steps() / 2.0 {
                format!("{end} An epoch is {} batches: was total_iters meant in batches?", seat.batches())
            } else {
                end
            }
        },
        fixes,
    },
    Rule {
        name: "linear-above-base",
        row: START_FACTOR,
        severity: Severity::Mild,
        source: None,
        holds: |seat| start(seat).max(end(seat)) > 1.0,
        title: |_| "PyTorch refuses this factor".to_owned(),
        reason: |seat| {
            format!(
                "PyTorch's LinearLR takes factors up to 1. With {} raise the base rate instead.",
                short(start(seat).max(end(seat)))
            )
        },
        fixes: |seat| [calmer(seat), fixes(seat)].concat(),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::linear::PAGE;
    use crate::kinds::tests::{lead_in_and_out, lead_nowhere};
    use crate::race::warm_up;

    #[test]
    fn every_way_leads_into_its_trap_and_its_fix_out() {
        lead_in_and_out(
            &PAGE,
            &[
                // PyTorch's defaults.
                ("linear-rises", &[(START_FACTOR, 1.0 / 3.0), (END_FACTOR, 1.0), (TOTAL_ITERS, 5.0)]),
                ("linear-rises", &[(START_FACTOR, 0.0), (END_FACTOR, 0.5)]),
                ("linear-flat", &[(END_FACTOR, 1.0)]),
                ("linear-flat", &[(START_FACTOR, 0.0)]),
                ("linear-never-moves", &[(TOTAL_ITERS, 0.0)]),
                ("linear-hardly-falls", &[(END_FACTOR, 0.8)]),
                ("linear-sits-at-zero", &[(TOTAL_ITERS, 10.0)]),
                ("linear-sits-at-zero", &[(warm_up::STEPS, 5.0), (TOTAL_ITERS, 10.0)]),
                ("linear-stops-high", &[(TOTAL_ITERS, 40.0)]),
                ("linear-stops-high", &[(TOTAL_ITERS, 900.0), (END_FACTOR, 0.1)]),
                ("linear-above-base", &[(START_FACTOR, 2.0)]),
            ],
        );
    }

    #[test]
    fn just_outside_there_is_no_trap() {
        lead_nowhere(
            &PAGE,
            &[
                &[(TOTAL_ITERS, 19.0)],
                &[(TOTAL_ITERS, 21.0)],
                &[(warm_up::STEPS, 5.0)],
                // It ends low, but not at 0.
                &[(TOTAL_ITERS, 10.0), (END_FACTOR, 0.1)],
                &[(END_FACTOR, 0.4)],
                &[(START_FACTOR, 0.5)],
            ],
        );
    }
}
