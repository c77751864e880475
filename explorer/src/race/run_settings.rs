//! What all runs share, in the form of a schedule's parameters: base rate, length, wrong labels, seed, width, weight
//! decay.

use etalon::Kind;
use etalon::param::{Domain, ParamSpec, Scale, Unit};
use etalon_train::job::Job;
use etalon_train::setting::Setting;

use crate::race::row::Row;

/// Every row, in the order of the card.
pub const ROWS: &[ParamSpec] = &[
    *const { lr() },
    EPOCHS_ROW,
    Setting::WrongLabels.spec(),
    Setting::Seed.spec(),
    Setting::HiddenWidth.spec(),
    Setting::WeightDecay.spec(),
];

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
/// AdamW's decoupled weight decay.
pub const WEIGHT_DECAY: Row = Row::in_table(ROWS, "weight_decay");

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
    }
}
