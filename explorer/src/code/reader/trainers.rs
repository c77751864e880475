//! Trainers that make their schedule themselves: Hugging Face's arguments, Lightning's trainer.

use etalon::Kind;

use super::call::Call;
use super::names::clip;
use super::others::of_kind;
use super::plan::{Got, Optimizer, Plan, WarmUp};
use super::recognise::Recognised;
use super::rule::Rule;
use super::tree::Span;
use super::unit::Unit;
use super::value::{Leaf, Number, Value};
use super::walk::Walk;

/// The epochs of Hugging Face's trainer where nothing says how many.
const USUAL_EPOCHS: f64 = 3.0;

/// Classes of arguments and trainers.
pub const TABLE: &[Recognised] = &[
    Recognised::new("TrainingArguments", arguments),
    Recognised::new("Seq2SeqTrainingArguments", arguments),
    Recognised::new("SFTConfig", arguments),
    Recognised::new("Trainer", trainer),
];

/// A trainer that says how long it trains.
fn trainer<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    for name in ["max_epochs", "num_epochs", "num_train_epochs"] {
        if let Some(passed) = call.named(name) {
            let value = passed.value.clone();
            walk.run.epochs(name, &value);
        }
    }
    if let Some(Value::List(members)) = call.named("optimizers").map(|passed| &passed.value) {
        own_optimizers(walk, members);
    }
    Value::Opaque
}

impl<'a> Walk<'a> {
    /// Whether a call has the arguments of trainers like Hugging Face's, whatever the class is called.
    pub fn is_of_a_trainer(&self, arguments: Span) -> bool {
        let has = |name: &str| self.tree.arguments(arguments).iter().any(|one| one.name == Some(name));
        has("lr_scheduler_type")
            || has("learning_rate") && (has("num_train_epochs") || has("per_device_train_batch_size"))
    }
}

/// A trainer that gets an optimizer and a schedule does not make those of its settings.
fn own_optimizers<'a>(walk: &mut Walk<'a>, members: &[Value<'a>]) {
    let classes: Vec<String> = walk.trainer_calls.values().cloned().collect();
    if let Some(Value::Optimizer(at)) = members.first()
        && let Some(given) = walk.optimizers.get(*at).cloned()
    {
        for optimizer in walk.optimizers.iter_mut().filter(|one| classes.contains(&one.class)) {
            let (lr, weight_decay, usual) = (given.lr.clone(), given.weight_decay.clone(), given.usual);
            (optimizer.lr, optimizer.weight_decay, optimizer.usual) = (lr, weight_decay, usual);
        }
    }
    if let Some(Value::Schedule(_)) = members.get(1) {
        for made in walk.made.iter_mut().filter(|made| classes.contains(&made.class)) {
            made.is_part = true;
        }
        walk.notes.say(
            super::note::Verdict::LeftOut,
            "the trainer gets a schedule of its own, so lr_scheduler_type does not count".to_owned(),
        );
    }
}

/// Whether a class is that of a trainer's settings.
#[must_use]
pub fn is_settings(name: &str) -> bool {
    TABLE.iter().any(|row| row.name == name) && name != "Trainer"
}

/// Settings of a trainer that decide over its rates, and the methods that set them.
const DECIDES: &[&str] = &[
    "learning_rate",
    "lr_scheduler_type",
    "lr_scheduler_kwargs",
    "num_train_epochs",
    "max_steps",
    "warmup_steps",
    "warmup_ratio",
    "set_lr_scheduler",
    "set_optimizer",
    "set_training",
];

impl<'a> Walk<'a> {
    /// A setting of a trainer that is changed after the call which made them. What the call says is not taken then.
    pub(super) fn trainer_changes(&mut self, owner: &str, key: &str) {
        let Some(class) = self.trainer_names.get(owner).cloned().filter(|_| DECIDES.contains(&key)) else {
            return;
        };
        for made in self.made.iter_mut().filter(|made| made.class == class) {
            made.plan = Plan::Refused;
        }
        for optimizer in self.optimizers.iter_mut().filter(|one| one.class == class) {
            (optimizer.lr, optimizer.usual) = (None, (None, None));
        }
        self.refuse(format!("{class}: {owner}.{key} changes its settings later, which is not read"));
    }
}

/// Reads the settings of a trainer from a call.
pub fn arguments<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    if call.given.iter().any(|passed| passed.stars > 0) {
        return walk.refused(call, format!("{}: ** cannot be read here", call.class()));
    }
    let entries: Vec<(&'a str, Value<'a>)> =
        call.given.iter().filter_map(|passed| Some((passed.name?, passed.value.clone()))).collect();
    settings(walk, call.class(), &entries);
    Value::Opaque
}

