//! Axes of accuracies. The usual one is even in the logarithm of what is missing to 100 %: it has room for the first epochs, which
//! are far from there, and for small differences at the end.

use super::{Axis, Spacing, log_ticks, nice_step, ticks};
use crate::number;

/// The first digits of the distances at which an axis may end. It moves in small steps, and not with every twitch of a value.
const RUNGS: [f64; 13] = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];

/// The least ratio of the distances at the two ends.
const SPAN: f64 = 2.5;

/// What a subtraction from 1 changes at most, as a share.
const ROUNDED: f64 = 1e-9;

/// The distances at the ends before there is any value.
const EMPTY: (f64, f64) = (0.5, 0.03);

impl Axis {
    /// Accuracies from `lowest` to `highest`, evenly spaced, as close as that.
    #[must_use]
    pub fn accuracies_between(lowest: f64, highest: f64) -> Self {
        let (lowest, highest) = if lowest <= highest { (lowest, highest) } else { (0.0, 1.0) };
        let step = nice_step(((highest - lowest) / 4.0).max(0.002));
        let low = ((lowest / step).floor() * step).max(0.0);
        let high = ((highest / step).ceil() * step).clamp(low + step, 1.0f64.max(low + step));
        Self { low, high, spacing: Spacing::Even, ticks: ticks(low, high, step, percent), unit: "" }
    }

    /// Accuracies over `samples` from `lowest` to `highest`, by the logarithm of their distance from 100 %. As 100 % itself has no place,
    /// it is drawn where half a sample is missing.
    #[must_use]
    pub fn accuracies(lowest: f64, highest: f64, samples: usize) -> Self {
        let least = (0.5 / samples as f64).clamp(1e-6, 0.1);
        let (most, fewest) = if lowest <= highest { (1.0 - lowest, 1.0 - highest) } else { EMPTY };
        let most = most.clamp(least * SPAN, 1.0);
        let far = rungs().find(|rung| *rung >= most * (1.0 - ROUNDED)).unwrap_or(1.0);
        // Where the values are close together, the axis goes on towards 100 %.
        let fewest = fewest.min(most / SPAN).max(least);
        let near = rungs().rfind(|rung| *rung <= fewest * (1.0 + ROUNDED)).unwrap_or(0.0).max(least);
        let mut ticks = log_ticks(near, far, |distance| percent(1.0 - distance));
        ticks.reverse();
        for tick in &mut ticks {
            tick.value = 1.0 - tick.value;
        }
        if near <= least {
            // What lies so near to the end that both labels would cover each other is left out.
            ticks.retain(|tick| 1.0 - tick.value > 1.6 * least);
            ticks.push(super::Tick { value: 1.0, label: percent(1.0) });
        }
        let high = if near <= least { 1.0 } else { 1.0 - near };
        Self { low: 1.0 - far, high, spacing: Spacing::Missing { least }, ticks, unit: "" }
    }
}

fn percent(accuracy: f64) -> String {
    format!("{} %", number::exact((accuracy * 1e4).round() / 1e2))
}

/// All rungs from one millionth to 1, rising.
fn rungs() -> impl DoubleEndedIterator<Item = f64> + Clone {
    let digits = (-6..0).flat_map(|exponent| RUNGS.iter().map(move |digit| (digit, exponent)));
    let rung = |(digit, exponent): (&f64, i32)| number::read(&format!("{digit}e{exponent}"));
    digits.filter_map(rung).chain([1.0])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Digits that validate.
    const DIGITS: usize = 357;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| &*tick.label).collect()
    }

    #[test]
    fn a_run_has_its_first_epochs_and_small_differences_at_the_end_on_one_axis() {
        let axis = Axis::accuracies(0.672, 0.969, DIGITS);
        assert_eq!(labels(&axis), ["80 %", "90 %", "95 %"]);
        assert!((0.0..0.5).contains(&axis.position(0.672)));
        // Between 92 % and 96 % lies at least a fifth of the height.
        assert!(axis.position(0.96) - axis.position(0.92) > 0.2, "{axis:?}");
        let deep = Axis::accuracies(0.1, 0.98, DIGITS);
        assert!(deep.position(0.1) >= 0.0 && deep.position(0.98) <= 1.0);
        assert_eq!(labels(&deep), ["50 %", "80 %", "90 %", "95 %", "98 %"]);
    }

    #[test]
    fn labels_keep_apart_on_a_low_chart() {
        let axis = Axis::accuracies(0.87, 0.957, DIGITS);
        assert!(labels(&axis).len() > 6, "{axis:?}");
        let low = axis.spaced(0.14);
        let places: Vec<f64> = low.ticks.iter().map(|tick| low.position(tick.value)).collect();
        assert!(places.len() >= 3 && places.windows(2).all(|pair| pair[1] - pair[0] >= 0.14), "{places:?}");
        assert_eq!(axis.spaced(0.0), axis);
    }

    #[test]
    fn what_misses_nothing_is_at_the_top() {
        let axis = Axis::accuracies(0.9, 1.0, DIGITS);
        assert_eq!((axis.position(1.0), axis.position(0.9)), (1.0, 0.0));
        assert_eq!(labels(&axis).last(), Some(&"100 %"));
        assert!(axis.position(f64::NAN).is_nan());
        assert_eq!(axis.position(f64::NEG_INFINITY), f64::NEG_INFINITY);
        assert!((axis.value(axis.position(0.95)) - 0.95).abs() < 1e-12);
    }

    #[test]
    fn every_range_has_ticks_and_holds_its_values() {
        for (low, high) in [
            (0.97, 0.97),
            (0.0, 1.0),
            (0.0, 0.0),
            (1.0, 1.0),
            (0.1, 0.12),
            (0.961, 0.978),
            (f64::INFINITY, f64::NEG_INFINITY),
        ] {
            for samples in [DIGITS, 5_000, 1, 0] {
                let axis = Axis::accuracies(low, high, samples);
                assert!(
                    axis.high > axis.low && (2..=10).contains(&axis.ticks.len()),
                    "{low} {high} {axis:?}"
                );
                let places: Vec<f64> = axis.ticks.iter().map(|tick| axis.position(tick.value)).collect();
                assert!(places.windows(2).all(|pair| pair[1] - pair[0] > 0.02), "{places:?} {axis:?}");
                for value in [low, high].into_iter().filter(|value| value.is_finite()) {
                    assert!((-1e-6..=1.000_001).contains(&axis.position(value)), "{value} on {axis:?}");
                }
            }
        }
    }

    #[test]
    fn a_value_that_moves_between_rungs_moves_nothing() {
        let axis = Axis::accuracies(0.71, 0.957, DIGITS);
        assert_eq!(axis, Axis::accuracies(0.74, 0.959, DIGITS));
        assert_ne!(axis, Axis::accuracies(0.69, 0.957, DIGITS), "a value is never cut off");
    }

    #[test]
    fn accuracies_seen_closely_have_close_ticks() {
        let axis = Axis::accuracies_between(0.961, 0.978);
        assert!(axis.low <= 0.961 && axis.high >= 0.978 && (3..=8).contains(&axis.ticks.len()), "{axis:?}");
        for (low, high) in
            [(0.97, 0.97), (0.0, 1.0), (1.0, 1.0), (f64::INFINITY, f64::NEG_INFINITY), (0.0, 0.0)]
        {
            let axis = Axis::accuracies_between(low, high);
            assert!(axis.high > axis.low && axis.ticks.len() >= 2, "{low} {high} {axis:?}");
        }
    }
}
