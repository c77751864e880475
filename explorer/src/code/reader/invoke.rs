//! Calls of the text's own functions, computed: with the names that Python would look up, and nothing kept of what they make.

use std::rc::Rc;

use super::lambda::steps;
use super::scope::Level;
use super::tree::Function;
use super::value::{Bound, Value};
use super::walk::{Given, Walk};

/// The most names around a function that are kept for it.
const MOST_AROUND: usize = 40;

/// The value of a function of the code at one step.
pub fn apply<'a>(walk: &mut Walk<'a>, function: &Value<'a>, step: f64) -> Value<'a> {
    invoke(walk, function, vec![(None, Value::number(step, true))])
}

/// The parameters that a function still needs or may get, by name.
pub fn parameters<'a>(walk: &Walk<'a>, function: &Value<'a>) -> Vec<&'a str> {
    let span = match function {
        Value::Lambda(parameters, _) => *parameters,
        Value::Function(function) => function.parameters,
        Value::Bound(bound) => {
            let mut names = parameters(walk, &bound.function);
            names.retain(|name| !bound.given.iter().any(|(given, _)| given == name));
            return names;
        }
        _ => return Vec::new(),
    };
    let all = walk.tree.arguments(span).iter().filter_map(|parameter| parameter.name);
    all.filter(|name| *name != "self").collect()
}

/// The value of a call of a function of the code.
pub fn invoke<'a>(walk: &mut Walk<'a>, function: &Value<'a>, given: Given<'a>) -> Value<'a> {
    if walk.invoked >= 20 {
        return Value::Opaque;
    }
    walk.invoked += 1;
    let was = std::mem::replace(&mut walk.is_pure, true);
    let value = match function {
        Value::Lambda(parameters, body) => {
            let tree = walk.tree;
            let before = walk.locals.len();
            for (place, parameter) in tree.arguments(*parameters).iter().enumerate() {
                let Some(name) = parameter.name else { continue };
                let named = given.iter().find(|(known, _)| *known == Some(name));
                let placed = given.get(place).filter(|(name, _)| name.is_none());
                let value = match (named.or(placed), parameter.value) {
                    (Some((_, value)), _) => value.clone(),
                    (None, Some(default)) => walk.eval(default),
                    (None, None) => Value::Opaque,
                };
                walk.locals.push((name, value));
            }
            let value = walk.eval(*body);
            walk.locals.truncate(before);
            value
        }
        Value::Function(function) => run(walk, function, &given),
        Value::Bound(bound) => {
            let named = bound.given.iter().map(|(name, value)| (Some(*name), value.clone()));
            let given = given.into_iter().chain(named).collect();
            walk.scopes.enter(Level::Function);
            for (name, value) in &bound.around {
                walk.scopes.set(name, value.clone());
            }
            let value = invoke(walk, &bound.function, given);
            walk.scopes.leave();
            value
        }
        _ => Value::Opaque,
    };
    walk.is_pure = was;
    walk.invoked -= 1;
    value
}

/// Runs a function of the text. It finds the names of its own place, and not those of its caller.
fn run<'a>(walk: &mut Walk<'a>, function: &Rc<Function<'a>>, given: &Given<'a>) -> Value<'a> {
    let is_method =
        walk.tree.arguments(function.parameters).first().is_some_and(|first| first.name == Some("self"));
    let bound = walk.parameters(function, given, is_method);
    let hidden = walk.scopes.hide_after(function.name);
    walk.scopes.enter(Level::Function);
    for (name, value) in bound {
        walk.scopes.set(name, value);
    }
    let value = steps(walk, &function.body).unwrap_or(Value::Nothing);
    let names = walk.scopes.leave();
    walk.scopes.show(hidden);
    match value {
        // A function that it returns keeps the names around.
        Value::Lambda(..) | Value::Function(_) => {
            let around = names.into_iter().take(MOST_AROUND).map(|(name, slot)| (name, slot.value)).collect();
            Value::Bound(Rc::new(Bound { function: value, around, given: Vec::new() }))
        }
        value => value,
    }
}

impl<'a> Walk<'a> {
    /// What a call of a function of the text gives, as far as the text says it.
    pub fn invoked(&mut self, function: &Value<'a>, given: Given<'a>) -> Option<Value<'a>> {
        match invoke(self, function, given) {
            value @ (Value::Number(_) | Value::Truth(_) | Value::Text(_)) => Some(value),
            value @ (Value::List(_) | Value::Dict(_) | Value::Numbered(_)) => Some(value),
            value @ (Value::Lambda(..) | Value::Bound(_)) => Some(value),
            Value::Nothing | Value::Imported(_) | Value::Class(_) | Value::Function(_) => None,
            Value::Schedule(_) | Value::OneOf(_) | Value::Optimizer(_) => None,
            Value::Unknown(_) | Value::Opaque => None,
        }
    }
}
