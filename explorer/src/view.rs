//! How the charts are looked at; decides nothing about training.

use etalon_train::task::Measure;

use crate::panels::advice::Answers;
use crate::panels::landscape::Choice;
use crate::race::seeds::SeedCount;
use crate::race::slot::{Line, PerLine};
use crate::race::yours::Yours;

/// What the heights of the chart of every rate are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatesBy {
    /// The measure of the task.
    Measure,
    /// The distance from the leading median.
    Distance,
}

/// What the time axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Passes over the training set.
    Epochs,
    /// Batches.
    Steps,
}

/// A part of the time, in epochs: what the charts are zoomed to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    from: f64,
    to: f64,
}

impl Window {
    /// The shortest part there is: a fiftieth of an epoch.
    pub const LEAST: f64 = 0.02;

    /// From `from` to `to`; none where that is no part of any training.
    #[must_use]
    pub fn new(from: f64, to: f64) -> Option<Self> {
        (from >= 0.0 && to.is_finite() && to - from >= Self::LEAST).then_some(Self { from, to })
    }

    /// Its left end.
    #[must_use]
    pub const fn from(self) -> f64 {
        self.from
    }

    /// Its right end.
    #[must_use]
    pub const fn to(self) -> f64 {
        self.to
    }
}

/// How the charts are looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// What the lower chart shows over the time.
    pub measure: Measure,
    /// Whether the lower chart shows every rate in place of the time.
    pub every_rate: bool,
    /// The heights of the chart of every rate.
    pub rates_by: RatesBy,
    /// Whether learning rates stand on a log axis.
    pub rates_log: bool,
    /// Whether accuracies stand on a log axis of their distance from 100 %.
    pub accuracies_log: bool,
    /// Whether losses stand on a log axis.
    pub losses_log: bool,
    /// Whether the time stands on a log axis.
    pub time_log: bool,
    /// What the time axis counts.
    pub unit: Unit,
    /// The part of the time that is shown. `None` shows all of it.
    pub window: Option<Window>,
    /// Whose lines are hidden.
    pub hidden: PerLine<bool>,
    /// Whether momentum has a chart.
    pub momentum: bool,
    /// Where the plateau would have cut with this patience.
    pub replay: Option<u32>,
    /// How many seeds stand behind the results.
    pub seeds: SeedCount,
    /// The units of the visitor's own run.
    pub yours: Yours,
    /// Whether the run of the race is drawn beside the median of all seeds.
    pub own_seed: bool,
    /// What the landscape is about, if a visitor has chosen it.
    pub landscape: Option<Choice>,
    /// A visitor's answers to the two questions above the cards.
    pub answers: Answers,
}

impl Default for View {
    fn default() -> Self {
        Self {
            measure: Measure::Accuracy,
            every_rate: false,
            rates_by: RatesBy::Measure,
            rates_log: false,
            accuracies_log: true,
            losses_log: true,
            time_log: false,
            unit: Unit::Epochs,
            window: None,
            hidden: PerLine::default(),
            momentum: false,
            replay: None,
            seeds: SeedCount::default(),
            yours: Yours::default(),
            own_seed: false,
            landscape: None,
            answers: Answers::default(),
        }
    }
}

impl View {
    /// Whether the line of `line` is shown.
    #[must_use]
    pub fn shows(&self, line: Line) -> bool {
        !self.hidden.get(line)
    }

    /// With the line of `line` shown where it was hidden, and hidden where it was shown.
    #[must_use]
    pub fn toggled(mut self, line: Line) -> Self {
        let hidden = self.hidden.get_mut(line);
        *hidden = !*hidden;
        self
    }

    /// With `line` alone of these lines; with all lines again where it was alone.
    #[must_use]
    pub fn isolated(mut self, line: Line, lines: &[Line]) -> Self {
        let alone = PerLine::from_fn(|other| other != line && lines.contains(&other));
        self.hidden = if self.hidden == alone { PerLine::default() } else { alone };
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_a_part_of_the_time() {
        assert!(Window::new(1.0, 2.0).is_some());
        for (from, to) in [(-1.0, 2.0), (2.0, 1.0), (1.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
            assert_eq!(Window::new(from, to), None);
        }
    }

    #[test]
    fn isolating_twice_shows_all() {
        let lines: Vec<Line> = Line::all().filter(|line| line.index() != 4).collect();
        let once = View::default().isolated(Line::Reference, &lines);
        assert!(once.shows(Line::Reference) && !once.shows(lines[0]));
        assert!(
            Line::all().all(|line| lines.contains(&line) || once.shows(line)),
            "a line that is not there is hidden"
        );
        assert_eq!(once.isolated(Line::Reference, &lines), View::default());
        assert!(!View::default().toggled(Line::Reference).shows(Line::Reference));
    }
}
