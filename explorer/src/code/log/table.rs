//! Tables: CSV and TSV, among them the exports of TensorBoard and W&B, and columns that are aligned with spaces.

use super::columns::{Column, unnamed};
use super::numbers::value;

/// The columns of a table, if the text is one: lines with several cells, or lines with one cell and a name at the top.
pub fn table(text: &str) -> Option<Vec<Column>> {
    let numbered = (1..).zip(text.lines());
    let mut lines = numbered.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')).peekable();
    let (first_line, first) = lines.next()?;
    if first.trim_start().starts_with(['[', '{', '(']) {
        return None;
    }
    let cut = Cut::of(first, lines.peek().map(|(_, line)| *line)?)?;
    let mut head = cut.cells(first);
    let has_header =
        head.iter().all(|cell| value(cell).is_none()) && head.iter().any(|cell| !cell.is_empty());
    // A list of Python may begin like a table.
    if first.contains('[') && (!has_header || first.matches('[').count() != first.matches(']').count()) {
        return None;
    }
    let rows: Vec<(usize, Vec<String>)> =
        lines.take(super::MOST_VALUES + 1).map(|(line, row)| (line, cut.cells(row))).collect();
    let widest = rows.iter().map(|(_, row)| row.len()).max()?;
    if has_header && cut == Cut::Spaces && head.len() + 1 == widest {
        // pandas leaves the place above its index empty.
        head.insert(0, String::new());
    }
    if !has_header
        && cut == Cut::At(',')
        && let Some(column) = decimal_commas(first_line, &head, &rows)
    {
        return Some(vec![column]);
    }
    let is_table = (head.len() > 1 || has_header) && widest <= head.len() + 1;
    let filled = rows.iter().filter(|(_, row)| row.iter().any(|cell| value(cell).is_some())).count();
    // A text of words is no table.
    if !is_table || filled * 2 <= rows.len() {
        return None;
    }
    let mut columns: Vec<Column> = (0..head.len())
        .map(|at| Column::named(if has_header { head[at].clone() } else { unnamed(at) }))
        .collect();
    let mut add = |line: usize, row: &[String]| {
        for (at, column) in columns.iter_mut().enumerate() {
            column.add(line, row.get(at).map_or("", String::as_str));
        }
    };
    if !has_header {
        add(first_line, &head);
    }
    for (line, row) in &rows {
        add(*line, row);
    }
    Some(columns)
}

/// Lines such as `0,9` are no rows of two whole numbers: the first ones do not count the lines. They stand as they are, so that a
/// message names the first of them.
fn decimal_commas(first_line: usize, head: &[String], rows: &[(usize, Vec<String>)]) -> Option<Column> {
    let pair = |row: &[String]| match row {
        [whole, part] if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) => {
            whole.parse::<i64>().ok().map(|whole| (whole, part.clone()))
        }
        _ => None,
    };
    let all: Vec<(i64, String)> = core::iter::once(head)
        .chain(rows.iter().map(|(_, row)| row.as_slice()))
        .map(pair)
        .collect::<Option<_>>()?;
    let counts = all.windows(2).all(|two| two[0].0 < two[1].0);
    if counts || all.len() < 2 {
        return None;
    }
    let mut column = Column::named(unnamed(0));
    let lines = core::iter::once(first_line).chain(rows.iter().map(|(line, _)| *line));
    lines.zip(&all).for_each(|(line, (whole, part))| column.add(line, &format!("{whole},{part}")));
    Some(column)
}

/// What lies between the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// This character.
    At(char),
    /// Any number of spaces.
    Spaces,
    /// Nothing: a line is a cell.
    Nowhere,
}

impl Cut {
    /// What cuts a table that begins with these lines. `None` for numbers in lines, which are a list.
    fn of(first: &str, second: &str) -> Option<Self> {
        if let Some(separator) = ['\t', ';', ','].into_iter().find(|separator| first.contains(*separator)) {
            return Some(Self::At(separator));
        }
        let (above, below) = (Self::Spaces.cells(first), Self::Spaces.cells(second));
        if below.len() < 2 {
            return (value(first).is_none() && value(second).is_some()).then_some(Self::Nowhere);
        }
        // Numbers in several lines are a list, unless the first of each line counts the lines.
        let count = |row: &[String]| row.first().and_then(|cell| cell.parse::<u64>().ok());
        let counts = match (count(&above), count(&below)) {
            (Some(first), Some(second)) => second > first && above.len() == below.len(),
            (None, Some(_)) => {
                let is_header = above.iter().all(|cell| value(cell).is_none());
                is_header && (above.len() == below.len() || above.len() + 1 == below.len())
            }
            (_, None) => false,
        };
        counts.then_some(Self::Spaces)
    }

    fn cells(self, line: &str) -> Vec<String> {
        match self {
            Cut::At(separator) => cells(line, separator),
            Cut::Spaces => line.split_whitespace().map(str::to_owned).collect(),
            Cut::Nowhere => vec![line.trim().to_owned()],
        }
    }
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
