//! timm's schedules. They count epochs, unless `t_in_epochs` says otherwise.

use etalon::Kind;

use super::call::{Call, Passed, Said};
use super::others::{counts, of_kind, rate_share};
use super::plan::{Got, Plan, WarmUp};
use super::recognise::{self, Recognised};
use super::table::{known, plan};
use super::timm_shapes::{Cycles, Rise, Shape};
use super::unit::Unit;
use super::value::{Leaf, Number, Value};
use super::walk::Walk;

/// timm's classes and its factory.
pub const TABLE: &[Recognised] = &[
    Recognised::new("CosineLRScheduler", cosine),
    Recognised::new("PolyLRScheduler", poly),
    Recognised::new("TanhLRScheduler", tanh),
    Recognised::new("StepLRScheduler", step),
    Recognised::new("MultiStepLRScheduler", multi_step),
    Recognised::new("PlateauLRScheduler", plateau),
    Recognised::new("create_scheduler", by_settings),
    Recognised::new("create_scheduler_v2", factory),
];

fn by_settings<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    walk.refused(
        call,
        "create_scheduler: every setting stands in the arguments of the command line; paste a create_scheduler_v2"
            .to_owned(),
    )
}

const CYCLES: &[&str] = &["lr_min", "cycle_mul", "cycle_decay", "cycle_limit"];
const WARM: &[&str] = &["warmup_t", "warmup_lr_init", "warmup_prefix", "t_in_epochs"];
const NOISE: &[&str] = &["noise_range_t", "noise_pct", "noise_std", "noise_seed"];

/// What a reader of one class does.
type Reads<'a> = fn(&mut Walk<'a>, &Call<'a>, &Said<'a>) -> Result<(Plan, Unit), String>;

/// Reads a call whose class has these arguments, those of a rise and those of noise.
fn reads<'a>(
    walk: &mut Walk<'a>,
    call: &Call<'a>,
    own: &[&'static str],
    last: &[&'static str],
    reads: Reads<'a>,
) -> Value<'a> {
    let names = [&["optimizer"], own, WARM, NOISE, last].concat();
    let read = walk.matched(call, &names).and_then(|said| {
        if said.value("noise_range_t").is_some() {
            return Err(format!("{}: noise_range_t adds noise, which the page does not have", call.class()));
        }
        reads(walk, call, &said)
    });
    walk.finish(call, read)
}

fn steps(said: &Said<'_>) -> Unit {
    let in_epochs = said.value("t_in_epochs").and_then(Value::truth).unwrap_or(true);
    if in_epochs { Unit::Epochs } else { Unit::Batches }
}

/// Whether the schedule begins after the rise.
fn is_before(said: &Said<'_>, usual: bool) -> bool {
    said.value("warmup_prefix").and_then(Value::truth).unwrap_or(usual)
}

/// The length of the rise, and the share that it begins with.
fn rise<'a>(walk: &Walk<'a>, call: &Call<'a>, said: &Said<'a>) -> Result<(Got, Got), String> {
    let (warm, first) = (said.number("warmup_t", 0.0)?, said.number("warmup_lr_init", 0.0)?);
    let is_none = warm.known().is_some_and(|warm| warm.value == 0.0);
    // Without a rise nobody has to know the base rate.
    let start = if is_none { Got::of(0.0) } else { rate_share(walk, call, &first) };
    Ok((warm, start))
}

fn is_zero(got: &Got) -> bool {
    got.known().is_some_and(|number| number.value == 0.0)
}

fn cosine<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let own = [&["t_initial"], CYCLES].concat();
    reads(walk, call, &own, &["k_decay", "initialize"], |walk, call, said| {
        let (warm, start) = rise(walk, call, said)?;
        let (length, least) = (said.needed("t_initial")?, said.number("lr_min", 0.0)?);
        let is_one = |name: &str| {
            said.number(name, 1.0).map(|got| got.known().is_some_and(|number| number.value == 1.0))
        };
        let is_plain = is_one("cycle_mul")? && is_one("cycle_limit")? && is_one("k_decay")?;
        if is_plain && (is_before(said, false) || is_zero(&warm)) {
            let values = [("t_max", length), ("eta_min", least), ("past_end", Got::of(1.0))];
            let mut kind = of_kind(Kind::CosineAnnealing, &values).ok_or("the page has no cosine")?;
            if !is_zero(&warm) {
                kind.warm_up = Some(WarmUp { steps: warm, start });
            }
            return Ok((Plan::Kind(kind), steps(said)));
        }
        cycles(walk, call, said, Shape::Cosine, [length, warm, start])
    })
}

