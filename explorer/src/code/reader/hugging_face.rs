//! Hugging Face's schedules. All count batches; the rise of a warm-up starts at 0.

use etalon::Kind;

use super::call::{Call, Passed, Said};
use super::hugging_shapes::{cosine, inverse_root, minus, polynomial, restarts, stable};
use super::others::of_kind;
use super::plan::{Got, KindPlan, Plan, WarmUp};
use super::recognise::Recognised;
use super::unit::Unit;
use super::value::{Leaf, Number, Value};
use super::walk::Walk;

/// The functions of `transformers` and `diffusers`.
pub const TABLE: &[Recognised] = &[
    Recognised::new("get_linear_schedule_with_warmup", by_function),
    Recognised::new("get_cosine_schedule_with_warmup", by_function),
    Recognised::new("get_cosine_with_hard_restarts_schedule_with_warmup", by_function),
    Recognised::new("get_polynomial_decay_schedule_with_warmup", by_function),
    Recognised::new("get_constant_schedule", by_function),
    Recognised::new("get_constant_schedule_with_warmup", by_function),
    Recognised::new("get_inverse_sqrt_schedule", by_function),
    Recognised::new("get_wsd_schedule", by_function),
    Recognised::new("get_cosine_with_min_lr_schedule_with_warmup", by_function),
    Recognised::new("get_reduce_on_plateau_schedule", by_function),
    Recognised::new("get_scheduler", by_name),
    Recognised::new("get_scheduler_from_name", by_name),
];

const WARM: &str = "num_warmup_steps";
const TOTAL: &str = "num_training_steps";

/// The arguments of each function after the optimizer.
#[rustfmt::skip]
const SHAPES: &[(&str, &str, &[&str])] = &[
    ("linear", "get_linear_schedule_with_warmup", &["optimizer", WARM, TOTAL, "last_epoch"]),
    ("cosine", "get_cosine_schedule_with_warmup", &["optimizer", WARM, TOTAL, "num_cycles", "last_epoch"]),
    ("cosine_with_restarts", "get_cosine_with_hard_restarts_schedule_with_warmup", &["optimizer", WARM, TOTAL, "num_cycles", "last_epoch"]),
    ("polynomial", "get_polynomial_decay_schedule_with_warmup", &["optimizer", WARM, TOTAL, "lr_end", "power", "last_epoch"]),
    ("constant", "get_constant_schedule", &["optimizer", "last_epoch"]),
    ("constant_with_warmup", "get_constant_schedule_with_warmup", &["optimizer", WARM, "last_epoch"]),
    ("inverse_sqrt", "get_inverse_sqrt_schedule", &["optimizer", WARM, "timescale", "last_epoch"]),
    ("warmup_stable_decay", "get_wsd_schedule", &["optimizer", WARM, "num_decay_steps", TOTAL, "num_stable_steps", "warmup_type", "decay_type", "min_lr_ratio", "num_cycles", "last_epoch"]),
    ("cosine_with_min_lr", "get_cosine_with_min_lr_schedule_with_warmup", &["optimizer", WARM, TOTAL, "num_cycles", "last_epoch", "min_lr", "min_lr_rate"]),
    ("reduce_lr_on_plateau", "get_reduce_on_plateau_schedule", &["optimizer"]),
];

/// The names that `get_scheduler` takes, for a question.
pub const NAMES: &[&str] = &[
    "linear",
    "cosine",
    "polynomial",
    "constant",
    "constant_with_warmup",
    "inverse_sqrt",
    "cosine_with_min_lr",
];

fn by_function<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let Some((shape, _, names)) = SHAPES.iter().find(|(_, function, _)| *function == call.class()) else {
        return Value::Opaque;
    };
    let read = match walk.matched(call, names) {
        Ok(said) => schedule(walk, shape, &said),
        Err(why) => Err(why),
    };
    made(
        walk,
        call,
        read,
        call.named("optimizer").or_else(|| call.placed(0)).map(|passed| passed.value.clone()),
    )
}

/// `get_scheduler(name, optimizer, …)`.
fn by_name<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let first = call.named("name").or_else(|| call.placed(0)).map(|passed| passed.value.clone());
    let shape = match first {
        Some(Value::Text(name)) => Some(name.to_owned()),
        Some(Value::Imported(path)) if path.contains("SchedulerType.") => {
            path.rsplit('.').next().map(str::to_lowercase)
        }
        Some(Value::Number(Number { value, answered: true, .. })) => {
            NAMES.get(value as usize).map(|name| (*name).to_owned())
        }
        Some(Value::Unknown(leaves)) => {
            let leaves = leaves.iter().map(|leaf| Leaf { choices: NAMES, ..leaf.clone() }).collect();
            return walk.make(call.class(), Plan::Waiting(leaves), Unit::Batches, None);
        }
        _ => None,
    };
    let found = SHAPES.iter().find(|(known, ..)| Some(*known) == shape.as_deref());
    let Some((shape, _, names)) = found else {
        let name = call.placed(0).map_or("", |passed| passed.source.as_str());
        return walk.refused(call, format!("get_scheduler: no schedule is known here as {name}"));
    };
    // The function's own arguments: by name, or in the order optimizer, warm-up, total.
    let mut given: Vec<Passed<'a>> = Vec::new();
    let order = ["optimizer", WARM, TOTAL];
    for (place, passed) in call.given.iter().filter(|passed| passed.name != Some("name")).enumerate() {
        let place = place.checked_sub(usize::from(call.named("name").is_none()));
        let name = match (passed.name, place) {
            (Some("scheduler_specific_kwargs"), _) => {
                if let Value::Dict(entries) = &passed.value {
                    let specific = entries.iter().map(|(name, value)| Passed {
                        name: Some(*name),
                        stars: 0,
                        value: value.clone(),
                        source: passed.source.clone(),
                    });
                    given.extend(specific);
                }
                continue;
            }
            (Some(name), _) => Some(name),
            (None, Some(place)) => order.get(place).copied(),
            (None, None) => continue,
        };
        let is_of_others = name.is_some_and(|name| (name == WARM || name == TOTAL) && !names.contains(&name));
        if !is_of_others && name != Some("step_rules") {
            given.push(Passed { name, ..passed.clone() });
        }
    }
    let optimizer =
        given.iter().find(|passed| passed.name == Some("optimizer")).map(|passed| passed.value.clone());
    let own = Call { full: call.full.clone(), given };
    let read = match walk.matched(&own, names) {
        Ok(said) => schedule(walk, shape, &said),
        Err(why) => Err(why),
    };
    made(walk, call, read, optimizer)
}

