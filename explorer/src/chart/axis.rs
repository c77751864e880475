//! Axes of the charts: ranges, ticks with labels, and where a value lies between the ends. plotters leaves a log axis within
//! one decade without ticks and draws NaN at the bottom; here the first has ticks and the second has no place.

mod accuracy;
mod plain;

use etalon_train::task::Measure;

use crate::chart::zoom::Time;
use crate::number;
use crate::race::yours::Yours;
use crate::view::Unit;

/// One axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Value at the start.
    pub low: f64,
    /// Value at the end.
    pub high: f64,
    /// Where the values between the ends lie.
    pub spacing: Spacing,
    /// Labelled values, rising.
    pub ticks: Vec<Tick>,
    /// What is counted, where the labels do not say it.
    pub unit: &'static str,
}

/// Where values lie on an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spacing {
    /// Evenly.
    Even,
    /// Even in the logarithm.
    Log,
    /// Even in the logarithm of what is missing to 1. What is nearer to 1 than `least` lies at `least`.
    Missing {
        /// The least distance.
        least: f64,
    },
}

/// A labelled value.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where.
    pub value: f64,
    /// What is written there.
    pub label: String,
}

/// The highest loss on a chart: guessing among ten digits costs 2.3, and what is far worse leaves the chart.
const WORST_LOSS: f64 = 10.0;

/// How far above the median of the runs' highest rates a run still sets the axis: one rate that explodes does not flatten the others.
const MOST_ABOVE_MEDIAN: f64 = 1e3;

/// The deepest a log axis of rates goes below the highest rate.
const DECADES_SHOWN: f64 = 1e-9;

impl Axis {
    /// Time, from the first to the second moment in epochs, counted as `time` counts.
    #[must_use]
    pub fn time(time: &Time, (low, high): (f64, f64)) -> Self {
        let (unit, per_epoch) = match time.unit {
            Unit::Epochs => ("epoch", 1.0),
            Unit::Steps => ("step", time.batches),
        };
        let (from, to) = (low * per_epoch, high * per_epoch);
        let mut ticks = if time.log {
            log_ticks(from, to, tick_number)
        } else {
            // Ticks inside an epoch are shown only if fewer than three epochs are in sight. A step has no parts.
            let whole = time.unit == Unit::Steps || to - from >= 3.0 || from == 0.0;
            let step = nice_step((to - from) / 5.0);
            let step = if whole { step.max(1.0) } else { step };
            let first = (from / step - 1e-9).ceil() * step;
            ticks(first, to, step, tick_number)
        };
        for tick in &mut ticks {
            tick.value /= per_epoch;
        }
        let spacing = if time.log { Spacing::Log } else { Spacing::Even };
        Self { low, high, spacing, ticks, unit }
    }

    /// The top of an axis for runs with these highest rates. One that is too far above the others leaves the chart.
    #[must_use]
    pub fn top_of(mut peaks: Vec<f64>) -> f64 {
        peaks.sort_unstable_by(f64::total_cmp);
        let median = peaks.get(peaks.len() / 2).copied().unwrap_or(0.0);
        let near = |peak: &&f64| median <= 0.0 || **peak <= median * MOST_ABOVE_MEDIAN;
        peaks.iter().rev().find(near).copied().unwrap_or(0.0)
    }

    /// Learning rates with `highest` on top; on a log axis `lowest`, a positive one, at the bottom.
    #[must_use]
    pub fn rates(highest: f64, lowest: f64, log: bool) -> Self {
        let top = if highest > 0.0 && highest.is_finite() { highest } else { 1.0 };
        if log {
            let low = if lowest > 0.0 { lowest.min(top) } else { top };
            return Self::logarithmic(low.max(top * DECADES_SHOWN) / 1.25, top * 1.25, tick_rate);
        }
        Self::from_zero(top, tick_rate)
    }

    /// The same, labelled in the visitor's units.
    #[must_use]
    pub fn your_rates(highest: f64, lowest: f64, log: bool, yours: Yours) -> Self {
        let ratio = yours.ratio();
        Self::rates(highest * ratio, lowest * ratio, log).over(ratio)
    }

    /// Betas of momentum between `lowest` and `highest`.
    #[must_use]
    pub fn momenta(lowest: f64, highest: f64) -> Self {
        let (lowest, highest) = if lowest <= highest { (lowest, highest) } else { (0.9, 0.9) };
        let step = nice_step(((highest - lowest) / 3.0).max(0.02));
        let low = (lowest / step - 0.25).floor() * step;
        let high = (highest / step + 0.25).ceil() * step;
        Self { low, high, spacing: Spacing::Even, ticks: ticks(low, high, step, tick_number), unit: "" }
    }

