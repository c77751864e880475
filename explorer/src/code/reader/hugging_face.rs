//! Hugging Face's schedules. All count batches; the rise of a warm-up starts at 0.

use etalon::Kind;

use super::call::{Call, Passed, Said};
use super::others::{of_kind, polynomial_plan, share_of};
use super::plan::{Got, KindPlan, Plan, WarmUp};
use super::recognise::Recognised;
use super::table::{known, plan};
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
        Some(Value::Text(name)) => Some(name),
        Some(Value::Number(Number { value, answered: true, .. })) => NAMES.get(value as usize).copied(),
        Some(Value::Unknown(leaves)) => {
            let leaves = leaves.iter().map(|leaf| Leaf { choices: NAMES, ..leaf.clone() }).collect();
            return walk.make(call.class(), Plan::Waiting(leaves), Unit::Batches, None);
        }
        _ => None,
    };
    let found = SHAPES.iter().find(|(known, ..)| Some(*known) == shape);
    let Some((shape, _, names)) = found else {
        let name = call.placed(0).map_or("", |passed| passed.source.as_str());
        return walk.refused(call, format!("get_scheduler: {name} is no schedule that is known here"));
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
fn behind(mut kind: KindPlan, warm: Got) -> Plan {
    if warm.known().is_none_or(|warm| warm.value != 0.0) {
        kind.warm_up = Some(WarmUp { steps: warm, start: Got::of(0.0) });
    }
    Plan::Kind(kind)
}

/// A straight fall to a share of the base rate, if the page has it.
fn line(length: &Got, end: f64) -> Option<KindPlan> {
    let values =
        [("start_factor", Got::of(1.0)), ("end_factor", Got::of(end)), ("total_iters", length.clone())];
    of_kind(Kind::Linear, &values)
}

/// A length less another one.
#[must_use]
pub fn minus(total: &Got, part: &Got) -> Got {
    match (total, part) {
        (Got::Number(total), Got::Number(part)) => {
            let unit = total.unit.with(part.unit);
            Got::Number(Number { value: total.value - part.value, unit, ..*total })
        }
        _ => {
            let all: Vec<Leaf> = total.leaves().iter().chain(part.leaves()).cloned().collect();
            Got::Unknown(all.into())
        }
    }
}

fn cosine<'a>(said: &Said<'a>, left: &Got, base: &Value<'a>) -> Result<Option<KindPlan>, String> {
    let cycles = said.number("num_cycles", 0.5)?;
    let Some(cycles) = cycles.known().map(|cycles| cycles.value) else {
        return Err("num_cycles: nothing in the text says what it is".to_owned());
    };
    let length = match left {
        Got::Number(left) => Got::Number(Number { value: left.value / (2.0 * cycles), ..*left }),
        other => other.clone(),
    };
    let least = match (said.value("min_lr"), said.value("min_lr_rate")) {
        (Some(_), _) => said.needed("min_lr")?,
        (None, Some(_)) => match (said.needed("min_lr_rate")?, base) {
            (Got::Number(rate), Value::Number(base)) => Got::of(rate.value * base.value),
            (Got::Number(_), Value::Unknown(leaves)) => Got::Unknown(leaves.clone()),
            (got, _) => got,
        },
        (None, None) => Got::implied(0.0),
    };
    Ok(of_kind(Kind::CosineAnnealing, &[("t_max", length), ("eta_min", least)]))
}

fn polynomial<'a>(
    said: &Said<'a>,
    warm: &Got,
    total: &Got,
    base: &Value<'a>,
) -> Result<(Plan, Unit), String> {
    let (end, power) = (said.number("lr_end", 1e-7)?, said.number("power", 1.0)?);
    let end = share_of(&end, base);
    let left = minus(total, warm);
    if let (Some(power), Some(end)) = (power.known(), end.known())
        && power.value == 1.0
        && let Some(kind) = line(&left, end.value)
    {
        return Ok((behind(kind, warm.clone()), Unit::Batches));
    }
    if end.known().is_some_and(|end| end.value == 0.0) && warm.known().is_some_and(|warm| warm.value == 0.0) {
        return Ok((polynomial_plan(&left, &power).0, Unit::Batches));
    }
    Ok(match known([warm, total, &end, &power]) {
        Ok([warm, total, end, power]) => {
            let share = |step: u32| {
                let at = f64::from(step);
                let done = (at - warm) / (total - warm);
                if at < warm {
                    at / warm
                } else if at > total {
                    end
                } else {
                    end + (1.0 - end) * (1.0 - done).powf(power)
                }
            };
            (plan(Unit::Batches, share), Unit::Batches)
        }
        Err(leaves) => (Plan::Waiting(leaves), Unit::Batches),
    })
}

