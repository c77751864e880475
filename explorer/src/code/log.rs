//! A log of one's own: a column of numbers that plateau rules are run over. Nothing of it leaves the page.

mod columns;
mod lists;
mod numbers;
mod table;

use etalon::{Observed, PlateauState, Settings};

use crate::number::rate;
use columns::{Form, pick};

/// The longest text that is read, in bytes.
pub const MOST_BYTES: usize = 8_000_000;
/// The most values of a log; what comes after them is left out.
pub const MOST_VALUES: usize = 100_000;

/// A log.
#[derive(Debug, Clone, PartialEq)]
pub struct Log {
    /// The metric's values in their order. A NaN or an infinity stands for a value that the log has as such.
    pub values: Vec<f64>,
    /// What the metric is called, if the log says so.
    pub name: Option<String>,
    /// What was taken, in a sentence, and what was left out.
    pub said: String,
    /// The names of all columns of numbers that the log has.
    pub columns: Vec<String>,
}

/// A part of a log that should be a number and is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotANumber {
    /// Its line, counted from 1.
    pub line: usize,
    /// The beginning of it.
    pub text: String,
}

/// The most characters of a part that a message repeats.
const MOST_REPEATED: usize = 30;

impl NotANumber {
    fn new(line: usize, text: &str) -> Self {
        let mut brief: String = text.chars().take(MOST_REPEATED).collect();
        if brief.len() < text.len() {
            brief.push('…');
        }
        Self { line, text: brief }
    }
}

impl core::fmt::Display for NotANumber {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "“{}” in line {}", self.text, self.line)
    }
}

/// Why a text is no log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoLog {
    /// It is too long.
    TooLong,
    /// It is no text.
    Binary,
    /// It is empty.
    NoNumbers,
    /// It has words where numbers should be.
    NotANumber(NotANumber),
    /// It has no such column.
    NoSuchColumn(String),
}

impl core::fmt::Display for NoLog {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            NoLog::TooLong => {
                write!(f, "The log is longer than {} MB: keep one column of it", MOST_BYTES / 1_000_000)
            }
            NoLog::Binary => f.write_str("This is a binary file, not a text: export the metric as CSV"),
            NoLog::NoNumbers => f.write_str("It contains no numbers"),
            NoLog::NotANumber(part) => write!(f, "Line {}: “{}” is not a number", part.line, part.text),
            NoLog::NoSuchColumn(name) => write!(f, "The log has no column “{name}” of numbers"),
        }
    }
}

impl core::error::Error for NoLog {}

/// Reads a log: CSV or TSV with a header or without, an export of TensorBoard or W&B, a Python list or dictionary, numbers in lines of
/// words. `column` picks a column by its name. Without it the likeliest one is taken, and [`Log::said`] says which.
///
/// # Errors
/// See [`NoLog`].
pub fn read(text: &str, column: Option<&str>) -> Result<Log, NoLog> {
    if text.len() > MOST_BYTES {
        return Err(NoLog::TooLong);
    }
    if text.contains('\0') {
        return Err(NoLog::Binary);
    }
    let text = text.trim_start_matches('\u{feff}');
    let (columns, form) = match (table::table(text), numbers::named(text)) {
        (Some(columns), _) => (columns, Form::Table),
        (None, Some(columns)) => (columns, Form::Words),
        (None, None) => (lists::lists(text), Form::List),
    };
    let mut log = pick(&columns, form, column)?;
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

/// Whether a metric of this name should rise, if its name says so.
#[must_use]
pub fn should_rise(name: &str) -> Option<bool> {
    let words = name.to_ascii_lowercase();
    let has =
        |known: &[&str]| words.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| known.contains(&word));
    let rises = has(&[
        "acc",
        "accs",
        "accuracy",
        "accuracies",
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
        "scores",
        "r2",
        "psnr",
        "ssim",
        "recall",
        "precision",
    ]);
    let falls = has(&[
        "loss",
        "losses",
        "error",
        "errors",
        "mse",
        "mae",
        "rmse",
        "ppl",
        "perplexity",
        "nll",
        "wer",
        "cer",
    ]);
    if rises == falls { None } else { Some(rises) }
}

/// The most cuts that a sentence lists.
const MOST_LISTED: usize = 8;

/// What a replay came to, in a sentence: “The rule cuts after values 6 and 12; the rate ends at 1.0e-4.”
#[must_use]
pub fn describe(replay: &Replay) -> String {
    let places: Vec<String> = replay.cuts.iter().take(MOST_LISTED).map(|at| (at + 1).to_string()).collect();
    let end = rate(replay.rates.last().copied().unwrap_or(0.0));
    let mut said = match (places.as_slice(), replay.cuts.len()) {
        ([], _) => format!("The rule makes no cut; the rate stays at {end}."),
        ([only], _) => format!("The rule cuts after value {only}; the rate ends at {end}."),
        ([others @ .., last], all) if places.len() == all => {
            format!("The rule cuts after values {} and {last}; the rate ends at {end}.", others.join(", "))
        }
        (some, all) => {
            format!(
                "The rule cuts {all} times, first after values {}; the rate ends at {end}.",
                some.join(", ")
            )
        }
    };
    if let Some(first) = replay.floors.first() {
        said.push_str(&format!(
            " After value {} a cut was due but not made: the rate was at min_lr, or the cut was no larger than eps.",
            first + 1
        ));
    }
    said
}

#[cfg(test)]
mod tests;
