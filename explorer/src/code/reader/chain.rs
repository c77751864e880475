//! Schedules that act together: PyTorch steps them one after the other, and each changes the rate that the one before has left.

use std::rc::Rc;

use etalon::Kind;

use super::call::Call;
use super::compose::{one_of, parts, tables, unfit, waiting};
use super::plan::Plan;
use super::recognise::Recognised;
use super::table::{are_sound, horizon, known};
use super::unit::Unit;
use super::value::{Leaf, Value};
use super::walk::Walk;

/// PyTorch's chain.
pub const TABLE: &[Recognised] = &[Recognised::new("ChainedScheduler", chained)];

/// What a scheduler does to the rate at a step. All rates are shares of the base rate.
#[derive(Debug)]
enum Link {
    /// It multiplies the present rate by the quotient of its own rates.
    Factor(Rc<[f64]>),
    /// It sets the rate, whatever that is.
    Sets(Rc<[f64]>),
    /// A cosine goes on from the present rate: its length, and its least rate.
    Cosine { length: f64, least: f64 },
}

fn chained<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let said = match walk.matched(call, &["schedulers", "optimizer"]) {
        Ok(said) => said,
        Err(why) => return walk.refused(call, why),
    };
    let Some(ways) =
        parts(walk, said.value("schedulers")).filter(|ways| ways.iter().all(|parts| !parts.is_empty()))
    else {
        let text = format!(
            "ChainedScheduler: the text does not show that {} are schedulers",
            said.source("schedulers")
        );
        return walk.refused(call, text);
    };
    let all: Vec<Value<'a>> = ways.iter().map(|parts| together(walk, call, parts)).collect();
    one_of(&all)
}

fn together<'a>(walk: &mut Walk<'a>, call: &Call<'a>, parts: &[usize]) -> Value<'a> {
    for at in parts {
        walk.made[*at].is_part = true;
    }
    if let Some(why) = unfit(walk, parts) {
        return walk.refused_with(call, parts, format!("ChainedScheduler: {why}"));
    }
    let optimizer = parts.iter().find_map(|at| walk.made[*at].optimizer).map(Value::Optimizer);
    let steps = parts.iter().fold(Unit::Plain, |unit, at| unit.with(walk.made[*at].steps));
    let links = match links(walk, parts, steps, optimizer.as_ref()) {
        Ok(links) => links,
        Err(Stopped::By(class)) => {
            let text =
                format!("ChainedScheduler: what {class} does to a rate that others change is not read");
            return walk.refused_with(call, parts, text);
        }
        Err(Stopped::Asked(leaves)) => match waiting(leaves) {
            Plan::Refused => {
                return walk.refused_with(
                    call,
                    parts,
                    "ChainedScheduler: a part of it cannot be computed".to_owned(),
                );
            }
            plan => return walk.make("ChainedScheduler", plan, steps, optimizer.as_ref()),
        },
    };
    // Each scheduler acts when it is made, in the order of the code.
    let mut made: Vec<usize> = (0..parts.len()).collect();
    made.sort_by_key(|place| parts[*place]);
    let shares = rates(&links, &made, horizon(steps));
    if let Some(step) = shares.iter().position(|share| !are_sound(&[*share])) {
        let text = format!("ChainedScheduler: at step {step} its rate is below 0 or not finite");
        return walk.refused_with(call, parts, text);
    }
    walk.make("ChainedScheduler", Plan::Table(shares.into()), steps, optimizer.as_ref())
}

/// Why there are no links.
enum Stopped {
    /// A class whose rule is not known here.
    By(String),
    /// What has to be asked first.
    Asked(Rc<[Leaf]>),
}

fn links<'a>(
    walk: &mut Walk<'a>,
    parts: &[usize],
    steps: Unit,
    optimizer: Option<&Value<'a>>,
) -> Result<Vec<Link>, Stopped> {
    let tables = tables(walk, parts, steps, optimizer).map_err(Stopped::Asked)?;
    let base = walk.base_rate(parts.iter().find_map(|at| walk.made[*at].optimizer));
    let mut links = Vec::new();
    for (at, table) in parts.iter().zip(tables) {
        let made = &walk.made[*at];
        links.push(match (made.class.as_str(), &made.plan) {
            (
                "ExponentialLR" | "StepLR" | "MultiStepLR" | "ConstantLR" | "LinearLR" | "PolynomialLR"
                | "MultiplicativeLR",
                _,
            ) => Link::Factor(table),
            ("LambdaLR" | "CosineAnnealingWarmRestarts", _) => Link::Sets(table),
            ("CosineAnnealingLR", Plan::Kind(plan)) if plan.kind == Kind::CosineAnnealing => {
                let find = |id: &str| {
                    let said = plan.said.iter().find(|(row, _)| row.id == id).map(|(_, got)| got.clone());
                    said.unwrap_or(super::plan::Got::of(0.0))
                };
                let least = super::others::share_of(&find("eta_min"), &base);
                let [length, least] = known([&find("t_max"), &least]).map_err(Stopped::Asked)?;
                Link::Cosine { length, least }
            }
            (class, _) => return Err(Stopped::By(class.to_owned())),
        });
    }
    Ok(links)
}

/// The rates at the first `steps` steps; `made` is the order in which the schedulers were made.
fn rates(links: &[Link], made: &[usize], steps: u32) -> Vec<f64> {
    let mut rate = made.iter().fold(1.0, |rate, place| first(&links[*place], rate));
    let mut all = vec![rate];
    for step in 1..steps {
        rate = links.iter().fold(rate, |rate, link| next(link, rate, step));
        all.push(rate);
    }
    all
}

fn first(link: &Link, rate: f64) -> f64 {
    match link {
        Link::Factor(table) => rate * table.first().copied().unwrap_or(f64::NAN),
        Link::Sets(table) => table.first().copied().unwrap_or(f64::NAN),
        Link::Cosine { .. } => rate,
    }
}

/// The rate after a step, as PyTorch's classes compute it from the rate before.
fn next(link: &Link, rate: f64, step: u32) -> f64 {
    let at = step as usize;
    match link {
        Link::Factor(table) => match (table.get(at - 1), table.get(at)) {
            // Where it has come to 0 it leaves the rate as it is.
            (Some(before), Some(_)) if *before == 0.0 => rate,
            (Some(before), Some(now)) => rate * (now / before),
            _ => f64::NAN,
        },
        Link::Sets(table) => table.get(at).copied().unwrap_or(f64::NAN),
        Link::Cosine { length, least } => {
            let turn = std::f64::consts::PI / length;
            if (f64::from(step) - 1.0 - length) % (2.0 * length) == 0.0 {
                rate + (1.0 - least) * (1.0 - turn.cos()) / 2.0
            } else {
                let height = |step: f64| 1.0 + (turn * step).cos();
                height(f64::from(step)) / height(f64::from(step) - 1.0) * (rate - least) + least
            }
        }
    }
}
