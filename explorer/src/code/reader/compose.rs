//! Schedules made of schedules: one after the other. Those that act together are in [`chain`](super::chain).

use std::rc::Rc;

use etalon::Kind;

use super::call::Call;
use super::note::Verdict;
use super::plan::{Got, Plan, WarmUp};
use super::recognise::Recognised;
use super::table::horizon;
use super::unit::Unit;
use super::value::{Leaf, Value};
use super::walk::Walk;

/// PyTorch's sequence.
pub const TABLE: &[Recognised] = &[Recognised::new("SequentialLR", sequential)];

/// The most ways that a list of schedules is read in, where branches decide over its members.
const MOST_WAYS: usize = 8;

/// The schedules of a list: one list for each way that branches may decide.
pub fn parts<'a>(walk: &Walk<'a>, value: Option<&Value<'a>>) -> Option<Vec<Vec<usize>>> {
    let Some(Value::List(members)) = value else { return None };
    let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
    for member in members.iter() {
        let choices: Vec<usize> = match member {
            Value::Schedule(at) => vec![*at],
            Value::OneOf(all) => all.to_vec(),
            _ => return None,
        };
        if choices.iter().any(|at| *at >= walk.made.len()) || ways.len() * choices.len() > MOST_WAYS {
            return None;
        }
        let longer =
            |way: &Vec<usize>| choices.iter().map(|at| [way.as_slice(), &[*at]].concat()).collect::<Vec<_>>();
        ways = ways.iter().flat_map(longer).collect();
    }
    Some(ways)
}

/// What the ways have made.
pub fn one_of<'a>(all: &[Value<'a>]) -> Value<'a> {
    let numbers: Vec<usize> = all
        .iter()
        .filter_map(|value| match value {
            Value::Schedule(at) => Some(*at),
            _ => None,
        })
        .collect();
    match numbers.as_slice() {
        [only] => Value::Schedule(*only),
        several => Value::OneOf(several.into()),
    }
}

fn sequential<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let said = match walk.matched(call, &["optimizer", "schedulers", "milestones", "last_epoch", "verbose"]) {
        Ok(said) => said,
        Err(why) => return walk.refused(call, why),
    };
    let Some(ways) = parts(walk, said.value("schedulers")) else {
        let text =
            format!("SequentialLR: the text does not show that {} are schedulers", said.source("schedulers"));
        return walk.refused(call, text);
    };
    for at in ways.iter().flatten() {
        walk.made[*at].is_part = true;
    }
    let length = ways.first().map_or(0, Vec::len);
    let milestones: Option<Vec<Got>> = match said.value("milestones") {
        Some(Value::List(members)) => members.iter().map(Got::from).collect(),
        _ => None,
    };
    let Some(milestones) = milestones.filter(|milestones| milestones.len() + 1 == length) else {
        let text = format!(
            "SequentialLR: PyTorch needs one milestone fewer than schedulers, got {}",
            said.source("milestones")
        );
        let all: Vec<usize> = ways.iter().flatten().copied().collect();
        return walk.refused_with(call, &all, text);
    };
    let optimizer = said.value("optimizer").cloned();
    let all: Vec<Value<'a>> =
        ways.iter().map(|parts| sequence(walk, call, parts, &milestones, optimizer.clone())).collect();
    one_of(&all)
}

/// One schedule after the other. A rise to the full rate and a kind after it stay that kind.
pub fn sequence<'a>(
    walk: &mut Walk<'a>,
    call: &Call<'a>,
    parts: &[usize],
    milestones: &[Got],
    optimizer: Option<Value<'a>>,
) -> Value<'a> {
    let optimizer = optimizer.filter(|value| matches!(value, Value::Optimizer(_)));
    let own = parts.iter().find_map(|at| walk.made[*at].optimizer).map(Value::Optimizer);
    let optimizer = optimizer.or(own);
    for at in parts {
        walk.made[*at].is_part = true;
    }
    let class = call.class().to_owned();
    if let Some(why) = unfit(walk, parts) {
        return walk.refused_with(call, parts, format!("{class}: {why}"));
    }
    let steps = parts.iter().fold(Unit::Plain, |unit, at| unit.with(walk.made[*at].steps));
    let steps = milestones.iter().fold(steps, |unit, got| unit.with(got.unit()));
    if let ([first, second], [milestone]) = (parts, milestones)
        && let Some(warm_up) = rise(walk, *first, milestone)
        && let Plan::Kind(mut plan) = walk.made[*second].plan.clone()
        && plan.warm_up.is_none()
        && plan.kind != Kind::ReduceOnPlateau
    {
        plan.warm_up = Some(warm_up);
        return walk.make(&class, Plan::Kind(plan), steps, optimizer.as_ref());
    }
    let plan = joined(walk, parts, milestones, steps, optimizer.as_ref());
    if let Plan::Refused = plan {
        return walk.refused_with(call, parts, format!("{class}: a part of it cannot be computed"));
    }
    walk.make(&class, plan, steps, optimizer.as_ref())
}

