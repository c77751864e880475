//! PyTorch's `CyclicLR`, which sets rates of its own, and `SWALR`, which goes from the present rate to another one.

use super::call::{Call, Said};
use super::invoke::apply;
use super::note::Verdict;
use super::others::{rate_share, share_of};
use super::plan::{Optimizer, Plan};
use super::recognise::Recognised;
use super::table::{horizon, known, plan};
use super::unit::Unit;
use super::value::{Number, Value};
use super::walk::Walk;

/// The classes.
pub const TABLE: &[Recognised] = &[Recognised::new("CyclicLR", cyclic), Recognised::new("SWALR", averaged)];

/// Classes that set or start from a rate which is not the base rate, so they cannot be a part of another schedule.
pub const ALONE: &[&str] = &["CyclicLR", "SWALR"];

#[rustfmt::skip]
const CYCLIC: &[&str] = &[
    "optimizer", "base_lr", "max_lr", "step_size_up", "step_size_down", "mode", "gamma", "scale_fn", "scale_mode", "cycle_momentum",
    "base_momentum", "max_momentum", "last_epoch", "verbose",
];

fn cyclic<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let read = walk.matched(call, CYCLIC).and_then(|said| cyclic_plan(walk, call, &said));
    let (plan, own) = match read {
        Ok(read) => read,
        Err(why) => return walk.refused(call, why),
    };
    let value = walk.finish(call, Ok((plan, Unit::Batches)));
    // Without an optimizer the text has one base rate, that of the schedule.
    if let (Some(lr), Value::Schedule(at)) = (own, &value) {
        walk.optimizers.push(Optimizer::of_schedule(call.class(), lr, walk.is_dead));
        walk.made[*at].optimizer = Some(walk.optimizers.len() - 1);
    }
    value
}

/// The plan, and the base rate where no optimizer says one.
type Cyclic<'a> = (Plan, Option<Value<'a>>);

fn cyclic_plan<'a>(walk: &mut Walk<'a>, call: &Call<'a>, said: &Said<'a>) -> Result<Cyclic<'a>, String> {
    let (low, high) = (said.needed("base_lr")?, said.needed("max_lr")?);
    let up = said.number("step_size_up", 2_000.0)?;
    let down = match said.value("step_size_down") {
        Some(_) => said.needed("step_size_down")?,
        None => up.clone(),
    };
    let gamma = said.number("gamma", 1.0)?;
    let scale = scale(walk, said)?;
    let is_said = said.value("cycle_momentum").and_then(Value::truth) == Some(false);
    if !is_said {
        let text = "cycle_momentum: the page takes the rates of CyclicLR and keeps the momentum as it is";
        walk.notes.say(Verdict::LeftOut, text.to_owned());
    }
    let optimizer = walk.optimizer_of(call);
    let (base, own) = match (optimizer.filter(|at| walk.has_rate(*at)), low.known(), high.known()) {
        (Some(at), ..) => (walk.base_rate(Some(at)), None),
        (None, Some(Number { value: 0.0, .. }), Some(high)) => {
            (Value::Number(high), Some(Value::Number(high)))
        }
        (None, Some(low), _) => (Value::Number(low), Some(Value::Number(low))),
        (None, None, _) => {
            return Ok((Plan::Waiting(low.leaves().iter().chain(high.leaves()).cloned().collect()), None));
        }
    };
    let (low, high) = (share_of(&low, &base), share_of(&high, &base));
    if [&up, &down].iter().any(|steps| steps.known().is_some_and(|steps| steps.value <= 0.0)) {
        return Err("CyclicLR: its step sizes must be above 0".to_owned());
    }
    let all = match known([&low, &high, &up, &down, &gamma]) {
        Ok(all) => all,
        Err(leaves) => return Ok((Plan::Waiting(leaves), own)),
    };
    Ok((plan(Unit::Batches, |step| rate(all, &scale, step)), own))
}

/// How the height of a cycle changes.
enum Scale {
    Same,
    Half,
    Power,
    /// By a function of the text: of the cycle's number, or of the step.
    Own(Vec<f64>, bool),
}

