//! Keras: its callbacks and schedules, with their rules converted into PyTorch's. Its schedules count batches.

use etalon::Kind;

use super::call::{Call, Said};
use super::names::clip;
use super::note::Verdict;
use super::others::{counts, of_kind, share_of};
use super::plan::{Got, KindPlan, Optimizer, Plan, WarmUp};
use super::recognise::Recognised;
use super::rule::Rule;
use super::table::{known, plan};
use super::unit::Unit;
use super::value::{Number, Value};
use super::walk::Walk;

const HOME: &[&str] = &["keras", "tf", "tensorflow", "callbacks", "schedules"];
const OPTIMIZERS: &[&str] = &["keras", "tf", "tensorflow"];

/// Keras' schedules, which an optimizer has instead of a rate.
pub const SCHEDULES: &[&str] = &[
    "ExponentialDecay",
    "CosineDecay",
    "CosineDecayRestarts",
    "PolynomialDecay",
    "PiecewiseConstantDecay",
    "InverseTimeDecay",
];

/// Keras' names. Some of them are PyTorch's too.
pub const TABLE: &[Recognised] = &[
    Recognised::at("ReduceLROnPlateau", HOME, plateau),
    Recognised::new("ExponentialDecay", exponential),
    Recognised::new("CosineDecay", cosine),
    Recognised::new("PolynomialDecay", polynomial),
    Recognised::new("PiecewiseConstantDecay", piecewise),
    Recognised::new("InverseTimeDecay", inverse_time),
    Recognised::at("Adam", OPTIMIZERS, optimizer),
    Recognised::at("AdamW", OPTIMIZERS, optimizer),
    Recognised::at("SGD", OPTIMIZERS, optimizer),
    Recognised::at("RMSprop", OPTIMIZERS, optimizer),
];

/// Whether a `ReduceLROnPlateau` is Keras': it watches a metric by name.
#[must_use]
pub fn is_keras(call: &Call<'_>) -> bool {
    let first = call.placed(0).is_some_and(|passed| matches!(passed.value, Value::Text(_)));
    first || call.named("monitor").is_some() || call.named("min_delta").is_some()
}

const PLATEAU: &[&str] =
    &["monitor", "factor", "patience", "verbose", "mode", "min_delta", "cooldown", "min_lr"];

/// Keras cuts one observation earlier, by an absolute amount, and always down to `min_lr`.
pub fn plateau<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let said = match walk.matched(call, PLATEAU) {
        Ok(said) => said,
        Err(why) => return walk.refused(call, why),
    };
    match plateau_plan(&said) {
        Ok(Some(kind)) => {
            let text = "ReduceLROnPlateau is Keras' callback: it cuts one observation earlier than PyTorch's, by an absolute \
                        amount and without eps, and its numbers are converted";
            walk.notes.say(Verdict::Foreign, text.to_owned());
            let value = walk.make(call.class(), Plan::Kind(kind), Unit::Epochs, None);
            if let (Value::Schedule(at), Some(metric)) =
                (&value, said.value("monitor").and_then(Value::as_text))
            {
                walk.made[*at].stepped.push((Some(super::walk::Loop::Epochs), Some(metric.to_owned())));
            }
            value
        }
        Ok(None) => walk.refused(call, "ReduceLROnPlateau: the page has no such schedule yet".to_owned()),
        Err(why) => walk.refused(call, why),
    }
}

