//! Traps of a polynomial decay, which is stepped once an epoch.

use super::texts::{halfway, last_share, left};
use super::{POWER, TOTAL_ITERS, USUAL};
use crate::number::{exact, share, short};
use crate::race::control::Changes;
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity};

fn power(seat: &Seat<'_>) -> f64 {
    seat.get(POWER)
}

fn total(seat: &Seat<'_>) -> f64 {
    seat.get(TOTAL_ITERS)
}

/// The epochs that the run leaves for the schedule.
fn epochs(seat: &Seat<'_>) -> f64 {
    f64::from(seat.own_length())
}

/// Whether the run goes on for an epoch or more at a rate of 0.
fn sits_at_zero(seat: &Seat<'_>) -> bool {
    power(seat) > 0.0 && total(seat) > 0.0 && total(seat) < epochs(seat) - 1.0
}

/// Whether more than a tenth of the way is left when the run ends.
fn stops_high(seat: &Seat<'_>) -> bool {
    let line = (total(seat) - epochs(seat) + 1.0) / total(seat);
    let is_longer = epochs(seat) > 0.0 && total(seat) > epochs(seat);
    power(seat) > 0.0 && is_longer && line > 0.1 && last_share(seat) > 0.1
}

/// The share of the base rate in the last epoch with a rate above 0.
fn before_zero(seat: &Seat<'_>) -> f64 {
    left(seat, (total(seat) as u32).min(seat.own_length()).saturating_sub(1))
}

/// Changes that may fix a trap: a fall as long as the run, the usual power, both.
fn fixes(seat: &Seat<'_>) -> Vec<Changes> {
    let as_long = (TOTAL_ITERS, epochs(seat).max(1.0));
    let (usual, line) = ((POWER, USUAL), (POWER, 1.0));
    let lists = [&[as_long][..], &[usual], &[line], &[usual, as_long], &[line, as_long]];
    lists.map(|list| seat.changes(list)).to_vec()
}

/// The same, with a power first.
fn powers(seat: &Seat<'_>, first: f64) -> Vec<Changes> {
    [vec![seat.changes(&[(POWER, first)])], fixes(seat)].concat()
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "polynomial-never-moves",
        row: TOTAL_ITERS,
        severity: Severity::Broken,
        source: None,
        holds: |seat| total(seat) == 0.0 && epochs(seat) > 0.0,
        title: |_| "total_iters 0: it never moves".to_owned(),
        reason: |_| {
            "The schedule has no steps, so the rate stays at η₀ in every epoch, as in PyTorch.".to_owned()
        },
        fixes,
    },
    Rule {
        name: "polynomial-sits-at-zero",
        row: TOTAL_ITERS,
        severity: Severity::Wasteful,
        source: None,
        holds: sits_at_zero,
        title: |seat| format!("rate 0 from epoch {} on", short(total(seat) + f64::from(seat.warm_up()))),
        reason: |seat| {
            let default = TOTAL_ITERS.spec().default;
            let by = if total(seat) == default { ", PyTorch's default" } else { "" };
            format!(
                "{} and total_iters is {}{by}. After these the rate is 0, and {} learn nothing.",
                seat.run_in_words(),
                exact(total(seat)),
                crate::number::epochs((epochs(seat) - total(seat)) as u32)
            )
        },
        fixes,
    },
    Rule {
        name: "polynomial-stops-high",
        row: TOTAL_ITERS,
        severity: Severity::Wasteful,
        source: None,
        holds: stops_high,
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
        name: "polynomial-hardly-falls",
        row: POWER,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| {
            let is_other = total(seat) == 0.0 || sits_at_zero(seat) || stops_high(seat);
            !is_other && epochs(seat) >= 4.0 && before_zero(seat) > 0.5
        },
        title: |seat| {
            if power(seat) == 0.0 {
                "power 0: the rate never falls".to_owned()
            } else {
                format!("power {}: it hardly falls", short(power(seat)))
            }
        },
        reason: |seat| {
            let end = share(before_zero(seat));
            if power(seat) == 0.0 {
                format!("Any share to the power of 0 is 1: the rate is {end} of η₀ in every epoch.")
            } else {
                format!(
                    "In the last epoch before 0 the rate is still {end} of η₀. A decay gains most at its low rates, and this power \
                     skips them."
                )
            }
        },
        fixes: |seat| powers(seat, USUAL),
    },
    Rule {
        name: "polynomial-vanishes",
        row: POWER,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| {
            let is_other = total(seat) == 0.0 || sits_at_zero(seat);
            !is_other && epochs(seat) >= 2.0 && halfway(seat) < 0.01 && before_zero(seat) < 0.01
        },
        title: |_| "almost no rate left halfway".to_owned(),
        reason: |seat| {
            format!(
                "With power {} only {} of η₀ is left halfway. The rest of the run learns almost nothing.",
                exact(power(seat)),
                share(halfway(seat))
            )
        },
        fixes: |seat| powers(seat, 2.0),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::polynomial::PAGE;
    use crate::kinds::tests::{lead_in_and_out, lead_nowhere};
    use crate::race::warm_up;

    #[test]
    fn every_way_leads_into_its_trap_and_its_fix_out() {
        lead_in_and_out(
            &PAGE,
            &[
                ("polynomial-never-moves", &[(TOTAL_ITERS, 0.0)]),
                // PyTorch's defaults.
                ("polynomial-sits-at-zero", &[(POWER, 1.0), (TOTAL_ITERS, 5.0)]),
                ("polynomial-sits-at-zero", &[(POWER, 0.01), (TOTAL_ITERS, 10.0)]),
                ("polynomial-sits-at-zero", &[(warm_up::STEPS, 5.0), (TOTAL_ITERS, 10.0)]),
                ("polynomial-stops-high", &[(TOTAL_ITERS, 40.0)]),
                ("polynomial-stops-high", &[(TOTAL_ITERS, 900.0), (POWER, 20.0)]),
                ("polynomial-hardly-falls", &[(POWER, 0.0)]),
                ("polynomial-hardly-falls", &[(POWER, 0.1)]),
                ("polynomial-hardly-falls", &[(POWER, 0.0), (TOTAL_ITERS, 5.0)]),
                ("polynomial-vanishes", &[(POWER, 10.0)]),
                ("polynomial-vanishes", &[(POWER, 1e300), (TOTAL_ITERS, 900.0)]),
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
                &[(POWER, 0.3)],
                &[(POWER, 6.0)],
                // It is longer than the run, and comes down all the same.
                &[(TOTAL_ITERS, 40.0), (POWER, 4.0)],
            ],
        );
    }
}