    /// Losses between `lowest` and `highest` of what the runs yielded.
    #[must_use]
    pub fn losses(lowest: f64, highest: f64, log: bool) -> Self {
        let top = if highest > 0.0 { highest.clamp(0.02, WORST_LOSS) } else { 2.5 };
        if log {
            let low = if lowest > 0.0 && lowest.is_finite() { lowest.clamp(1e-6, top) } else { 0.1 };
            return Self::logarithmic(low / 1.2, top * 1.2, tick_number);
        }
        Self::from_zero(top, tick_number)
    }

    /// Base rates, even in the logarithm, with these rates at the very ends, labelled in the visitor's units.
    #[must_use]
    pub fn base_rates(low: f64, high: f64, yours: Yours) -> Self {
        let (low, high) = (low * yours.ratio(), high * yours.ratio());
        let ticks = log_ticks(low, high, tick_rate);
        Self { low, high, spacing: Spacing::Log, ticks, unit: "base rate" }.over(yours.ratio())
    }

    /// How far medians are behind the leading one, on a log axis that falls: the leading one is at the top, where all below `least`
    /// lies, and `most` is at the bottom.
    #[must_use]
    pub fn behind(least: f64, most: f64, measure: Measure) -> Self {
        let (floor, label): (f64, fn(f64) -> String) = match measure {
            Measure::Accuracy => (1.0, |value| format!("{} pt", number::exact((value * 1e4).round() / 1e2))),
            Measure::Loss => (WORST_LOSS, tick_number),
        };
        let most = if most.is_finite() { most.clamp(least * 20.0, floor) } else { floor };
        let mut ticks = log_ticks(least, most, label);
        if let Some(first) = ticks.first_mut() {
            first.label = format!("≤ {}", first.label);
        }
        Self { low: most, high: least, spacing: Spacing::Log, ticks, unit: "" }
    }

    /// The same axis, whose ticks and ends are `factor` times as high as what is drawn on it: in another unit.
    fn over(mut self, factor: f64) -> Self {
        if factor != 1.0 {
            self.low /= factor;
            self.high /= factor;
            for tick in &mut self.ticks {
                tick.value /= factor;
            }
        }
        self
    }

    fn logarithmic(low: f64, high: f64, label: fn(f64) -> String) -> Self {
        Self { low, high, spacing: Spacing::Log, ticks: log_ticks(low, high, label), unit: "" }
    }

    /// From 0 to a little above `top`. It ends on a round value: an axis that followed every twitch of the highest value would
    /// twitch with it.
    fn from_zero(top: f64, label: fn(f64) -> String) -> Self {
        let step = nice_step(top / 4.0);
        let part = step / 5.0;
        let high = (top * 1.02 / part).ceil() * part;
        Self { low: 0.0, high, spacing: Spacing::Even, ticks: ticks(0.0, high, step, label), unit: "" }
    }

    /// Without the ticks whose labels would lie over the label of a higher one, where a label takes the share `label` of the axis.
    #[must_use]
    pub fn spaced(&self, label: f64) -> Self {
        let mut kept: Vec<Tick> = Vec::new();
        for tick in self.ticks.iter().rev() {
            let far = |above: &Tick| self.position(above.value) - self.position(tick.value) >= label;
            if kept.last().is_none_or(far) {
                kept.push(tick.clone());
            }
        }
        kept.reverse();
        Self { ticks: kept, ..self.clone() }
    }

    /// Where `value` lies: 0 at the low end, 1 at the high end, beyond them outside; NaN where it is not a number.
    #[must_use]
    pub fn position(&self, value: f64) -> f64 {
        match self.spacing {
            Spacing::Even => (value - self.low) / (self.high - self.low),
            Spacing::Log => log_share(value, self.low, self.high),
            Spacing::Missing { least } => {
                let missing = |value: f64| if value.is_nan() { value } else { (1.0 - value).max(least) };
                log_share(missing(value), missing(self.low), missing(self.high))
            }
        }
    }

    /// The value at a position between the ends: the inverse of [`position`](Self::position).
    #[must_use]
    pub fn value(&self, position: f64) -> f64 {
        match self.spacing {
            Spacing::Even => self.low + position * (self.high - self.low),
            Spacing::Log => self.low * (self.high / self.low).powf(position),
            Spacing::Missing { least } => {
                let (far, near) = (1.0 - self.low, (1.0 - self.high).max(least));
                1.0 - far * (near / far).powf(position)
            }
        }
    }

    /// Whether time 0 has no place on it.
    #[must_use]
    pub fn is_log(&self) -> bool {
        self.spacing == Spacing::Log
    }
}