fn poly<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let own = [&["t_initial", "power"], CYCLES].concat();
    reads(walk, call, &own, &["k_decay", "initialize"], |walk, call, said| {
        let (warm, start) = rise(walk, call, said)?;
        let power = match said.number("power", 0.5)? {
            Got::Number(power) => power.value,
            Got::Unknown(leaves) => return Ok((Plan::Waiting(leaves), steps(said))),
        };
        cycles(walk, call, said, Shape::Power(power), [said.needed("t_initial")?, warm, start])
    })
}

fn tanh<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let own = [&["t_initial", "lb", "ub"], CYCLES].concat();
    reads(walk, call, &own, &["initialize"], |walk, call, said| {
        let (warm, start) = rise(walk, call, said)?;
        let (from, to) = match known([&said.number("lb", -7.0)?, &said.number("ub", 3.0)?]) {
            Ok([from, to]) => (from, to),
            Err(leaves) => return Ok((Plan::Waiting(leaves), steps(said))),
        };
        if from >= to {
            return Err("TanhLRScheduler: timm takes an lb below ub".to_owned());
        }
        cycles(walk, call, said, Shape::Tanh(from, to), [said.needed("t_initial")?, warm, start])
    })
}

/// A table of cycles.
fn cycles<'a>(
    walk: &Walk<'a>,
    call: &Call<'a>,
    said: &Said<'a>,
    shape: Shape,
    [length, warm, start]: [Got; 3],
) -> Result<(Plan, Unit), String> {
    if length.known().is_some_and(|length| length.value <= 0.0) {
        return Err(format!("{}: timm takes a t_initial above 0", call.class()));
    }
    let least = rate_share(walk, call, &said.number("lr_min", 0.0)?);
    let [longer, higher, count] =
        ["cycle_mul", "cycle_decay", "cycle_limit"].map(|name| said.number(name, 1.0));
    let (longer, higher, count) = (longer?, higher?, count?);
    let k = if matches!(shape, Shape::Tanh(..)) { Got::of(1.0) } else { said.number("k_decay", 1.0)? };
    let (steps, is_before) = (steps(said), is_before(said, false));
    Ok(match known([&length, &longer, &higher, &count, &least, &k, &warm, &start]) {
        Ok([length, longer, higher, count, least, k, warm, start]) => {
            let rise = Rise { steps: warm, start, is_before };
            let cycles = Cycles { shape, length, longer, higher, count, least, k, rise };
            (plan(steps, |step| cycles.share(step)), steps)
        }
        Err(leaves) => (Plan::Waiting(leaves), steps),
    })
}

fn step<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    reads(walk, call, &["decay_t", "decay_rate"], &["initialize"], |walk, call, said| {
        let (every, rate) = (said.needed("decay_t")?, said.number("decay_rate", 1.0)?);
        let (warm, start) = rise(walk, call, said)?;
        let (steps, is_before) = (steps(said), is_before(said, true));
        let is_whole = every.known().is_none_or(|every| every.value.fract() == 0.0);
        let values = [("step_size", every.clone()), ("gamma", rate.clone())];
        if is_whole
            && (is_zero(&warm) || is_before)
            && let Some(mut kind) = of_kind(Kind::Step, &values)
        {
            if !is_zero(&warm) {
                kind.warm_up = Some(WarmUp { steps: warm, start });
            }
            return Ok((Plan::Kind(kind), steps));
        }
        Ok(match known([&every, &rate, &warm, &start]) {
            Ok([every, rate, warm, start]) => {
                let rise = Rise { steps: warm, start, is_before };
                (plan(steps, |step| rise.share(step, 1.0, |at| rate.powf((at / every).floor()))), steps)
            }
            Err(leaves) => (Plan::Waiting(leaves), steps),
        })
    })
}