/// Why these schedules cannot be put together.
pub fn unfit(walk: &mut Walk<'_>, parts: &[usize]) -> Option<String> {
    for at in parts {
        let made = &walk.made[*at];
        if super::cyclic::ALONE.contains(&made.class.as_str()) {
            let class = made.class.clone();
            // The rate that it brought along is not taken either.
            walk.optimizers.iter_mut().filter(|one| one.class == class).for_each(|one| one.lr = None);
            return Some(format!("a part of it is a {class}, whose rates are no shares of the base rate"));
        }
        match &made.plan {
            Plan::Kind(plan) if plan.kind == Kind::ReduceOnPlateau => {
                let text = "PyTorch refuses a ReduceLROnPlateau inside another scheduler".to_owned();
                walk.notes.say(Verdict::Trap, text);
                return Some("a part of it is a ReduceLROnPlateau".to_owned());
            }
            Plan::Kind(plan) if plan.kind == Kind::OneCycle => {
                return Some("a part of it is a OneCycleLR, which sets a rate of its own".to_owned());
            }
            Plan::Refused => return Some(format!("{} in it is not taken", made.class)),
            Plan::Kind(_) | Plan::Table(_) | Plan::Waiting(_) => {}
        }
    }
    None
}

/// A straight rise to the full rate that ends where the next schedule begins.
fn rise(walk: &Walk<'_>, at: usize, milestone: &Got) -> Option<WarmUp> {
    let made = walk.made.get(at)?;
    match &made.plan {
        Plan::Kind(plan) if plan.kind == Kind::Linear && plan.warm_up.is_none() => {
            let said = |id: &str| plan.said.iter().find(|(row, _)| row.id == id).map(|(_, got)| got.clone());
            let filled =
                |id: &str| plan.filled.iter().find(|(row, _)| row.id == id).map(|(_, value)| Got::of(*value));
            let value = |id: &str| said(id).or_else(|| filled(id));
            let (start, end, total) = (value("start_factor")?, value("end_factor")?, value("total_iters")?);
            let is_full = end.known().is_some_and(|end| end.value == 1.0);
            (is_full && is_same(&total, milestone)).then(|| WarmUp { steps: milestone.clone(), start })
        }
        Plan::Table(shares) => {
            let (steps, first) = (milestone.known()?.value as usize, *shares.first()?);
            let is_line = |(step, share): (usize, &f64)| {
                let line = first + (1.0 - first) * step as f64 / steps as f64;
                (share - line).abs() < 1e-12
            };
            let is_rise = first < 1.0
                && steps >= 1
                && shares.len() > steps
                && shares.iter().take(steps + 1).enumerate().all(is_line);
            is_rise.then(|| WarmUp { steps: milestone.clone(), start: Got::of(first) })
        }
        Plan::Kind(_) | Plan::Waiting(_) | Plan::Refused => None,
    }
}

fn is_same(one: &Got, other: &Got) -> bool {
    match (one, other) {
        (Got::Number(one), Got::Number(other)) => one.value == other.value,
        (Got::Unknown(one), Got::Unknown(other)) => one == other,
        _ => false,
    }
}

/// The base rate of an optimizer.
fn base<'a>(walk: &Walk<'a>, optimizer: Option<&Value<'a>>) -> Value<'a> {
    walk.base_rate(match optimizer {
        Some(Value::Optimizer(at)) => Some(*at),
        _ => None,
    })
}

pub fn tables<'a>(
    walk: &mut Walk<'a>,
    parts: &[usize],
    steps: Unit,
    optimizer: Option<&Value<'a>>,
) -> Result<Vec<Rc<[f64]>>, Rc<[Leaf]>> {
    let base = base(walk, optimizer);
    let mut all = Vec::new();
    for at in parts {
        let plan = walk.made[*at].plan.clone();
        all.push(walk.shares(&plan, steps, &base)?);
    }
    Ok(all)
}

pub fn waiting(leaves: Rc<[Leaf]>) -> Plan {
    if leaves.is_empty() { Plan::Refused } else { Plan::Waiting(leaves) }
}

fn joined<'a>(
    walk: &mut Walk<'a>,
    parts: &[usize],
    milestones: &[Got],
    steps: Unit,
    optimizer: Option<&Value<'a>>,
) -> Plan {
    let asked: Vec<Leaf> = milestones.iter().flat_map(|got| got.leaves().iter().cloned()).collect();
    if !asked.is_empty() {
        return Plan::Waiting(asked.into());
    }
    let begins: Vec<u32> = milestones.iter().filter_map(|got| Some(got.known()?.value as u32)).collect();
    if !begins.is_sorted() || begins.first().is_some_and(|first| *first == 0) {
        return Plan::Refused;
    }
    let tables = match tables(walk, parts, steps, optimizer) {
        Ok(tables) => tables,
        Err(leaves) => return waiting(leaves),
    };
    let share = |step: u32| {
        let part = begins.iter().filter(|begin| **begin <= step).count();
        let own = step - part.checked_sub(1).map_or(0, |before| begins[before]);
        tables[part].get(own as usize).copied()
    };
    Plan::Table((0..horizon(steps)).map_while(share).collect())
}
