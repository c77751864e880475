//! A lane's warm-up: a linear rise before its schedule, in the lane's own steps.

use etalon::param::{ParamSpec, Scale, Unit};
use etalon::{ConstantLr, WarmUp};

use crate::race::row::Row;

const CORE: &[ParamSpec] = WarmUp::<ConstantLr<f64>>::PARAMS;

/// The rows of a warm-up. Core calls the second one `start_factor`; here a linear schedule has a row of that name.
pub const ROWS: &[ParamSpec] = &[
    *Row::in_table(CORE, "warmup_steps").spec(),
    ParamSpec::new(
        "warmup_start",
        "warm-up from",
        Unit::Number,
        Row::in_table(CORE, "start_factor").spec().domain,
        0.01,
        "The share of the full rate at the first step of the warm-up.",
    )
    .slider(0.0, 1.0, Scale::Linear),
];

/// Its length in steps. 0 is no warm-up.
pub const STEPS: Row = Row::in_table(ROWS, "warmup_steps");
/// What [`STEPS`] is for a kind that makes a step once an epoch.
pub const EPOCHS_HELP: &str = "Epochs of a linear rise before the schedule begins.";
/// The share of the full rate that it starts with.
pub const START: Row = Row::in_table(ROWS, "warmup_start");

/// A rise of `steps` steps from a share of the full rate. Every value is legal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rise {
    /// Its length. 0 is no warm-up.
    pub steps: u32,
    /// The share of the full rate at its first step.
    pub start: f64,
}

impl Default for Rise {
    fn default() -> Self {
        Self { steps: STEPS.default as u32, start: START.default }
    }
}

impl Rise {
    /// The value of `row`, if it is a row of a warm-up.
    #[must_use]
    pub fn get(&self, row: Row) -> Option<f64> {
        if row == STEPS {
            Some(f64::from(self.steps))
        } else if row == START {
            Some(self.start)
        } else {
            None
        }
    }

    /// Sets `row`, whose value the caller has checked. Says whether it is a row of a warm-up.
    pub(super) fn put(&mut self, row: Row, value: f64) -> bool {
        if row == STEPS {
            self.steps = value as u32;
        } else if row == START {
            self.start = value;
        } else {
            return false;
        }
        true
    }
}