fn inverse_root<'a>(said: &Said<'a>, warm: &Got) -> Result<(Plan, Unit), String> {
    let usual = warm.known().map(|warm| warm.value).filter(|warm| *warm != 0.0).unwrap_or(10_000.0);
    let scale = said.number("timescale", usual)?;
    Ok(match known([warm, &scale]) {
        Ok([warm, scale]) => {
            let share = |step: u32| {
                let at = f64::from(step);
                if at < warm { at / warm.max(1.0) } else { 1.0 / ((at + scale - warm) / scale).sqrt() }
            };
            (plan(Unit::Batches, share), Unit::Batches)
        }
        Err(leaves) => (Plan::Waiting(leaves), Unit::Batches),
    })
}

fn restarts<'a>(said: &Said<'a>, warm: &Got, total: &Got) -> Result<(Plan, Unit), String> {
    let cycles = said.number("num_cycles", 1.0)?;
    Ok(match known([warm, total, &cycles]) {
        Ok([warm, total, cycles]) => {
            let share = |step: u32| {
                let at = f64::from(step);
                let done = (at - warm) / (total - warm).max(1.0);
                if at < warm {
                    at / warm.max(1.0)
                } else if done >= 1.0 {
                    0.0
                } else {
                    (0.5 * (1.0 + (std::f64::consts::PI * ((cycles * done) % 1.0)).cos())).max(0.0)
                }
            };
            (plan(Unit::Batches, share), Unit::Batches)
        }
        Err(leaves) => (Plan::Waiting(leaves), Unit::Batches),
    })
}

/// Warm-up, stable, decay. Its rise starts at the least rate, as long as that is 0 it is the page's.
fn stable<'a>(
    said: &Said<'a>,
    warm: &Got,
    total: Option<&Got>,
    base: &Value<'a>,
) -> Result<(Plan, Unit), String> {
    let decay = said.needed("num_decay_steps")?;
    let stable = match (said.value("num_stable_steps"), total) {
        (Some(_), _) => said.needed("num_stable_steps")?,
        (None, Some(total)) => minus(&minus(total, warm), &decay),
        (None, None) => {
            return Err("get_wsd_schedule: it needs num_training_steps or num_stable_steps".to_owned());
        }
    };
    let ratio = said.number("min_lr_ratio", 0.0)?;
    let shape = said.value("decay_type").map_or(Some("cosine"), Value::as_text);
    let rise = said.value("warmup_type").map_or(Some("linear"), Value::as_text);
    let shapes = ["linear", "cosine", "1-sqrt"];
    let shape = shape.and_then(|shape| shapes.iter().position(|known| *known == shape));
    let (Some(shape), Some("linear")) = (shape, rise) else {
        return Err("get_wsd_schedule: this shape of the rise or of the fall is not known here".to_owned());
    };
    let cycles = said.number("num_cycles", 0.5)?;
    let is_plain = cycles.known().is_some_and(|cycles| cycles.value == 0.5);
    let starts_at_zero = ratio.known().is_some_and(|ratio| ratio.value == 0.0)
        || warm.known().is_some_and(|warm| warm.value == 0.0);
    if !is_plain || !starts_at_zero {
        return Err("get_wsd_schedule: its rise starts at min_lr_ratio, and the page's at 0".to_owned());
    }
    let least = match (&ratio, base) {
        (Got::Number(ratio), _) if ratio.value == 0.0 => Got::Number(*ratio),
        (Got::Number(ratio), Value::Number(base)) => Got::of(ratio.value * base.value),
        (Got::Number(_), Value::Unknown(leaves)) => Got::Unknown(leaves.clone()),
        (got, _) => got.clone(),
    };
    let values = [
        ("warmup_steps", warm.clone()),
        ("stable_steps", stable.clone()),
        ("decay_steps", decay.clone()),
        ("decay_type", Got::of(shape as f64)),
        ("min_lr", least),
    ];
    let kind = of_kind(Kind::WarmupStableDecay, &values);
    Ok((kind.map_or(Plan::Refused, Plan::Kind), Unit::Batches))
}
