//! Schedules that are functions of the code: their values are computed, and known forms are recognised by these values.

use std::rc::Rc;

use super::call::Call;
use super::fit;
use super::invoke::{apply, parameters};
use super::plan::Plan;
use super::recognise::Recognised;
use super::table::horizon;
use super::tree::{Block, Node, Statement, Whole};
use super::unit::Unit;
use super::value::{Leaf, Number, Value};
use super::walk::Walk;

/// PyTorch's schedulers that take a function.
pub const TABLE: &[Recognised] =
    &[Recognised::new("LambdaLR", lambda), Recognised::new("MultiplicativeLR", multiplicative)];

/// What came of computing a function.
#[derive(Debug)]
pub enum Computed {
    /// A value for each step, up to the first value that is not a rate.
    Shares(Vec<f64>),
    /// The leaves that need answers before the function can be computed.
    Asked(Rc<[Leaf]>),
    /// Why it cannot be computed.
    Not(&'static str),
}

const NAMES: &[&str] = &["optimizer", "lr_lambda", "last_epoch", "verbose"];

fn lambda<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    function(walk, call, |shares| shares)
}

fn multiplicative<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    // The function's value at step 0 is never used.
    function(walk, call, |factors| {
        let mut share = 1.0;
        let next = |(step, factor): (usize, &f64)| {
            share *= if step == 0 { 1.0 } else { *factor };
            share
        };
        factors.iter().enumerate().map(next).collect()
    })
}

fn function<'a>(walk: &mut Walk<'a>, call: &Call<'a>, shares: fn(Vec<f64>) -> Vec<f64>) -> Value<'a> {
    let class = call.class().to_owned();
    let said = match walk.matched(call, NAMES) {
        Ok(said) => said,
        Err(why) => return walk.refused(call, why),
    };
    let Some(function) = said.value("lr_lambda").cloned() else {
        return walk.refused(call, format!("{class}: it needs lr_lambda"));
    };
    let function = match function {
        Value::List(members) if members.len() == 1 => members[0].clone(),
        Value::List(_) => {
            return walk.refused(
                call,
                format!("{class}: one function for each parameter group, and the page has one group"),
            );
        }
        other => other,
    };
    let steps = parameter_unit(walk, &function);
    let optimizer = said.value("optimizer").cloned();
    match shares_of(walk, &function, steps) {
        Computed::Shares(computed) => {
            let optimizer = optimizer.as_ref();
            let base = walk.base_rate(match optimizer {
                Some(Value::Optimizer(at)) => Some(*at),
                _ => None,
            });
            let mut shares = shares(computed);
            let sound = shares.iter().take_while(|share| share.is_finite()).count();
            shares.truncate(sound);
            let plan = fit::recognised(&shares, &base);
            walk.make(&class, plan, steps, optimizer)
        }
        Computed::Asked(leaves) => walk.make(&class, Plan::Waiting(leaves), steps, optimizer.as_ref()),
        Computed::Not(why) => walk.refused(call, format!("{class}: {why}")),
    }
}

/// What the parameter of a function counts.
fn parameter_unit(walk: &Walk<'_>, function: &Value<'_>) -> Unit {
    Unit::of(parameters(walk, function).first().copied().unwrap_or_default())
}

/// The values of a function of the code at the steps 0, 1, 2, …
pub fn shares_of<'a>(walk: &mut Walk<'a>, function: &Value<'a>, steps: Unit) -> Computed {
    values_of(walk, steps, |walk, step, _| apply(walk, function, f64::from(step)))
}

/// The values that `next` gives at the steps 0, 1, 2, …; it gets the step and the value before.
pub fn values_of<'a>(
    walk: &mut Walk<'a>,
    steps: Unit,
    next: impl Fn(&mut Walk<'a>, u32, Option<f64>) -> Value<'a>,
) -> Computed {
    let mut shares: Vec<f64> = Vec::new();
    for step in 0..horizon(steps) {
        match next(walk, step, shares.last().copied()) {
            Value::Number(Number { value, .. }) if value.is_finite() && value >= 0.0 => shares.push(value),
            Value::Number(_) => break,
            Value::Unknown(leaves) => return Computed::Asked(leaves),
            // A division by zero, or the end of a list.
            _ if shares.len() > 2 => break,
            _ => return Computed::Not("its function cannot be computed from the text"),
        }
    }
    if shares.len() < 2 { Computed::Not("its function gives no rates") } else { Computed::Shares(shares) }
}

/// Whether a statement calls a method that changes a list or a dictionary, which is not followed here.
fn changes_something(walk: &Walk<'_>, whole: Whole) -> bool {
    let methods =
        ["append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "setdefault"];
    let is_one = |id: u32| match walk.tree.node(id) {
        Node::Call(callee, _) => match walk.tree.node(callee) {
            Node::Attribute(_, method) => methods.contains(&method),
            Node::Name(name) => name == "setattr",
            _ => false,
        },
        _ => false,
    };
    (whole.first..=whole.id).any(is_one)
}

/// Runs statements up to a `return`.
pub(super) fn steps<'a>(walk: &mut Walk<'a>, block: &Block<'a>) -> Option<Value<'a>> {
    for statement in block {
        match statement {
            Statement::Return(value) => {
                return Some(value.map_or(Value::Nothing, |value| walk.eval(value.id)));
            }
            Statement::Assign { targets, value } => {
                let value = walk.eval(value.id);
                for target in targets {
                    walk.bind(*target, value.clone());
                }
            }
            Statement::Change { target, sign, value } => {
                let after = match (walk.eval(*target), walk.eval(value.id)) {
                    (Value::Number(a), Value::Number(b)) => super::value::arithmetic(sign, a, b)?,
                    (a, b) => a.both(&b),
                };
                walk.bind(*target, after);
            }
            Statement::If(branches) => {
                for (condition, body) in branches {
                    let value = condition.map_or(Value::Truth(true), |condition| walk.eval(condition.id));
                    match value.truth() {
                        Some(false) => {}
                        Some(true) => {
                            if let Some(value) = steps(walk, body) {
                                return Some(value);
                            }
                            break;
                        }
                        None => return Some(value),
                    }
                }
            }
            Statement::Value(whole) if changes_something(walk, *whole) => return Some(Value::Opaque),
            Statement::Value(_) | Statement::Import(..) | Statement::Global(_) => {}
            Statement::For { .. } | Statement::While(..) | Statement::With(..) | Statement::Try(_) => {
                return Some(Value::Opaque);
            }
            Statement::Def(function) => {
                walk.scopes.set(function.name, Value::Function(function.clone()));
            }
            Statement::Class { .. } | Statement::Delete(_) | Statement::Continue => {
                return Some(Value::Opaque);
            }
        }
    }
    None
}
