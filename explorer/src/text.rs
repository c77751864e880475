//! Sentences with parts that can be clicked.

use crate::race::control::Changes;
use crate::race::row::Row;
use crate::race::seat::Seat;

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Words.
    Words(String),
    /// A value that is set when it is clicked.
    Chip {
        /// What it shows.
        label: String,
        /// What it sets.
        changes: Changes,
    },
}

/// Names with commas, and `last` before the last one: “Cosine, Plateau and 1cycle”.
#[must_use]
pub fn list(mut names: Vec<String>, last: &str) -> String {
    match names.pop() {
        Some(name) if !names.is_empty() => format!("{} {last} {name}", names.join(", ")),
        Some(only) => only,
        None => String::new(),
    }
}

/// Words of a sentence.
#[must_use]
pub fn words(text: impl Into<String>) -> Part {
    Part::Words(text.into())
}

/// A value that can be clicked.
#[must_use]
pub fn chip(label: impl Into<String>, changes: Changes) -> Part {
    Part::Chip { label: label.into(), changes }
}

/// Values of `row` to click, each with what it leads to: “[0.98] leaves 82 %, [0.9] 35 %.”
///
/// The first one has `verb` before its outcome, the last one has `end` after it.
#[must_use]
pub fn choices(
    seat: &Seat<'_>,
    row: Row,
    values: &[f64],
    verb: &str,
    outcome: impl Fn(&Seat<'_>) -> String,
    end: &str,
) -> Vec<Part> {
    let last = values.len().saturating_sub(1);
    let one = |(at, value): (usize, &f64)| {
        let outcome = outcome(&seat.of(&seat.with(row, *value)));
        let before = if at == 0 { format!("{verb} ") } else { String::new() };
        let after = if at == last { end } else { ", " };
        [
            chip(seat.control(row).text(*value), seat.changes(&[(row, *value)])),
            words(format!("{before}{outcome}{after}")),
        ]
    };
    values.iter().enumerate().flat_map(one).collect()
}
