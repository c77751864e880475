//! optax's schedules that are made of others, and those that change at boundaries.

use super::call::Call;
use super::keras::made;
use super::plan::{Got, Plan};
use super::table::{horizon, plan};
use super::unit::Unit;
use super::value::{Number, Value};
use super::walk::Walk;

/// One schedule after the other: at its boundary the next one begins with its own step 0.
pub fn join<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let mut parts = Vec::new();
    match joined(walk, call, &mut parts) {
        Ok(value) => value,
        Err(why) => walk.refused_with(call, &parts, format!("join_schedules: {why}")),
    }
}

fn joined<'a>(walk: &mut Walk<'a>, call: &Call<'a>, found: &mut Vec<usize>) -> Result<Value<'a>, String> {
    let said = walk.matched(call, &["schedules", "boundaries"])?;
    let parts: Option<Vec<usize>> = match said.value("schedules") {
        Some(Value::List(members)) => members
            .iter()
            .map(|member| match member {
                Value::Schedule(at) => Some(*at),
                _ => None,
            })
            .collect(),
        _ => None,
    };
    let parts = parts
        .ok_or_else(|| format!("the text does not show that {} are schedules", said.source("schedules")))?;
    let boundaries: Option<Vec<Got>> = match said.value("boundaries") {
        Some(Value::List(members)) => members.iter().map(Got::from).collect(),
        _ => None,
    };
    let boundaries = boundaries.filter(|all| all.len() + 1 == parts.len());
    for at in &parts {
        walk.made[*at].is_part = true;
    }
    found.clone_from(&parts);
    let boundaries = boundaries.ok_or_else(|| {
        format!("it needs one boundary fewer than schedules, got {}", said.source("boundaries"))
    })?;
    let bases: Vec<Value<'a>> = parts.iter().map(|at| walk.base_rate(walk.made[*at].optimizer)).collect();
    let is_one = bases.windows(2).all(|pair| match pair {
        [Value::Number(one), Value::Number(other)] => one.value == other.value,
        [one, other] => one.is_same(other),
        _ => true,
    });
    if is_one {
        let last = parts.last().and_then(|at| walk.made[*at].optimizer).map(Value::Optimizer);
        return Ok(super::compose::sequence(walk, call, &parts, &boundaries, last));
    }
    let asked = bases.iter().flat_map(|base| base.leaves().to_vec());
    let asked: Vec<_> = asked.chain(boundaries.iter().flat_map(|got| got.leaves().to_vec())).collect();
    let numbers: Vec<f64> = bases.iter().filter_map(Value::as_number).map(|number| number.value).collect();
    let peak = numbers.iter().copied().fold(0.0, f64::max);
    let base = Got::Number(Number::plain(peak, false));
    if !asked.is_empty() {
        return Ok(made(walk, call, Ok((Plan::Waiting(asked.into()), base))));
    }
    let begins: Vec<u32> = boundaries.iter().filter_map(|got| Some(got.known()?.value as u32)).collect();
    if !begins.is_sorted() || numbers.len() != parts.len() || peak <= 0.0 {
        return Err("its boundaries do not rise, or a part of it has no rate".to_owned());
    }
    let mut tables = Vec::new();
    for (at, base) in parts.iter().zip(&bases) {
        let plan = walk.made[*at].plan.clone();
        let table = walk.shares(&plan, Unit::Batches, base);
        tables.push(table.map_err(|_| "a part of it cannot be computed".to_owned())?);
    }
    let share = |step: u32| {
        let part = begins.iter().filter(|begin| **begin <= step).count();
        let own = step - part.checked_sub(1).map_or(0, |before| begins[before]);
        Some(tables[part].get(own as usize)? * numbers[part] / peak)
    };
    let shares: Vec<f64> = (0..horizon(Unit::Batches)).map_while(share).collect();
    Ok(made(walk, call, Ok((Plan::Table(shares.into()), base))))
}

/// A rate that is multiplied at its boundaries.
pub fn piecewise<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let read = walk.matched(call, &["init_value", "boundaries_and_scales"]).and_then(|said| {
        let base = said.needed("init_value")?;
        let scales = match said.value("boundaries_and_scales") {
            None => Vec::new(),
            Some(Value::Numbered(entries))
                if entries.iter().all(|(_, scale)| scale.as_number().is_some()) =>
            {
                let scale =
                    |(boundary, scale): &(f64, Value<'a>)| Some((*boundary, scale.as_number()?.value));
                entries.iter().filter_map(scale).collect()
            }
            Some(_) => {
                return Err(format!(
                    "its boundaries must be numbers with their scales, got {}",
                    said.source("boundaries_and_scales")
                ));
            }
        };
        let share = |step: u32| {
            let past = scales.iter().filter(|(boundary, _)| f64::from(step) >= *boundary);
            past.map(|(_, scale)| *scale).product()
        };
        Ok((plan(Unit::Batches, share), base))
    });
    made(walk, call, read)
}
