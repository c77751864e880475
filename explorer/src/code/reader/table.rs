//! Schedules that no kind of the page describes, as tables: shares of the base rate, one for each step.

use std::rc::Rc;

use etalon::param::Unit as Counts;
use etalon::{Schedule, Settings};

use super::plan::{Got, KindPlan, Plan};
use super::unit::Unit;
use super::value::{Leaf, Value};
use super::walk::Walk;

/// The steps that a table has where they are epochs, and where they are batches. No run of the page is longer.
const EPOCHS: u32 = 1_000;
const BATCHES: u32 = 20_000;

/// How far a table of such steps goes.
#[must_use]
pub const fn horizon(steps: Unit) -> u32 {
    match steps {
        Unit::Batches => BATCHES,
        Unit::Plain | Unit::Epochs | Unit::PerEpoch => EPOCHS,
    }
}

/// The numbers, or everything that has to be asked first.
///
/// # Errors
/// What has to be asked.
pub fn known<const N: usize>(all: [&Got; N]) -> Result<[f64; N], Rc<[Leaf]>> {
    let leaves: Vec<Leaf> = all.iter().flat_map(|got| got.leaves().iter().cloned()).collect();
    if !leaves.is_empty() {
        return Err(leaves.into());
    }
    Ok(all.map(|got| got.known().map_or(0.0, |number| number.value)))
}

/// What several numbers count together.
#[must_use]
pub fn unit<const N: usize>(all: [&Got; N]) -> Unit {
    all.iter().fold(Unit::Plain, |unit, got| unit.with(got.unit()))
}

/// A table of these shares. Shares that are no rates are refused.
#[must_use]
pub fn plan(steps: Unit, share: impl Fn(u32) -> f64) -> Plan {
    let shares: Rc<[f64]> = (0..horizon(steps)).map(share).collect();
    if are_sound(&shares) { Plan::Table(shares) } else { Plan::Refused }
}

impl<'a> Walk<'a> {
    /// The shares of a plan, one for each step, where the base rate is `lr`.
    ///
    /// # Errors
    /// What has to be asked first; nothing if there is no such table.
    pub fn shares(&mut self, plan: &Plan, steps: Unit, lr: &Value<'a>) -> Result<Rc<[f64]>, Rc<[Leaf]>> {
        match plan {
            Plan::Table(shares) => Ok(shares.clone()),
            Plan::Waiting(leaves) => Err(leaves.clone()),
            Plan::Refused => Err(Rc::new([])),
            Plan::Kind(plan) => kind_shares(plan, steps, lr),
        }
    }
}

fn kind_shares(plan: &KindPlan, steps: Unit, lr: &Value<'_>) -> Result<Rc<[f64]>, Rc<[Leaf]>> {
    let asked: Vec<Leaf> = plan.said.iter().flat_map(|(_, got)| got.leaves().iter().cloned()).collect();
    if !asked.is_empty() {
        return Err(asked.into());
    }
    let mut values: Vec<(crate::race::row::Row, f64)> = plan.filled.clone();
    values.extend(plan.said.iter().filter_map(|(row, got)| Some((*row, got.known()?.value))));
    // Other rates of the kind are absolute. To write them as shares, the base rate must be known.
    let has_rates =
        values.iter().any(|(row, value)| row.unit == Counts::Rate && row.id != "lr" && *value != 0.0);
    let base = match lr {
        Value::Number(number) => number.value,
        Value::Unknown(leaves) if has_rates => return Err(leaves.clone()),
        _ => 1.0,
    };
    let mut settings = Settings::new(plan.kind);
    for (row, value) in &values {
        settings.set(row.id, *value).map_err(|_| Rc::new([]) as Rc<[Leaf]>)?;
    }
    // A kind that brings its peak along has no such row.
    if plan.kind.param("lr").is_some() {
        settings.set("lr", base).map_err(|_| Rc::new([]) as Rc<[Leaf]>)?;
    }
    let schedule =
        settings.build::<f64>().ok().and_then(etalon::Built::timed).ok_or(Rc::new([]) as Rc<[Leaf]>)?;
    let rises = plan.warm_up.as_ref().map(|warm_up| known([&warm_up.steps, &warm_up.start]));
    let (rise, start) = match rises {
        Some(rises) => rises.map(|[steps, start]| (steps, start))?,
        None => (0.0, 1.0),
    };
    let full = schedule.lr(0) / base;
    let share = |step: u32| {
        let at = f64::from(step);
        if at < rise {
            full * (start + (1.0 - start) * at / rise)
        } else {
            schedule.lr(step - rise as u32) / base
        }
    };
    let shares: Rc<[f64]> = (0..horizon(steps)).map(share).collect();
    if are_sound(&shares) { Ok(shares) } else { Err(Rc::new([])) }
}

/// Whether all shares are rates.
#[must_use]
pub fn are_sound(shares: &[f64]) -> bool {
    shares.iter().all(|share| share.is_finite() && *share >= 0.0)
}