/// The share of the way from `low` to `high` at which `value` lies, in the logarithm. What is not positive is infinitely far below all.
fn log_share(value: f64, low: f64, high: f64) -> f64 {
    if value <= 0.0 {
        return f64::NEG_INFINITY;
    }
    (value.ln() - low.ln()) / (high.ln() - low.ln())
}

fn tick_rate(value: f64) -> String {
    if value == 0.0 || (1e-4..1e4).contains(&value) { number::exact(value) } else { format!("{value:e}") }
}

fn tick_number(value: f64) -> String {
    number::exact(value)
}

/// The nicest step not below `least`.
fn nice_step(least: f64) -> f64 {
    let unit = 10f64.powi(least.log10().floor() as i32);
    let mantissa = [1.0, 2.0, 2.5, 5.0].into_iter().find(|mantissa| mantissa * unit >= least * 0.999_999);
    mantissa.unwrap_or(10.0) * unit
}

fn ticks(low: f64, high: f64, step: f64, label: impl Fn(f64) -> String) -> Vec<Tick> {
    let count = ((high - low) / step + 1e-9).floor() as u32;
    let tick = |at: u32| {
        let raw = low + f64::from(at) * step;
        // Through its decimal form, so that 3 × 0.1 is labelled 0.3.
        let value = number::digits(raw, 11);
        Tick { value, label: label(value) }
    };
    (0..=count.min(50)).map(tick).collect()
}

