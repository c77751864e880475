//! PyTorch's schedulers that have no kind on the page. What can be computed becomes a table.

use std::rc::Rc;

use etalon::Kind;

use super::call::{Call, Said};
use super::plan::{Got, KindPlan, Plan};
use super::recognise::Recognised;
use super::table::{known, plan, unit};
use super::torch;
use super::unit::Unit;
use super::value::{Leaf, Value};
use super::walk::Walk;
use crate::kinds;
use crate::race::row::Row;

/// PyTorch's other schedulers.
pub const TABLE: &[Recognised] =
    &[Recognised::new("MultiStepLR", multi_step), Recognised::new("ConstantLR", constant)];

/// What a reader of one class does.
type Reads<'a> = fn(&mut Walk<'a>, &Call<'a>) -> Result<(Plan, Unit), String>;

/// Reads with `names` under which the class has its arguments, and remembers what comes out.
fn finish<'a>(walk: &mut Walk<'a>, call: &Call<'a>, reads: Reads<'a>) -> Value<'a> {
    let read = reads(walk, call);
    walk.finish(call, read)
}

/// Waits for what has to be asked, or computes.
fn table<const N: usize>(all: [&Got; N], share: impl Fn([f64; N], u32) -> f64) -> (Plan, Unit) {
    let steps = unit(all);
    match known(all) {
        Ok(values) => (plan(steps, |step| share(values, step)), steps),
        Err(leaves) => (Plan::Waiting(leaves), steps),
    }
}

/// A kind with these values, if it has such rows.
#[must_use]
pub fn of_kind(kind: Kind, said: &[(&str, Got)]) -> Option<KindPlan> {
    let row = |id: &str| kind.param(id).map(Row::new);
    let said: Option<Vec<(Row, Got)>> = said.iter().map(|(id, got)| Some((row(id)?, got.clone()))).collect();
    Some(KindPlan { kind, said: said?, filled: Vec::new(), warm_up: None })
}

const STEP: &[&str] = &["optimizer", "step_size", "gamma", "last_epoch", "verbose"];
const LINEAR: &[&str] = &["optimizer", "start_factor", "end_factor", "total_iters", "last_epoch", "verbose"];
const MULTI_STEP: &[&str] = &["optimizer", "milestones", "gamma", "last_epoch", "verbose"];
const CONSTANT: &[&str] = &["optimizer", "factor", "total_iters", "last_epoch", "verbose"];

/// A `StepLR`. With a cut at every step it is an exponential.
pub fn step<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let is_one =
        |passed: &super::call::Passed<'_>| passed.value.as_number().is_some_and(|number| number.value == 1.0);
    let every = call.named("step_size").or_else(|| call.placed(1)).is_some_and(is_one);
    let page = kinds::page(Kind::Step).is_some_and(|page| page.torch.is_some());
    if page && !every {
        return torch::kind(walk, call);
    }
    finish(walk, call, |walk, call| {
        let said = walk.matched(call, STEP)?;
        step_plan(walk, &said.needed("step_size")?, &said.number("gamma", 0.1)?, &said)
    })
}

fn step_plan<'a>(
    walk: &mut Walk<'a>,
    size: &Got,
    gamma: &Got,
    said: &Said<'a>,
) -> Result<(Plan, Unit), String> {
    if size.known().is_some_and(|size| size.value == 1.0)
        && let Some(kind) = of_kind(Kind::Exponential, &[("gamma", gamma.clone())])
    {
        walk.remark(format!("StepLR with step_size = {} is an exponential", said.source("step_size")));
        return Ok((Plan::Kind(kind), size.unit()));
    }
    if size.known().is_some_and(|size| size.value < 1.0 || size.value.fract() != 0.0) {
        return Err(format!(
            "StepLR: step_size must be a whole number from 1, got {}",
            said.source("step_size")
        ));
    }
    let kind = of_kind(Kind::Step, &[("step_size", size.clone()), ("gamma", gamma.clone())]);
    Ok((kind.map_or(Plan::Refused, Plan::Kind), size.unit()))
}

/// A `LinearLR`.
pub fn linear<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    if kinds::page(Kind::Linear).is_some_and(|page| page.torch.is_some()) {
        return torch::kind(walk, call);
    }
    finish(walk, call, |walk, call| {
        let said = walk.matched(call, LINEAR)?;
        let [start, end] = [said.number("start_factor", 1.0 / 3.0)?, said.number("end_factor", 1.0)?];
        let total = said.number("total_iters", 5.0)?;
        let ends = [start.known(), end.known()].into_iter().flatten();
        if ends.clone().any(|end| !(0.0..=1.0).contains(&end.value))
            || start.known().is_some_and(|start| start.value == 0.0)
        {
            return Err("LinearLR: PyTorch takes a start_factor above 0 and factors up to 1".to_owned());
        }
        let steps = total.unit();
        let values = [("start_factor", start), ("end_factor", end), ("total_iters", total)];
        Ok((of_kind(Kind::Linear, &values).map_or(Plan::Refused, Plan::Kind), steps))
    })
}

