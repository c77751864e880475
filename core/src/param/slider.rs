//! The pleasant limits of a parameter: where a slider starts and ends, and how its positions map to values.

use crate::math::{exp, ln};

/// A slider's range and curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slider {
    /// Left end.
    pub low: f64,
    /// Right end.
    pub high: f64,
    /// How positions map to values.
    pub scale: Scale,
}

/// How a slider's positions map to values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Evenly.
    Linear,
    /// Evenly in the logarithm.
    Log,
    /// Evenly in the logarithm of the distance from 1: fine where γ is close to 1.
    LogFromOne,
}

impl Slider {
    /// The value at position `at` in `[0, 1]`.
    #[must_use]
    pub fn value(self, at: f64) -> f64 {
        let mix = |low: f64, high: f64| low + (high - low) * at;
        match self.scale {
            Scale::Linear => mix(self.low, self.high),
            Scale::Log => exp(mix(ln(self.low), ln(self.high))),
            Scale::LogFromOne => 1.0 - exp(mix(ln(1.0 - self.low), ln(1.0 - self.high))),
        }
    }

    /// The position of `value`, held to `[0, 1]`.
    #[must_use]
    pub fn position(self, value: f64) -> f64 {
        let share = |low: f64, high: f64, value: f64| (value - low) / (high - low);
        let at = match self.scale {
            Scale::Linear => share(self.low, self.high, value),
            Scale::Log => share(ln(self.low), ln(self.high), ln(value)),
            Scale::LogFromOne => {
                share(ln(1.0 - self.low), ln(1.0 - self.high), ln((1.0 - value).max(f64::MIN_POSITIVE)))
            }
        };
        if at.is_nan() { 0.0 } else { at.clamp(0.0, 1.0) }
    }
}
