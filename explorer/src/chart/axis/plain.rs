//! Axes of any numbers, for a visitor's own log.

use super::{Axis, Spacing, nice_step, tick_number, ticks};

/// The ratio of the highest to the lowest value from which an axis is logarithmic.
const WIDE: f64 = 1e3;
/// Larger values have no axis of their own.
const LARGEST: f64 = 1e300;

impl Axis {
    /// Values between `lowest` and `highest`. Positive values of several magnitudes have a log axis.
    #[must_use]
    pub fn values(lowest: f64, highest: f64) -> Self {
        let is_range = lowest <= highest && lowest > -LARGEST && highest < LARGEST;
        let (lowest, highest) = if is_range { (lowest, highest) } else { (0.0, 1.0) };
        if lowest > 0.0 && highest / lowest > WIDE {
            return Self::logarithmic(lowest / 1.2, highest * 1.2, tick_number);
        }
        let size = highest.abs().max(lowest.abs());
        // A constant value has an axis too.
        let least = if size > 1e-290 { size * 1e-6 } else { 1.0 };
        let step = nice_step((highest - lowest).max(least) / 3.0);
        // `+ 0.0` makes a zero of a negative zero.
        let low = (lowest / step).floor() * step + 0.0;
        let high = ((highest / step).ceil() * step).max(low + step);
        Self { low, high, spacing: Spacing::Even, ticks: ticks(low, high, step, tick_number), unit: "" }
    }

    /// Places from 1 to `last`.
    #[must_use]
    pub fn places(last: usize) -> Self {
        let high = (last as f64).max(2.0);
        let step = nice_step((high - 1.0) / 6.0).max(1.0);
        // A place has no parts.
        let step = if step == 2.5 { 5.0 } else { step };
        Self {
            low: 1.0,
            high,
            spacing: Spacing::Even,
            ticks: ticks(step, high, step, tick_number),
            unit: "value",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_any_size_lie_on_their_axis() {
        for (lowest, highest) in [
            (0.1, 2.3),
            (-5.0, -4.0),
            (-1e-9, 1e-9),
            (0.5, 0.5),
            (0.0, 0.0),
            (1e-12, 1e200),
            (-1e299, 1e299),
            (1e6, 1e6 + 1e-6),
            (1e-320, 1e-320),
        ] {
            let axis = Axis::values(lowest, highest);
            assert!((2..=12).contains(&axis.ticks.len()), "{lowest} {highest} {axis:?}");
            for value in [lowest, highest] {
                assert!((-1e-6..=1.000_001).contains(&axis.position(value)), "{value} on {axis:?}");
            }
        }
        let axis = Axis::values(f64::INFINITY, f64::NEG_INFINITY);
        assert_eq!((axis.low, axis.high), (0.0, 1.0));
    }

    #[test]
    fn places_are_whole_numbers() {
        for last in [0, 1, 2, 3, 7, 13, 17, 100, 100_000] {
            let axis = Axis::places(last);
            assert!((1..=7).contains(&axis.ticks.len()), "{last} {axis:?}");
            assert!(axis.ticks.iter().all(|tick| tick.value.fract() == 0.0 && tick.value >= 1.0), "{axis:?}");
        }
    }
}