/// The numbers of a list.
///
/// # Errors
/// That it is none.
pub fn counts(said: &Said<'_>, class: &str, name: &str) -> Result<Vec<f64>, String> {
    let all = match said.value(name) {
        Some(Value::List(members)) => {
            members.iter().map(|one| one.as_number().map(|number| number.value)).collect::<Option<Vec<f64>>>()
        }
        _ => None,
    };
    all.ok_or_else(|| format!("{class}: {name} must be a list of numbers, got {}", said.source(name)))
}

/// What has to be asked before the numbers of a list are known.
fn unknown_members(said: &Said<'_>, name: &str) -> Option<Rc<[Leaf]>> {
    let Some(Value::List(members)) = said.value(name) else { return None };
    let all = members
        .iter()
        .fold(Value::Nothing, |all, one| if one.leaves().is_empty() { all } else { all.both(one) });
    match all {
        Value::Unknown(leaves) => Some(leaves),
        _ => None,
    }
}

fn multi_step<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    finish(walk, call, |walk, call| {
        let said = walk.matched(call, MULTI_STEP)?;
        let gamma = said.number("gamma", 0.1)?;
        if let Some(leaves) = unknown_members(&said, "milestones") {
            return Ok((Plan::Waiting(leaves), Unit::Plain));
        }
        let milestones = counts(&said, "MultiStepLR", "milestones")?;
        let steps = match said.value("milestones") {
            Some(Value::List(all)) => {
                all.iter().filter_map(Value::as_number).fold(Unit::Plain, |unit, one| unit.with(one.unit))
            }
            _ => Unit::Plain,
        };
        Ok(match known([&gamma]) {
            Ok([gamma]) => (
                plan(steps, |step| {
                    let cuts = milestones.iter().filter(|milestone| **milestone <= f64::from(step)).count();
                    gamma.powi(cuts as i32)
                }),
                steps,
            ),
            Err(leaves) => (Plan::Waiting(leaves), steps),
        })
    })
}

fn constant<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    finish(walk, call, |walk, call| {
        let said = walk.matched(call, CONSTANT)?;
        let (factor, total) = (said.number("factor", 1.0 / 3.0)?, said.number("total_iters", 5.0)?);
        if factor.known().is_some_and(|factor| !(0.0..=1.0).contains(&factor.value)) {
            return Err("ConstantLR: PyTorch takes a factor from 0 to 1".to_owned());
        }
        if factor.known().is_some_and(|factor| factor.value == 1.0)
            && let Some(kind) = of_kind(Kind::Constant, &[])
        {
            return Ok((Plan::Kind(kind), Unit::Plain));
        }
        Ok(table(
            [&factor, &total],
            |[factor, total], step| if f64::from(step) < total || total == 0.0 { factor } else { 1.0 },
        ))
    })
}

/// A fall to 0. A straight one is a kind of the page.
#[must_use]
pub fn polynomial_plan(total: &Got, power: &Got) -> (Plan, Unit) {
    if power.known().is_some_and(|power| power.value == 1.0)
        && let Some(kind) = of_kind(
            Kind::Linear,
            &[("start_factor", Got::of(1.0)), ("end_factor", Got::of(0.0)), ("total_iters", total.clone())],
        )
    {
        return (Plan::Kind(kind), total.unit());
    }
    table([total, power], |[total, power], step| {
        // Without steps PyTorch leaves the rate as it is.
        let left = if total == 0.0 { 1.0 } else { 1.0 - f64::from(step).min(total) / total };
        left.powf(power)
    })
}

/// An absolute rate as a share of the base rate.
pub fn rate_share(walk: &Walk<'_>, call: &Call<'_>, rate: &Got) -> Got {
    if rate.known().is_some_and(|rate| rate.value == 0.0) {
        return rate.clone();
    }
    let optimizer = match call.named("optimizer").or_else(|| call.placed(0)).map(|passed| &passed.value) {
        Some(Value::Optimizer(at)) => Some(*at),
        _ => None,
    };
    share_of(rate, &walk.base_rate(optimizer))
}

/// `rate` as a share of `base`.
#[must_use]
pub fn share_of(rate: &Got, base: &Value<'_>) -> Got {
    match (rate, base) {
        (Got::Number(rate), _) if rate.value == 0.0 => Got::Number(*rate),
        (Got::Number(rate), Value::Number(base)) if base.value > 0.0 => Got::of(rate.value / base.value),
        (Got::Number(_), Value::Unknown(leaves)) => Got::Unknown(leaves.clone()),
        (Got::Unknown(leaves), Value::Unknown(others)) => {
            Got::Unknown(leaves.iter().chain(others.iter()).cloned().collect())
        }
        (got, _) => got.clone(),
    }
}