fn plateau_plan(said: &Said<'_>) -> Result<Option<KindPlan>, String> {
    let monitor = said.value("monitor").map_or(Some("val_loss"), Value::as_text).unwrap_or_default();
    let mode = match said.value("mode").map_or(Some("auto"), Value::as_text) {
        Some("min") => 0.0,
        Some("max") => 1.0,
        Some("auto") => f64::from(u8::from(monitor.contains("acc"))),
        _ => {
            return Err(format!(
                "ReduceLROnPlateau: mode must be min, max or auto, got {}",
                said.source("mode")
            ));
        }
    };
    // Patience and cooldown become one observation smaller. Keras treats 0 like 1, so both become 0.
    let less = |got: Got| match got {
        Got::Number(number) => Got::Number(Number { value: (number.value - 1.0).max(0.0), ..number }),
        unknown @ Got::Unknown(_) => unknown,
    };
    let patience = less(said.number("patience", 10.0)?);
    if let Got::Unknown(_) = patience {
        return Err(format!("ReduceLROnPlateau: patience must be a number, got {}", said.source("patience")));
    }
    let said_mode = said.value("mode").is_some() || said.value("monitor").is_some();
    let rows = [
        ("patience", patience),
        ("factor", said.number("factor", 0.1)?),
        ("mode", if said_mode { Got::of(mode) } else { Got::implied(mode) }),
        ("threshold", said.needed("min_delta").unwrap_or(Got::of(1e-4))),
        ("threshold_mode", Got::of(1.0)),
        ("cooldown", less(said.number("cooldown", 0.0)?)),
        ("min_lr", said.number("min_lr", 0.0)?),
        ("eps", Got::implied(0.0)),
    ];
    Ok(of_kind(Kind::ReduceOnPlateau, &rows))
}

/// Remembers a schedule of Keras, with the base rate that it brings along.
pub fn made<'a>(walk: &mut Walk<'a>, call: &Call<'a>, read: Result<(Plan, Got), String>) -> Value<'a> {
    match read {
        Ok((Plan::Refused, _)) => {
            walk.refused(call, format!("{}: with these values it has no rates", call.class()))
        }
        Ok((plan, base)) => {
            let lr = match base {
                Got::Number(number) => Value::Number(number),
                Got::Unknown(leaves) => Value::Unknown(leaves),
            };
            walk.optimizers.push(Optimizer::of_schedule(call.class(), lr, walk.is_dead));
            let optimizer = Value::Optimizer(walk.optimizers.len() - 1);
            walk.make(call.class(), plan, Unit::Batches, Some(&optimizer))
        }
        Err(why) if why.contains(call.class()) => walk.refused(call, why),
        Err(why) => walk.refused(call, format!("{}: {why}", call.class())),
    }
}

fn exponential<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names = &["initial_learning_rate", "decay_steps", "decay_rate", "staircase", "name"];
    let read = walk.matched(call, names).and_then(|said| {
        let (base, steps, rate) =
            (said.needed("initial_learning_rate")?, said.needed("decay_steps")?, said.needed("decay_rate")?);
        let is_stairs = said.value("staircase").and_then(Value::truth).unwrap_or(false);
        Ok((decay(&steps, &rate, is_stairs), base))
    });
    made(walk, call, read)
}

/// A power of `rate` for every `steps` steps, all at once or little by little.
#[must_use]
pub fn decay(steps: &Got, rate: &Got, is_stairs: bool) -> Plan {
    let kind = if is_stairs {
        of_kind(Kind::Step, &[("step_size", steps.clone()), ("gamma", rate.clone())])
    } else {
        match known([steps, rate]) {
            Ok([steps, rate]) => of_kind(Kind::Exponential, &[("gamma", Got::of(rate.powf(1.0 / steps)))]),
            Err(leaves) => return Plan::Waiting(leaves),
        }
    };
    kind.map_or(Plan::Refused, Plan::Kind)
}

fn cosine<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names = &["initial_learning_rate", "decay_steps", "alpha", "name", "warmup_target", "warmup_steps"];
    let read = walk.matched(call, names).and_then(|said| {
        let (first, steps, alpha) =
            (said.needed("initial_learning_rate")?, said.needed("decay_steps")?, said.number("alpha", 0.0)?);
        let warm = said.number("warmup_steps", 0.0)?;
        let peak = said.number("warmup_target", f64::NAN)?;
        let has_peak = said.value("warmup_target").is_some();
        let base = if has_peak { peak } else { first.clone() };
        let mut kind = cosine_plan(&steps, &alpha, &base)?;
        if has_peak && warm.known().is_none_or(|warm| warm.value > 0.0) {
            let start = match &base {
                Got::Number(base) => share_of(&first, &Value::Number(*base)),
                Got::Unknown(leaves) => Got::Unknown(leaves.clone()),
            };
            kind.warm_up = Some(WarmUp { steps: warm, start });
        }
        Ok((Plan::Kind(kind), base))
    });
    made(walk, call, read)
}

