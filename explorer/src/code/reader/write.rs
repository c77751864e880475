//! Values in words, for notes.

use etalon::param::Domain;

use crate::number::exact;
use crate::race::row::Row;

/// A value of a row: a choice by its name, a number without loss.
#[must_use]
pub fn value(row: Row, value: f64) -> String {
    match row.domain {
        Domain::Choice(names) => names.get(value as usize).copied().unwrap_or_default().to_owned(),
        // A number. `Domain` may grow, and a reading has numbers and choices only.
        _ => exact(value),
    }
}

/// `gamma = 0.9`.
#[must_use]
pub fn assignment(row: Row, number: f64) -> String {
    [row.id, " = ", &value(row, number)].concat()
}
