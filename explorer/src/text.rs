//! Sentences with parts that can be clicked.

use crate::race::control::Changes;

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
