//! Traps of warm-up, stable, decay, which is stepped at every batch. A part that grows takes its steps from the stable part, as long
//! as the schedule ends with the run.

use super::{DECAY_STEPS, MIN_LR, STABLE_STEPS, WARMUP_STEPS, last_share, parts, run};
use crate::number::{epochs, exact, grouped, percent, rate, share, short};
use crate::race::control::Changes;
use crate::race::row::Row;
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity};

/// The share of the base rate up to which a run has made use of the decay.
const LOW: f64 = 0.05;

/// The floor as a share of the base rate.
fn floor(seat: &Seat<'_>) -> f64 {
    seat.get(MIN_LR) / seat.rate()
}

/// Whether a schedule can be built, and the rise ends before the run.
fn begins(seat: &Seat<'_>) -> bool {
    seat.get(MIN_LR) <= seat.rate() && parts(seat)[0] < run(seat)
}

/// The steps between the warm-up and the end of the run.
fn after_rise(seat: &Seat<'_>) -> f64 {
    run(seat) - parts(seat)[0]
}

/// The batches of the run, in words.
fn batches(seat: &Seat<'_>) -> String {
    format!("{} batches ({} of {})", grouped(run(seat)), epochs(seat.epochs()), seat.batches())
}

/// Changes that may fix a trap: parts that end with the run, with as few other values as possible.
fn fixes(seat: &Seat<'_>) -> Vec<Changes> {
    let ([rise, _, fall], run) = (parts(seat), run(seat));
    let (short, fifth) = ((run / 20.0).ceil(), (run / 5.0).ceil());
    let mut found = Vec::new();
    for floor in [None, Some((MIN_LR, 0.0))] {
        for (rise, fall) in [(rise, fall), (rise, fifth), (short, fall), (short, fifth)] {
            let stable = run - rise - fall;
            if stable > 0.0 && fall > 0.0 {
                let all: [(Row, f64); 3] =
                    [(WARMUP_STEPS, rise), (DECAY_STEPS, fall), (STABLE_STEPS, stable)];
                // The stable part is set last, because the others may move it. They are left out where they do not change.
                let moved =
                    all.into_iter().filter(|(row, value)| seat.get(*row) != *value || *row == STABLE_STEPS);
                let list: Vec<(Row, f64)> = moved.chain(floor).collect();
                found.push(seat.changes(&list));
            }
        }
    }
    found
}

