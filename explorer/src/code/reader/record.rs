//! A reading as plain records, for tests and programs: `exponential.gamma`, `run.lr`.

use etalon::param::Domain;

use super::answer::Body;
use super::{Reading, write};
use crate::race::row::Row;

/// A value of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// A number.
    Number(f64),
    /// A choice by its name.
    Choice(&'static str),
    /// A switch.
    Switch(bool),
}

/// The field for a row's value.
#[must_use]
pub fn field(row: Row, value: f64) -> Field {
    match row.domain {
        Domain::Choice(["false", "true"]) => Field::Switch(value != 0.0),
        Domain::Choice(names) => Field::Choice(names.get(value as usize).copied().unwrap_or_default()),
        // A number. `Domain` may grow, and a reading has numbers and choices only.
        _ => Field::Number(value),
    }
}

impl Reading {
    /// The kinds of the lanes by their stable names. A table is called `table`.
    #[must_use]
    pub fn kinds(&self) -> Vec<&'static str> {
        self.lanes.iter().map(|lane| lane.page().map_or("table", |page| page.kind.id())).collect()
    }

    /// What the code says, under the names of kinds and rows. A second lane of a kind has a number: `exponential 2.gamma`.
    #[must_use]
    pub fn values(&self) -> Vec<(String, Field)> {
        let kinds = self.kinds();
        let mut all = Vec::new();
        for (at, lane) in self.lanes.iter().enumerate() {
            let earlier = kinds[..at].iter().filter(|kind| **kind == kinds[at]).count();
            let owner =
                if earlier == 0 { kinds[at].to_owned() } else { format!("{} {}", kinds[at], earlier + 1) };
            if let Body::Kind { values, warm_up, .. } = &lane.body {
                let rows = values.iter().chain(warm_up);
                all.extend(rows.map(|(row, value)| (format!("{owner}.{}", row.id), field(*row, *value))));
            }
        }
        all.extend(self.run.iter().map(|(row, value)| (format!("run.{}", row.id), field(*row, *value))));
        if let Some(batches) = self.batches {
            all.push(("run.batches".to_owned(), Field::Number(batches)));
        }
        all
    }

    /// All notes, one a line.
    #[must_use]
    pub fn words(&self) -> String {
        self.notes.iter().map(|note| format!("{note}\n")).collect()
    }

    /// The values in one line, for a test's failure.
    #[must_use]
    pub fn summary(&self) -> String {
        let rows = self.lanes.iter().flat_map(super::TakenLane::changes);
        rows.chain(self.run.iter().copied())
            .map(|(row, value)| write::assignment(row, value))
            .collect::<Vec<_>>()
            .join(", ")
    }
}