fn multi_step<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    reads(walk, call, &["decay_t", "decay_rate"], &["initialize"], |walk, call, said| {
        let ends = counts(said, "MultiStepLRScheduler", "decay_t")?;
        let (rate, (warm, start)) = (said.number("decay_rate", 1.0)?, rise(walk, call, said)?);
        let (steps, is_before) = (steps(said), is_before(said, true));
        Ok(match known([&rate, &warm, &start]) {
            // timm cuts at the epoch before its milestone: it counts those that are at most t + 1.
            Ok([rate, warm, start]) => {
                let rise = Rise { steps: warm, start, is_before };
                let cuts = |at: f64| ends.iter().filter(|end| **end <= at + 1.0).count() as i32;
                (plan(steps, |step| rise.share(step, 1.0, |at| rate.powi(cuts(at)))), steps)
            }
            Err(leaves) => (Plan::Waiting(leaves), steps),
        })
    })
}

/// timm wraps PyTorch's rule, with other defaults.
fn plateau<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    #[rustfmt::skip]
    let names = &[
        "optimizer", "decay_rate", "patience_t", "threshold", "cooldown_t", "warmup_t", "warmup_lr_init", "lr_min", "mode",
        "noise_range_t", "noise_type", "noise_pct", "noise_std", "noise_seed", "initialize",
    ];
    let read = walk.matched(call, names).and_then(|said| {
        if said.value("noise_range_t").is_some() {
            return Err(
                "PlateauLRScheduler: noise_range_t adds noise, which the page does not have".to_owned()
            );
        }
        if !is_zero(&said.number("warmup_t", 0.0)?) {
            return Err(
                "PlateauLRScheduler: with warmup_t it rises first, which the page's rule does not".to_owned()
            );
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

#[rustfmt::skip]
const FACTORY: &[&str] = &[
    "optimizer", "sched", "num_epochs", "decay_epochs", "decay_milestones", "cooldown_epochs", "patience_epochs", "decay_rate", "min_lr",
    "warmup_lr", "warmup_epochs", "warmup_prefix", "noise", "noise_pct", "noise_std", "noise_seed", "cycle_mul", "cycle_decay",
    "cycle_limit", "k_decay", "decay_fn", "stable_timescale", "plateau_mode", "step_on_epochs", "updates_per_epoch",
];

/// How the factory passes its arguments on: its name, the name of the class, and the value that it fills in.
type Pass = (&'static str, &'static str, Option<f64>);

const RISE: &[Pass] = &[
    ("warmup_epochs", "warmup_t", None),
    ("warmup_lr", "warmup_lr_init", Some(1e-5)),
    ("warmup_prefix", "warmup_prefix", None),
];
#[rustfmt::skip]
const ROUND: &[Pass] = &[
    ("num_epochs", "t_initial", Some(300.0)), ("min_lr", "lr_min", None), ("cycle_mul", "cycle_mul", None),
    ("cycle_decay", "cycle_decay", Some(0.1)), ("cycle_limit", "cycle_limit", None),
];

/// The names that the factory takes, for a question.
const NAMES: &[&str] = &["cosine", "tanh", "poly", "step", "multistep", "plateau"];

/// timm's factory: the class of that name, with its own defaults.
fn factory<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let read = walk.matched(call, FACTORY).and_then(|said| passed_on(walk, call, &said));
    if let Some(Value::Unknown(leaves)) =
        call.named("sched").or_else(|| call.placed(1)).map(|passed| &passed.value)
        && read.is_err()
    {
        let leaves = leaves.iter().map(|leaf| Leaf { choices: NAMES, ..leaf.clone() }).collect();
        let optimizer = walk.optimizer_of(call).map(Value::Optimizer);
        return walk.make(call.class(), Plan::Waiting(leaves), Unit::Epochs, optimizer.as_ref());
    }
    let own = match read {
        Ok(own) => own,
        Err(why) => return walk.refused(call, why),
    };
    let Some(row) = recognise::row(&own.full) else {
        return walk.refused(call, format!("create_scheduler_v2: {} is not known here", own.class()));
    };
    let value = (row.read)(walk, &own);
    if let Value::Schedule(at) = value {
        walk.made[at].class = call.class().to_owned();
        if matches!(walk.made[at].plan, Plan::Refused) {
            walk.refuse(format!("{}: it makes a {}, which is not taken", call.class(), own.class()));
        }
    }
    value
}

fn passed_on<'a>(walk: &mut Walk<'a>, call: &Call<'a>, said: &Said<'a>) -> Result<Call<'a>, String> {
    if let Some(value) = said.value("num_epochs") {
        let has_cycles = matches!(
            said.value("sched").map_or(Some("cosine"), Value::as_text),
            Some("cosine" | "tanh" | "poly")
        );
        // The factory's second result, which the loop goes through, counts the cool-down too.
        let cooldown = said.value("cooldown_epochs").filter(|_| has_cycles);
        match (value, cooldown) {
            (_, None) => walk.run.epochs("num_epochs", value),
            (Value::Number(epochs), Some(Value::Number(more))) => {
                let all = Value::Number(Number { value: epochs.value + more.value, ..*epochs });
                walk.run.epochs("num_epochs + cooldown_epochs", &all);
            }
            (_, Some(_)) => {}
        }
    }
    if said.value("noise").is_some() {
        return Err("create_scheduler_v2: noise is random, and the page's schedules are not".to_owned());
    }
    if said.value("step_on_epochs").and_then(Value::truth) == Some(false) {
        return Err(
            "create_scheduler_v2: with step_on_epochs=False it counts updates, which is not read".to_owned()
        );
    }
    let name = match said.value("sched") {
        Some(Value::Number(Number { value, answered: true, .. })) => NAMES.get(*value as usize).copied(),
        value => value.map_or(Some("cosine"), Value::as_text),
    };
    #[rustfmt::skip]
    let (class, own): (_, &[Pass]) = match name {
        Some("cosine") => ("CosineLRScheduler", &[("k_decay", "k_decay", None)]),
        Some("tanh") => ("TanhLRScheduler", &[]),
        Some("poly") => ("PolyLRScheduler", &[("decay_rate", "power", Some(0.1)), ("k_decay", "k_decay", None)]),
        Some("step") => ("StepLRScheduler", &[("decay_epochs", "decay_t", Some(90.0)), ("decay_rate", "decay_rate", Some(0.1))]),
        Some("multistep") => ("MultiStepLRScheduler", &[("decay_milestones", "decay_t", None), ("decay_rate", "decay_rate", Some(0.1))]),
        Some("plateau") => (
            "PlateauLRScheduler",
            &[("decay_rate", "decay_rate", Some(0.1)), ("patience_epochs", "patience_t", None), ("min_lr", "lr_min", None), ("plateau_mode", "mode", None)],
        ),
        _ => return Err(format!("create_scheduler_v2: sched = {} is not read", said.source("sched"))),
    };
    let rise = if class == "PlateauLRScheduler" { &RISE[..2] } else { RISE };
    let round = if matches!(name, Some("cosine" | "tanh" | "poly")) { ROUND } else { &[] };
    let mut given: Vec<Passed<'a>> =
        call.named("optimizer").or_else(|| call.placed(0)).cloned().into_iter().collect();
    for (from, to, usual) in own.iter().chain(rise).chain(round) {
        let value = match (said.value(from), usual) {
            (Some(value), _) => value.clone(),
            (None, Some(usual)) => match Got::implied(*usual) {
                Got::Number(number) => Value::Number(number),
                Got::Unknown(_) => continue,
            },
            (None, None) if *from == "decay_milestones" => {
                Value::list([90.0, 180.0, 270.0].map(|end| Value::number(end, true)).to_vec())
            }
            // The factory's default is not that of every class.
            (None, None) if *from == "warmup_prefix" => Value::Truth(false),
            (None, None) => continue,
        };
        given.push(Passed { name: Some(to), stars: 0, value, source: said.source(from).to_owned() });
    }
    Ok(Call { full: ["timm.scheduler.", class].concat(), given })
}
