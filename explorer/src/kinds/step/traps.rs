//! Traps of step decay, which is stepped once an epoch.

use super::texts::{cuts, left, left_at_end};
use super::{GAMMA, PAGE, STEP_SIZE};
use crate::number::{digits, exact, percent, rate, share, short};
use crate::race::control::Changes;
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity};

/// The epochs that the schedule has, in words.
fn epochs(seat: &Seat<'_>) -> String {
    let after = if seat.warm_up() > 0 { " after the warm-up" } else { "" };
    format!("{}{after}", crate::number::epochs(seat.own_length()))
}

/// The first epoch of the second half of what the run leaves for the schedule.
fn half(seat: &Seat<'_>) -> u32 {
    seat.own_length().div_ceil(2)
}

/// Changes that may fix a trap: `first`, then three cuts in the run, then another γ, then both.
fn fixes(seat: &Seat<'_>, first: Vec<Changes>) -> Vec<Changes> {
    let quarter = (STEP_SIZE, (f64::from(seat.own_length()) / 4.0).ceil().max(1.0));
    let gammas = [0.5, 0.3, 0.1].map(|gamma| (GAMMA, gamma));
    let alone = [quarter].into_iter().chain(gammas).map(|one| seat.changes(&[one]));
    let both = gammas.into_iter().map(|gamma| seat.changes(&[quarter, gamma]));
    first.into_iter().chain(alone).chain(both).collect()
}

