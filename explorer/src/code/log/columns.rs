//! Columns of numbers, and the choice of the one that is the metric.

use super::numbers::value;
use super::{Log, NoLog, NotANumber};

/// A column of a log.
#[derive(Debug, Clone, Default)]
pub struct Column {
    name: String,
    values: Vec<f64>,
    /// Cells without a value: rows of other metrics.
    gaps: usize,
    /// The number of cells that are not numbers, and the first of them.
    strange: usize,
    first: Option<NotANumber>,
}

/// How a log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Rows of cells.
    Table,
    /// Lines of words: `loss: 0.4`.
    Words,
    /// A list.
    List,
}

impl Column {
    /// An empty column with this name.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of its values.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Adds a cell of this line.
    pub fn add(&mut self, line: usize, cell: &str) {
        match value(cell) {
            Some(value) => self.values.push(value),
            None if is_gap(cell) => self.gaps += 1,
            None => {
                self.strange += 1;
                self.first.get_or_insert_with(|| NotANumber::new(line, cell));
            }
        }
    }

    /// Whether most of its cells are numbers.
    fn is_numeric(&self) -> bool {
        self.values.iter().any(|value| value.is_finite()) && self.values.len() >= self.strange
    }

    /// What is taken, in a sentence or two.
    fn describe(&self, form: Form) -> String {
        let (name, count) = (&self.name, self.values.len());
        let s = if count == 1 { "" } else { "s" };
        let mut said = match (form, name.as_str()) {
            (Form::List, "") => format!("A list of {count} number{s}."),
            (Form::List, name) => format!("The list “{name}” of {count} number{s}."),
            (Form::Words, name) => format!("The {count} number{s} after “{name}”."),
            (Form::Table, name) => match self.gaps {
                0 => format!("The {count} value{s} of “{name}”."),
                1 => format!("The {count} value{s} of “{name}”; 1 row has none."),
                gaps => format!("The {count} value{s} of “{name}”; {gaps} rows have none."),
            },
        };
        match (&self.first, self.strange) {
            (Some(first), 1) => said.push_str(&format!(" {first} is left out: it is not a number.")),
            (Some(first), many) => {
                said.push_str(&format!(
                    " {many} entries are left out because they are not numbers. The first is {first}."
                ));
            }
            (None, _) => {}
        }
        said
    }
}

/// Whether a cell stands for no value.
fn is_gap(cell: &str) -> bool {
    let bare = cell.trim().trim_matches(['"', '\'']);
    ["", "-", "--", "none", "null", "na", "n/a"].iter().any(|gap| bare.eq_ignore_ascii_case(gap))
}

/// How likely a column is the metric: 0 is a counter of some kind.
pub fn rank(name: &str) -> u32 {
    const COUNTS: [&str; 18] = [
        "step",
        "steps",
        "epoch",
        "epochs",
        "iter",
        "iteration",
        "batch",
        "time",
        "timestamp",
        "runtime",
        "seconds",
        "id",
        "index",
        "lr",
        "rate",
        "it",
        "min",
        "eta",
    ];
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    if lower.ends_with("__min") || lower.ends_with("__max") {
        return 0;
    }
    let is_metric = super::should_rise(name).is_some();
    if has(&COUNTS) && !is_metric || lower.is_empty() {
        return 0;
    }
    let is_validation = has(&["val", "valid", "validation", "eval", "test", "dev"]);
    1 + u32::from(lower == "value") + 2 * u32::from(is_metric) + 4 * u32::from(is_validation)
}

/// The column of this name, or the likeliest.
pub fn pick(columns: &[Column], form: Form, wanted: Option<&str>) -> Result<Log, NoLog> {
    let rank = |column: &&Column| rank(&column.name);
    let (numeric, words): (Vec<&Column>, Vec<&Column>) =
        columns.iter().partition(|column| column.is_numeric());
    // Of several unnamed columns the last one is the metric, because the first ones count. Of several named ones it is the first.
    let are_named = columns.first().is_some_and(|column| !column.name.starts_with(UNNAMED));
    let likeliest = if are_named {
        numeric.iter().copied().rev().max_by_key(rank)
    } else {
        numeric.iter().copied().max_by_key(rank)
    };
    let strange = words.iter().copied().filter(|column| column.first.is_some()).rev().max_by_key(rank);
    let taken = match (wanted, likeliest, strange) {
        (Some(name), ..) => numeric
            .iter()
            .copied()
            .find(|column| column.name == name)
            .ok_or_else(|| NoLog::NoSuchColumn(name.to_owned()))?,
        // A counter is not taken in place of a metric that cannot be read.
        (None, Some(column), Some(strange)) if rank(&column) == 0 && rank(&strange) > 0 => {
            return Err(unreadable(strange));
        }
        (None, Some(column), _) => column,
        (None, None, Some(strange)) => return Err(unreadable(strange)),
        (None, None, None) => return Err(NoLog::NoNumbers),
    };
    Ok(Log {
        values: taken.values.clone(),
        name: (!taken.name.is_empty()).then(|| taken.name.clone()),
        said: taken.describe(form),
        columns: numeric.iter().map(|column| column.name.clone()).collect(),
    })
}

/// How the names of columns begin that the log does not name.
const UNNAMED: &str = "column ";

/// The name of an unnamed column, counted from 0.
pub fn unnamed(at: usize) -> String {
    format!("{UNNAMED}{}", at + 1)
}

fn unreadable(column: &Column) -> NoLog {
    column.first.clone().map_or(NoLog::NoNumbers, NoLog::NotANumber)
}
