//! Traps of the exponential decay, which is stepped once an epoch.

use super::texts::left;
use super::{GAMMA, PAGE};
use crate::number::{exact, percent, rate, share};
use crate::race::control::Changes;
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity};

fn gamma(seat: &Seat<'_>) -> f64 {
    seat.get(GAMMA)
}

/// Cuts that a run makes: one between two epochs, once the warm-up is over.
fn cuts(seat: &Seat<'_>) -> u32 {
    seat.own_length().saturating_sub(1)
}

/// Share of the base rate that is left in the last epoch.
fn left_at_end(seat: &Seat<'_>) -> f64 {
    left(gamma(seat), cuts(seat))
}

/// Half of the epochs that the run leaves for the schedule.
fn half(seat: &Seat<'_>) -> u32 {
    seat.own_length().div_ceil(2)
}

/// The epochs that the schedule has, in words.
fn epochs(seat: &Seat<'_>) -> String {
    let after = if seat.warm_up() > 0 { " after the warm-up" } else { "" };
    format!("{} epochs{after}", seat.own_length())
}

/// The γ that leaves this share in the last epoch, with two digits of its distance from 1.
fn leaving(seat: &Seat<'_>, share: f64) -> f64 {
    tidy(share.powf(1.0 / f64::from(cuts(seat).max(1))))
}

/// What a γ per batch is per epoch.
fn per_epoch(seat: &Seat<'_>, gamma: f64) -> f64 {
    tidy(left(gamma, seat.batches()))
}

fn tidy(gamma: f64) -> f64 {
    let away = 1.0 - gamma;
    if !(away > 0.0 && away < 1.0) {
        return gamma.clamp(0.0, 1.0);
    }
    let unit = 10_f64.powi(1 - away.log10().floor() as i32);
    (unit - (away * unit).round()) / unit
}

/// Values of γ that may fix a trap.
fn gammas(seat: &Seat<'_>, first: f64) -> Vec<Changes> {
    let others = [0.1, 0.02, 0.5].map(|share| leaving(seat, share));
    [first, 0.9].into_iter().chain(others).map(|gamma| seat.changes(&[(GAMMA, gamma)])).collect()
}

/// A γ that lowers the rate, where it raises it.
pub(super) fn calmer(seat: &Seat<'_>) -> Vec<Changes> {
    if gamma(seat) > 1.0 { vec![seat.changes(PAGE.opening)] } else { Vec::new() }
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "exponential-grows",
        row: GAMMA,
        severity: Severity::Broken,
        source: None,
        holds: |seat| gamma(seat) > 1.0 && cuts(seat) > 0,
        title: |_| "γ above 1: the rate grows".to_owned(),
        reason: |seat| {
            let last = seat.last_rate().filter(|last| last.is_finite());
            let end = last.map_or("becomes infinite".to_owned(), |last| format!("ends at {}", rate(last)));
            format!("A γ above 1 raises the rate at every epoch: the rate {end}. A decay needs a γ below 1.")
        },
        fixes: |seat| gammas(seat, tidy(1.0 / gamma(seat))),
    },
    Rule {
        name: "exponential-hardly-decays",
        row: GAMMA,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| (0.9..=1.0).contains(&left_at_end(seat)) && cuts(seat) >= 4 && gamma(seat) <= 1.0,
        title: |seat| {
            let title = if gamma(seat) == 1.0 {
                "γ = 1 is the constant rate"
            } else {
                "γ this near 1 hardly decays"
            };
            title.to_owned()
        },
        reason: |seat| {
            let gamma = gamma(seat);
            let end = format!(
                "After {} {} of the rate is left. γ counts per epoch here",
                epochs(seat),
                percent(left_at_end(seat))
            );
            if gamma == 1.0 {
                return format!("{end}.");
            }
            format!(
                "{end}. If {} was meant per batch, it is {} per epoch of {} batches.",
                exact(gamma),
                exact(per_epoch(seat, gamma)),
                seat.batches()
            )
        },
        fixes: |seat| gammas(seat, per_epoch(seat, gamma(seat))),
    },
    Rule {
        name: "exponential-vanishes",
        row: GAMMA,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| cuts(seat) > 0 && left(gamma(seat), half(seat)) < 0.01,
        title: |_| "almost no rate left halfway".to_owned(),
        reason: |seat| {
            format!(
                "Halfway through the {}, {} of the rate is left. The rest of the run learns almost nothing.",
                epochs(seat),
                share(left(gamma(seat), half(seat)))
            )
        },
        fixes: |seat| gammas(seat, leaving(seat, 0.02)),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::tests::{lead_in_and_out, lead_nowhere};
    use crate::race::config::Config;
    use crate::race::run_settings::EPOCHS;
    use crate::race::slot::Line;
    use crate::race::warm_up;

    #[test]
    fn every_way_leads_into_its_trap_and_its_fix_out() {
        lead_in_and_out(
            &PAGE,
            &[
                ("exponential-grows", &[(GAMMA, 1.05)]),
                ("exponential-grows", &[(GAMMA, 1e300)]),
                ("exponential-hardly-decays", &[(GAMMA, 0.9997)]),
                ("exponential-hardly-decays", &[(GAMMA, 1.0)]),
                ("exponential-vanishes", &[(GAMMA, 0.5)]),
                ("exponential-vanishes", &[(GAMMA, 0.0)]),
                // Few epochs are left after the warm-up.
                ("exponential-hardly-decays", &[(GAMMA, 0.99), (warm_up::STEPS, 10.0)]),
            ],
        );
    }

    #[test]
    fn just_outside_there_is_no_trap() {
        lead_nowhere(
            &PAGE,
            &[
                &[(GAMMA, 0.99)],
                &[(GAMMA, 0.65)],
                // Half of the run is the warm-up: the decay has 10 epochs, not 20.
                &[(GAMMA, 0.5), (warm_up::STEPS, 10.0)],
                &[(GAMMA, 1.05), (warm_up::STEPS, 19.0)],
                &[(GAMMA, 0.99), (EPOCHS, 20.0)],
            ],
        );
    }

    #[test]
    fn a_gamma_per_batch_is_what_it_is_per_epoch() {
        let config = Config::empty();
        let seat = Seat::new(&config, Line::Reference);
        assert_eq!(per_epoch(&seat, 0.999), 0.956);
        assert_eq!(per_epoch(&seat, 1.0), 1.0);
        assert_eq!([0.123_456, 0.817_3, 0.995_44].map(tidy), [0.12, 0.82, 0.9954]);
    }
}
