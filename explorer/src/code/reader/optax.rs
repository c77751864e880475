//! optax: schedules as functions of the batch, with its own boundaries.

use etalon::Kind;

use super::call::{Call, Said};
use super::hugging_shapes::minus;
use super::keras::{cosine_plan, decay, fall, made, without_rate};
use super::note::Verdict;
use super::others::{of_kind, share_of};
use super::plan::{Got, Optimizer, Plan, WarmUp};
use super::recognise::Recognised;
use super::rule::Rule;
use super::unit::Unit;
use super::value::Value;
use super::walk::Walk;

const HOME: &[&str] = &["optax", "schedules", "contrib"];

/// optax' names.
pub const TABLE: &[Recognised] = &[
    Recognised::new("exponential_decay", exponential),
    Recognised::new("cosine_decay_schedule", cosine),
    Recognised::new("warmup_cosine_decay_schedule", warmup_cosine),
    Recognised::new("linear_schedule", linear),
    Recognised::new("polynomial_schedule", linear),
    Recognised::new("constant_schedule", constant),
    Recognised::new("warmup_constant_schedule", warmup_constant),
    Recognised::new("warmup_exponential_decay_schedule", warmup_exponential),
    Recognised::at("reduce_on_plateau", HOME, plateau),
    Recognised::new("cosine_onecycle_schedule", not_ours),
    Recognised::new("linear_onecycle_schedule", not_ours),
    Recognised::new("piecewise_constant_schedule", super::optax_parts::piecewise),
    Recognised::new("piecewise_interpolate_schedule", not_ours),
    Recognised::new("sgdr_schedule", super::optax_sgdr::sgdr),
    Recognised::new("join_schedules", super::optax_parts::join),
    Recognised::at("adam", HOME, optimizer),
    Recognised::at("adamw", HOME, optimizer),
    Recognised::at("sgd", HOME, optimizer),
    Recognised::at("lion", HOME, other),
    Recognised::at("adafactor", HOME, other),
    Recognised::at("adagrad", HOME, other),
    Recognised::at("adadelta", HOME, other),
    Recognised::at("adamax", HOME, other),
    Recognised::at("adabelief", HOME, other),
    Recognised::at("lamb", HOME, other),
    Recognised::at("lars", HOME, other),
    Recognised::at("lbfgs", HOME, other),
    Recognised::at("muon", HOME, other),
    Recognised::at("nadam", HOME, other),
    Recognised::at("nadamw", HOME, other),
    Recognised::at("novograd", HOME, other),
    Recognised::at("radam", HOME, other),
    Recognised::at("rmsprop", HOME, other),
    Recognised::at("sm3", HOME, other),
    Recognised::at("yogi", HOME, other),
];

fn not_ours<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    // Its parts are none of the page's schedules by themselves.
    let mut parts = Vec::new();
    for passed in &call.given {
        let Value::List(members) = &passed.value else { continue };
        for member in members.iter() {
            if let Value::Schedule(at) = member {
                walk.made[*at].is_part = true;
                parts.push(*at);
            }
        }
    }
    let class = call.class().to_owned();
    let text =
        format!("{class} is optax's, whose boundaries are not PyTorch's; the page has no such schedule");
    walk.notes.say(Verdict::Foreign, text);
    walk.refused_with(call, &parts, format!("{class}: the page has no such schedule"))
}

fn exponential<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names =
        &["init_value", "transition_steps", "decay_rate", "transition_begin", "staircase", "end_value"];
    let read = walk.matched(call, names).and_then(|said| {
        is_zero(&said, "transition_begin")?;
        if said.value("end_value").is_some() {
            return Err("exponential_decay: the page's exponential has no end_value".to_owned());
        }
        let is_stairs = said.value("staircase").and_then(Value::truth).unwrap_or(false);
        let plan = decay(&said.needed("transition_steps")?, &said.needed("decay_rate")?, is_stairs);
        Ok((plan, said.needed("init_value")?))
    });
    made(walk, call, read)
}

/// What the page cannot have unless it is 0.
fn is_zero(said: &Said<'_>, name: &str) -> Result<(), String> {
    match said.number(name, 0.0)?.known() {
        Some(number) if number.value == 0.0 => Ok(()),
        _ => Err(format!("{name} = {}: the page has nothing like it", said.source(name))),
    }
}

