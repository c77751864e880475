//! A lane: a kind of schedule with its settings, behind a warm-up or not.

use etalon::{Mode, Settings, Stepped};
use etalon_train::task::Measure;

use crate::kinds::page::{KindPage, Source};
use crate::race::config::ROUND;
use crate::race::curve::Curve;
use crate::race::refusal::Refusal;
use crate::race::row::Row;
use crate::race::run_settings::{EPOCHS, RunSettings};
use crate::race::warm_up::{self, Rise};

/// What runs at a place of the lineup. Every value is legal by itself.
#[derive(Debug, Clone, Copy)]
pub struct Lane {
    page: &'static KindPage,
    settings: Settings,
    warm_up: Rise,
    /// A base rate of its own. Without it a lane follows the run's base rate, or has the peak that its kind brings along.
    rate: Option<f64>,
    /// The points of a lane whose rates come from points.
    curve: Option<Curve>,
}

impl PartialEq for Lane {
    fn eq(&self, other: &Self) -> bool {
        (self.settings, self.warm_up, self.rate, self.curve)
            == (other.settings, other.warm_up, other.rate, other.curve)
    }
}

impl Lane {
    /// A lane of this kind with the values that a visitor finds, as long as the run.
    #[must_use]
    pub fn new(page: &'static KindPage, run: &RunSettings) -> Self {
        let mut settings = Settings::suggested(page.kind);
        for (row, value) in page.opening {
            let set = settings.set(row.id, *value);
            debug_assert!(set.is_ok(), "an opening value is illegal: {set:?}");
        }
        let curve = match page.source {
            Source::Kind => None,
            Source::Points => Some(Curve::default()),
        };
        let mut lane = Self { page, settings, warm_up: Rise::default(), rate: None, curve };
        lane.watch(Measure::Accuracy, run.task().measure);
        lane.fit(lane.length_of(run));
        lane
    }

