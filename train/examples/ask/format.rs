//! Numbers, verdicts and tables as they are printed.

use etalon_train::stats::{Ending, Quartiles, Summary};
use etalon_train::task::Measure;
use etalon_train::verdict::{Paired, Verdict};
use serde_json::{Value, json};

use crate::lanes::Run;

/// A measure in the unit that it is printed in, and its digits.
#[derive(Debug, Clone, Copy)]
pub struct Printed {
    pub name: &'static str,
    factor: f64,
    digits: usize,
}

impl Printed {
    pub fn of(measure: Measure) -> Self {
        match measure {
            Measure::Accuracy => Self { name: "validation accuracy in %", factor: 100.0, digits: 2 },
            Measure::Loss => Self { name: "validation loss", factor: 1.0, digits: 4 },
        }
    }

    /// In the unit that is printed.
    pub fn value(self, value: f64) -> f64 {
        self.factor * value
    }

    pub fn text(self, value: f64) -> String {
        format!("{:.1$}", self.factor * value, self.digits)
    }

    pub fn median(self, summary: &Summary) -> String {
        match summary.median() {
            Some(Ending::Value(value)) => self.text(value),
            Some(Ending::Diverged) => "diverged".to_owned(),
            None => "-".to_owned(),
        }
    }

    /// "95.33 ± 1.10", and how many diverged.
    pub fn mean(self, summary: &Summary) -> String {
        let mean = match (summary.mean, summary.sd) {
            (Some(mean), Some(sd)) => format!("{} ± {}", self.text(mean), self.text(sd)),
            (Some(mean), None) => self.text(mean),
            (None, _) => "-".to_owned(),
        };
        match summary.diverged {
            0 => mean,
            diverged => format!("{mean}, {diverged} diverged"),
        }
    }

    /// The numbers of a group as JSON. A median or a quartile that diverged is null.
    pub fn json(self, summary: &Summary) -> Value {
        let number = |value: Option<f64>| value.map(|value| self.value(value));
        let quartile =
            |of: fn(Quartiles) -> Ending| number(summary.quartiles.and_then(|all| of(all).value()));
        json!({
            "seeds": summary.runs(),
            "mean": number(summary.mean),
            "sd": number(summary.sd),
            "median": quartile(|all| all.median),
            "q1": quartile(|all| all.q1),
            "q3": quartile(|all| all.q3),
            "diverged": summary.diverged,
        })
    }
}

pub fn verdict(paired: Paired) -> &'static str {
    match paired.verdict() {
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::NoDifferenceShown => "none",
    }
}

/// What every answer says of its runs.
pub fn heading(run: &Run) -> Value {
    json!({
        "task": run.task.id,
        "measure": Printed::of(run.task.measure).name,
        "wrong_labels": run.wrong_labels.percent(),
        "epochs": run.rounds,
    })
}

/// Both objects as one.
pub fn joined(mut first: Value, second: Value) -> Value {
    if let (Some(all), Value::Object(more)) = (first.as_object_mut(), second) {
        all.extend(more);
    }
    first
}

/// A table in Markdown, its columns aligned.
pub fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let lines = || std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
    let wide = |column: usize| {
        lines().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(wide).collect();
    let line = |cells: &[String]| {
        let cells = cells.iter().zip(&widths).map(|(cell, wide)| format!(" {cell:<wide$} |"));
        format!("|{}\n", cells.collect::<String>())
    };
    let rule: Vec<String> = widths.iter().map(|wide| "-".repeat(*wide)).collect();
    let body: String = rows.iter().map(|row| line(row)).collect();
    (line(head) + &line(&rule) + &body).trim_end().to_owned()
}
