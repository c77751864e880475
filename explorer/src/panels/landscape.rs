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
use crate::number;
use crate::race::config::Config;
use crate::race::control::{Changes, Control};
use crate::race::refusal::Refusal;
use crate::race::row::Row;
use crate::race::run_settings::LR;
use crate::race::slide::Track;
use crate::race::slot::{Line, Slot};

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

    /// A value, with every digit that it has, as a power of ten where that is shorter.
    #[must_use]
    pub fn text(&self, value: f64) -> String {
        let plain = number::exact(value);
        if plain.len() <= LONGEST { plain } else { format!("{value:e}") }
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

    /// Labels with their places, counted in cells. Rates have round ones, and other parameters the values themselves.
    #[must_use]
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let (first, last) = (self.values[0], self.values[self.values.len() - 1]);
        if self.control.row.unit == etalon::param::Unit::Rate && first > 0.0 {
            let round = chart::axis::Axis::rates(last, first, true).ticks.into_iter();
            return round.filter_map(|tick| Some((self.place(tick.value)?, tick.label))).collect();
        }
        self.values.iter().enumerate().map(|(at, value)| (at as f64, self.text(*value))).collect()
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
    values.sort_by(f64::total_cmp);
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
    pub fn name(&self, at: At) -> String {
        let one = |axis: &Dimension, at: usize| {
            let value = axis.values.get(at).map(|value| axis.text(*value)).unwrap_or_default();
            format!("{} {value}", axis.label())
        };
        format!("{}, {}", one(&self.y, at.1), one(&self.x, at.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{self, cosine, exponential, warmup_stable_decay};
    use crate::race::opening;
    use crate::race::run_settings::EPOCHS;

    fn slot(number: usize) -> Slot {
        Slot::numbered(number).unwrap()
    }

    fn usual(config: &Config, number: usize) -> Plan {
        Plan::new(config, Choice::usual(config, slot(number)).unwrap()).unwrap()
    }

    #[test]
    fn every_pair_of_parameters_of_every_kind_has_two_rising_axes() {
        for page in kinds::KINDS {
            let config = Config::racing(&[page]);
            let all = rows(&config, slot(1));
            assert!(all.len() >= 2, "{page:?}");
            for (x, y) in all.iter().flat_map(|x| all.iter().map(move |y| (*x, *y))).filter(|(x, y)| x != y) {
                let plan = Plan::new(&config, Choice { slot: slot(1), x, y }).unwrap();
                for (axis, most) in [(&plan.x, COLUMNS), (&plan.y, ROWS)] {
                    assert!(axis.values.windows(2).all(|pair| pair[0] < pair[1]), "{axis:?}");
                    assert!((2..=most).contains(&axis.values.len()), "{axis:?}");
                    assert!(axis.ticks().iter().all(|(place, _)| (0.0..=(most - 1) as f64).contains(place)));
                    assert!(axis.ticks().len() >= 2, "{axis:?}");
                }
            }
        }
    }

    #[test]
    fn the_usual_map_has_the_main_parameter_over_two_decades_of_rates() {
        let config = opening::config();
        let plan = usual(&config, 1);
        assert_eq!((plan.size(), plan.y.label()), ((COLUMNS, ROWS), "γ"));
        assert_eq!((plan.x.values[0], plan.x.values[COLUMNS - 1]), RATES);
        let far = config.with(Control::run(LR), 0.5).unwrap();
        let values = usual(&far, 1).x.values;
        assert_eq!((values[0], values[COLUMNS - 1]), (0.05, 5.0));
        for odd in [0.0, f64::MAX, 1e-300] {
            let config = config.with(Control::run(LR), odd).unwrap();
            assert_eq!(usual(&config, 1).x.values.len(), COLUMNS, "{odd}");
        }
    }

    #[test]
    fn a_cell_sets_what_it_trains() {
        for (config, number) in [(opening::config(), 1), (opening::config(), 2), (opening::config(), 4)] {
            let plan = usual(&config, number);
            for at in [(0, 0), (7, 3)] {
                let set = config.with_changes(&plan.changes(at)).unwrap();
                assert_eq!(set.job(plan.line()).unwrap().with_seed(1), plan.job(at).unwrap());
                let (x, y) = plan.cross(&set);
                assert_eq!((x, y), (Some(at.0 as f64), Some(at.1 as f64)));
                assert_eq!(plan.nearest(&set), at);
            }
        }
    }

    #[test]
    fn a_map_stays_while_its_own_parameters_move_and_no_other() {
        let config = opening::config();
        let plan = usual(&config, 1);
        assert!(plan.is_of(&config) && plan.is_of(&config.with_changes(&plan.changes((3, 3))).unwrap()));
        let beyond = config.with_change(Control::run(LR), 1.0).unwrap();
        assert!(plan.is_of(&beyond));
        assert_eq!(plan.cross(&beyond).0, None);
        assert_eq!(plan.nearest(&beyond).0, COLUMNS - 1);
        assert!(!plan.is_of(&config.with_change(Control::run(EPOCHS), 5.0).unwrap()));
        assert!(!plan.is_of(&config.with_lane(slot(1), Some(&cosine::PAGE))));
        let other = config.with_lane(slot(2), Some(&exponential::PAGE));
        assert!(plan.is_of(&other), "another lane is no part of the map");
    }

    #[test]
    fn a_rate_of_its_own_is_set_where_lines_have_them() {
        let config = opening::config();
        assert_eq!(usual(&config, 1).x.control, Control::run(LR));
        let own = config.with_own_rate(Line::Lane(slot(2)), Some(0.02)).unwrap();
        let plan = usual(&own, 1);
        assert_eq!(plan.x.control.owner.line(), plan.line());
        assert!(
            own.with_changes(&plan.changes((0, 0))).unwrap().own_rates().get(Line::Lane(slot(2))).is_some()
        );
    }

    #[test]
    fn values_that_do_not_go_together_have_no_job() {
        let config = Config::racing(&[&warmup_stable_decay::PAGE]);
        let floor = config.lane(slot(1)).unwrap().row("min_lr").unwrap();
        let plan = Plan::new(&config, Choice::usual(&config, slot(1)).unwrap().upwards(floor)).unwrap();
        let (columns, rows) = plan.size();
        assert!(plan.job((columns - 1, 0)).is_ok());
        assert!(plan.job((0, rows - 1)).unwrap_err().to_string().contains("min_lr"));
    }

    #[test]
    fn parameters_change_places_and_a_lane_that_is_gone_is_replaced() {
        let config = opening::config();
        let choice = Choice::usual(&config, slot(4)).unwrap();
        let turned = choice.across(choice.y);
        assert_eq!((turned.x, turned.y), (choice.y, choice.x));
        assert_eq!(turned.upwards(choice.y), choice);
        assert_eq!(choice.within(&config), Some(choice));
        let gone = config.with_lane(slot(4), None);
        assert_eq!(choice.within(&gone), Choice::usual(&gone, slot(1)));
        assert_eq!(choice.within(&Config::empty()), None);
    }
}
