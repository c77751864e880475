//! The chart of every rate in numbers: its axes, the median and the middle half of each lane, and its marks.

use etalon_train::question::Cell;
use etalon_train::stats::Ending;
use etalon_train::task::Measure;

use super::Rates;
use crate::chart::axis::Axis;
use crate::chart::band::Between;
use crate::chart::series::Point;
use crate::race::slot::Line;
use crate::race::yours::Yours;
use crate::view::RatesBy;

/// The smallest distance on a log axis: a tenth of a point of accuracy, or a loss of 0.001. Below it lies what 0 has no place for.
const LEAST: f64 = 1e-3;

/// The most of the accuracy below the highest median that the chart shows. Lanes that learn nothing leave the chart.
const DEPTH: f64 = 0.2;

/// The highest loss on the chart, as a multiple of the lowest.
const WORST_LOSS: f64 = 8.0;

impl Rates {
    /// The axis of the base rates, labelled in the visitor's units.
    #[must_use]
    pub fn x(&self, yours: Yours) -> Axis {
        let ends = self.rates.first().zip(self.rates.last());
        let (low, high) = ends.map_or((1e-3, 0.1), |(low, high)| (*low, *high));
        Axis::base_rates(low, high, yours)
    }

    /// The axis of the medians of `lines`.
    #[must_use]
    pub fn y(&self, lines: &[Line], by: RatesBy) -> Axis {
        let heights = || lines.iter().flat_map(|line| self.medians(*line, by)).map(|point| point.1);
        let finite = || heights().filter(|height| height.is_finite());
        let (lowest, highest) =
            (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        match (by, self.measure) {
            (RatesBy::Distance, measure) => Axis::behind(LEAST, highest, measure),
            (RatesBy::Measure, Measure::Accuracy) => {
                Axis::accuracies_between(lowest.max(highest - DEPTH), highest)
            }
            (RatesBy::Measure, Measure::Loss) => Axis::losses(lowest, highest.min(WORST_LOSS * lowest), true),
        }
    }

    /// The leading median of all, where it is a value.
    fn best(&self) -> Option<f64> {
        let (lane, rate) = self.answer.leading?;
        self.answer.lanes.get(lane)?.rates.get(rate)?.summary.median()?.value()
    }

    /// The height of an ending. One that diverged is beyond the worst end of the axis.
    fn height(&self, ending: Ending, by: RatesBy) -> f64 {
        match (ending, by, self.measure) {
            (Ending::Value(value), RatesBy::Measure, _) => value,
            (Ending::Value(value), RatesBy::Distance, measure) => {
                let best = self.best().unwrap_or(value);
                let behind = match measure {
                    Measure::Accuracy => best - value,
                    Measure::Loss => value - best,
                };
                behind.max(LEAST)
            }
            (Ending::Diverged, RatesBy::Measure, Measure::Accuracy) => f64::NEG_INFINITY,
            (Ending::Diverged, RatesBy::Measure, Measure::Loss)
            | (Ending::Diverged, RatesBy::Distance, _) => f64::INFINITY,
        }
    }

    fn cells(&self, line: Line) -> impl Iterator<Item = (f64, &Cell)> {
        let cells = self.lane(line).map_or(&[][..], |lane| &lane.rates);
        self.rates.iter().copied().zip(cells)
    }

    /// The median of `line` at each rate. It is not a number where nothing is known yet, or where the median run diverged.
    #[must_use]
    pub fn medians(&self, line: Line, by: RatesBy) -> Vec<Point> {
        let height = |cell: &Cell| {
            let median = cell.summary.median().filter(|median| *median != Ending::Diverged);
            median.map_or(f64::NAN, |median| self.height(median, by))
        };
        // Rates without a run are left out, so that the line goes on between coarse rates.
        let known = self.cells(line).filter(|(_, cell)| cell.summary.runs() > 0);
        known.map(|(rate, cell)| (rate, height(cell))).collect()
    }

    /// The middle half of the runs of `line` at each rate that has several.
    #[must_use]
    pub fn middle_halves(&self, line: Line, by: RatesBy) -> Vec<Between> {
        let known = self.cells(line).filter(|(_, cell)| cell.summary.runs() > 1);
        let half = |(rate, cell): (f64, &Cell)| {
            let quartiles = cell.summary.quartiles?;
            Some((rate, self.height(quartiles.q1, by), self.height(quartiles.q3, by)))
        };
        known.filter_map(half).collect()
    }

    /// The lowest rate above all medians that are values, if the median run diverged there.
    #[must_use]
    pub fn diverges_at(&self, line: Line) -> Option<f64> {
        let medians = self.medians(line, RatesBy::Measure);
        let values = medians.iter().rposition(|(_, height)| !height.is_nan()).map_or(0, |last| last + 1);
        medians.get(values).map(|(rate, _)| *rate)
    }

    /// The median of `line` at the trained rate that is nearest to `rate`. It is not a number if that run diverged. There is none
    /// for a rate beyond the ends, or before the first run has ended.
    #[must_use]
    pub fn near(&self, line: Line, rate: f64) -> Option<f64> {
        let distance = |other: f64| (other.ln() - rate.ln()).abs();
        let (low, high) = (self.rates.first()?, self.rates.last()?);
        if !(low * 0.999..=high * 1.001).contains(&rate) {
            return None;
        }
        let medians = self.medians(line, RatesBy::Measure);
        let nearest = medians.into_iter().min_by(|a, b| distance(a.0).total_cmp(&distance(b.0)));
        nearest.map(|(_, median)| median)
    }
}

/// The height of a line at `x` between two of its points, both in the unit square.
#[must_use]
pub fn height_at(pieces: &[Vec<Point>], x: f64) -> Option<f64> {
    let between = |pair: &[Point]| match pair {
        [from, to] if (from.0..=to.0).contains(&x) && to.0 > from.0 => {
            Some(from.1 + (x - from.0) / (to.0 - from.0) * (to.1 - from.1))
        }
        _ => None,
    };
    pieces.iter().find_map(|piece| piece.windows(2).find_map(between))
}