    /// What the page knows of its kind.
    #[must_use]
    pub const fn page(&self) -> &'static KindPage {
        self.page
    }

    /// Its warm-up. A kind that has a warm-up of its own has no other.
    #[must_use]
    pub const fn warm_up(&self) -> Rise {
        self.warm_up
    }

    /// Every row that can be set, the main one first.
    pub fn rows(&self) -> impl Iterator<Item = Row> + use<> {
        let page = self.page;
        let warm_up = warm_up::ROWS.iter().map(Row::new).filter(|_| !page.has_own_warm_up());
        page.kind.params().iter().map(Row::new).chain(warm_up)
    }

    /// The row with this name.
    #[must_use]
    pub fn row(&self, id: &str) -> Option<Row> {
        self.rows().find(|row| row.id == id)
    }

    /// Its points, if its rates come from points.
    #[must_use]
    pub const fn curve(&self) -> Option<&Curve> {
        self.curve.as_ref()
    }

    /// Sets its points.
    pub(super) fn set_curve(&mut self, curve: Curve) -> Result<(), Refusal> {
        let own = self.curve.as_mut().ok_or_else(|| Refusal::NoSuchControl("points".to_owned()))?;
        *own = curve;
        Ok(())
    }

    /// The base rate that is its own.
    #[must_use]
    pub const fn own_rate(&self) -> Option<f64> {
        self.rate
    }

    /// Its value of `row`, where the run's base rate is `lr`.
    #[must_use]
    pub(super) fn get(&self, row: Row, lr: f64) -> f64 {
        if row == self.page.rate {
            let usual = if self.page.brings_its_rate() { self.stored(row) } else { lr };
            return self.rate.unwrap_or(usual);
        }
        if let Some(value) = self.warm_up.get(row).filter(|_| !self.page.has_own_warm_up()) {
            return value;
        }
        self.stored(row)
    }

    fn stored(&self, row: Row) -> f64 {
        self.settings.get(row.id).unwrap_or(row.default)
    }

    /// Sets a row of this lane.
    pub(super) fn set(&mut self, row: Row, value: f64) -> Result<(), Refusal> {
        row.check(value)?;
        if row == self.page.rate {
            self.rate = None;
            if !self.page.brings_its_rate() {
                self.rate = Some(value);
                return Ok(());
            }
        } else if !self.page.has_own_warm_up() && self.warm_up.put(row, value) {
            return Ok(());
        }
        self.settings.set(row.id, value).map_err(|error| Refusal::NoSuchControl(error.to_string()))
    }

    /// With a base rate of its own, or without.
    pub(super) fn set_own_rate(&mut self, rate: Option<f64>) -> Result<(), Refusal> {
        if let Some(rate) = rate {
            self.page.rate.check(rate)?;
        }
        self.rate = rate;
        Ok(())
    }

    /// The settings that its schedule is built from, where the run's base rate is `lr`.
    #[must_use]
    pub(super) fn settings(&self, lr: f64) -> Settings {
        let mut settings = self.settings;
        let rate = self.get(self.page.rate, lr);
        // The rate was checked against this row before.
        let set = settings.set(self.page.rate.id, rate);
        debug_assert!(set.is_ok(), "{set:?}");
        settings
    }

    /// The run's length in the steps of this lane.
    #[must_use]
    pub fn length_of(&self, run: &RunSettings) -> u32 {
        let epochs = run.get(EPOCHS) as u32;
        match self.page.kind.spec().stepped {
            Stepped::Batch => epochs * ROUND,
            // Once an epoch, or once a metric. `Stepped` may grow.
            _ => epochs,
        }
    }

    /// The parts of its length: its lengths, and its warm-up unless that is one of them. There are none without a length.
    pub fn parts(&self) -> impl Iterator<Item = Row> + use<> {
        let page = self.page;
        let warm_up = (!page.lengths.is_empty() && !page.has_own_warm_up()).then_some(warm_up::STEPS);
        page.lengths.iter().copied().chain(warm_up)
    }

    /// The length of its schedule in its own steps, if it has one.
    #[must_use]
    pub fn length(&self) -> Option<f64> {
        let part = |row: Row| {
            self.warm_up.get(row).filter(|_| !self.page.has_own_warm_up()).unwrap_or_else(|| self.stored(row))
        };
        (!self.page.lengths.is_empty()).then(|| self.parts().map(part).sum())
    }

    /// Whether its schedule is as long as the run, or as near to it as its first length can bring it: where the other parts are
    /// longer than the run, the first one is 0.
    #[must_use]
    pub fn fits(&self, run: &RunSettings) -> bool {
        self.fitting(self.length_of(run)).is_some_and(|(row, value)| self.stored(row) == value)
    }

    /// What its first length has to be for the schedule to end with a run of `steps` of its steps.
    #[must_use]
    pub fn fitting(&self, steps: u32) -> Option<(Row, f64)> {
        let first = *self.page.lengths.first()?;
        let others = self.length()? - self.stored(first);
        let fits = (f64::from(steps) - others).max(0.0);
        first.check(fits).is_ok().then_some((first, fits))
    }

    /// A rule that watches a metric for the measure `before` watches it for `now`. Another rule stays as it is. Those of the opening
    /// watch an accuracy.
    pub(super) fn watch(&mut self, before: Measure, now: Measure) {
        let is_rule = self.page.kind.spec().stepped == Stepped::Metric;
        let Some(mode) = self.row("mode").filter(|_| is_rule) else { return };
        let value = |measure: Measure| if measure.mode() == Mode::Max { 1.0 } else { 0.0 };
        if self.stored(mode) == value(before) {
            let set = self.settings.set(mode.id, value(now));
            debug_assert!(set.is_ok(), "{set:?}");
        }
    }

    /// Makes its schedule as long as a run of `steps` of its steps.
    pub(super) fn fit(&mut self, steps: u32) {
        if let Some((row, value)) = self.fitting(steps) {
            let set = self.settings.set(row.id, value);
            debug_assert!(set.is_ok(), "{set:?}");
        }
    }
}
