//! Reads `oracle/<kind>.txt`: exact values of a kind's schedules, which `oracle/oracle.py` makes with mpmath.

use std::path::PathBuf;

use etalon::Settings;

use super::ulp::{Exact, Type};
use super::words;
use crate::subject::Subject;

/// A schedule, the types that can hold its rates, and exact values.
#[derive(Debug, Clone)]
pub struct Case {
    /// The schedule.
    pub settings: Settings,
    /// The types that hold its rates.
    pub types: &'static [Type],
    /// The values.
    pub points: Vec<Point>,
}

/// The exact values at a step: the rate, and the momentum if the kind cycles it.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    /// The step.
    pub step: u32,
    /// The rate.
    pub lr: Exact,
    /// The momentum.
    pub momentum: Option<Exact>,
}

/// The cases of a kind, or `None` if it has no file.
///
/// # Panics
/// If the file is damaged.
#[must_use]
pub fn of(subject: &Subject) -> Option<Vec<Case>> {
    let id = subject.kind.id();
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("oracle").join(id).with_extension("txt");
    let text = std::fs::read_to_string(file).ok()?;
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        match (words.as_slice(), cases.last_mut()) {
            ([kind, types, parameters @ ..], _) if *kind == id => {
                let settings = (subject.oracle.read)(parameters);
                assert_eq!(settings.kind(), subject.kind, "{id}: `read` makes settings of another kind");
                cases.push(Case { settings, types: of_both(types), points: Vec::new() });
            }
            ([step, rate @ ..], Some(case)) => case.points.push(point(step, rate)),
            _ => panic!("{id}: no case before the line {line}"),
        }
    }
    Some(cases)
}

fn of_both(word: &str) -> &'static [Type] {
    match word {
        "both" => &[Type::F32, Type::F64],
        "f64" => &[Type::F64],
        other => panic!("no such types: {other}"),
    }
}

fn point(step: &str, values: &[&str]) -> Point {
    let step = words::count(step) as u32;
    match *values {
        [digits, power] => Point { step, lr: words::exact(digits, power), momentum: None },
        [digits, power, more, of_more] => {
            Point { step, lr: words::exact(digits, power), momentum: Some(words::exact(more, of_more)) }
        }
        _ => panic!("neither one value nor two at step {step}"),
    }
}