/// A cosine down to the share `alpha` of the base rate, which then holds.
///
/// # Errors
/// That the page has no such kind.
pub fn cosine_plan(steps: &Got, alpha: &Got, base: &Got) -> Result<KindPlan, String> {
    let least = match (alpha, base) {
        (Got::Number(alpha), _) if alpha.value == 0.0 => Got::Number(*alpha),
        (Got::Number(alpha), Got::Number(base)) => Got::of(alpha.value * base.value),
        (Got::Number(_), base) => base.clone(),
        (alpha, _) => alpha.clone(),
    };
    let values = [("t_max", steps.clone()), ("eta_min", least), ("past_end", Got::of(1.0))];
    of_kind(Kind::CosineAnnealing, &values).ok_or_else(|| "the page has no cosine".to_owned())
}

fn polynomial<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names = &["initial_learning_rate", "decay_steps", "end_learning_rate", "power", "cycle", "name"];
    let read = walk.matched(call, names).and_then(|said| {
        let (base, steps) = (said.needed("initial_learning_rate")?, said.needed("decay_steps")?);
        let (end, power) = (said.number("end_learning_rate", 1e-4)?, said.number("power", 1.0)?);
        if said.value("cycle").and_then(Value::truth).unwrap_or(false) {
            return Err(
                "PolynomialDecay: with cycle it starts again, which no schedule of the page does".to_owned()
            );
        }
        let end = match &base {
            Got::Number(base) => share_of(&end, &Value::Number(*base)),
            unknown @ Got::Unknown(_) => unknown.clone(),
        };
        Ok((fall(&steps, &end, &power), base))
    });
    made(walk, call, read)
}

/// A fall to the share `end`, then that share.
#[must_use]
pub fn fall(steps: &Got, end: &Got, power: &Got) -> Plan {
    let values =
        [("start_factor", Got::of(1.0)), ("end_factor", end.clone()), ("total_iters", steps.clone())];
    if power.known().is_some_and(|power| power.value == 1.0)
        && let Some(kind) = of_kind(Kind::Linear, &values)
    {
        return Plan::Kind(kind);
    }
    match known([steps, end, power]) {
        Ok([steps, end, power]) => plan(Unit::Batches, |step| {
            let left = 1.0 - f64::from(step).min(steps) / steps;
            end + (1.0 - end) * left.powf(power)
        }),
        Err(leaves) => Plan::Waiting(leaves),
    }
}

fn piecewise<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let read = walk.matched(call, &["boundaries", "values", "name"]).and_then(|said| {
        let ends = counts(&said, "PiecewiseConstantDecay", "boundaries")?;
        let rates = counts(&said, "PiecewiseConstantDecay", "values")?;
        if rates.len() != ends.len() + 1 || rates.first().is_none_or(|first| *first <= 0.0) {
            return Err("PiecewiseConstantDecay: it needs one value more than boundaries".to_owned());
        }
        // Keras keeps a value at its boundary too.
        let share = |step: u32| {
            let past = ends.iter().filter(|end| f64::from(step) > **end).count();
            rates[past] / rates[0]
        };
        Ok((plan(Unit::Batches, share), Got::Number(Number::plain(rates[0], false))))
    });
    made(walk, call, read)
}

fn inverse_time<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names = &["initial_learning_rate", "decay_steps", "decay_rate", "staircase", "name"];
    let read = walk.matched(call, names).and_then(|said| {
        let (base, steps, rate) =
            (said.needed("initial_learning_rate")?, said.needed("decay_steps")?, said.needed("decay_rate")?);
        let is_stairs = said.value("staircase").and_then(Value::truth).unwrap_or(false);
        Ok(match known([&steps, &rate]) {
            Ok([steps, rate]) => {
                let share = |step: u32| {
                    let done = f64::from(step) / steps;
                    1.0 / (1.0 + rate * if is_stairs { done.floor() } else { done })
                };
                (plan(Unit::Batches, share), base)
            }
            Err(leaves) => (Plan::Waiting(leaves), base),
        })
    });
    made(walk, call, read)
}

