//! The landscape of a lane: how it ends over two of its parameters. Here are the two axes and what a cell sets.

pub mod ghost;
pub mod map;
pub mod shade;
pub mod survey;
pub mod table;
pub mod words;

use etalon::param::Domain;
use etalon_train::job::Job;
use etalon_train::question;

use etalon_train::task::Measure;

use crate::chart;
use crate::number::{self, tidy};
use crate::race::config::Config;
use crate::race::control::{Changes, Control};
use crate::race::refusal::Refusal;
use crate::race::row::Row;
use crate::race::run_settings::LR;
use crate::race::slide::Track;
use crate::race::slot::{Line, Slot};
use crate::race::yours::{Gauge, Yours};

/// The most columns.
const COLUMNS: usize = 24;
/// The most rows.
const ROWS: usize = 16;

/// Characters of the longest label that is no power of ten: there is room for as many beside the map.
const LONGEST: usize = 7;

/// The rates across, while the present one is among them.
const RATES: (f64, f64) = (1e-3, 0.1);

/// A lane and two of its parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// The place of the lane.
    pub slot: Slot,
    /// The parameter across.
    pub x: Row,
    /// The parameter upwards.
    pub y: Row,
}

impl Choice {
    /// The rate across and the main parameter upwards. `None` if there is no such lane.
    #[must_use]
    pub fn usual(config: &Config, slot: Slot) -> Option<Self> {
        let x = config.lane(slot)?.page().rate;
        let y = rows(config, slot).into_iter().find(|row| *row != x)?;
        Some(Self { slot, x, y })
    }

    /// This choice, as far as the lineup still has it: the lane, or the first one, with these parameters, or its usual ones.
    #[must_use]
    pub fn within(self, config: &Config) -> Option<Self> {
        let slot = config.lane(self.slot).map_or(config.lanes().next()?.0, |_| self.slot);
        let all = rows(config, slot);
        let holds = slot == self.slot && self.x != self.y && all.contains(&self.x) && all.contains(&self.y);
        if holds { Some(self) } else { Self::usual(config, slot) }
    }

    /// With another parameter across. If it was the one upwards, the two change places.
    #[must_use]
    pub fn across(self, x: Row) -> Self {
        let y = if x == self.y { self.x } else { self.y };
        Self { x, y, ..self }
    }

    /// With another parameter upwards. If it was the one across, the two change places.
    #[must_use]
    pub fn upwards(self, y: Row) -> Self {
        let x = if y == self.x { self.y } else { self.x };
        Self { x, y, ..self }
    }
}

/// The parameters of a lane that can be an axis: numbers with a slider.
#[must_use]
pub fn rows(config: &Config, slot: Slot) -> Vec<Row> {
    let all = config.lane(slot).into_iter().flat_map(|lane| lane.rows());
    all.filter(|row| Track::of(*row).is_some()).collect()
}

/// One axis of a landscape: a control and the values that are tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// The control that a value is set on.
    pub control: Control,
    /// The values, rising. There are two or more.
    pub values: Vec<f64>,
}

impl Dimension {
    fn of(config: &Config, slot: Slot, row: Row, most: usize) -> Option<Self> {
        let lane = config.lane(slot)?;
        let is_rate = row == lane.page().rate;
        // A lane that follows the base rate of all is set by that rate, unless lines have rates of their own.
        let follows = is_rate && !lane.page().brings_its_rate() && !config.has_own_rates();
        let control = if follows { Control::run(LR) } else { Control::lane(slot, row) };
        let now = config.value(control);
        let values = if is_rate { rates(now, most) } else { spread(row, most) };
        (values.len() >= 2).then_some(Self { control, values })
    }

    /// The name of its parameter.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.control.row.label
    }

    /// Where a value lies, counted in cells: 0 is the middle of the first. `None` beyond the values.
    #[must_use]
    pub fn place(&self, value: f64) -> Option<f64> {
        let above = self.values.iter().position(|other| *other >= value)?;
        let high = self.values[above];
        if high == value {
            return Some(above as f64);
        }
        let low = *self.values.get(above.checked_sub(1)?)?;
        let share =
            if low > 0.0 { (value / low).ln() / (high / low).ln() } else { (value - low) / (high - low) };
        Some(above as f64 - 1.0 + share)
    }
}

/// Two decades of rates: the usual ones, or those around `now` if it is not among them.
fn rates(now: f64, most: usize) -> Vec<f64> {
    let (low, high) =
        if now > 0.0 && !(RATES.0..=RATES.1).contains(&now) { (now / 10.0, now * 10.0) } else { RATES };
    let axis = question::Axis::log_rates(low, high, most)
        .or_else(|_| question::Axis::log_rates(RATES.0, RATES.1, most));
    axis.map(|axis| axis.values().to_vec()).unwrap_or_default()
}

/// Values from one end of a slider to the other, evenly along it. Of a few whole numbers it has each one.
fn spread(row: Row, most: usize) -> Vec<f64> {
    let Some(track) = Track::of(row) else { return Vec::new() };
    let whole = row.slider.high - row.slider.low + 1.0;
    let is_whole = matches!(row.domain, Domain::Count { .. });
    let count = if is_whole && whole <= most as f64 { whole as usize } else { most };
    let last = count.saturating_sub(1).max(1) as f64;
    let value = |at: usize| track.value(track.min + (track.max - track.min) * at as f64 / last);
    let mut values: Vec<f64> = (0..count).map(value).filter(|value| row.check(*value).is_ok()).collect();
    values.sort_unstable_by(f64::total_cmp);
    values.dedup();
    values
}