/// A γ that lowers the rate, where it raises it.
pub(super) fn calmer(seat: &Seat<'_>) -> Vec<Changes> {
    if seat.get(GAMMA) > 1.0 { vec![seat.changes(PAGE.opening)] } else { Vec::new() }
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "step-never-cuts",
        row: STEP_SIZE,
        severity: Severity::Broken,
        source: None,
        holds: |seat| cuts(seat) == 0 && seat.own_length() > 1,
        title: |_| "no cut before the run ends".to_owned(),
        reason: |seat| {
            let size = seat.get(STEP_SIZE);
            let end = format!(
                "The first cut comes after {} epochs, and the run has {}. So this is the constant rate.",
                exact(size),
                epochs(seat)
            );
            if size >= f64::from(seat.batches()) {
                format!("{end} An epoch is {} batches: was step_size meant in batches?", seat.batches())
            } else {
                end
            }
        },
        fixes: |seat| {
            let meant = (seat.get(STEP_SIZE) / f64::from(seat.batches())).round();
            fixes(seat, if meant > 0.0 { vec![seat.changes(&[(STEP_SIZE, meant)])] } else { Vec::new() })
        },
    },
    Rule {
        name: "step-grows",
        row: GAMMA,
        severity: Severity::Broken,
        source: None,
        holds: |seat| seat.get(GAMMA) > 1.0 && cuts(seat) > 0,
        title: |_| "γ above 1: the rate grows".to_owned(),
        reason: |seat| {
            let last = seat.last_rate().filter(|last| last.is_finite());
            let end = last.map_or("becomes infinite".to_owned(), |last| format!("ends at {}", rate(last)));
            format!(
                "Every step_size epochs the rate is multiplied by γ and {end}. A decay needs a γ below 1."
            )
        },
        fixes: |seat| fixes(seat, vec![seat.changes(&[(GAMMA, digits(1.0 / seat.get(GAMMA), 2))])]),
    },
    Rule {
        name: "step-nothing-left",
        row: GAMMA,
        severity: Severity::Broken,
        source: None,
        holds: |seat| seat.get(GAMMA) == 0.0 && cuts(seat) > 0,
        title: |_| "γ = 0: no rate after a cut".to_owned(),
        reason: |seat| {
            format!(
                "The first cut sets the rate to 0. After it, in {} of {}, the model learns nothing.",
                f64::from(seat.own_length()) - seat.get(STEP_SIZE),
                epochs(seat)
            )
        },
        fixes: |seat| fixes(seat, vec![seat.changes(&[(GAMMA, 0.1)])]),
    },
    Rule {
        name: "step-hardly-decays",
        row: GAMMA,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| (0.9..=1.0).contains(&left_at_end(seat)) && cuts(seat) > 0,
        title: |seat| match seat.get(GAMMA) {
            1.0 => "γ = 1 is the constant rate".to_owned(),
            _ => "γ this near 1 hardly decays".to_owned(),
        },
        reason: |seat| {
            format!(
                "A cut leaves {} of the rate, and after all cuts of the run it is {} of η₀.",
                percent(seat.get(GAMMA)),
                percent(left_at_end(seat))
            )
        },
        fixes: |seat| fixes(seat, Vec::new()),
    },
    Rule {
        name: "step-vanishes",
        row: STEP_SIZE,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| seat.get(GAMMA) > 0.0 && cuts(seat) > 0 && left(seat, half(seat)) < 0.01,
        title: |_| "almost no rate left halfway".to_owned(),
        reason: |seat| {
            format!(
                "Halfway through the {} a γ of {} every {} leaves {} of the rate. The rest of the run learns almost nothing.",
                epochs(seat),
                exact(seat.get(GAMMA)),
                crate::number::epochs(seat.get(STEP_SIZE) as u32),
                share(left(seat, half(seat)))
            )
        },
        fixes: |seat| fixes(seat, Vec::new()),
    },
    Rule {
        name: "step-is-exponential",
        row: STEP_SIZE,
        severity: Severity::Mild,
        source: None,
        holds: |seat| {
            let decays = seat.get(GAMMA) > 0.0 && left_at_end(seat) < 0.9;
            seat.get(STEP_SIZE) == 1.0 && decays && left(seat, half(seat)) >= 0.01
        },
        title: |_| "step_size 1 is an exponential".to_owned(),
        reason: |seat| {
            format!(
                "A cut after every epoch is ExponentialLR(gamma={}). Step decay keeps the rate for several epochs and makes deeper cuts.",
                short(seat.get(GAMMA))
            )
        },
        fixes: |seat| {
            // The same decay in fewer steps.
            let slower = |size: i32| {
                seat.changes(&[(STEP_SIZE, f64::from(size)), (GAMMA, digits(seat.get(GAMMA).powi(size), 2))])
            };
            fixes(seat, [5, 3, 2].map(slower).to_vec())
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::tests::{lead_in_and_out, lead_nowhere};
    use crate::race::config::Config;
    use crate::race::slot::Line;
    use crate::race::trap::warnings;
    use crate::race::warm_up;

    #[test]
    fn every_way_leads_into_its_trap_and_its_fix_out() {
        lead_in_and_out(
            &PAGE,
            &[
                ("step-never-cuts", &[(STEP_SIZE, 30.0)]),
                ("step-never-cuts", &[(STEP_SIZE, 225.0)]),
                ("step-never-cuts", &[(STEP_SIZE, 30.0), (GAMMA, 2.0)]),
                ("step-never-cuts", &[(warm_up::STEPS, 15.0)]),
                ("step-grows", &[(GAMMA, 1.05)]),
                ("step-grows", &[(GAMMA, 1e300)]),
                ("step-nothing-left", &[(GAMMA, 0.0)]),
                ("step-hardly-decays", &[(GAMMA, 1.0)]),
                ("step-hardly-decays", &[(GAMMA, 0.95), (STEP_SIZE, 10.0)]),
                ("step-vanishes", &[(GAMMA, 0.1), (STEP_SIZE, 3.0)]),
                ("step-is-exponential", &[(STEP_SIZE, 1.0), (GAMMA, 0.9)]),
            ],
        );
    }

    #[test]
    fn just_outside_there_is_no_trap() {
        lead_nowhere(
            &PAGE,
            &[
                &[(STEP_SIZE, 19.0)],
                &[(STEP_SIZE, 2.0), (GAMMA, 0.8)],
                // Exactly 1 % is left halfway.
                &[(STEP_SIZE, 5.0), (GAMMA, 0.1)],
                &[(GAMMA, 0.95)],
                // Half of the run is the warm-up, and the other half has a cut.
                &[(STEP_SIZE, 9.0), (warm_up::STEPS, 10.0)],
            ],
        );
    }

    #[test]
    fn a_length_in_batches_is_fixed_by_the_same_length_in_epochs() {
        let config = Config::racing(&[&PAGE]);
        let seat = Seat::new(&config, Line::Lane(config.first_of(&PAGE).unwrap()));
        let [warning] = &warnings(&seat.with(STEP_SIZE, 225.0))[..] else { panic!("it is in one trap") };
        assert!(warning.reason.ends_with("was step_size meant in batches?"), "{}", warning.reason);
        assert_eq!(warning.fix, Some(seat.changes(&[(STEP_SIZE, 5.0)])));
    }
}
