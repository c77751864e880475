//! How a group of runs that differ in their seeds ended, in a few numbers.

use core::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::report::Outcome;
use crate::task::Measure;

/// How a run ended, by the measure of its task.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Ending {
    /// With this value of the measure, which is finite.
    Value(f64),
    /// The run diverged, or its measure is too large for a float: worse than any value.
    Diverged,
}

impl Ending {
    /// How a run with this outcome ended.
    #[must_use]
    pub fn of(measure: Measure, outcome: &Outcome) -> Self {
        let value = measure.last(outcome).filter(|value| outcome.divergence.is_none() && value.is_finite());
        value.map_or(Ending::Diverged, |value| Ending::Value(f64::from(value)))
    }

    /// The value, if there is one.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Ending::Value(value) => Some(value),
            Ending::Diverged => None,
        }
    }

    /// `Greater` if this ending is the better one. Two runs that diverged are equal.
    #[must_use]
    pub fn compare(self, other: Self, measure: Measure) -> Ordering {
        match (self, other) {
            (Ending::Diverged, Ending::Diverged) => Ordering::Equal,
            (Ending::Diverged, Ending::Value(_)) => Ordering::Less,
            (Ending::Value(_), Ending::Diverged) => Ordering::Greater,
            (Ending::Value(ours), Ending::Value(theirs)) => match measure {
                Measure::Accuracy => ours.total_cmp(&theirs),
                Measure::Loss => theirs.total_cmp(&ours),
            },
        }
    }
}

/// Median and quartiles of a group. Runs that diverged count as the worst.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quartiles {
    /// A quarter of the runs is below this. Where the measure should rise, the runs that diverged are the lowest.
    pub q1: Ending,
    /// Half of the runs is below this, half above.
    pub median: Ending,
    /// A quarter of the runs is above this. Where the measure should fall, the runs that diverged are the highest.
    pub q3: Ending,
}

/// A group of runs in numbers.
///
/// - **Quartiles** are those of all runs, interpolated between neighbours as numpy's `quantile` does by default. A value between a
///   run that diverged and one that did not is [`Ending::Diverged`]. There are none without a run.
/// - **Mean and standard deviation** are those of the `finished` runs, and say nothing of the others: show `diverged` beside them.
///   There is no mean of nothing, and no standard deviation (with n − 1) of fewer than two.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Runs that ended with a value.
    pub finished: usize,
    /// Runs that diverged.
    pub diverged: usize,
    /// Median and quartiles of all runs.
    pub quartiles: Option<Quartiles>,
    /// Mean over the finished runs.
    pub mean: Option<f64>,
    /// Standard deviation over the finished runs.
    pub sd: Option<f64>,
}

impl Summary {
    /// Summarises a group. The result is the same, to the bit, in whatever order the endings come.
    #[must_use]
    pub fn of(endings: impl IntoIterator<Item = Ending>, measure: Measure) -> Self {
        let mut endings: Vec<Ending> = endings.into_iter().collect();
        // From the lowest to the highest.
        endings.sort_unstable_by(|a, b| match measure {
            Measure::Accuracy => a.compare(*b, measure),
            Measure::Loss => b.compare(*a, measure),
        });
        let values: Vec<f64> = endings.iter().filter_map(|ending| ending.value()).collect();
        let count = values.len() as f64;
        let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / count);
        let squares = |mean: f64| values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
        let sd = mean.filter(|_| values.len() > 1).map(|mean| libm::sqrt(squares(mean) / (count - 1.0)));
        let at = |share| quantile(&endings, share);
        let quartiles = match (at(0.25), at(0.5), at(0.75)) {
            (Some(q1), Some(median), Some(q3)) => Some(Quartiles { q1, median, q3 }),
            (_, _, _) => None,
        };
        Self { finished: values.len(), diverged: endings.len() - values.len(), quartiles, mean, sd }
    }

    /// Runs.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.finished + self.diverged
    }

    /// The median, unless it is that of no run.
    #[must_use]
    pub fn median(&self) -> Option<Ending> {
        self.quartiles.map(|quartiles| quartiles.median)
    }
}

