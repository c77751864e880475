//! timm's schedules. They count epochs, unless `t_in_epochs` says otherwise.

use etalon::Kind;

use super::call::{Call, Said};
use super::hugging_shapes::minus;
use super::others::{counts, of_kind, rate_share};
use super::plan::{Got, Plan, WarmUp};
use super::recognise::Recognised;
use super::table::{known, plan};
use super::unit::Unit;
use super::value::Value;
use super::walk::Walk;

/// timm's classes and its factory.
pub const TABLE: &[Recognised] = &[
    Recognised::new("CosineLRScheduler", cosine),
    Recognised::new("StepLRScheduler", step),
    Recognised::new("MultiStepLRScheduler", multi_step),
    Recognised::new("PlateauLRScheduler", plateau),
    Recognised::new("PolyLRScheduler", not_here),
    Recognised::new("TanhLRScheduler", not_here),
    Recognised::new("create_scheduler", not_here),
    Recognised::new("create_scheduler_v2", factory),
];

fn not_here<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let class = call.class().to_owned();
    walk.refused(call, format!("{class}: the page has no such schedule of timm"))
}

const WARM: &[&str] = &["warmup_t", "warmup_lr_init", "warmup_prefix", "t_in_epochs"];

fn steps(said: &Said<'_>) -> Unit {
    let in_epochs = said.value("t_in_epochs").and_then(Value::truth).unwrap_or(true);
    if in_epochs { Unit::Epochs } else { Unit::Batches }
}

fn is_on(said: &Said<'_>, name: &str, usual: bool) -> bool {
    said.value(name).and_then(Value::truth).unwrap_or(usual)
}

fn cosine<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let mut names = vec!["optimizer", "t_initial", "lr_min", "cycle_mul", "cycle_decay", "cycle_limit"];
    names.extend(WARM);
    names.extend(["noise_range_t", "noise_pct", "noise_std", "noise_seed", "k_decay", "initialize"]);
    let read = walk.matched(call, &names).and_then(|said| cosine_plan(walk, call, &said));
    walk.finish(call, read)
}

fn cosine_plan<'a>(walk: &mut Walk<'a>, call: &Call<'a>, said: &Said<'a>) -> Result<(Plan, Unit), String> {
    for (name, usual) in [("cycle_mul", 1.0), ("cycle_limit", 1.0), ("k_decay", 1.0)] {
        if said.number(name, usual)?.known().is_none_or(|number| number.value != usual) {
            return Err(format!(
                "CosineLRScheduler: with {name} = {} it is not a plain cosine",
                said.source(name)
            ));
        }
    }
    if said.value("noise_range_t").is_some() {
        return Err("CosineLRScheduler: the page's cosine has no noise".to_owned());
    }
    let (length, warm) = (said.needed("t_initial")?, said.number("warmup_t", 0.0)?);
    let (least, first) = (said.number("lr_min", 0.0)?, said.number("warmup_lr_init", 0.0)?);
    let start = rate_share(walk, call, &first);
    let steps = steps(said);
    let is_before = is_on(said, "warmup_prefix", false);
    if is_before || warm.known().is_some_and(|warm| warm.value == 0.0) {
        let values = [("t_max", length), ("eta_min", least), ("past_end", Got::of(1.0))];
        let mut kind = of_kind(Kind::CosineAnnealing, &values).ok_or("the page has no cosine")?;
        if warm.known().is_none_or(|warm| warm.value != 0.0) {
            kind.warm_up = Some(WarmUp { steps: warm, start });
        }
        return Ok((Plan::Kind(kind), steps));
    }
    // Without warmup_prefix the rise covers the beginning of the cosine, which goes on from where it is.
    let least = rate_share(walk, call, &least);
    Ok(match known([&length, &warm, &least, &start]) {
        Ok([length, warm, least, start]) => {
            let share = |step: u32| {
                let at = f64::from(step);
                if at < warm {
                    start + at * (1.0 - start) / warm
                } else if at >= length {
                    least
                } else {
                    least + 0.5 * (1.0 - least) * (1.0 + (std::f64::consts::PI * at / length).cos())
                }
            };
            (plan(steps, share), steps)
        }
        Err(leaves) => (Plan::Waiting(leaves), steps),
    })
}

fn step<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let mut names = vec!["optimizer", "decay_t", "decay_rate"];
    names.extend(WARM);
    let read = walk.matched(call, &names).and_then(|said| {
        let (every, rate) = (said.needed("decay_t")?, said.number("decay_rate", 1.0)?);
        let (warm, first) = (said.number("warmup_t", 0.0)?, said.number("warmup_lr_init", 0.0)?);
        let start = rate_share(walk, call, &first);
        let shift = is_on(&said, "warmup_prefix", true);
        let steps = steps(&said);
        let is_plain = warm.known().is_some_and(|warm| warm.value == 0.0);
        let values = [("step_size", every.clone()), ("gamma", rate.clone())];
        if (is_plain || shift)
            && let Some(mut kind) = of_kind(Kind::Step, &values)
        {
            if !is_plain {
                kind.warm_up = Some(WarmUp { steps: warm, start });
            }
            return Ok((Plan::Kind(kind), steps));
        }
        Err("StepLRScheduler: without warmup_prefix its warm-up covers the first steps".to_owned())
    });
    walk.finish(call, read)
}

