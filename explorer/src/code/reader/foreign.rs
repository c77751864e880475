//! Schedules of frameworks whose rules are not converted. They are named, with where they come from.

use super::call::Call;
use super::note::Verdict;
use super::plan::Plan;
use super::recognise::Recognised;
use super::unit::Unit;
use super::value::Value;
use super::walk::Walk;

/// A name and the framework that has it.
#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    ("fit_one_cycle", "fastai"), ("fit_flat_cos", "fastai"), ("fit_sgdr", "fastai"), ("combined_cos", "fastai"), ("fine_tune", "fastai"),
    ("CosineAnnealingDecay", "Paddle"), ("NoamDecay", "Paddle"), ("LinearWarmup", "Paddle"), ("StepDecay", "Paddle"),
    ("MultiStepDecay", "Paddle"), ("ReduceOnPlateau", "Paddle"), ("NaturalExpDecay", "Paddle"), ("PiecewiseDecay", "Paddle"),
    ("exponential_decay_lr", "MindSpore"), ("cosine_decay_lr", "MindSpore"),
    ("FactorScheduler", "MXNet"), ("MultiFactorScheduler", "MXNet"), ("PolyScheduler", "MXNet"), ("CosineScheduler", "MXNet"),
    ("CosineAnnealingLrSchedulerConfig", "burn"), ("ExponentialLrSchedulerConfig", "burn"), ("LinearLrSchedulerConfig", "burn"),
    ("NoamLrSchedulerConfig", "burn"), ("StepLrSchedulerConfig", "burn"), ("GradualWarmupScheduler", "pytorch-gradual-warmup-lr"),
    ("create_lr_scheduler_with_warmup", "ignite"), ("CosineAnnealingScheduler", "ignite"), ("LinearCyclicalScheduler", "ignite"),
    ("PiecewiseLinear", "ignite"), ("WarmupLR", "DeepSpeed"), ("WarmupDecayLR", "DeepSpeed"), ("WarmupCosineLR", "DeepSpeed"),
    ("LinearWarmupCosineAnnealingLR", "Lightning Bolts"), ("WarmupMultiStepLR", "detectron2"), ("WarmupCosineLR", "detectron2"),
    ("PolyLR", "mmengine"), ("get_cosine_schedule", "another library"), ("CosineLR", "mmengine"),
];

const fn rows() -> [Recognised; NAMES.len()] {
    let mut rows = [Recognised::new("", named); NAMES.len()];
    let mut at = 0;
    while at < NAMES.len() {
        rows[at] = Recognised::new(NAMES[at].0, named);
        at += 1;
    }
    rows
}

/// Names that no other framework has.
pub const TABLE: &[Recognised] = &rows();

const HOME: &[&str] = &["fastai", "paddle", "mindspore", "mxnet", "mx", "flax", "nn_rust", "tinygrad", "mlx"];

/// Names that PyTorch has too, in the modules of others.
#[rustfmt::skip]
pub const HOMES: &[Recognised] = &[
    Recognised::at("ReduceLROnPlateau", HOME, elsewhere), Recognised::at("OneCycleLR", HOME, elsewhere),
    Recognised::at("CosineAnnealingLR", HOME, elsewhere), Recognised::at("ExponentialLR", HOME, elsewhere),
    Recognised::at("StepLR", HOME, elsewhere), Recognised::at("ExponentialDecay", HOME, elsewhere),
    Recognised::at("CosineDecay", HOME, elsewhere), Recognised::at("PolynomialDecay", HOME, elsewhere),
    Recognised::at("Adam", HOME, elsewhere), Recognised::at("AdamW", HOME, elsewhere), Recognised::at("SGD", HOME, elsewhere),
];

/// The framework that a name belongs to.
#[must_use]
pub fn owner(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, owner)| *owner)
}

/// Names a schedule with the framework that has it.
pub fn named<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let class = call.class().to_owned();
    let owner = self::owner(&class).unwrap_or("another framework");
    let why = format!("{class} is a schedule of {owner}, whose rule is not converted");
    let has_parts =
        call.given.iter().any(|passed| matches!(passed.value, Value::Schedule(_) | Value::OneOf(_)));
    if has_parts {
        return walk.refused_around(call, why);
    }
    walk.notes.say(Verdict::Foreign, why);
    walk.make(&class, Plan::Refused, Unit::Plain, None)
}

fn elsewhere<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let owner = call.full.split('.').next().unwrap_or_default().to_owned();
    let class = call.class().to_owned();
    walk.notes.say(Verdict::Foreign, format!("{class} is {owner}'s, whose rule is not converted"));
    walk.make(&class, Plan::Refused, Unit::Plain, None)
}
