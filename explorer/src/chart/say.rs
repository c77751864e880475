//! How the values of a chart are written: in the visitor's units, in words.

use crate::race::yours::Gauge;

/// A way to write values.
#[derive(Debug, Clone, Copy)]
pub struct Say {
    gauge: Gauge,
    write: fn(f64) -> String,
}

impl Say {
    /// Values that no unit of the visitor's changes.
    #[must_use]
    pub const fn new(write: fn(f64) -> String) -> Self {
        Self { gauge: Gauge::SAME, write }
    }

    /// Values that `gauge` translates.
    #[must_use]
    pub const fn gauged(gauge: Gauge, write: fn(f64) -> String) -> Self {
        Self { gauge, write }
    }

    /// `value` in words.
    #[must_use]
    pub fn of(self, value: f64) -> String {
        (self.write)(self.gauge.shown(value))
    }
}