fn multi_step<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let mut names = vec!["optimizer", "decay_t", "decay_rate"];
    names.extend(WARM);
    let read = walk.matched(call, &names).and_then(|said| {
        let (ends, rate) =
            (counts(&said, "MultiStepLRScheduler", "decay_t")?, said.number("decay_rate", 1.0)?);
        let warm = said.number("warmup_t", 0.0)?;
        if warm.known().is_none_or(|warm| warm.value != 0.0) {
            return Err("MultiStepLRScheduler: its warm-up is not read".to_owned());
        }
        let steps = steps(&said);
        Ok(match known([&rate]) {
            // timm cuts at the epoch after its milestone: it counts those that are at most t + 1.
            Ok([rate]) => {
                let share = |step: u32| {
                    let cuts = ends.iter().filter(|end| **end <= f64::from(step) + 1.0).count();
                    rate.powi(cuts as i32)
                };
                (plan(steps, share), steps)
            }
            Err(leaves) => (Plan::Waiting(leaves), steps),
        })
    });
    walk.finish(call, read)
}

/// timm wraps PyTorch's rule, with other defaults.
fn plateau<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names = &[
        "optimizer",
        "decay_rate",
        "patience_t",
        "threshold",
        "cooldown_t",
        "warmup_t",
        "warmup_lr_init",
        "lr_min",
        "mode",
    ];
    let read = walk.matched(call, names).and_then(|said| {
        if said.number("warmup_t", 0.0)?.known().is_none_or(|warm| warm.value != 0.0) {
            return Err("PlateauLRScheduler: its warm-up is not read".to_owned());
        }
        let mode = match said.value("mode").map_or(Some("max"), Value::as_text) {
            Some("min") => 0.0,
            Some("max") => 1.0,
            _ => {
                return Err(format!(
                    "PlateauLRScheduler: mode must be min or max, got {}",
                    said.source("mode")
                ));
            }
        };
        let values = [
            ("factor", said.number("decay_rate", 0.1)?),
            ("patience", said.number("patience_t", 10.0)?),
            ("threshold", said.number("threshold", 1e-4)?),
            ("cooldown", said.number("cooldown_t", 0.0)?),
            ("min_lr", said.number("lr_min", 0.0)?),
            ("mode", Got::of(mode)),
        ];
        let kind = of_kind(Kind::ReduceOnPlateau, &values).ok_or("the page has no such rule")?;
        Ok((Plan::Kind(kind), Unit::Epochs))
    });
    walk.finish(call, read)
}

/// timm's factory, as far as it makes a cosine or steps.
fn factory<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names = &[
        "optimizer",
        "sched",
        "num_epochs",
        "decay_epochs",
        "decay_milestones",
        "cooldown_epochs",
        "patience_epochs",
        "decay_rate",
        "min_lr",
        "warmup_lr",
        "warmup_epochs",
        "warmup_prefix",
    ];
    let read = walk.matched(call, names).and_then(|said| {
        let (warm, epochs) = (said.number("warmup_epochs", 0.0)?, said.number("num_epochs", 300.0)?);
        if let Some(value) = said.value("num_epochs") {
            walk.run.epochs(said.source("num_epochs"), value);
        }
        let is_before = is_on(&said, "warmup_prefix", false);
        let is_plain = warm.known().is_some_and(|warm| warm.value == 0.0);
        let first = said.number("warmup_lr", 1e-5)?;
        let start = rate_share(walk, call, &first);
        let mut kind = match said.value("sched").map_or(Some("cosine"), Value::as_text) {
            Some("cosine") => {
                let length = if is_before { minus(&epochs, &warm) } else { epochs.clone() };
                let values =
                    [("t_max", length), ("eta_min", said.number("min_lr", 0.0)?), ("past_end", Got::of(1.0))];
                of_kind(Kind::CosineAnnealing, &values)
            }
            Some("step") => {
                let values = [
                    ("step_size", said.number("decay_epochs", 90.0)?),
                    ("gamma", said.number("decay_rate", 0.1)?),
                ];
                of_kind(Kind::Step, &values)
            }
            _ => return Err(format!("create_scheduler_v2: sched = {} is not read", said.source("sched"))),
        }
        .ok_or("create_scheduler_v2: the page has no such schedule yet")?;
        if !is_plain && !is_before {
            return Err(
                "create_scheduler_v2: without warmup_prefix the warm-up covers the beginning of the schedule"
                    .to_owned(),
            );
        }
        if !is_plain {
            kind.warm_up = Some(WarmUp { steps: warm, start });
        }
        Ok((Plan::Kind(kind), Unit::Epochs))
    });
    walk.finish(call, read)
}
