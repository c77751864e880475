//! What all runs share, in the form of a schedule's parameters: task, optimiser, base rate, length, wrong labels, seed, width, weight
//! decay, and what only SGD has.

use etalon::Kind;
use etalon::param::{Domain, ParamSpec, Scale, Unit};
use etalon_train::job::Job;
use etalon_train::optimiser::{Optimiser, Sgd};
use etalon_train::setting::Setting;
use etalon_train::task::{self, Task};

use crate::race::refusal::Refusal;
use crate::race::row::Row;

/// Every row, in the order of the card.
pub const ROWS: &[ParamSpec] = &[
    TASK_ROW,
    Setting::Optimiser.spec(),
    *const { lr() },
    EPOCHS_ROW,
    Setting::WrongLabels.spec(),
    Setting::Seed.spec(),
    Setting::HiddenWidth.spec(),
    Setting::WeightDecay.spec(),
    Setting::Momentum.spec(),
    Setting::Nesterov.spec(),
];

/// What is trained.
pub const TASK: Row = Row::in_table(ROWS, "task");
/// What makes the steps.
pub const OPTIMISER: Row = Row::in_table(ROWS, "optimiser");

/// The base rate of the reference and of every lane that has no rate of its own.
pub const LR: Row = Row::in_table(ROWS, "lr");
/// The length of every run.
pub const EPOCHS: Row = Row::in_table(ROWS, "epochs");
/// The share of the training labels that are wrong, in percent.
pub const WRONG_LABELS: Row = Row::in_table(ROWS, "wrong_labels");
/// Draws the split, the first weights and the order of the batches.
pub const SEED: Row = Row::in_table(ROWS, "seed");
/// Units of the hidden layer.
pub const HIDDEN_WIDTH: Row = Row::in_table(ROWS, "hidden_width");
/// AdamW's decoupled weight decay, or SGD's coupled one.
pub const WEIGHT_DECAY: Row = Row::in_table(ROWS, "weight_decay");

/// SGD's momentum.
pub const MOMENTUM: Row = Row::in_table(ROWS, "sgd_momentum");
/// Whether SGD's steps have Nesterov's form.
pub const NESTEROV: Row = Row::in_table(ROWS, "nesterov");

/// The choices are the ids of train's tasks, in its order.
const TASK_ROW: ParamSpec = ParamSpec::new(
    "task",
    "task",
    Unit::Choice,
    Domain::Choice(&["digits", "names"]),
    0.0,
    "What is trained: which digit a picture shows, or which letter of a name comes next.",
);

const EPOCHS_ROW: ParamSpec = ParamSpec::new(
    "epochs",
    "epochs",
    Unit::Epochs,
    Domain::Count { min: 1, max: Job::MAX_ROUNDS },
    20.0,
    "Length of every training, in passes over the training set.",
)
.slider(1.0, 100.0, Scale::Linear);

const fn lr() -> &'static ParamSpec {
    let [row, ..] = Kind::Constant.params() else { panic!("a constant schedule has a rate") };
    row
}

/// A value for each row. Every value is legal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunSettings([f64; ROWS.len()]);

impl Default for RunSettings {
    fn default() -> Self {
        Self(core::array::from_fn(|at| ROWS[at].default))
    }
}

impl RunSettings {
    /// The value of `row`; 0 where this is no row of the table.
    #[must_use]
    pub fn get(&self, row: Row) -> f64 {
        place(row).map_or(0.0, |at| self.0[at])
    }

    /// What is trained.
    #[must_use]
    pub fn task(&self) -> &'static Task {
        Task::ALL.get(self.get(TASK) as usize).copied().unwrap_or(&task::digits::DIGITS)
    }

    /// What makes the steps.
    ///
    /// # Errors
    /// A momentum of 0 in Nesterov's form.
    pub fn optimiser(&self) -> Result<Optimiser, Refusal> {
        Ok(Optimiser::of_settings(self.get(OPTIMISER), self.get(MOMENTUM), self.get(NESTEROV))?)
    }

    /// SGD with the values of its rows, chosen or not.
    ///
    /// # Errors
    /// A momentum of 0 in Nesterov's form.
    pub fn sgd(&self) -> Result<Sgd, Refusal> {
        Ok(Sgd::new(self.get(MOMENTUM), self.get(NESTEROV) == 1.0)?)
    }

    /// Whether the optimiser uses `row`. AdamW has neither SGD's momentum nor Nesterov's form.
    #[must_use]
    pub fn uses(&self, row: Row) -> bool {
        let only_sgd = row == MOMENTUM || row == NESTEROV;
        !only_sgd || self.get(OPTIMISER) != OPTIMISER.default
    }

    /// With another value. The caller has checked it against the row.
    pub(super) fn put(&mut self, row: Row, value: f64) {
        if let Some(at) = place(row) {
            self.0[at] = value;
        }
    }
}

fn place(row: Row) -> Option<usize> {
    ROWS.iter().position(|known| known.id == row.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_starts_at_its_default() {
        let settings = RunSettings::default();
        for row in ROWS.iter().map(Row::new) {
            assert_eq!(settings.get(row), row.default);
            row.check(row.default).unwrap();
        }
        assert_eq!(settings.task(), &task::digits::DIGITS);
        assert_eq!(settings.optimiser().unwrap(), Optimiser::AdamW);
    }

    #[test]
    fn the_choices_of_a_task_are_trains_tasks() {
        let ids: Vec<&str> = Task::ALL.iter().map(|task| task.id).collect();
        assert_eq!(TASK.domain, Domain::Choice(&["digits", "names"]));
        assert_eq!(ids, ["digits", "names"]);
    }

    #[test]
    fn only_sgd_uses_a_momentum_of_the_run() {
        let mut settings = RunSettings::default();
        assert!(!settings.uses(MOMENTUM) && !settings.uses(NESTEROV) && settings.uses(WEIGHT_DECAY));
        settings.put(OPTIMISER, 1.0);
        assert!(settings.uses(MOMENTUM));
        assert_eq!(settings.optimiser().unwrap().momentum(), 0.9);
        settings.put(NESTEROV, 1.0);
        settings.put(MOMENTUM, 0.0);
        assert!(settings.optimiser().unwrap_err().to_string().contains("sgd_momentum"));
    }
}