fn log_ticks(low: f64, high: f64, label: fn(f64) -> String) -> Vec<Tick> {
    let decades = high.log10() - low.log10();
    let mantissas: &[f64] = match decades {
        d if d > 2.2 => &[1.0],
        d if d > 0.6 => &[1.0, 2.0, 5.0],
        _ => &[1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
    };
    let every = if decades > 7.0 { (decades / 6.0).ceil() as i32 } else { 1 };
    let first = low.log10().floor() as i32;
    let last = high.log10().ceil() as i32;
    (first..=last)
        .filter(|exponent| exponent.rem_euclid(every) == 0)
        .flat_map(|exponent| mantissas.iter().map(move |mantissa| (exponent, mantissa)))
        .filter_map(|(exponent, mantissa)| number::read(&format!("{mantissa}e{exponent}")))
        .filter(|value| (low..=high).contains(value))
        .map(|value| Tick { value, label: label(value) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::View;

    #[test]
    fn a_log_axis_within_a_decade_has_ticks() {
        for (low, high) in [(0.02, 0.08), (0.002, 0.1), (0.05, 2.4), (0.011, 0.012), (1e-12, 1.0)] {
            let axis = Axis::losses(low, high, true);
            assert!((2..=11).contains(&axis.ticks.len()), "{low}..{high}: {:?}", axis.ticks);
            let rates = Axis::rates(high, low, true);
            assert!((2..=11).contains(&rates.ticks.len()), "{low}..{high}: {:?}", rates.ticks);
        }
    }

    #[test]
    fn linear_ticks_are_clean() {
        let labels: Vec<String> = Axis::rates(0.01, 0.0, false).ticks.into_iter().map(|t| t.label).collect();
        assert_eq!(labels, ["0", "0.0025", "0.005", "0.0075", "0.01"]);
        let labels: Vec<String> =
            Axis::time(&epochs(20), (0.0, 20.0)).ticks.into_iter().map(|t| t.label).collect();
        assert_eq!(labels, ["0", "5", "10", "15", "20"]);
        let labels: Vec<String> =
            Axis::accuracies_between(0.9, 1.0).ticks.into_iter().map(|t| t.label).collect();
        assert_eq!(labels, ["90 %", "92.5 %", "95 %", "97.5 %", "100 %"]);
        for highest in [1e-8, 1e-4, 0.3, 1.0, 7.7, 1e30] {
            assert!((3..=6).contains(&Axis::rates(highest, 0.0, false).ticks.len()), "{highest}");
        }
    }

    fn epochs(epochs: u32) -> Time {
        Time::of(&View::default(), epochs)
    }

    #[test]
    fn the_time_has_round_ticks_however_it_is_cut() {
        let labels = |time: &Time, window| -> Vec<String> {
            Axis::time(time, window).ticks.into_iter().map(|tick| tick.label).collect()
        };
        assert_eq!(labels(&epochs(1), (0.0, 1.0)), ["0", "1"]);
        assert_eq!(labels(&epochs(20), (3.3, 8.1)), ["4", "5", "6", "7", "8"]);
        assert_eq!(labels(&epochs(20), (3.3, 4.05)), ["3.4", "3.6", "3.8", "4"]);
        let steps = Time::of(&View { unit: Unit::Steps, ..View::default() }, 20);
        let axis = Axis::time(&steps, (0.0, 20.0));
        assert_eq!(
            axis.ticks.iter().map(|tick| &*tick.label).collect::<Vec<_>>(),
            ["0", "200", "400", "600", "800"]
        );
        assert!((axis.position(axis.ticks[1].value) - 200.0 / 900.0).abs() < 1e-12);
        let log = Time::of(&View { unit: Unit::Steps, time_log: true, ..View::default() }, 20);
        assert_eq!(labels(&log, (log.low, log.high)), ["1", "10", "100"]);
    }

    #[test]
    fn a_visitors_run_has_ticks_of_its_own() {
        let yours = Yours::NETWORK.with_batches(400.0).unwrap().with_rate(3e-4, 0.02).unwrap();
        let view = View { unit: Unit::Steps, yours, ..View::default() };
        let axis = Axis::time(&Time::of(&view, 30), (0.0, 30.0));
        let labels: Vec<&str> = axis.ticks.iter().map(|tick| &*tick.label).collect();
        assert_eq!(labels, ["0", "2500", "5000", "7500", "10000"]);
        assert_eq!((axis.ticks[2].value, axis.high), (12.5, 30.0));
        for log in [false, true] {
            let axis = Axis::your_rates(0.02, 2e-4, log, yours);
            let tick =
                axis.ticks.iter().find(|tick| tick.label == "0.0001" || tick.label == "0.0002").unwrap();
            let expected: f64 = tick.label.parse().unwrap();
            assert!((yours.rate(tick.value) - expected).abs() < 1e-15, "{tick:?}");
            assert!(axis.position(0.02) <= 1.0 && axis.position(0.02) > 0.8, "{axis:?}");
        }
    }

    #[test]
    fn momenta_of_any_range_have_ticks() {
        for (low, high) in [(0.9, 0.9), (0.0, 1.0), (0.85, 0.95), (f64::INFINITY, f64::NEG_INFINITY)] {
            let axis = Axis::momenta(low, high);
            assert!(axis.high > axis.low && axis.ticks.len() >= 2, "{low} {high} {axis:?}");
        }
    }

    #[test]
    fn the_smallest_distance_is_at_the_top() {
        for (measure, first) in [(Measure::Accuracy, "≤ 0.1 pt"), (Measure::Loss, "≤ 0.001")] {
            for most in [0.0, 0.05, 0.9, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
                let axis = Axis::behind(1e-3, most, measure);
                assert_eq!(axis.ticks[0].label, first);
                assert!(axis.ticks.len() >= 2, "{most}: {axis:?}");
                assert_eq!((axis.position(1e-3), axis.position(axis.low)), (1.0, 0.0));
                assert!(axis.ticks.iter().all(|tick| (0.0..=1.0).contains(&axis.position(tick.value))));
            }
        }
        let axis = Axis::base_rates(1e-3, 0.1, Yours::NETWORK);
        assert_eq!((axis.position(0.01), axis.ticks.len()), (0.5, 7));
    }

    #[test]
    fn one_exploding_rate_does_not_flatten_the_others() {
        assert_eq!(Axis::top_of(vec![0.01, 1e36, 0.01, 0.03, 0.01]), 0.03);
        assert_eq!(Axis::top_of(vec![0.02, 0.02, 506.0, 0.02, 0.02]), 0.02);
        assert_eq!(Axis::top_of(vec![0.01, 1.0, 0.01]), 1.0);
        assert_eq!(Axis::top_of(vec![0.0, 0.0, 0.5]), 0.5);
        assert_eq!(Axis::top_of(vec![1e30; 3]), 1e30);
        assert_eq!(Axis::top_of(vec![0.01, 0.02, 0.01, 0.03, 0.01]), 0.03);
        assert_eq!(Axis::top_of(vec![]), 0.0);
    }

    #[test]
    fn what_is_no_number_has_no_place() {
        assert!(Axis::losses(0.1, 2.0, false).position(f64::NAN).is_nan());
        assert!(Axis::losses(0.1, 2.0, true).position(f64::NAN).is_nan());
        assert_eq!(Axis::losses(0.1, 2.0, true).position(0.0), f64::NEG_INFINITY);
    }

    #[test]
    fn a_constant_rate_of_any_size_has_an_axis() {
        for rate in [0.0, 1e-300, 1e-9, 1.0, 1e300, f64::INFINITY, f64::NAN] {
            for log in [false, true] {
                let axis = Axis::rates(rate, rate, log);
                assert!(
                    axis.high > axis.low && axis.high.is_finite() && !axis.ticks.is_empty(),
                    "{rate} {log}"
                );
            }
        }
    }
}
