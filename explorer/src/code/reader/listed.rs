//! Functions of lists, as Python computes them.

use super::value::{Number, Value, arithmetic};

/// The longest list that a `range` gives here.
const MOST: f64 = 2_000.0;

/// What a function of a list gives, or a function that gives a list.
#[must_use]
pub fn computed<'a>(name: &str, values: &[Value<'a>]) -> Option<Value<'a>> {
    match (name, values) {
        ("list" | "tuple", [list @ Value::List(_)]) => Some(list.clone()),
        ("sorted", [Value::List(members)]) => {
            let mut all: Vec<Number> = members.iter().map(Value::as_number).collect::<Option<_>>()?;
            all.sort_unstable_by(|one, other| one.value.total_cmp(&other.value));
            Some(Value::list(all.into_iter().map(Value::Number).collect()))
        }
        ("reversed", [Value::List(members)]) => Some(Value::list(members.iter().rev().cloned().collect())),
        ("sum" | "max" | "min" | "prod", [Value::List(members)]) => {
            let all: Vec<Number> = members.iter().map(Value::as_number).collect::<Option<_>>()?;
            let (first, others) = all.split_first()?;
            let step = |so_far: Number, next: &Number| match name {
                "sum" => arithmetic("+", so_far, *next)?.as_number(),
                "prod" => arithmetic("*", so_far, *next)?.as_number(),
                "max" => Some(if next.value > so_far.value { *next } else { so_far }),
                _ => Some(if next.value < so_far.value { *next } else { so_far }),
            };
            others.iter().try_fold(*first, step).map(Value::Number)
        }
        ("range", _) => range(values),
        // A number as a tensor or an array is that number.
        ("tensor" | "array" | "as_tensor", [Value::Number(number)]) => Some(Value::Number(*number)),
        ("array" | "tensor", [list @ Value::List(_)]) => Some(list.clone()),
        _ => None,
    }
}

fn range<'a>(values: &[Value<'a>]) -> Option<Value<'a>> {
    let all: Vec<Number> = values.iter().map(Value::as_number).collect::<Option<_>>()?;
    let (from, until, by) = match all.as_slice() {
        [until] => (0.0, until.value, 1.0),
        [from, until] => (from.value, until.value, 1.0),
        [from, until, by] => (from.value, until.value, by.value),
        _ => return None,
    };
    let count = ((until - from) / by).ceil();
    if !all.iter().all(|number| number.whole) || by == 0.0 || !(0.0..=MOST).contains(&count) {
        return None;
    }
    Some(Value::list((0..count as u32).map(|at| Value::number(from + f64::from(at) * by, true)).collect()))
}
