//! Keys and values of a query.

use etalon::param::Domain;

use super::problem::{Problem, brief};
use crate::number;
use crate::race::config::Config;
use crate::race::refusal::Refusal;
use crate::race::row::Row;
use crate::race::slot::Slot;

/// The most keys that are read: about twice as many as an address of ours can have.
pub const MOST_KEYS: usize = 40 * (Slot::COUNT + 1);

/// The decoded pairs of a query. What is too much is reported and left out.
pub fn split(query: &str, problems: &mut Vec<Problem>) -> Vec<(String, String)> {
    let pairs = query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<&str> = pairs.take(MOST_KEYS + 1).collect();
    if pairs.len() > MOST_KEYS {
        problems.push(Problem::TooLong);
        pairs.truncate(MOST_KEYS);
    }
    let decoded = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(key), decode(value))
    };
    pairs.into_iter().map(decoded).collect()
}

/// A number as typed or linked.
///
/// # Errors
/// If it is none.
pub fn parse(what: &str, typed: &str) -> Result<f64, Refusal> {
    let refused = || Refusal::NotANumber { what: what.to_owned(), typed: brief(typed).to_owned() };
    number::read(typed.trim()).ok_or_else(refused)
}

/// A value of `row`: a choice by its name, or a number.
pub fn value_of(row: Row, key: &str, value: &str) -> Result<f64, Problem> {
    match row.domain {
        Domain::Choice(names) => {
            let at = names.iter().position(|name| *name == value);
            at.map(|at| at as f64).ok_or_else(|| no_such_choice(key, value))
        }
        // A number. `Domain` may grow.
        _ => Ok(parse(key, value)?),
    }
}

/// The problem of a value that is no choice of its key.
pub fn no_such_choice(key: &str, value: &str) -> Problem {
    Problem::NoSuchChoice { key: brief(key).to_owned(), value: value.to_owned() }
}

/// The choice with this name.
pub fn one_of<T: Copy>(key: &str, value: &str, choices: &[(&str, T)]) -> Result<T, Problem> {
    let found = choices.iter().find(|(name, _)| *name == value);
    found.map(|(_, choice)| *choice).ok_or_else(|| no_such_choice(key, value))
}

/// The order in which keys of one version are followed.
pub type Steps = fn(&str, &Config) -> u8;

/// Percent-encoding undone. What is not valid stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).and_then(|hex| core::str::from_utf8(hex).ok());
        match (byte, code.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(decoded)) => {
                out.push(decoded);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
