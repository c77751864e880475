//! Configurations: dictionaries that name a class, and Lightning's way to say how often a scheduler is stepped.

use std::rc::Rc;

use super::call::{Call, Passed};
use super::names::clip;
use super::plan::{Got, Plan};
use super::recognise;
use super::tree::{Id, Span};
use super::unit::Unit;
use super::value::{Leaf, Number, Value};
use super::walk::Walk;

/// Keys under which a configuration names a class.
pub const CLASS_KEYS: &[&str] = &[
    "_target_",
    "class_path",
    "type",
    "name",
    "class",
    "class_name",
    "scheduler_type",
    "NAME",
    "TYPE",
    "_component_",
];
/// Keys under which the arguments of that class stand.
pub const ARGUMENT_KEYS: &[&str] = &["init_args", "params", "args", "kwargs", "arguments"];
/// Keys that no class has an argument for.
const ASIDE: &[&str] = &[
    "by_epoch",
    "begin",
    "end",
    "interval",
    "frequency",
    "monitor",
    "_partial_",
    "_recursive_",
    "_convert_",
    "convert_to_iter_based",
    "strict",
    "optimizer",
    "enabled",
];

/// Entries of a configuration.
pub type Entries<'a> = Vec<(&'a str, Value<'a>)>;

impl<'a> Walk<'a> {
    /// Looks at a dictionary in braces.
    pub fn configuration(&mut self, id: Id, span: Span) {
        let keys = self.tree.arguments(span).iter().filter_map(|entry| entry.name);
        let speaks = keys.clone().any(|key| {
            CLASS_KEYS.contains(&key) || matches!(key, "scheduler" | "lr_scheduler" | "lr_scheduler_type")
        });
        let counts = keys.clone().any(super::unit::is_run);
        if !speaks && !counts {
            return;
        }
        if let Value::Dict(entries) = self.eval(id) {
            self.lengths_of(&entries);
            self.lightning(&entries);
            self.named_class(&entries);
            // Settings of Hugging Face's trainer, which a text may hold as a dictionary or as JSON.
            let is_shape =
                |(key, value): &(&str, Value<'a>)| *key == "lr_scheduler_type" && value.as_text().is_some();
            if entries.iter().any(is_shape) {
                super::trainers::settings(self, "the settings", &entries);
            }
        }
    }

    /// Lengths of the run among the entries.
    pub fn lengths_of(&mut self, entries: &Entries<'a>) {
        for (name, value) in entries {
            self.run_length(name, value);
        }
    }

    /// `{"scheduler": …, "interval": "step", "frequency": 2}`.
    pub fn lightning(&mut self, entries: &Entries<'a>) {
        let find =
            |name: &str| entries.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value);
        let Some(Value::Schedule(at)) = find("scheduler").or_else(|| find("lr_scheduler")) else { return };
        let interval = match find("interval") {
            None | Some(Value::Nothing) => Ok(None),
            Some(Value::Text("step")) => Ok(Some(Unit::Batches)),
            Some(Value::Text("epoch")) => Ok(Some(Unit::Epochs)),
            Some(Value::Number(Number { value, answered: true, .. })) => {
                Ok(Some(if *value == 0.0 { Unit::Epochs } else { Unit::Batches }))
            }
            Some(Value::Unknown(leaves)) => {
                let choices: &'static [&'static str] = &["epoch", "step"];
                Err(leaves.iter().map(|leaf| Leaf { choices, ..leaf.clone() }).collect::<Rc<[Leaf]>>())
            }
            Some(_) => Err(Rc::new([]) as Rc<[Leaf]>),
        };
        let unknown = find("frequency").map_or(&[] as &[Leaf], Value::leaves).to_vec();
        let frequency = find("frequency").and_then(Value::as_number).map(|number| number.value);
        let monitor = find("monitor").and_then(Value::as_text).map(str::to_owned);
        let Some(made) = self.made.get_mut(*at) else { return };
        let is_taken = !matches!(made.plan, Plan::Refused);
        match interval {
            Ok(Some(interval)) => made.interval = Some(interval),
            Ok(None) => {}
            Err(leaves) if leaves.is_empty() => {
                let text = format!("{}: its interval is neither epoch nor step", made.class);
                made.plan = Plan::Refused;
                return self.refuse(text);
            }
            Err(leaves) if is_taken => made.plan = Plan::Waiting(leaves),
            Err(_) => {}
        }
        if !unknown.is_empty() && is_taken {
            made.plan = Plan::Waiting(unknown.into());
        }
        if let Some(frequency) = frequency.filter(|frequency| *frequency >= 1.0 && *frequency < 1e9) {
            made.frequency = frequency as u32;
        }
        if monitor.is_some() {
            made.stepped.push((None, monitor));
        }
    }

    /// A dictionary that names a class: what a call of the class with the other entries makes.
    pub fn named_class(&mut self, entries: &Entries<'a>) -> Option<Value<'a>> {
        self.policy(entries);
        let (_, class) =
            entries.iter().find(|(name, value)| CLASS_KEYS.contains(name) && self.names_one(value))?;
        let full = match class {
            Value::Text(text) => (*text).to_owned(),
            Value::Imported(path) => path.to_string(),
            _ => return None,
        };
        let flat = flattened(entries);
        let last = full.rsplit('.').next().unwrap_or(&full).to_owned();
        self.dealt.insert(last.clone());
        let Some(row) = recognise::row(&full) else {
            self.refuse(format!("{}: no scheduler that is known here is called that", clip(&last, 40)));
            return Some(self.make(&last, Plan::Refused, Unit::Plain, None));
        };
        let given = self.passed(&last, &flat);
        let value = (row.read)(self, &Call { full, given });
        if let Value::Schedule(at) = value {
            let made = &mut self.made[at];
            made.span = (find(&flat, "begin").and_then(Got::from), find(&flat, "end").and_then(Got::from));
            match find(&flat, "by_epoch").and_then(Value::truth) {
                Some(false) => made.interval = Some(Unit::Batches),
                Some(true) => made.interval = Some(Unit::Epochs),
                None => {}
            }
            if find(&flat, "convert_to_iter_based").is_some_and(|value| value.truth() != Some(false)) {
                made.plan = Plan::Refused;
                let text = format!(
                    "{}: convert_to_iter_based makes batches of its epochs, which is not read",
                    made.class
                );
                self.refuse(text);
            }
        }
        self.lightning(&vec![("scheduler", value.clone())].into_iter().chain(flat).collect());
        Some(value)
    }

    /// mmcv's older configurations name a policy and no class.
    fn policy(&mut self, entries: &Entries<'a>) {
        let parts = ["warmup", "step", "min_lr", "min_lr_ratio", "by_epoch", "power"];
        if let Some(Value::Text(policy)) = find(entries, "policy")
            && entries.iter().any(|(name, _)| parts.contains(name))
        {
            let policy = clip(policy, 40);
            self.refuse(format!("the policy {policy} of a configuration of mmcv: it is not read"));
        }
    }

    /// The entries of a configuration as the arguments of its class.
    fn passed(&self, class: &str, entries: &Entries<'a>) -> Vec<Passed<'a>> {
        let mut given =
            vec![Passed { name: None, stars: 0, value: Value::Opaque, source: "params".to_owned() }];
        for (name, value) in entries {
            let is_class = CLASS_KEYS.contains(name) && self.names_one(value);
            if !is_class && !ASIDE.contains(name) {
                let source = source(name, value);
                given.push(Passed { name: Some(name), stars: 0, value: value.clone(), source });
            }
        }
        given.extend(super::mmengine::length(class, entries));
        given
    }

    /// Whether a value names a schedule or an optimizer.
    fn names_one(&self, value: &Value<'a>) -> bool {
        let name = match value {
            Value::Text(text) => text.rsplit('.').next().unwrap_or(text),
            Value::Imported(path) => path.rsplit('.').next().unwrap_or(path),
            _ => return false,
        };
        let is_class = name.chars().next().is_some_and(char::is_uppercase) || name.starts_with("get_");
        is_class && (recognise::is_known(name) || recognise::looks_like_one(name))
    }
}

/// How an entry is written in a note.
fn source(name: &str, value: &Value<'_>) -> String {
    match value {
        Value::Number(number) => crate::number::exact(number.value),
        Value::Text(text) => format!("'{}'", clip(text, 40)),
        Value::Truth(truth) => if *truth { "True" } else { "False" }.to_owned(),
        _ => clip(name, 40),
    }
}

/// The entry of this name.
pub(super) fn find<'e, 'a>(entries: &'e Entries<'a>, name: &str) -> Option<&'e Value<'a>> {
    entries.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// With the arguments of the class beside its name.
fn flattened<'a>(entries: &Entries<'a>) -> Entries<'a> {
    let mut flat: Entries<'a> = Vec::new();
    for (name, value) in entries {
        match value {
            Value::Dict(inner) if ARGUMENT_KEYS.contains(name) => flat.extend(inner.iter().cloned()),
            _ => flat.push((name, value.clone())),
        }
    }
    flat
}