fn scale<'a>(walk: &mut Walk<'a>, said: &Said<'a>) -> Result<Scale, String> {
    if let Some(function) = said.value("scale_fn").cloned() {
        let by_cycle = match said.value("scale_mode").map_or(Some("cycle"), Value::as_text) {
            Some("cycle") => true,
            Some("iterations") => false,
            _ => return Err("CyclicLR: scale_mode must be cycle or iterations".to_owned()),
        };
        let values: Option<Vec<f64>> = (0..=horizon(Unit::Batches))
            .map(|step| apply(walk, &function, f64::from(step)).as_number().map(|number| number.value))
            .collect();
        let values = values.ok_or("CyclicLR: its scale_fn cannot be computed from the text")?;
        return Ok(Scale::Own(values, by_cycle));
    }
    match said.value("mode").map_or(Some("triangular"), Value::as_text) {
        Some("triangular") => Ok(Scale::Same),
        Some("triangular2") => Ok(Scale::Half),
        Some("exp_range") => Ok(Scale::Power),
        _ => Err(format!(
            "CyclicLR: mode must be triangular, triangular2 or exp_range, got {}",
            said.source("mode")
        )),
    }
}

/// As PyTorch computes it.
fn rate([low, high, up, down, gamma]: [f64; 5], scale: &Scale, step: u32) -> f64 {
    let (at, total) = (f64::from(step), up + down);
    let ratio = up / total;
    let cycle = (1.0 + at / total).floor();
    let x = 1.0 + at / total - cycle;
    let height = (high - low) * if x <= ratio { x / ratio } else { (x - 1.0) / (ratio - 1.0) };
    let factor = match scale {
        Scale::Same => 1.0,
        Scale::Half => 1.0 / 2.0_f64.powf(cycle - 1.0),
        Scale::Power => gamma.powf(at),
        Scale::Own(values, by_cycle) => {
            let of = if *by_cycle { cycle as usize } else { step as usize };
            values.get(of).copied().unwrap_or(f64::NAN)
        }
    };
    low + height * factor
}

fn averaged<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names = &["optimizer", "swa_lr", "anneal_epochs", "anneal_strategy", "last_epoch"];
    let read = walk.matched(call, names).and_then(|said| {
        let (to, epochs) = (said.needed("swa_lr")?, said.number("anneal_epochs", 10.0)?);
        let is_line = match said.value("anneal_strategy").map_or(Some("cos"), Value::as_text) {
            Some("cos") => false,
            Some("linear") => true,
            _ => {
                return Err(format!(
                    "SWALR: anneal_strategy must be cos or linear, got {}",
                    said.source("anneal_strategy")
                ));
            }
        };
        if epochs.known().is_some_and(|epochs| epochs.value < 0.0 || epochs.value.fract() != 0.0) {
            return Err(format!(
                "SWALR: anneal_epochs must be a whole number from 0, got {}",
                said.source("anneal_epochs")
            ));
        }
        let to = rate_share(walk, call, &to);
        Ok(match known([&to, &epochs]) {
            Ok([to, epochs]) => {
                let share = |step: u32| {
                    let done = if epochs == 0.0 { 1.0 } else { (f64::from(step) / epochs).min(1.0) };
                    let done = if is_line { done } else { (1.0 - (std::f64::consts::PI * done).cos()) / 2.0 };
                    to * done + 1.0 - done
                };
                (plan(Unit::Epochs, share), Unit::Epochs)
            }
            Err(leaves) => (Plan::Waiting(leaves), Unit::Epochs),
        })
    });
    walk.finish(call, read)
}

impl<'a> Walk<'a> {
    /// The optimizer that a call gets.
    pub fn optimizer_of(&self, call: &Call<'a>) -> Option<usize> {
        match call.named("optimizer").or_else(|| call.placed(0)).map(|passed| &passed.value) {
            Some(Value::Optimizer(at)) => Some(*at),
            _ => None,
        }
    }

    fn has_rate(&self, at: usize) -> bool {
        self.optimizers.get(at).is_some_and(|known| known.lr.is_some() || known.usual.0.is_some())
    }

    /// Why a schedule that starts from the present rate has no rates of its own: another one changes that rate before it.
    pub fn starts_elsewhere(&self, at: usize) -> Option<String> {
        let made = self.made.get(at).filter(|made| made.class == "SWALR")?;
        let is_other = |(place, other): (usize, &super::plan::Made)| {
            place != at && !other.is_part && !other.is_dead && other.optimizer == made.optimizer
        };
        let other = self.made.iter().enumerate().find(|one| is_other(*one)).map(|(_, other)| &other.class)?;
        Some(format!(
            "SWALR: it goes on from the rate that {other} has left, and the text does not say when that is"
        ))
    }
}
