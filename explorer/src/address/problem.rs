//! What an address asks for in vain, and why.

use core::fmt;

use super::version::Version;
use crate::race::refusal::Refusal;

/// Something in an address that was not followed.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// A refused value.
    Refused(Refusal),
    /// A key that has no choice of that name.
    NoSuchChoice {
        /// The key.
        key: String,
        /// Its value.
        value: String,
    },
    /// A name in a list that means nothing there.
    NoSuchName {
        /// The key.
        key: String,
        /// The name.
        name: String,
        /// What it knows.
        known: String,
    },
    /// A key that means nothing here.
    UnknownKey(String),
    /// A key that never had an effect.
    WithoutEffect {
        /// The key.
        key: String,
        /// Why.
        why: &'static str,
    },
    /// Written in a version that this page does not know.
    Version(String),
    /// More keys than an address of ours can have.
    TooLong,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Refused(refusal) => refusal.fmt(f),
            Problem::NoSuchChoice { key, value } => write!(f, "{key} has no choice “{}”", brief(value)),
            Problem::NoSuchName { key, name, known } => {
                write!(f, "{key} does not take “{}”. It takes {known}", brief(name))
            }
            Problem::UnknownKey(key) => write!(f, "“{}” is not a parameter", brief(key)),
            Problem::WithoutEffect { key, why } => write!(f, "{key} has no effect: {why}"),
            Problem::Version(version) => {
                let latest = Version::LATEST.id();
                write!(f, "it is of version {}, and this page reads versions 1 to {latest}", brief(version))
            }
            Problem::TooLong => write!(f, "it is longer than any that this page writes; the rest is ignored"),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Problem::Refused(refusal)
    }
}

/// A text, shortened to 40 characters.
pub fn brief(text: &str) -> &str {
    text.char_indices().nth(40).map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}
