//! A log of one's own: a column of numbers that plateau rules are run over. Nothing of it leaves the page.

mod columns;
mod numbers;

use etalon::{Kind, Observed, PlateauState, Settings};

use crate::number::rate;

/// The longest text that is read, in bytes.
pub const MOST_BYTES: usize = 8_000_000;
/// The most values of a log; what comes after them is left out.
pub const MOST_VALUES: usize = 100_000;

/// A log.
#[derive(Debug, Clone, PartialEq)]
pub struct Log {
    /// The metric's values in their order. A NaN stands for a value that the log has as NaN.
    pub values: Vec<f64>,
    /// What the metric is called, if the log says so.
    pub name: Option<String>,
    /// What was taken, in a sentence.
    pub said: String,
    /// The other columns of numbers that the log has.
    pub others: Vec<String>,
}

/// Why a text is no log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoLog {
    /// It is too long.
    TooLong,
    /// It has no numbers.
    NoNumbers,
    /// It has no such column.
    NoSuchColumn(String),
}

impl core::fmt::Display for NoLog {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            NoLog::TooLong => write!(f, "the log is longer than {MOST_BYTES} bytes; keep one column of it"),
            NoLog::NoNumbers => f.write_str(
                "no numbers found; a column of values is understood, with commas, tabs or lines between them",
            ),
            NoLog::NoSuchColumn(name) => write!(f, "the log has no column “{name}”"),
        }
    }
}

impl core::error::Error for NoLog {}

/// Reads a log: CSV or TSV with a header or without, an export of TensorBoard or W&B, a Python list, numbers in lines. `column` picks a
/// column by its name; without it the likeliest one is taken, and [`Log::said`] says which.
///
/// # Errors
/// See [`NoLog`].
pub fn read(text: &str, column: Option<&str>) -> Result<Log, NoLog> {
    if text.len() > MOST_BYTES {
        return Err(NoLog::TooLong);
    }
    let text = text.trim_start_matches('\u{feff}');
    let mut log = match columns::table(text) {
        Some(table) => table.pick(column)?,
        None => numbers::list(text)?,
    };
    if log.values.len() > MOST_VALUES {
        log.values.truncate(MOST_VALUES);
        log.said.push_str(&format!(" The first {MOST_VALUES} are taken."));
    }
    Ok(log)
}

/// What a rule does at each value of a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// The values after which the rate is cut, counted from 0.
    pub cuts: Vec<usize>,
    /// The values at which a cut was due and the rate stayed.
    pub floors: Vec<usize>,
    /// The rate after each value.
    pub rates: Vec<f64>,
}

/// Runs the rule with these settings over a log.
///
/// # Errors
/// Why the settings make no rule.
pub fn replay(values: &[f64], settings: &Settings) -> Result<Replay, String> {
    let built = settings.build::<f64>().map_err(|error| error.to_string())?;
    let rule = built.plateau().ok_or("only a rule that watches a metric can be run over a log")?;
    let mut state: PlateauState<f64> = rule.start();
    let mut replay = Replay { cuts: Vec::new(), floors: Vec::new(), rates: Vec::new() };
    for (at, value) in values.iter().enumerate() {
        match rule.observe(&mut state, *value) {
            Observed::Cut => replay.cuts.push(at),
            Observed::Floor => replay.floors.push(at),
            // The rate stays. `Observed` may grow.
            _ => {}
        }
        replay.rates.push(state.lr());
    }
    Ok(replay)
}

/// Where the rule cuts with each patience from 0 to `most`.
///
/// # Errors
/// As [`replay`].
pub fn patiences(values: &[f64], settings: &Settings, most: u32) -> Result<Vec<(u32, Replay)>, String> {
    let with = |patience: u32| {
        let mut other = *settings;
        other.set("patience", f64::from(patience)).map_err(|error| error.to_string())?;
        Ok((patience, replay(values, &other)?))
    };
    (0..=most).map(with).collect()
}

/// Whether a metric of this name should rise, if its name says so.
#[must_use]
pub fn should_rise(name: &str) -> Option<bool> {
    let words = name.to_ascii_lowercase();
    let has =
        |known: &[&str]| words.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| known.contains(&word));
    let rises = has(&[
        "acc",
        "accuracy",
        "top1",
        "top5",
        "f1",
        "auc",
        "auroc",
        "map",
        "iou",
        "miou",
        "dice",
        "bleu",
        "score",
        "r2",
        "psnr",
        "ssim",
        "recall",
        "precision",
    ]);
    let falls = has(&["loss", "error", "mse", "mae", "rmse", "ppl", "perplexity", "nll", "wer", "cer"]);
    if rises == falls { None } else { Some(rises) }
}

/// The settings to begin with for a log: the page's rule, in the metric's direction.
#[must_use]
pub fn settings(log: &Log) -> Settings {
    let mut settings = Settings::suggested(Kind::ReduceOnPlateau);
    if let Some(true) = log.name.as_deref().and_then(should_rise) {
        // `max` is the second choice of every plateau.
        let set = settings.set("mode", 1.0);
        debug_assert!(set.is_ok(), "{set:?}");
    }
    settings
}

/// What a replay came to, in a sentence: “would have cut after value 6 and 12, down to 0.0001”.
#[must_use]
pub fn describe(replay: &Replay) -> String {
    let places: Vec<String> = replay.cuts.iter().take(8).map(|at| (at + 1).to_string()).collect();
    let last = replay.rates.last().copied().unwrap_or(0.0);
    match (places.as_slice(), replay.cuts.len()) {
        ([], _) => "It would not have cut.".to_owned(),
        ([only], 1) => format!("It would have cut after value {only}, down to {}.", rate(last)),
        (some, all) if some.len() == all => {
            let (last_place, others) =
                some.split_last().map_or(("", &[][..]), |(last, others)| (last.as_str(), others));
            format!(
                "It would have cut after values {} and {last_place}, down to {}.",
                others.join(", "),
                rate(last)
            )
        }
        (some, all) => format!(
            "It would have cut {all} times, first after values {}, down to {}.",
            some.join(", "),
            rate(last)
        ),
    }
}

#[cfg(test)]
mod tests;
