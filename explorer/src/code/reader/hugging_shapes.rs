//! The shapes of Hugging Face's schedules.

use etalon::Kind;

use super::call::Said;
use super::hugging_face::{behind, line};
use super::others::{of_kind, polynomial_plan, share_of};
use super::plan::{Got, KindPlan, Plan};
use super::table::{known, plan};
use super::unit::Unit;
use super::value::{Leaf, Number, Value};

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

/// A cosine down to a least rate, with its half cycles.
///
/// # Errors
/// Why its arguments cannot be read.
pub fn cosine<'a>(said: &Said<'a>, left: &Got, base: &Value<'a>) -> Result<Option<KindPlan>, String> {
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

/// A fall that is a power of what is left.
///
/// # Errors
/// Why its arguments cannot be read.
pub fn polynomial<'a>(
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

/// A fall with the inverse of the root of the step.
///
/// # Errors
/// Why its arguments cannot be read.
pub fn inverse_root<'a>(said: &Said<'a>, warm: &Got) -> Result<(Plan, Unit), String> {
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

/// Cosines one after the other, each down to 0.
///
/// # Errors
/// Why its arguments cannot be read.
pub fn restarts<'a>(said: &Said<'a>, warm: &Got, total: &Got) -> Result<(Plan, Unit), String> {
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
///
/// # Errors
/// Why its arguments cannot be read, or why the page's kind is another.
pub fn stable<'a>(
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
