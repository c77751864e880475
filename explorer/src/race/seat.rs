//! A line as its kind sees it: its own values, and the run around it.

use etalon::{AnySchedule, Built, ReduceLrOnPlateau, Schedule as _, Settings};

use crate::kinds::page::{KindPage, Source};
use crate::number::tidy;
use crate::race::config::Config;
use crate::race::control::{Changes, Control, Owner};
use crate::race::row::Row;
use crate::race::slot::Line;
use crate::race::yours::Yours;

/// A line of a configuration. Texts, facts and traps of a kind read it.
#[derive(Debug, Clone, Copy)]
pub struct Seat<'a> {
    /// All that is set.
    pub config: &'a Config,
    /// Which line.
    pub line: Line,
    /// The units of the settings: those of the small network, or of a visitor's own run.
    yours: Yours,
}

impl<'a> Seat<'a> {
    /// `line` of `config`.
    #[must_use]
    pub const fn new(config: &'a Config, line: Line) -> Self {
        Self { config, line, yours: Yours::NETWORK }
    }

    /// The same line of another configuration.
    #[must_use]
    pub const fn of<'b>(self, config: &'b Config) -> Seat<'b> {
        Seat { config, line: self.line, yours: self.yours }
    }

    /// The same, where the settings are in the units of a visitor's own run.
    #[must_use]
    pub const fn in_units(self, yours: Yours) -> Self {
        Self { yours, ..self }
    }

    /// The units of the settings.
    #[must_use]
    pub const fn yours(self) -> Yours {
        self.yours
    }

    /// A rate of the small network in the units of the settings.
    #[must_use]
    pub fn of_network(self, rate: f64) -> f64 {
        self.yours.rate(rate)
    }

    /// Batches in an epoch.
    #[must_use]
    pub const fn batches(self) -> u32 {
        self.yours.batches()
    }

    /// What the page knows of its kind.
    #[must_use]
    pub fn page(self) -> &'static KindPage {
        self.config.page(self.line)
    }

    /// The control of a row: the lane's own, or one of the run for the reference.
    #[must_use]
    pub const fn control(self, row: Row) -> Control {
        let owner = match self.line {
            Line::Lane(slot) => Owner::Lane(slot),
            Line::Reference => Owner::Run,
        };
        Control { owner, row }
    }

    /// Its value of `row`.
    #[must_use]
    pub fn get(self, row: Row) -> f64 {
        self.config.value(self.control(row))
    }

    /// Whether a switch is on, or a choice is not its first.
    #[must_use]
    pub fn is_on(self, row: Row) -> bool {
        self.get(row) != 0.0
    }

    /// Its base rate.
    #[must_use]
    pub fn rate(self) -> f64 {
        self.config.base_rate(self.line)
    }

    /// Changes of its own rows.
    #[must_use]
    pub fn changes(self, list: &[(Row, f64)]) -> Changes {
        list.iter().map(|(row, value)| (self.control(*row), *value)).collect()
    }

    /// The configuration with one of its values changed; as it is where the value is refused.
    #[must_use]
    pub fn with(self, row: Row, value: f64) -> Config {
        self.config.with_change(self.control(row), value).unwrap_or(*self.config)
    }

    /// The settings that its schedule is built from.
    #[must_use]
    pub fn settings(self) -> Settings {
        self.config.settings(self.line)
    }

    /// Its rates without the warm-up, one for each epoch after it, if they come from points. There is at least one.
    #[must_use]
    pub fn points(self) -> Option<Vec<f64>> {
        let lane = self.line.slot().and_then(|slot| self.config.lane(slot))?;
        let shares = lane.curve()?.shares(self.own_length().max(1));
        Some(shares.into_iter().map(|share| tidy(share * self.rate())).collect())
    }

    /// The first rate without the warm-up. `None` for a rule that takes a metric, and where two values do not go together.
    #[must_use]
    pub fn first_rate(self) -> Option<f64> {
        match self.points() {
            Some(rates) => rates.first().copied(),
            None => self.schedule().map(|schedule| schedule.lr(0)),
        }
    }

    /// Its schedule without the warm-up. `None` for a rule that takes a metric, for rates that come from points, and where two values
    /// do not go together.
    #[must_use]
    pub fn schedule(self) -> Option<AnySchedule<f64>> {
        match self.page().source {
            Source::Kind => {}
            Source::Points => return None,
        }
        self.settings().build().ok().and_then(Built::timed)
    }

    /// Its rule, if it takes a metric.
    #[must_use]
    pub fn rule(self) -> Option<ReduceLrOnPlateau<f64>> {
        self.settings().build().ok().and_then(Built::plateau)
    }

    /// The steps of its warm-up.
    #[must_use]
    pub fn warm_up(self) -> u32 {
        self.line.slot().and_then(|slot| self.config.lane(slot)).map_or(0, |lane| lane.warm_up().steps)
    }

    /// The share of the full rate at the first step of its warm-up.
    #[must_use]
    pub fn warm_up_start(self) -> f64 {
        self.line.slot().and_then(|slot| self.config.lane(slot)).map_or(1.0, |lane| lane.warm_up().start)
    }

    /// The rate of one of its own steps, counted from 0, with the warm-up. `None` as for [`first_rate`](Self::first_rate).
    #[must_use]
    pub fn rate_at(self, step: u32) -> Option<f64> {
        if self.page().source == Source::Points {
            let policy = self.config.policy(self.line).ok()?;
            return Some(policy.rates(step)[0].lr);
        }
        let schedule = self.schedule()?.warm_up(self.warm_up(), self.warm_up_start()).ok()?;
        Some(schedule.lr(step))
    }

    /// The rate of the last step of the run, with the warm-up. `None` as for [`first_rate`](Self::first_rate).
    #[must_use]
    pub fn last_rate(self) -> Option<f64> {
        self.rate_at(self.run_length().saturating_sub(1))
    }

    /// The length that the run leaves for the schedule, as the beginning of a sentence.
    #[must_use]
    pub fn run_in_words(&self) -> String {
        let after = if self.warm_up() > 0 { " after the warm-up" } else { "" };
        format!("The run has {}{after}", crate::number::epochs(self.own_length()))
    }

    /// The steps that the run leaves for the schedule after the warm-up.
    #[must_use]
    pub fn own_length(self) -> u32 {
        self.run_length().saturating_sub(self.warm_up())
    }

    /// The run's length in its own steps: epochs, or batches.
    #[must_use]
    pub fn run_length(self) -> u32 {
        self.config.epochs() * if self.page().is_stepped_by_batches() { self.batches() } else { 1 }
    }

    /// Batches of the run.
    #[must_use]
    pub fn steps(self) -> f64 {
        f64::from(self.epochs()) * f64::from(self.batches())
    }

    /// Passes over the training set.
    #[must_use]
    pub fn epochs(self) -> u32 {
        self.config.epochs()
    }
}
