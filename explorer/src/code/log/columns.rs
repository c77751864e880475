//! Tables: CSV and TSV, among them the exports of TensorBoard and W&B.

use super::numbers::value;
use super::{Log, NoLog};

/// A table of columns.
#[derive(Debug)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<Option<f64>>>,
}

/// The table that a text is, if its lines have several cells, or one with a name at the top.
pub fn table(text: &str) -> Option<Table> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let first = lines.next()?;
    if first.trim_start().starts_with(['[', '{', '(']) {
        return None;
    }
    let separator = ['\t', ';', ','].into_iter().find(|separator| first.contains(*separator));
    let split = |line: &str| {
        separator.map_or_else(|| vec![line.trim().to_owned()], |separator| cells(line, separator))
    };
    let head = split(first);
    let has_header =
        head.iter().all(|cell| value(cell).is_none()) && head.iter().any(|cell| !cell.is_empty());
    let read = |line: &str| -> Vec<Option<f64>> { split(line).iter().map(|cell| value(cell)).collect() };
    let mut rows: Vec<Vec<Option<f64>>> = lines.take(super::MOST_VALUES + 1).map(read).collect();
    let header = if has_header {
        head
    } else {
        rows.insert(0, read(first));
        (1..=head.len()).map(|number| format!("column {number}")).collect()
    };
    // A list on one line is no table, and a line of words is none.
    let is_table = rows.len() > 1
        && (header.len() > 1 || has_header)
        && rows.iter().all(|row| row.len() <= header.len() + 1);
    let filled = rows.iter().filter(|row| row.iter().any(Option::is_some)).count();
    (is_table && filled * 2 > rows.len()).then_some(Table { header, rows })
}

/// The cells of a line. A quoted cell may hold the separator.
fn cells(line: &str, separator: char) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in line.trim_end_matches('\r').chars() {
        match c {
            '"' => quoted = !quoted,
            c if c == separator && !quoted => cells.push(String::new()),
            c => {
                if let Some(last) = cells.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// How likely a column is the metric: 0 is a counter of some kind.
pub fn rank(name: &str) -> u32 {
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let ends = |end: &str| lower.ends_with(end);
    if ends("__min") || ends("__max") {
        return 0;
    }
    let counts = [
        "step",
        "steps",
        "epoch",
        "epochs",
        "iter",
        "iteration",
        "batch",
        "time",
        "timestamp",
        "seconds",
        "id",
        "lr",
        "rate",
        "it",
        "min",
        "eta",
    ];
    let is_metric = super::should_rise(name).is_some();
    if has(&counts) && !is_metric || lower.is_empty() {
        return 0;
    }
    let is_validation = has(&["val", "valid", "validation", "eval", "test", "dev"]);
    1 + u32::from(lower == "value") + 2 * u32::from(is_metric) + 4 * u32::from(is_validation)
}

impl Table {
    fn column(&self, at: usize) -> Vec<f64> {
        // Rows without a value are those of other metrics.
        self.rows.iter().filter_map(|row| row.get(at).copied().flatten()).collect()
    }

    /// The column of this name, or the likeliest.
    pub fn pick(&self, name: Option<&str>) -> Result<Log, NoLog> {
        let numeric: Vec<usize> = (0..self.header.len()).filter(|at| !self.column(*at).is_empty()).collect();
        let at = match name {
            Some(name) => {
                let found = numeric.iter().copied().find(|at| self.header[*at] == name);
                found.ok_or_else(|| NoLog::NoSuchColumn(name.to_owned()))?
            }
            None => {
                let best = numeric.iter().map(|at| rank(&self.header[*at])).max().ok_or(NoLog::NoNumbers)?;
                // Of several unnamed columns the last one is the metric; the first ones count.
                let mut likely = numeric.iter().copied().filter(|at| rank(&self.header[*at]) == best);
                let is_named = !self.header[numeric[0]].starts_with("column ");
                let at = if is_named { likely.next() } else { likely.next_back() };
                at.ok_or(NoLog::NoNumbers)?
            }
        };
        let values = self.column(at);
        let (name, rows) = (self.header[at].clone(), self.rows.len());
        let said = if values.len() == rows {
            format!("The {rows} values of “{name}”.")
        } else {
            format!("The {} values of “{name}”; {} rows have none.", values.len(), rows - values.len())
        };
        let others = numeric
            .into_iter()
            .filter(|other| *other != at)
            .map(|other| self.header[other].clone())
            .collect();
        Ok(Log { values, name: Some(name), said, others })
    }
}