/// Reads the settings of a trainer, from a call or from a file.
pub fn settings<'a>(walk: &mut Walk<'a>, class: &str, entries: &[(&'a str, Value<'a>)]) {
    let find = |names: &[&str]| {
        entries.iter().rev().find(|(name, _)| names.contains(name)).map(|(_, value)| value.clone())
    };
    let number = |value: &Value<'a>| matches!(value, Value::Number(_) | Value::Unknown(_));
    // The defaults of Hugging Face's own class; others derive from it with other ones.
    let is_own = matches!(class, "TrainingArguments" | "Seq2SeqTrainingArguments");
    let epochs = find(&["num_train_epochs", "num_epochs", "max_epochs"]);
    let is_usual = is_own && epochs.is_none();
    let epochs = if is_usual { Some(Value::number(USUAL_EPOCHS, true)) } else { epochs.filter(number) };
    // The trainer goes by max_steps if that is above 0, and then no number of epochs counts.
    let by_steps = find(&["max_steps"]).is_some_and(|steps| match steps {
        Value::Number(steps) => steps.value > 0.0,
        Value::Unknown(_) => true,
        _ => false,
    });
    if let Some(epochs) = epochs.as_ref().filter(|_| !by_steps) {
        let source = if is_usual { "the default of num_train_epochs" } else { "num_train_epochs" };
        walk.run.epochs(source, epochs);
    }
    let lr = find(&["learning_rate", "lr"]).filter(number);
    let weight_decay = find(&["weight_decay"]).filter(number);
    walk.optimizers.push(Optimizer {
        class: class.to_owned(),
        lr,
        weight_decay,
        usual: if is_own { (Some(5e-5), Some(0.0)) } else { (None, None) },
        rule: Rule::default(),
        is_dead: walk.is_dead,
    });
    let optimizer = Value::Optimizer(walk.optimizers.len() - 1);
    let shape = find(&["lr_scheduler_type", "lr_scheduler"]);
    let shape = match &shape {
        // The trainer's own default is a straight fall.
        None => "linear",
        Some(Value::Text(name)) => name,
        Some(Value::Imported(path)) if path.contains("SchedulerType.") => {
            return by_shape(
                walk,
                class,
                &path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase(),
                entries,
                &optimizer,
            );
        }
        Some(Value::Unknown(leaves)) => {
            let leaves: std::rc::Rc<[Leaf]> = leaves
                .iter()
                .map(|leaf| Leaf { choices: super::hugging_face::NAMES, ..leaf.clone() })
                .collect();
            walk.make(class, Plan::Waiting(leaves), Unit::Batches, Some(&optimizer));
            return;
        }
        Some(Value::Number(Number { value, answered: true, .. })) => {
            super::hugging_face::NAMES.get(*value as usize).copied().unwrap_or("linear")
        }
        Some(_) => {
            walk.refuse(format!("{class}: no schedule is known here by its lr_scheduler_type"));
            return;
        }
    };
    by_shape(walk, class, shape, entries, &optimizer);
}

/// What a product of two numbers, or of what has to be asked, is.
fn times(one: &Got, other: &Got, round: fn(f64) -> f64) -> Got {
    match (one, other) {
        (Got::Number(one), Got::Number(other)) => {
            let unit = one.unit.times(other.unit);
            Got::Number(Number {
                value: round(one.value * other.value),
                whole: true,
                unit,
                answered: false,
                implied: false,
            })
        }
        _ => Got::Unknown(one.leaves().iter().chain(other.leaves()).cloned().collect()),
    }
}

fn by_shape<'a>(
    walk: &mut Walk<'a>,
    class: &str,
    shape: &str,
    entries: &[(&'a str, Value<'a>)],
    optimizer: &Value<'a>,
) {
    let find = |name: &str| {
        entries.iter().rev().find(|(known, _)| *known == name).and_then(|(_, value)| Got::from(value))
    };
    let is_own = matches!(class, "TrainingArguments" | "Seq2SeqTrainingArguments");
    let usual =
        is_own.then(|| Got::Number(Number { unit: Unit::Epochs, ..Number::plain(USUAL_EPOCHS, true) }));
    let total = match (
        find("max_steps").filter(|steps| steps.known().is_none_or(|steps| steps.value > 0.0)),
        find("num_train_epochs").or_else(|| find("num_epochs")).or(usual),
    ) {
        (Some(steps), _) => steps,
        (None, Some(epochs)) => {
            let Some(batches) = Got::from(&walk.batches()) else { return };
            times(&epochs, &batches, f64::round)
        }
        (None, None) => {
            walk.refuse(format!(
                "{class}: it says neither num_train_epochs nor max_steps, so its schedule has no length"
            ));
            return;
        }
    };
    let zero = |got: &Got| got.known().is_some_and(|number| number.value == 0.0);
    let warm = match (
        find("warmup_steps").filter(|steps| !zero(steps)),
        find("warmup_ratio").filter(|ratio| !zero(ratio)),
    ) {
        (Some(steps), _) => steps,
        (None, Some(ratio)) => times(&total, &ratio, f64::ceil),
        (None, None) => Got::of(0.0),
    };
    let left = super::hugging_shapes::minus(&total, &warm);
    let specific = entries.iter().rev().find(|(known, _)| *known == "lr_scheduler_kwargs");
    let specific = specific.map(|(_, value)| value.clone());
    let is_plain = match &specific {
        None | Some(Value::Nothing) => true,
        Some(Value::Dict(entries)) => entries.is_empty(),
        Some(_) => false,
    };
    let kind = match shape {
        "linear" if is_plain => {
            let values =
                [("start_factor", Got::of(1.0)), ("end_factor", Got::of(0.0)), ("total_iters", left)];
            of_kind(Kind::Linear, &values)
        }
        "cosine" if is_plain => of_kind(Kind::CosineAnnealing, &[("t_max", left)]),
        "constant" | "constant_with_warmup" if is_plain => of_kind(Kind::Constant, &[]),
        other => {
            let numbers = (&warm, &total);
            match super::hugging_face::for_trainer(walk, other, optimizer, numbers, specific.as_ref()) {
                Ok((Plan::Refused, _)) => {
                    walk.refuse(format!("{class}: with these values {} has no rates", clip(other, 40)));
                }
                Ok((plan, steps)) => {
                    walk.make(class, plan, steps, Some(optimizer));
                }
                Err(why) => walk.refuse(format!("{class}: {why}")),
            }
            return;
        }
    };
    let Some(mut kind) = kind else {
        walk.refuse(format!("{class}: the page has no schedule {} yet", clip(shape, 40)));
        return;
    };
    if shape != "constant" && !zero(&warm) {
        kind.warm_up = Some(WarmUp { steps: warm, start: Got::of(0.0) });
    }
    walk.make(class, Plan::Kind(kind), Unit::Batches, Some(optimizer));
}
