//! A visitor's own log under the rule of a plateau: the settings, what is said of them, and the tables.

mod picture;

use core::fmt::Write as _;

use etalon::{Kind, Settings};

pub use picture::picture;

use crate::code::log::{Log, Replay, replay, should_rise};
use crate::kinds::plateau;
use crate::number::{exact, rate};
use crate::race::config::Config;
use crate::race::refusal::Refusal;
use crate::race::row::Row;
use crate::race::run_settings::LR;
use crate::race::slot::Line;

const KIND: Kind = Kind::ReduceOnPlateau;
const MODE: Row = Row::of(KIND, "mode");
/// The row that the table of other values is about.
pub const PATIENCE: Row = Row::of(KIND, "patience");
/// The row of the rate at the start.
pub const START: Row = Row::of(KIND, "lr");

/// The rows that the panel has controls for.
pub const ROWS: [Row; 5] =
    [MODE, PATIENCE, Row::of(KIND, "factor"), Row::of(KIND, "threshold"), Row::of(KIND, "cooldown")];

/// The patiences that are compared.
pub const PATIENCES: [u32; 6] = [0, 1, 2, 3, 5, 10];

/// The values that the panel has of its own, in the order of [`ROWS`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Own([Option<f64>; ROWS.len()]);

impl Own {
    /// With this value of `row`. The usual value is no value of its own.
    ///
    /// # Errors
    /// A value outside the row's domain.
    pub fn with(mut self, row: Row, value: f64, usual: &Settings) -> Result<Self, Refusal> {
        row.check(value)?;
        if let Some(at) = ROWS.iter().position(|known| *known == row) {
            self.0[at] = (usual.get(row.id) != Some(value)).then_some(value);
        }
        Ok(self)
    }

    /// For another log. If it should go the other way, the mode is no longer of its own.
    #[must_use]
    pub fn for_log(mut self, before: Option<&Log>, log: &Log) -> Self {
        if before.is_none_or(|before| Direction::of(before).rises != Direction::of(log).rises) {
            self.0[0] = None;
        }
        self
    }

    /// These values, and the usual ones for all other rows.
    #[must_use]
    pub fn over(&self, mut usual: Settings) -> Settings {
        for (row, own) in ROWS.iter().zip(self.0) {
            if let Some(own) = own {
                put(&mut usual, *row, own);
            }
        }
        usual
    }
}

/// Sets a value that was checked.
fn put(settings: &mut Settings, row: Row, value: f64) {
    let set = settings.set(row.id, value);
    debug_assert!(set.is_ok(), "{set:?}");
}

/// The settings of the first plateau of the lineup, or PyTorch's at the page's base rate. The mode is the log's.
#[must_use]
pub fn usual(config: &Config, log: Option<&Log>) -> Settings {
    let mut settings = match config.first_of(&plateau::PAGE) {
        Some(slot) => config.settings(Line::Lane(slot)),
        None => {
            let mut settings = Settings::suggested(KIND);
            put(&mut settings, START, config.run().get(LR));
            settings
        }
    };
    if let Some(log) = log {
        put(&mut settings, MODE, f64::from(u8::from(Direction::of(log).rises)));
    }
    settings
}

/// Where the usual settings come from.
#[must_use]
pub fn origin(config: &Config) -> String {
    let start = rate(usual(config, None).get(START.id).unwrap_or(0.0));
    match config.first_of(&plateau::PAGE) {
        Some(_) => format!(
            "The rule begins with the values of the plateau in the lineup. Its base rate {start}, min_lr and eps count here too."
        ),
        None => format!("The rule begins with PyTorch's defaults, at the base rate {start}."),
    }
}

/// Whether a metric should rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Direction {
    rises: bool,
    /// Whether the name says so. Otherwise it is a guess from the values.
    is_named: bool,
}

impl Direction {
    fn of(log: &Log) -> Self {
        match log.name.as_deref().and_then(should_rise) {
            Some(rises) => Self { rises, is_named: true },
            None => Self { rises: has_risen(&log.values), is_named: false },
        }
    }
}

/// Whether the second half of the values is higher than the first, on average.
fn has_risen(values: &[f64]) -> bool {
    let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let (first, second) = finite.split_at(finite.len() / 2);
    let mean = |part: &[f64]| part.iter().map(|value| value / part.len() as f64).sum::<f64>();
    mean(second) > mean(first)
}

/// Why the mode is what it is.
#[must_use]
pub fn mode(log: &Log, settings: &Settings) -> String {
    let Direction { rises, is_named } = Direction::of(log);
    let (aim, mode) = if rises { ("rise", "max") } else { ("fall", "min") };
    let mut said = if is_named {
        format!("Its name says that it should {aim}: mode {mode}.")
    } else if rises {
        "Its name does not say whether it should fall or rise. It rises, so mode max is a guess.".to_owned()
    } else {
        "Its name does not say whether it should fall or rise. It does not rise, so mode min is a guess."
            .to_owned()
    };
    let set = MODE.text(settings.get(MODE.id).unwrap_or(0.0));
    if set != mode {
        let _ = write!(said, " But the rule has mode {set}.");
    }
    said
}

/// What the rule with some patience does.
#[derive(Debug, Clone, PartialEq)]
pub struct Fared {
    /// The patience.
    pub patience: u32,
    /// The number of cuts.
    pub cuts: String,
    /// The value after which it cuts first.
    pub first: String,
    /// The rate at the end.
    pub end: String,
}

/// What the rule does with each of [`PATIENCES`]. Without a log the cells are empty.
#[must_use]
pub fn fared(values: &[f64], settings: &Settings) -> Vec<Fared> {
    let none = || "–".to_owned();
    let with = |patience: u32| {
        let mut other = *settings;
        put(&mut other, PATIENCE, f64::from(patience));
        let replay = replay(values, &other).ok().filter(|_| !values.is_empty());
        Fared {
            patience,
            cuts: replay.as_ref().map_or_else(none, |replay| replay.cuts.len().to_string()),
            first: replay
                .as_ref()
                .and_then(|replay| replay.cuts.first())
                .map_or_else(none, |at| (at + 1).to_string()),
            end: replay.as_ref().and_then(|replay| replay.rates.last()).map_or_else(none, |end| rate(*end)),
        }
    };
    PATIENCES.map(with).to_vec()
}

/// The most rows of a table, besides the cuts. A longer log is shown in larger strides.
const MOST_ROWS: usize = 100;

/// The rows of a table, as HTML: each value, what the rule does after it, and the rate then.
#[must_use]
pub fn rows(values: &[f64], replay: &Replay) -> String {
    let stride = values.len().div_ceil(MOST_ROWS).max(1);
    let mut html = String::from("<thead><tr>");
    for name in ["Value number", "Value", "Rule", "Rate after it"] {
        // Writing to a string cannot fail.
        let _ = write!(html, "<th scope=\"col\">{name}</th>");
    }
    html.push_str("</tr></thead><tbody>");
    let cuts = replay.cuts.iter().copied().take(MOST_ROWS);
    let mut places: Vec<usize> = (0..values.len()).step_by(stride).chain(cuts).collect();
    places.extend(values.len().checked_sub(1));
    places.sort_unstable();
    places.dedup();
    for at in places {
        let (Some(value), Some(then)) = (values.get(at), replay.rates.get(at)) else { continue };
        let does = if replay.cuts.binary_search(&at).is_ok() { "cuts" } else { "" };
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{does}</td><td>{}</td></tr>",
            at + 1,
            exact(*value),
            rate(*then)
        );
    }
    html.push_str("</tbody>");
    html
}

#[cfg(test)]
mod tests;