fn cosine<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let read = walk.matched(call, &["init_value", "decay_steps", "alpha", "exponent"]).and_then(|said| {
        exponent(&said)?;
        let base = said.needed("init_value")?;
        let kind = cosine_plan(&said.needed("decay_steps")?, &said.number("alpha", 0.0)?, &base)?;
        Ok((Plan::Kind(kind), base))
    });
    made(walk, call, read)
}

fn exponent(said: &Said<'_>) -> Result<(), String> {
    let is_one = said.number("exponent", 1.0)?.known().is_some_and(|number| number.value == 1.0);
    if is_one { Ok(()) } else { Err("exponent: the page's cosine has none".to_owned()) }
}

fn warmup_cosine<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names = &["init_value", "peak_value", "warmup_steps", "decay_steps", "end_value", "exponent"];
    let read = walk.matched(call, names).and_then(|said| {
        exponent(&said)?;
        let (first, peak) = (said.needed("init_value")?, said.needed("peak_value")?);
        let (warm, total) = (said.needed("warmup_steps")?, said.needed("decay_steps")?);
        let end = said.number("end_value", 0.0)?;
        // optax counts the warm-up as a part of decay_steps.
        let values = [("t_max", minus(&total, &warm)), ("eta_min", end), ("past_end", Got::of(1.0))];
        let mut kind = of_kind(Kind::CosineAnnealing, &values).ok_or("the page has no cosine")?;
        kind.warm_up = Some(WarmUp { steps: warm, start: share(&first, &peak) });
        Ok((Plan::Kind(kind), peak))
    });
    made(walk, call, read)
}

fn share(rate: &Got, base: &Got) -> Got {
    match base {
        Got::Number(base) => share_of(rate, &Value::Number(*base)),
        unknown @ Got::Unknown(_) => unknown.clone(),
    }
}

fn linear<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names: &[&'static str] = if call.class() == "linear_schedule" {
        &["init_value", "end_value", "transition_steps", "transition_begin"]
    } else {
        &["init_value", "end_value", "power", "transition_steps", "transition_begin"]
    };
    let read = walk.matched(call, names).and_then(|said| {
        is_zero(&said, "transition_begin")?;
        let (base, end) = (said.needed("init_value")?, said.needed("end_value")?);
        let power = said.number("power", 1.0)?;
        if base.known().is_some_and(|base| base.value == 0.0) {
            // Nothing is a share of 0: a rise is written as shares of its end.
            let is_straight = power.known().is_some_and(|power| power.value == 1.0);
            if !is_straight || end.known().is_some_and(|end| end.value == 0.0) {
                return Err("it starts at the rate 0, of which no other rate is a share".to_owned());
            }
            let values = [
                ("start_factor", Got::of(0.0)),
                ("end_factor", Got::of(1.0)),
                ("total_iters", said.needed("transition_steps")?),
            ];
            let kind = of_kind(Kind::Linear, &values).ok_or("the page has no straight line")?;
            return Ok((Plan::Kind(kind), end));
        }
        let plan = fall(&said.needed("transition_steps")?, &share(&end, &base), &power);
        Ok((plan, base))
    });
    made(walk, call, read)
}

fn constant<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let read = walk.matched(call, &["value"]).and_then(|said| {
        let kind = of_kind(Kind::Constant, &[]).ok_or("the page has no constant rate")?;
        Ok((Plan::Kind(kind), said.needed("value")?))
    });
    made(walk, call, read)
}

fn warmup_constant<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let read = walk.matched(call, &["init_value", "peak_value", "warmup_steps"]).and_then(|said| {
        let (first, peak) = (said.needed("init_value")?, said.needed("peak_value")?);
        let mut kind = of_kind(Kind::Constant, &[]).ok_or("the page has no constant rate")?;
        kind.warm_up = Some(WarmUp { steps: said.needed("warmup_steps")?, start: share(&first, &peak) });
        Ok((Plan::Kind(kind), peak))
    });
    made(walk, call, read)
}

fn warmup_exponential<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names = &[
        "init_value",
        "peak_value",
        "warmup_steps",
        "transition_steps",
        "decay_rate",
        "transition_begin",
        "staircase",
        "end_value",
    ];
    let read = walk.matched(call, names).and_then(|said| {
        is_zero(&said, "transition_begin")?;
        if said.value("end_value").is_some() {
            return Err("the page's exponential has no end_value".to_owned());
        }
        let (first, peak) = (said.needed("init_value")?, said.needed("peak_value")?);
        let is_stairs = said.value("staircase").and_then(Value::truth).unwrap_or(false);
        let mut plan = decay(&said.needed("transition_steps")?, &said.needed("decay_rate")?, is_stairs);
        let warm_up = WarmUp { steps: said.needed("warmup_steps")?, start: share(&first, &peak) };
        if let Plan::Kind(kind) = &mut plan {
            kind.warm_up = Some(warm_up);
        }
        Ok((plan, peak))
    });
    made(walk, call, read)
}

