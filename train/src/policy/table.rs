//! A list of rates, as somebody drew or imported it.

use core::fmt;
use std::sync::Arc;

use etalon::param::Refused;
use etalon::{Reason, Schedule};

/// One rate per step. The last rate holds past the end. There is at least one rate, and each is finite and at least 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Table(Arc<[f64]>);

/// Why a list of rates is refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TableError {
    /// The list is empty.
    Empty,
    /// An entry is not a rate.
    Rate {
        /// Its index, from 0.
        index: usize,
        /// Its value.
        value: f64,
        /// Why it is refused.
        reason: Reason,
    },
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TableError::Empty => f.write_str("a table of rates must hold at least one rate"),
            TableError::Rate { index, value, reason } => {
                Refused { id: &format!("rate {index} of the table"), value: *value, reason: *reason }.fmt(f)
            }
        }
    }
}

impl core::error::Error for TableError {}

impl Table {
    pub(super) fn new(rates: Arc<[f64]>) -> Result<Self, TableError> {
        if rates.is_empty() {
            return Err(TableError::Empty);
        }
        let refuse = |value: f64| match value {
            _ if !value.is_finite() => Some(Reason::NotFinite),
            _ if value < 0.0 => Some(Reason::TooSmall { min: 0.0 }),
            _ => None,
        };
        let bad = rates.iter().enumerate().find_map(|(index, &value)| Some((index, value, refuse(value)?)));
        match bad {
            Some((index, value, reason)) => Err(TableError::Rate { index, value, reason }),
            None => Ok(Self(rates)),
        }
    }

    /// The rates, as they were given.
    #[must_use]
    pub fn rates(&self) -> &[f64] {
        &self.0
    }
}

impl Schedule for Table {
    type Rate = f64;

    fn lr(&self, step: u32) -> f64 {
        self.0.get(step as usize).or(self.0.last()).copied().unwrap_or_default()
    }
}
