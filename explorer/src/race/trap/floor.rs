//! Traps of kinds that fall from the base rate to `eta_min`, which is a rate and not a share.

use crate::number::{percent, rate};
use crate::race::control::Changes;
use crate::race::row::Row;
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity};

/// The row of the lane's kind. The rules belong to kinds that have it.
fn row(seat: &Seat<'_>) -> Option<Row> {
    seat.page().kind.param("eta_min").map(Row::new)
}

fn eta_min(seat: &Seat<'_>) -> f64 {
    row(seat).map_or(0.0, |row| seat.get(row))
}

/// The floor as a share of the base rate.
#[must_use]
pub fn share(seat: &Seat<'_>) -> f64 {
    eta_min(seat) / seat.rate()
}

/// A floor of 0.
fn none(seat: &Seat<'_>) -> Vec<Changes> {
    row(seat).map(|row| seat.changes(&[(row, 0.0)])).into_iter().collect()
}

/// No floor, where it is above the base rate.
#[must_use]
pub fn calmer(seat: &Seat<'_>) -> Vec<Changes> {
    if eta_min(seat) > seat.rate() { none(seat) } else { Vec::new() }
}

/// The floor is the base rate.
pub const fn flat(name: &'static str, row: Row) -> Rule {
    Rule {
        name,
        row,
        severity: Severity::Broken,
        source: None,
        holds: |seat| seat.rate() > 0.0 && (share(seat) - 1.0).abs() < 1e-6,
        title: |_| "η_min equals η₀: a flat line".to_owned(),
        reason: |seat| {
            let both = rate(seat.rate());
            format!("The rate falls from η₀ to η_min, and both are {both}: this is the constant rate.")
        },
        fixes: none,
    }
}

/// The floor is above the base rate.
pub const fn above(name: &'static str, row: Row) -> Rule {
    Rule {
        name,
        row,
        severity: Severity::Broken,
        source: None,
        holds: |seat| seat.rate() > 0.0 && share(seat) - 1.0 >= 1e-6,
        title: |_| "η_min above η₀: the rate rises".to_owned(),
        reason: |seat| {
            let (to, from) = (rate(eta_min(seat)), rate(seat.rate()));
            format!(
                "The rate goes to η_min = {to}, which is above the {from} that it starts with. PyTorch accepts this."
            )
        },
        fixes: none,
    }
}

/// The floor is near the base rate.
pub const fn near(name: &'static str, row: Row) -> Rule {
    Rule {
        name,
        row,
        severity: Severity::Mild,
        source: None,
        holds: |seat| seat.rate() > 0.0 && share(seat) >= 0.5 && 1.0 - share(seat) >= 1e-6,
        title: |seat| format!("it only falls to {} of η₀", percent(share(seat))),
        reason: |seat| {
            let (floor, of) = (rate(eta_min(seat)), percent(share(seat)));
            format!(
                "η_min is a rate, not a share: {floor} is {of} of the base rate. Keras and optax take a share, alpha."
            )
        },
        fixes: none,
    }
}
