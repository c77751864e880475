//! The convenient limits of a parameter: where a slider starts and ends, and how its positions map to values.

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
#[non_exhaustive]
pub enum Scale {
    /// Evenly.
    Linear,
    /// Evenly in the logarithm.
    Log,
    /// Evenly in the logarithm of the distance from 1, for fine steps where γ is close to 1.
    LogFromOne,
    /// 0 at the left end, then six decades evenly in the logarithm, for rates that may be 0.
    ZeroThenLog,
}

/// The position at which [`Scale::ZeroThenLog`] leaves 0.
const ZERO: f64 = 0.01;
/// The first value above 0, as a share of the right end.
const LEAST: f64 = 1e-6;

impl Slider {
    /// The value at position `at` in `[0, 1]`.
    #[must_use]
    pub fn value(self, at: f64) -> f64 {
        let mix = |low: f64, high: f64| low + (high - low) * at;
        match self.scale {
            Scale::Linear => mix(self.low, self.high),
            Scale::Log => exp(mix(ln(self.low), ln(self.high))),
            Scale::LogFromOne => 1.0 - exp(mix(ln(1.0 - self.low), ln(1.0 - self.high))),
            Scale::ZeroThenLog if at < ZERO => 0.0,
            Scale::ZeroThenLog => {
                let (low, high) = (ln(self.high * LEAST), ln(self.high));
                exp(low + (high - low) * (at - ZERO) / (1.0 - ZERO))
            }
        }
    }

    /// The position of `value`, limited to `[0, 1]`.
    #[must_use]
    pub fn position(self, value: f64) -> f64 {
        let share = |low: f64, high: f64, value: f64| (value - low) / (high - low);
        let at = match self.scale {
            Scale::Linear => share(self.low, self.high, value),
            Scale::Log => share(ln(self.low), ln(self.high), ln(value)),
            Scale::LogFromOne => {
                share(ln(1.0 - self.low), ln(1.0 - self.high), ln((1.0 - value).max(f64::MIN_POSITIVE)))
            }
            Scale::ZeroThenLog if value > self.high * LEAST => {
                ZERO + (1.0 - ZERO) * share(ln(self.high * LEAST), ln(self.high), ln(value))
            }
            Scale::ZeroThenLog if value > 0.0 => ZERO,
            Scale::ZeroThenLog => 0.0,
        };
        if at.is_nan() { 0.0 } else { at.clamp(0.0, 1.0) }
    }
}