fn no_floor(seat: &Seat<'_>) -> Vec<Changes> {
    [vec![seat.changes(&[(MIN_LR, 0.0)])], fixes(seat)].concat()
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "wsd-floor-above",
        row: MIN_LR,
        severity: Severity::Broken,
        source: None,
        holds: |seat| seat.get(MIN_LR) > seat.rate(),
        title: |_| "min_lr above η₀ is refused".to_owned(),
        reason: |seat| {
            format!(
                "The decay goes from the base rate down to min_lr = {}, which is above the base rate of {}.",
                rate(seat.get(MIN_LR)),
                rate(seat.rate())
            )
        },
        fixes: no_floor,
    },
    Rule {
        name: "wsd-warm-up-fills-run",
        row: WARMUP_STEPS,
        severity: Severity::Broken,
        source: None,
        holds: |seat| parts(seat)[0] >= run(seat),
        title: |_| "warm-up as long as the run".to_owned(),
        reason: |seat| {
            format!(
                "The warm-up takes {} steps, and the run has {}: the rate rises to the end.",
                grouped(parts(seat)[0]),
                batches(seat)
            )
        },
        fixes,
    },
    Rule {
        name: "wsd-no-decay",
        row: STABLE_STEPS,
        severity: Severity::Broken,
        source: None,
        holds: |seat| begins(seat) && parts(seat)[1] >= after_rise(seat),
        title: |_| "no decay within the run".to_owned(),
        reason: |seat| {
            format!(
                "Warm-up and stable part take {} steps, and the run has {}. Until its decay the schedule is a constant rate.",
                grouped(parts(seat)[0] + parts(seat)[1]),
                batches(seat)
            )
        },
        fixes,
    },
    Rule {
        name: "wsd-decay-longer",
        row: DECAY_STEPS,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| begins(seat) && parts(seat)[1] < after_rise(seat) && parts(seat)[2] > after_rise(seat),
        title: |_| "the decay outlasts the run".to_owned(),
        reason: |seat| {
            format!(
                "The decay takes {} steps, and the run has {}. It ends at {} of η₀.",
                grouped(parts(seat)[2]),
                batches(seat),
                share(last_share(seat))
            )
        },
        fixes,
    },
    Rule {
        name: "wsd-unfinished",
        row: STABLE_STEPS,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| {
            let [_, stable, fall] = parts(seat);
            let rest = after_rise(seat);
            let is_cut = stable < rest && fall <= rest && stable + fall > rest;
            begins(seat) && is_cut && floor(seat) < 0.5 && last_share(seat) > floor(seat) + LOW
        },
        title: |_| "the run ends in the decay".to_owned(),
        reason: |seat| {
            format!(
                "All parts together take {} steps, and the run has {}. It ends at {} of η₀, before the low rates.",
                grouped(parts(seat).iter().sum()),
                batches(seat),
                share(last_share(seat))
            )
        },
        fixes,
    },
    Rule {
        name: "wsd-outlived",
        row: STABLE_STEPS,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| begins(seat) && floor(seat) <= 0.01 && parts(seat).iter().sum::<f64>() < run(seat),
        title: |seat| format!("rate near 0 past step {}", short(parts(seat).iter().sum())),
        reason: |seat| {
            let total: f64 = parts(seat).iter().sum();
            let end = format!(
                "All parts together take {} steps, and the run has {}. After these the rate stays at {} of η₀.",
                grouped(total),
                batches(seat),
                share(floor(seat))
            );
            if total <= 2.0 * f64::from(seat.epochs()) {
                format!("{end} A step is a batch: were epochs meant?")
            } else {
                end
            }
        },
        fixes,
    },
    Rule {
        name: "wsd-no-stable-part",
        row: STABLE_STEPS,
        severity: Severity::Mild,
        source: None,
        holds: |seat| begins(seat) && parts(seat)[1] == 0.0 && parts(seat)[2] == after_rise(seat),
        title: |_| "no stable part".to_owned(),
        reason: |seat| {
            format!(
                "The decay follows the warm-up and takes {} steps, the rest of the run. A schedule without a stable part has to know \
                 the length of the run from the start.",
                exact(parts(seat)[2])
            )
        },
        fixes,
    },
    Rule {
        name: "wsd-hardly-falls",
        row: MIN_LR,
        severity: Severity::Mild,
        source: None,
        holds: |seat| begins(seat) && seat.rate() > 0.0 && floor(seat) >= 0.5,
        title: |seat| format!("it only falls to {} of η₀", percent(floor(seat))),
        reason: |seat| {
            format!(
                "min_lr is a rate, not a share: {} is {} of the base rate. Hugging Face takes a share, min_lr_ratio.",
                rate(seat.get(MIN_LR)),
                percent(floor(seat))
            )
        },
        fixes: no_floor,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::tests::{lead_in_and_out, lead_nowhere};
    use crate::kinds::warmup_stable_decay::{LR, PAGE};

    #[test]
    fn every_way_leads_into_its_trap_and_its_fix_out() {
        lead_in_and_out(
            &PAGE,
            &[
                ("wsd-floor-above", &[(MIN_LR, 0.02)]),
                ("wsd-floor-above", &[(LR, 0.01), (MIN_LR, 0.1)]),
                ("wsd-warm-up-fills-run", &[(WARMUP_STEPS, 900.0)]),
                ("wsd-no-decay", &[(STABLE_STEPS, 855.0)]),
                ("wsd-no-decay", &[(STABLE_STEPS, 1e6)]),
                ("wsd-no-decay", &[(DECAY_STEPS, 0.0)]),
                ("wsd-decay-longer", &[(DECAY_STEPS, 1_800.0)]),
                ("wsd-unfinished", &[(STABLE_STEPS, 765.0)]),
                ("wsd-outlived", &[(STABLE_STEPS, 225.0)]),
                // The epochs of the opening.
                ("wsd-outlived", &[(WARMUP_STEPS, 1.0), (DECAY_STEPS, 4.0), (STABLE_STEPS, 15.0)]),
                ("wsd-no-stable-part", &[(DECAY_STEPS, 855.0)]),
                ("wsd-hardly-falls", &[(MIN_LR, 0.008)]),
                ("wsd-hardly-falls", &[(MIN_LR, 0.01)]),
            ],
        );
    }

    #[test]
    fn just_outside_there_is_no_trap() {
        lead_nowhere(
            &PAGE,
            &[
                &[(WARMUP_STEPS, 0.0)],
                &[(DECAY_STEPS, 854.0)],
                &[(STABLE_STEPS, 676.0)],
                // It ends low, but not at 0.
                &[(STABLE_STEPS, 225.0), (MIN_LR, 1e-3)],
            ],
        );
    }
}
