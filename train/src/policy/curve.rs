//! Rates that are known before the training: a schedule of any kind or a table, and either behind a warm-up.

use etalon::{AnySchedule, ParamError, Schedule, WarmUp};

use super::Rise;
use super::table::Table;

#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a plain value, of which a policy holds one")]
pub enum Curve {
    Kind(AnySchedule<f64>),
    Table(Table),
    Risen(Box<WarmUp<Curve>>),
}

impl Curve {
    /// The curve behind a warm-up. Without steps it stays as it is, to the bit.
    pub fn behind(self, warm_up: Option<Rise>) -> Result<Self, ParamError> {
        let Some(Rise { warmup_steps, start_factor }) = warm_up else { return Ok(self) };
        let risen = self.clone().warm_up(warmup_steps, start_factor)?;
        Ok(if warmup_steps > 0 { Curve::Risen(Box::new(risen)) } else { self })
    }
}

impl Schedule for Curve {
    type Rate = f64;

    fn lr(&self, step: u32) -> f64 {
        match self {
            Curve::Kind(schedule) => schedule.lr(step),
            Curve::Table(table) => table.lr(step),
            Curve::Risen(risen) => risen.lr(step),
        }
    }

    fn momentum(&self, step: u32) -> Option<f64> {
        match self {
            Curve::Kind(schedule) => schedule.momentum(step),
            Curve::Table(table) => table.momentum(step),
            Curve::Risen(risen) => risen.momentum(step),
        }
    }
}