fn optimizer<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let value = call.named("learning_rate").or_else(|| call.named("lr")).or_else(|| call.placed(0));
    let (lr, source) =
        value.map_or((None, ""), |passed| (Some(passed.value.clone()), passed.source.as_str()));
    aside(walk, call);
    let rule = match call.class() {
        "AdamW" => Rule::adamw(),
        "SGD" => {
            let momentum = call.named("momentum").or_else(|| call.placed(1));
            let nesterov = call.named("nesterov").or_else(|| call.placed(2));
            Rule::sgd(walk, "SGD", momentum, nesterov)
        }
        _ => Rule::default(),
    };
    match lr {
        // The schedule brings its rate along.
        Some(schedule @ Value::Schedule(_)) => {
            remember(walk, call, None, rule, None);
            without_rate(walk, call, &schedule);
            return schedule;
        }
        Some(Value::Number(_) | Value::Unknown(_)) | None => {}
        _ => walk.refuse(format!("{}: learning_rate must be a number, got {source}", call.class())),
    }
    // Keras' own defaults.
    let usual = if call.class() == "SGD" { 0.01 } else { 0.001 };
    let usual = if lr.is_none() { Some(usual) } else { None };
    remember(walk, call, lr.filter(|lr| matches!(lr, Value::Number(_) | Value::Unknown(_))), rule, usual);
    Value::Optimizer(walk.optimizers.len() - 1)
}

/// Says that an optimizer has no rate where its schedule is not taken.
pub fn without_rate<'a>(walk: &mut Walk<'a>, call: &Call<'a>, schedule: &Value<'a>) {
    if let Value::Schedule(at) = schedule
        && let Some(made) = walk.made.get(*at)
        && matches!(made.plan, Plan::Refused)
    {
        let text =
            format!("{}: its rate is that of {}, which is not taken", call.class(), clip(&made.class, 40));
        walk.refuse(text);
    }
}

/// `model.compile(optimizer="adam")`: an optimizer by its name has the defaults of its class.
pub fn compiled<'a>(walk: &mut Walk<'a>, call: &Call<'a>) {
    let has_loss = call.named("loss").is_some();
    let named = call.named("optimizer").or_else(|| call.placed(0).filter(|_| has_loss));
    let Some(name) = named.and_then(|passed| passed.value.as_text()) else { return };
    let is_it = |row: &&Recognised| row.home == OPTIMIZERS && row.name.eq_ignore_ascii_case(name);
    if let Some(row) = TABLE.iter().find(is_it) {
        let full = ["keras.optimizers.", row.name].concat();
        walk.dealt.insert(name.to_owned());
        (row.read)(walk, &Call { full, given: Vec::new() });
    }
}

/// What else is said of an optimizer of Keras.
fn aside(walk: &mut Walk<'_>, call: &Call<'_>) {
    for passed in &call.given {
        match passed.name {
            _ if passed.stars > 0 => {
                walk.refuse(format!("{}: {} cannot be read", call.class(), clip(&passed.source, 40)));
            }
            Some("decay") => walk.refuse(format!(
                "{}: decay = {} lowers the rate at every batch, and it is not read",
                call.class(),
                clip(&passed.source, 40)
            )),
            None | Some("learning_rate" | "lr" | "momentum" | "nesterov" | "name") => {}
            Some(name) => {
                let text = format!("{}'s {}: it is not taken", call.class(), clip(name, 40));
                walk.notes.say(Verdict::LeftOut, text);
            }
        }
    }
}

fn remember<'a>(
    walk: &mut Walk<'a>,
    call: &Call<'a>,
    lr: Option<Value<'a>>,
    rule: Rule<'a>,
    usual: Option<f64>,
) {
    walk.optimizers.push(Optimizer {
        class: call.class().to_owned(),
        lr,
        weight_decay: None,
        usual: (usual, None),
        rule,
        is_dead: walk.is_dead,
    });
}
