//! Numbers without a table: a Python list, a JSON list, numbers in lines of a log.

use super::{Log, NoLog};
use crate::number;

/// The numbers of a text. In lines of words the numbers of one name are taken: `loss: 0.4`.
pub fn list(text: &str) -> Result<Log, NoLog> {
    if let Some(log) = named(text) {
        return Ok(log);
    }
    let is_between = |c: char| c.is_whitespace() || ",;[](){}".contains(c);
    let values: Vec<f64> = text.split(is_between).filter_map(value).collect();
    if values.is_empty() {
        return Err(NoLog::NoNumbers);
    }
    let said = format!("A list of {} numbers.", values.len());
    Ok(Log { values, name: None, said, others: Vec::new() })
}

/// A number as logs write it. `nan` is a value too; an infinite one is none.
pub fn value(text: &str) -> Option<f64> {
    let bare = text.trim().trim_matches(['"', '\'']);
    if bare.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    let inside = bare.strip_prefix("tensor(").or_else(|| bare.strip_prefix("np.float64(")).unwrap_or(bare);
    number::read(inside.trim_end_matches([')', ',']).trim()).filter(|value| value.is_finite())
}

/// Lines such as `Epoch 3: loss=0.51, val_loss: 0.6`: the name with the most numbers, a validation before a training.
fn named(text: &str) -> Option<Log> {
    let mut found: Vec<(String, Vec<f64>)> = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line
            .split(|c: char| c.is_whitespace() || ",;|{}()[]".contains(c))
            .filter(|word| !word.is_empty())
            .collect();
        for (at, word) in words.iter().enumerate() {
            let Some((name, rest)) = word.split_once([':', '=']) else { continue };
            let name = name.trim_matches(['"', '\'']);
            let rest = if rest.is_empty() { words.get(at + 1).copied().unwrap_or_default() } else { rest };
            let is_name = name.starts_with(|c: char| c.is_alphabetic()) && name.len() < 60;
            if let (true, Some(number)) = (is_name, value(rest)) {
                match found.iter().position(|(known, _)| known == name) {
                    Some(place) => found[place].1.push(number),
                    None if found.len() < 40 => found.push((name.to_owned(), vec![number])),
                    None => {}
                }
            }
        }
    }
    found.retain(|(name, all)| all.len() > 1 && super::columns::rank(name) > 0);
    let best = found.iter().map(|(name, _)| super::columns::rank(name)).max()?;
    let (name, values) = found.iter().find(|(name, _)| super::columns::rank(name) == best)?.clone();
    let others = found.iter().map(|(other, _)| other.clone()).filter(|other| *other != name).collect();
    let said = format!("The {} numbers after “{name}”.", values.len());
    Some(Log { values, name: Some(name), said, others })
}