/// The value below which `share` of the sorted endings lie, interpolated between neighbours.
fn quantile(sorted: &[Ending], share: f64) -> Option<Ending> {
    let place = share * (sorted.len().checked_sub(1)?) as f64;
    let (below, part) = (place as usize, place - libm::floor(place));
    let low = *sorted.get(below)?;
    if part == 0.0 {
        return Some(low);
    }
    let between = |low: f64, high: f64| Ending::Value(low + part * (high - low));
    let high = sorted.get(below + 1)?.value();
    Some(low.value().zip(high).map_or(Ending::Diverged, |(low, high)| between(low, high)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Divergence;

    const D: Ending = Ending::Diverged;

    fn values(values: &[f64]) -> Vec<Ending> {
        values.iter().map(|&value| Ending::Value(value)).collect()
    }

    /// The quartiles are by hand, at places 1.25, 2.5 and 3.75 of 1, 2, 4, 5, 7, 9; the deviation is that of Python's `statistics`.
    #[test]
    fn quartiles_lie_between_neighbours_and_the_deviation_is_that_of_a_sample() {
        let summary = Summary::of(values(&[5.0, 1.0, 2.0, 9.0, 4.0, 7.0]), Measure::Accuracy);
        let Quartiles { q1, median, q3 } = summary.quartiles.unwrap();
        assert_eq!([q1, median, q3], [2.5, 4.5, 6.5].map(Ending::Value));
        assert!((summary.mean.unwrap() - 4.666_666_666_666_667).abs() < 1e-15);
        assert!((summary.sd.unwrap() - 3.011_090_610_836_324).abs() < 1e-14);
        assert_eq!((summary.finished, summary.diverged, summary.runs()), (6, 0, 6));
    }

    #[test]
    fn what_diverged_is_the_worst_and_no_part_of_the_mean() {
        let mut group = values(&[0.9, 0.7, 0.8]);
        group.push(D);
        let max = Summary::of(group.clone(), Measure::Accuracy);
        assert_eq!((max.finished, max.diverged), (3, 1));
        assert!((max.mean.unwrap() - 0.8).abs() < 1e-15 && (max.sd.unwrap() - 0.1).abs() < 1e-15);
        // Sorted: diverged, 0.7, 0.8, 0.9. The quartiles stand at places 0.75, 1.5 and 2.25.
        let quartiles = max.quartiles.unwrap();
        assert_eq!((quartiles.q1, quartiles.median), (D, Ending::Value(0.75)));
        assert_eq!(quartiles.q3, Ending::Value(0.8 + 0.25 * (0.9 - 0.8)));
        // Sorted: 0.7, 0.8, 0.9, diverged.
        let quartiles = Summary::of(group, Measure::Loss).quartiles.unwrap();
        assert_eq!((quartiles.median, quartiles.q3), (Ending::Value(0.8 + 0.5 * (0.9 - 0.8)), D));
        let two = Summary::of([D, Ending::Value(1.0), D], Measure::Accuracy);
        assert_eq!((two.median(), two.mean, two.sd), (Some(D), Some(1.0), None));
    }

    #[test]
    fn nothing_has_no_numbers_and_the_order_changes_no_bit() {
        let none = Summary::of([], Measure::Loss);
        assert_eq!((none.quartiles, none.mean, none.sd, none.runs()), (None, None, None, 0));
        let mut group = values(&[0.1, 0.7, 0.3, 1e-9, 0.2]);
        let before = Summary::of(group.clone(), Measure::Loss);
        group.reverse();
        assert_eq!(Summary::of(group, Measure::Loss), before);
    }

    #[test]
    fn an_ending_follows_the_measure_and_never_a_diverged_run() {
        let outcome = |loss, divergence| Outcome {
            best_accuracy: Some(0.9),
            final_accuracy: Some(0.5),
            final_loss: Some(loss),
            divergence,
        };
        assert_eq!(Ending::of(Measure::Accuracy, &outcome(2.0, None)), Ending::Value(0.5));
        assert_eq!(Ending::of(Measure::Loss, &outcome(2.0, None)), Ending::Value(2.0));
        assert_eq!(Ending::of(Measure::Loss, &outcome(f32::INFINITY, None)), D);
        assert_eq!(Ending::of(Measure::Loss, &outcome(2.0, Some(Divergence { step: 3 }))), D);
    }
}
