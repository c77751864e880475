//! Numbers as logs write them, and lines of words with numbers in them: `Epoch 3: loss=0.51`.

use super::columns::{Column, rank};
use crate::number;

/// A number as logs write it. `nan` and `inf` are values too: a rule has to observe them.
pub fn value(text: &str) -> Option<f64> {
    let bare = text.trim().trim_matches(['"', '\'']);
    let inside = bare.strip_prefix("tensor(").or_else(|| bare.strip_prefix("np.float64(")).unwrap_or(bare);
    let inside = inside.trim_end_matches([')', ',']).trim();
    let (negative, size) = match inside.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, inside),
    };
    match size.to_ascii_lowercase().as_str() {
        "nan" => Some(f64::NAN),
        "inf" | "infinity" => Some(if negative { f64::NEG_INFINITY } else { f64::INFINITY }),
        _ => number::read(inside),
    }
}

/// The most names that are looked for.
const MOST_NAMES: usize = 40;

/// Words before a metric that say on which data it was measured.
const PARTS: &[&str] =
    &["train", "training", "val", "valid", "validation", "test", "eval", "Train", "Val", "Valid", "Test"];

/// A metric without a sign before its number: `val_loss 0.9`.
fn plain(word: &str) -> Option<(&str, &str)> {
    let is_word = word.chars().all(|c| c.is_alphanumeric() || "_/-".contains(c));
    (is_word && super::should_rise(word).is_some()).then_some((word, ""))
}

/// The numbers after each name in lines such as `Epoch 3: loss=0.51, val_loss: 0.6`, if a name has several.
pub fn named(text: &str) -> Option<Vec<Column>> {
    let mut found: Vec<Column> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let words: Vec<&str> = line
            .split(|c: char| c.is_whitespace() || ",;|{}()[]".contains(c))
            .filter(|word| !word.is_empty())
            .collect();
        for (at, word) in words.iter().enumerate() {
            let Some((name, rest)) = word.split_once([':', '=']).or_else(|| plain(word)) else { continue };
            let before = at.checked_sub(1).and_then(|before| words.get(before)).copied().unwrap_or_default();
            let name = name.trim_matches(['"', '\'']);
            // `train loss 0.9 valid loss 0.8`
            let joined = [before, " ", name].concat();
            let name = if PARTS.contains(&before) { joined.as_str() } else { name };
            let rest = if rest.is_empty() { words.get(at + 1).copied().unwrap_or_default() } else { rest };
            let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.len() < 60;
            if !is_name || value(rest).is_none() {
                continue;
            }
            let place = match found.iter().position(|column| column.name() == name) {
                Some(place) => place,
                None if found.len() >= MOST_NAMES => continue,
                None => {
                    found.push(Column::named(name));
                    found.len() - 1
                }
            };
            found[place].add(number, rest);
        }
    }
    found.retain(|column| column.len() > 1);
    found.iter().any(|column| rank(column.name()) > 0).then_some(found)
}