/// The schedule that a trainer makes by a name, from its own numbers and `lr_scheduler_kwargs`.
///
/// # Errors
/// Why its arguments cannot be read.
pub fn for_trainer<'a>(
    walk: &mut Walk<'a>,
    shape: &str,
    optimizer: &Value<'a>,
    (warm, total): (&Got, &Got),
    specific: Option<&Value<'a>>,
) -> Result<(Plan, Unit), String> {
    let Some((shape, function, names)) = SHAPES.iter().find(|(known, ..)| *known == shape) else {
        return Err(format!("the page has no schedule {}", super::names::clip(shape, 40)));
    };
    let passed = |name: &'a str, value: Value<'a>| Passed {
        name: Some(name),
        stars: 0,
        value,
        source: "lr_scheduler_kwargs".to_owned(),
    };
    let of = |got: &Got| match got {
        Got::Number(number) => Value::Number(*number),
        Got::Unknown(leaves) => Value::Unknown(leaves.clone()),
    };
    let mut given =
        vec![passed("optimizer", optimizer.clone()), passed(WARM, of(warm)), passed(TOTAL, of(total))];
    given.retain(|one| one.name.is_some_and(|name| names.contains(&name)));
    match specific {
        None | Some(Value::Nothing) => {}
        Some(Value::Dict(entries)) => {
            given.extend(entries.iter().map(|(name, value)| passed(name, value.clone())));
        }
        Some(_) => return Err("its lr_scheduler_kwargs cannot be read".to_owned()),
    }
    let said = walk.matched(&Call { full: (*function).to_owned(), given }, names)?;
    schedule(walk, shape, &said)
}

fn made<'a>(
    walk: &mut Walk<'a>,
    call: &Call<'a>,
    read: Result<(Plan, Unit), String>,
    optimizer: Option<Value<'a>>,
) -> Value<'a> {
    match read {
        Ok((Plan::Refused, _)) => {
            walk.refused(call, format!("{}: with these values it has no rates", call.class()))
        }
        Ok((plan, steps)) => walk.make(call.class(), plan, steps, optimizer.as_ref()),
        Err(why) => walk.refused(call, why),
    }
}

/// The schedule of this name.
///
/// # Errors
/// Why its arguments cannot be read.
fn schedule<'a>(walk: &mut Walk<'a>, shape: &str, said: &Said<'a>) -> Result<(Plan, Unit), String> {
    let warm = said.number(WARM, 0.0)?;
    let total = said.value(TOTAL).map(|_| said.needed(TOTAL)).transpose()?;
    if let Some(total) = &total {
        walk.run.steps(said.source(TOTAL), total);
    }
    let needs_total = || total.clone().ok_or_else(|| format!("it needs {TOTAL}"));
    let base = match said.value("optimizer") {
        Some(Value::Optimizer(at)) => walk.base_rate(Some(*at)),
        _ => walk.base_rate(None),
    };
    let kind = match shape {
        "linear" => {
            let left = minus(&needs_total()?, &warm);
            line(&left, 0.0)
        }
        "cosine" | "cosine_with_min_lr" => {
            let left = minus(&needs_total()?, &warm);
            cosine(said, &left, &base)?
        }
        "constant" => of_kind(Kind::Constant, &[]),
        "constant_with_warmup" => of_kind(Kind::Constant, &[]),
        "polynomial" => return polynomial(said, &warm, &needs_total()?, &base),
        "inverse_sqrt" => return inverse_root(said, &warm),
        "cosine_with_restarts" => return restarts(said, &warm, &needs_total()?),
        "warmup_stable_decay" => return stable(said, &warm, total.as_ref(), &base),
        _ => {
            return Err(format!("{shape}: its arguments go to PyTorch's ReduceLROnPlateau; paste that call"));
        }
    };
    match kind {
        Some(kind) => Ok((behind(kind, warm), Unit::Batches)),
        None => Err(format!("{shape}: the page has no such schedule yet")),
    }
}

/// A kind behind a rise from 0.
pub fn behind(mut kind: KindPlan, warm: Got) -> Plan {
    if warm.known().is_none_or(|warm| warm.value != 0.0) {
        kind.warm_up = Some(WarmUp { steps: warm, start: Got::of(0.0) });
    }
    Plan::Kind(kind)
}

/// A straight fall to a share of the base rate, if the page has it.
pub fn line(length: &Got, end: f64) -> Option<KindPlan> {
    let values =
        [("start_factor", Got::of(1.0)), ("end_factor", Got::of(end)), ("total_iters", length.clone())];
    of_kind(Kind::Linear, &values)
}
