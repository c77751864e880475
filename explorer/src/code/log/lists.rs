//! Lists: of Python, of JSON, or numbers with spaces and line breaks between them.

use super::columns::{Column, unnamed};

/// A list: its name, and its cells with their lines.
#[derive(Debug, Default)]
struct List<'a> {
    name: &'a str,
    cells: Vec<(usize, &'a str)>,
}

/// The longest row of a list of rows. Longer lists in a list are parts of one list.
const LONGEST_ROW: usize = 8;

/// The lists of a text as columns.
pub fn lists(text: &str) -> Vec<Column> {
    let mut all = brackets(text);
    let bare = all.remove(0);
    all.retain(|list| !list.cells.is_empty());
    let width = all.first().map_or(0, |list| list.cells.len());
    let are_rows = all.len() > 1
        && (2..=LONGEST_ROW).contains(&width)
        && all.iter().all(|list| list.name.is_empty() && list.cells.len() == width);
    if are_rows {
        let column = |at: usize| {
            let cells = all.iter().filter_map(|row| row.cells.get(at).copied()).collect();
            column(unnamed(at), cells)
        };
        return (0..width).map(column).collect();
    }
    if all.iter().any(|list| !list.name.is_empty()) {
        return all.into_iter().map(|list| column(list.name.to_owned(), list.cells)).collect();
    }
    if all.is_empty() {
        return vec![column(bare.name.to_owned(), bare.cells)];
    }
    vec![column(bare.name.to_owned(), all.into_iter().flat_map(|list| list.cells).collect())]
}

fn column(name: String, cells: Vec<(usize, &str)>) -> Column {
    let mut column = Column::named(name);
    for (line, cell) in cells {
        column.add(line, cell);
    }
    column
}

/// The lists in brackets in their order. Before them is a list of what stands outside brackets.
fn brackets(text: &str) -> Vec<List<'_>> {
    let mut all = vec![List::default()];
    // The places in `all` of the lists that are open.
    let mut open = vec![0_usize];
    let mut name = "";
    for (number, line) in (1..).zip(text.lines()) {
        for (word, mark) in words(line) {
            let here = open.last().copied().unwrap_or(0);
            let is_call = mark == Some('(') && !word.is_empty();
            if let Some(':' | '=') = mark {
                // The name may have a space after it.
                let before =
                    if word.is_empty() { all[here].cells.pop().map(|(_, word)| word) } else { Some(word) };
                name = before.unwrap_or_default().trim_matches(['"', '\'']);
            } else if !word.is_empty() && !is_call {
                if here == 0 && all[0].cells.is_empty() {
                    all[0].name = core::mem::take(&mut name);
                }
                all[here].cells.push((number, word));
            }
            match mark {
                // What stands in the brackets of `tensor(0.5)` belongs to the list around it.
                Some('(') if is_call => open.push(here),
                Some('[' | '(') => {
                    open.push(all.len());
                    all.push(List { name: core::mem::take(&mut name), cells: Vec::new() });
                }
                Some(']' | ')') if open.len() > 1 => drop(open.pop()),
                _ => {}
            }
        }
    }
    all
}

/// The words of a line, each with the mark that ends it.
fn words(line: &str) -> impl Iterator<Item = (&str, Option<char>)> {
    let is_mark = |c: char| c.is_whitespace() || ",;[](){}:=".contains(c);
    line.split_inclusive(is_mark).map(move |part| match part.char_indices().next_back() {
        Some((at, mark)) if is_mark(mark) => (&part[..at], Some(mark)),
        _ => (part, None),
    })
}
