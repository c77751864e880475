//! Keras' `LearningRateScheduler`: a function gives the rate of every epoch, from the epoch alone or from the rate before it too.

use super::call::Call;
use super::fit;
use super::invoke::{invoke, parameters};
use super::keras::made;
use super::lambda::{Computed, shares_of, values_of};
use super::plan::{Got, Plan};
use super::recognise::Recognised;
use super::unit::Unit;
use super::value::{Number, Value};
use super::walk::Walk;

/// Keras' callback.
pub const TABLE: &[Recognised] = &[Recognised::new("LearningRateScheduler", scheduler)];

/// Base rates with which a function is tried where the text does not give one.
const TRIED: [f64; 7] = [100.0, 1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-6];

/// How far two rates may be from each other, as a share of them: rounding only.
const NEAR: f64 = 1e-9;
/// Rates below this one are 0 for any run; their digits are lost.
const NOTHING: f64 = 1e-290;

/// What Keras gives a function.
enum Takes {
    /// The epoch.
    Epoch,
    /// The epoch and the rate that the optimizer has.
    Rate,
    /// Keras cannot call it, or the text does not show it.
    Neither,
}

/// Keras calls the function with the epoch and the rate, and with the epoch alone if it does not take both.
fn takes(walk: &Walk<'_>, function: &Value<'_>) -> Takes {
    let span = match function {
        Value::Lambda(parameters, _) => Some(*parameters),
        Value::Function(function) => Some(function.parameters),
        _ => None,
    };
    let all = span.map_or(&[] as &[_], |span| walk.tree.arguments(span));
    let without_default =
        all.iter().filter(|one| one.name != Some("self") && one.value.is_none() && one.stars == 0).count();
    match (parameters(walk, function).len(), without_default) {
        _ if all.iter().any(|one| one.stars > 0) => Takes::Neither,
        (1, _) => Takes::Epoch,
        (2, _) => Takes::Rate,
        (3.., 1 | 2) => Takes::Rate,
        (_, _) => Takes::Neither,
    }
}

fn scheduler<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let function = call.named("schedule").or_else(|| call.placed(0)).map(|passed| passed.value.clone());
    let unread = "LearningRateScheduler: the text does not show its function, or the function takes more than the epoch and the rate";
    let Some(function) = function else { return walk.refused(call, unread.to_owned()) };
    match takes(walk, &function) {
        Takes::Epoch => {
            let rates = shares_of(walk, &function, Unit::Epochs);
            absolute(walk, call, rates)
        }
        Takes::Rate => from_the_rate(walk, call, &function),
        Takes::Neither => walk.refused(call, unread.to_owned()),
    }
}

/// A schedule whose rates do not depend on that of the optimizer.
fn absolute<'a>(walk: &mut Walk<'a>, call: &Call<'a>, rates: Computed) -> Value<'a> {
    let read = match rates {
        Computed::Shares(rates) if rates[0] > 0.0 => {
            let shares: Vec<f64> = shares_up_to_infinity(&rates, rates[0]);
            let base = Number::plain(rates[0], false);
            Ok((fit::recognised(&shares, &Value::Number(base)), Got::Number(base)))
        }
        Computed::Asked(leaves) => Ok((Plan::Waiting(leaves.clone()), Got::Unknown(leaves))),
        Computed::Shares(_) => Err("its first rate is 0".to_owned()),
        Computed::Not(why) => Err(why.to_owned()),
    };
    let value = made(walk, call, read);
    if let Value::Schedule(at) = value {
        walk.made[at].steps = Unit::Epochs;
    }
    value
}

/// A schedule that makes each rate from the one before. The first one comes from the optimizer.
fn from_the_rate<'a>(walk: &mut Walk<'a>, call: &Call<'a>, function: &Value<'a>) -> Value<'a> {
    let Some(base) = walk.rate.clone() else {
        walk.needs_rate = true;
        return walk.make(call.class(), Plan::Refused, Unit::Epochs, None);
    };
    // Without an optimizer in the text, the visitor may have said the rate.
    let said = if let Value::Nothing = base { walk.base_rate(None) } else { base.clone() };
    let known = said.as_number().map(|number| number.value).filter(|rate| *rate > 0.0);
    let tried: Vec<f64> = match known {
        Some(rate) => vec![rate, rate * 2.0, rate * 0.3],
        None => core::iter::once(walk.page.lr).chain(TRIED).collect(),
    };
    let mut all: Vec<Vec<f64>> = Vec::new();
    for rate in &tried {
        match rates_from(walk, function, *rate) {
            Computed::Shares(rates) => all.push(rates),
            // Another rate than that of the run may have no rates after it.
            Computed::Not(_) | Computed::Asked(_) if known.is_some() && !all.is_empty() => {
                all.push(Vec::new());
            }
            Computed::Asked(leaves) => {
                return walk.make(call.class(), Plan::Waiting(leaves), Unit::Epochs, None);
            }
            Computed::Not(why) => return walk.refused(call, format!("LearningRateScheduler: {why}")),
        }
    }
    if all.iter().all(|rates| are_same(rates, &all[0])) {
        return absolute(walk, call, Computed::Shares(all.swap_remove(0)));
    }
    let shares = |at: usize| shares_up_to_infinity(&all[at], tried[at]);
    let first = shares(0);
    let is_any = (1..all.len()).all(|at| are_same(&shares(at), &first));
    match (known, said) {
        (Some(rate), _) => {
            let plan = fit::recognised(&first, &Value::number(rate, false));
            if let Value::Nothing = base {
                let value = made(walk, call, Ok((plan, Got::of(rate))));
                if let Value::Schedule(at) = value {
                    walk.made[at].steps = Unit::Epochs;
                }
                return value;
            }
            walk.make(call.class(), plan, Unit::Epochs, None)
        }
        (None, said) if is_any => {
            let plan = fit::recognised(&first, &said);
            walk.make(call.class(), plan, Unit::Epochs, None)
        }
        (None, Value::Unknown(leaves)) => walk.make(call.class(), Plan::Waiting(leaves), Unit::Epochs, None),
        (None, _) => {
            let why = "its rates depend on the optimizer's, and the text does not say which one that is";
            walk.refused(call, format!("LearningRateScheduler: {why}"))
        }
    }
}

/// The rates of the epochs where the optimizer begins with `base`.
fn rates_from<'a>(walk: &mut Walk<'a>, function: &Value<'a>, base: f64) -> Computed {
    values_of(walk, Unit::Epochs, |walk, epoch, before| {
        let epoch = Value::number(f64::from(epoch), true);
        let rate = Value::number(before.unwrap_or(base), false);
        invoke(walk, function, vec![(None, epoch), (None, rate)])
    })
}

/// Rates as shares of `base`, up to the first one that no number holds.
fn shares_up_to_infinity(rates: &[f64], base: f64) -> Vec<f64> {
    rates.iter().map(|rate| rate / base).take_while(|share| share.is_finite()).collect()
}

fn are_same(one: &[f64], other: &[f64]) -> bool {
    let is_near = |(a, b): (&f64, &f64)| (a - b).abs() <= NEAR * a.max(*b) + NOTHING;
    one.len() == other.len() && one.iter().zip(other).all(is_near)
}