/// A landscape before it is trained: the lane, the axes, and the settings that do not change over it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    config: Config,
    /// What it is about.
    pub choice: Choice,
    /// The axis across.
    pub x: Dimension,
    /// The axis upwards.
    pub y: Dimension,
}

/// A value in the visitor's units, as a power of ten where that is shorter. It has every digit. A rate that the gauge has changed has
/// three.
fn text(gauge: Gauge, value: f64) -> String {
    let shown = gauge.shown(value);
    let shown = if gauge.is_rounding() { number::digits(shown, 3) } else { shown };
    let plain = number::exact(shown);
    if plain.len() <= LONGEST { plain } else { format!("{shown:e}") }
}

/// A cell: its column from the left, and its row from below.
pub type At = (usize, usize);

impl Plan {
    /// What its runs are judged by.
    #[must_use]
    pub fn measure(&self) -> Measure {
        self.config.task().measure
    }

    /// The landscape of `choice` around these settings. `None` if there is no such lane, or an axis has no two values.
    #[must_use]
    pub fn new(config: &Config, choice: Choice) -> Option<Self> {
        let x = Dimension::of(config, choice.slot, choice.x, COLUMNS)?;
        let y = Dimension::of(config, choice.slot, choice.y, ROWS)?;
        Some(Self { config: *config, choice, x, y })
    }

    /// How the values of one of its axes are shown in the visitor's units.
    #[must_use]
    pub fn gauge(&self, axis: &Dimension, yours: Yours) -> Gauge {
        yours.gauge(&self.config, axis.control)
    }

    /// The values of an axis as texts.
    #[must_use]
    pub fn texts(&self, axis: &Dimension, yours: Yours) -> Vec<String> {
        let gauge = self.gauge(axis, yours);
        axis.values.iter().map(|value| text(gauge, *value)).collect()
    }

    /// Labels of an axis with their places, counted in cells. Rates have round ones, and other parameters the values themselves.
    #[must_use]
    pub fn ticks(&self, axis: &Dimension, yours: Yours) -> Vec<(f64, String)> {
        let (first, last) = (axis.values[0], axis.values[axis.values.len() - 1]);
        if axis.control.row.unit == etalon::param::Unit::Rate && first > 0.0 {
            let round = chart::axis::Axis::your_rates(last, first, true, yours).ticks.into_iter();
            return round.filter_map(|tick| Some((axis.place(tidy(tick.value))?, tick.label))).collect();
        }
        self.texts(axis, yours).into_iter().enumerate().map(|(at, text)| (at as f64, text)).collect()
    }

    /// The line of its lane.
    #[must_use]
    pub const fn line(&self) -> Line {
        Line::Lane(self.choice.slot)
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.x.values.len(), self.y.values.len())
    }

    /// The number of cell `at`: row by row, the lowest first.
    #[must_use]
    pub fn number(&self, at: At) -> usize {
        at.1 * self.size().0 + at.0
    }

    /// What the cell `at` sets. Empty for a cell that there is not.
    #[must_use]
    pub fn changes(&self, at: At) -> Changes {
        let value = |axis: &Dimension, at: usize| Some((axis.control, *axis.values.get(at)?));
        value(&self.y, at.1).into_iter().chain(value(&self.x, at.0)).collect()
    }

    /// The job of the cell `at`.
    ///
    /// # Errors
    /// If its values do not go together.
    pub fn job(&self, at: At) -> Result<Job, Refusal> {
        self.job_from(&self.config, at)
    }

    /// Why the cell `at` cannot be trained, in the visitor's units.
    #[must_use]
    pub fn refusal(&self, at: At, yours: Yours) -> Option<Refusal> {
        match self.config.with_changes(&self.changes(at)) {
            Ok(config) => yours.refusal(&config, self.line()),
            Err(refusal) => Some(refusal),
        }
    }

    fn job_from(&self, config: &Config, at: At) -> Result<Job, Refusal> {
        Ok(config.with_changes(&self.changes(at))?.job(self.line())?.with_seed(1))
    }

    /// Whether a visitor with the settings `config` finds the same trainings in its cells.
    #[must_use]
    pub fn is_of(&self, config: &Config) -> bool {
        let (columns, rows) = self.size();
        let corners = [(0, 0), (columns - 1, 0), (0, rows - 1), (columns - 1, rows - 1)];
        corners.into_iter().all(|at| self.job(at).ok() == self.job_from(config, at).ok())
    }

    /// Where the settings `config` are, counted in cells. `None` for a value beyond the axis.
    #[must_use]
    pub fn cross(&self, config: &Config) -> (Option<f64>, Option<f64>) {
        let place = |axis: &Dimension| axis.place(config.value(axis.control));
        (place(&self.x), place(&self.y))
    }

    /// The cell nearest to the settings `config`, held to the map.
    #[must_use]
    pub fn nearest(&self, config: &Config) -> At {
        let near = |axis: &Dimension| {
            let value = config.value(axis.control);
            let beyond = if value > axis.values[0] { axis.values.len() - 1 } else { 0 };
            axis.place(value).map_or(beyond, |place| place.round() as usize)
        };
        (near(&self.x), near(&self.y))
    }

    /// The values of the cell `at` with their names: `γ 0.9, rate η₀ 0.0123`.
    #[must_use]
    pub fn name(&self, at: At, yours: Yours) -> String {
        let one = |axis: &Dimension, at: usize| {
            let value = axis.values.get(at).map(|value| text(self.gauge(axis, yours), *value));
            let value = value.unwrap_or_default();
            format!("{} {value}", axis.label())
        };
        format!("{}, {}", one(&self.y, at.1), one(&self.x, at.0))
    }
}

#[cfg(test)]
mod tests;