/// optax cuts one observation earlier than PyTorch.
fn plateau<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let names = &["factor", "patience", "rtol", "atol", "cooldown", "accumulation_size", "min_scale"];
    let read = walk.matched(call, names).and_then(|said| {
        let number = |name: &str, usual: f64| {
            let known = said.number(name, usual)?.known().map(|number| number.value);
            known.ok_or_else(|| {
                format!("reduce_on_plateau: {name} must be a number, got {}", said.source(name))
            })
        };
        let (patience, relative, absolute) =
            (number("patience", 10.0)?, number("rtol", 1e-4)?, number("atol", 0.0)?);
        if number("accumulation_size", 1.0)? != 1.0 || relative != 0.0 && absolute != 0.0 || patience < 1.0 {
            return Err(
                "reduce_on_plateau: optax averages or compares here as no rule of the page does".to_owned()
            );
        }
        if number("min_scale", 0.0)? != 0.0 {
            return Err(
                "reduce_on_plateau: min_scale is a share of the rate, and the page's min_lr is a rate"
                    .to_owned(),
            );
        }
        let (threshold, mode) = if absolute != 0.0 { (absolute, 1.0) } else { (relative, 0.0) };
        let values = [
            (
                "patience",
                if said.value("patience").is_some() {
                    Got::of(patience - 1.0)
                } else {
                    Got::implied(patience - 1.0)
                },
            ),
            ("factor", said.number("factor", 0.1)?),
            ("mode", Got::implied(0.0)),
            ("threshold", Got::of(threshold)),
            ("threshold_mode", Got::of(mode)),
            ("cooldown", said.number("cooldown", 0.0)?),
            ("eps", Got::implied(0.0)),
        ];
        of_kind(Kind::ReduceOnPlateau, &values).ok_or_else(|| "the page has no such rule".to_owned())
    });
    match read {
        Ok(kind) => {
            let text = "reduce_on_plateau is optax's: it cuts one observation earlier than PyTorch's; patience is converted";
            walk.notes.say(Verdict::Foreign, text.to_owned());
            walk.make(call.class(), Plan::Kind(kind), Unit::Plain, None)
        }
        Err(why) => walk.refused(call, why),
    }
}

fn optimizer<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let lr = call.named("learning_rate").or_else(|| call.placed(0)).map(|passed| passed.value.clone());
    let rule = match call.class() {
        "adamw" => Rule::adamw(),
        "sgd" => {
            let momentum = call.named("momentum").or_else(|| call.placed(1));
            let nesterov = call.named("nesterov").or_else(|| call.placed(2));
            Rule::sgd(walk, "sgd", momentum, nesterov)
        }
        _ => Rule::default(),
    };
    let is_adamw = call.class() == "adamw";
    let decay = call.named("weight_decay").filter(|_| is_adamw).map(|passed| passed.value.clone());
    let mut optimizer = Optimizer {
        class: call.class().to_owned(),
        lr: None,
        weight_decay: decay.filter(|decay| matches!(decay, Value::Number(_) | Value::Unknown(_))),
        usual: (None, is_adamw.then_some(1e-4)),
        rule,
        is_dead: walk.is_dead,
    };
    match lr {
        Some(schedule @ Value::Schedule(_)) => {
            walk.optimizers.push(optimizer);
            without_rate(walk, call, &schedule);
            schedule
        }
        Some(lr @ (Value::Number(_) | Value::Unknown(_))) => {
            optimizer.lr = Some(lr);
            walk.optimizers.push(optimizer);
            Value::Optimizer(walk.optimizers.len() - 1)
        }
        _ => {
            walk.refuse(format!("{}: its learning_rate cannot be read", call.class()));
            Value::Opaque
        }
    }
}

/// An optimizer whose rate means something else.
fn other<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let class = call.class().to_owned();
    walk.refuse(format!(
        "optax.{class}: the page has no such optimiser, and its rate means something else; it is not taken"
    ));
    Value::Opaque
}
