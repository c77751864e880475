//! What names, attributes and entries stand for.

use super::tree::{Id, Node};
use super::unit::Unit;
use super::value::{Leaf, Number, Value};
use super::walk::Walk;

/// Names that configurations go by.
const CONFIGURATIONS: &[&str] = &[
    "cfg", "conf", "config", "args", "arg", "hp", "hps", "hparams", "opt", "opts", "options", "params",
    "settings", "c",
];

impl<'a> Walk<'a> {
    /// The words of the code from the first to the last token of `id`, on one line and of limited length.
    pub fn source(&self, id: Id) -> String {
        const MOST: usize = 60;
        let Some(placed) = self.tree.nodes.get(id as usize) else { return String::new() };
        let token = |at: u32| self.tokens.get(at as usize);
        let (Some(first), Some(last)) = (token(placed.first), token(placed.end.saturating_sub(1))) else {
            return String::new();
        };
        let mut end = last.end.min(first.start + 4 * MOST).max(first.start);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        clip(&self.text[first.start..end], MOST)
    }

    /// The name of a name, attribute or entry, for scopes: `cfg.lr`, `cfg["lr"]`.
    pub fn path(&self, id: Id) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        let mut at = id;
        while parts.len() < 12 {
            match self.tree.node(at) {
                Node::Name(name) => {
                    parts.push(name.to_owned());
                    parts.reverse();
                    return Some(parts.concat());
                }
                Node::Attribute(of, name) => {
                    parts.push([".", name].concat());
                    at = of;
                }
                Node::Item(of, key) => {
                    match self.tree.node(key) {
                        Node::Text(key) => parts.push(["[\"", key, "\"]"].concat()),
                        Node::Number(key, true) => parts.push(format!("[{key}]")),
                        _ => return None,
                    }
                    at = of;
                }
                _ => return None,
            }
        }
        None
    }

    /// What a name, an attribute or an entry stands for.
    pub fn named(&mut self, id: Id) -> Value<'a> {
        let found = self.path(id).and_then(|path| self.scopes.get(&path));
        let value = match found {
            Some(value) => value,
            None => self.part(id),
        };
        self.answered(value)
    }

    /// The number, where the visitor has said it.
    pub fn answered(&self, value: Value<'a>) -> Value<'a> {
        match &value {
            Value::Unknown(leaves) => match leaves.as_ref() {
                [leaf] if leaf.direct && self.answers.contains_key(&leaf.name) => {
                    self.ask(leaf.name.clone(), leaf.unit, leaf.guess, leaf.why)
                }
                _ => value,
            },
            _ => value,
        }
    }

    fn part(&mut self, id: Id) -> Value<'a> {
        let (of, key) = match self.tree.node(id) {
            Node::Attribute(of, name) => (of, name),
            Node::Item(of, key) => {
                let key = self.eval(key);
                return self.item(id, of, &key);
            }
            Node::Name(name) => return self.unbound(id, name),
            _ => return Value::Opaque,
        };
        if self.tree.node(of) == Node::Name("self")
            && let Some(value) = self.own(id, key)
        {
            return value;
        }
        if self.bare(of) == "hparams"
            && let Some(value) = self.hyperparameter(key)
        {
            return value;
        }
        match self.eval(of) {
            Value::Dict(entries) => {
                let value = Value::Dict(entries);
                self.attribute_of(id, &value, key)
                    .unwrap_or_else(|| self.leaf(id, "nothing in the text says what it is"))
            }
            Value::Class(class) if self.classes[class].changed.contains(&["cls.", key].concat()) => {
                let guess = self.attribute(class, key).and_then(|value| value.as_number());
                let guess = guess.map(|number| number.value);
                self.ask(self.source(id), Unit::of(key), guess, "a method sets it in the class")
            }
            Value::Class(class) => {
                self.attribute(class, key).unwrap_or_else(|| self.leaf(id, "the class does not say it"))
            }
            Value::Imported(path) if path.as_ref() == "math" && key == "pi" => {
                Value::number(std::f64::consts::PI, false)
            }
            Value::Imported(path) if matches!(path.as_ref(), "np" | "numpy") && key == "pi" => {
                Value::number(std::f64::consts::PI, false)
            }
            Value::Imported(path) if is_setting(key) && !is_of_a_framework(&path) => {
                self.leaf(id, "it is imported")
            }
            Value::Imported(path) => Value::Imported([&path, ".", key].concat().into()),
            Value::Lambda(..) | Value::Function(_) | Value::Bound(_) | Value::Text(_) | Value::List(_) => {
                Value::Opaque
            }
            _ => self.configured(id, of, key),
        }
    }

    fn item(&mut self, id: Id, of: Id, key: &Value<'a>) -> Value<'a> {
        match (self.eval(of), key) {
            (Value::List(members), Value::Number(Number { value, whole: true, .. })) => {
                let at = if *value < 0.0 { members.len() as f64 + value } else { *value };
                members.get(at as usize).filter(|_| at >= 0.0).cloned().unwrap_or(Value::Opaque)
            }
            (Value::Numbered(entries), Value::Number(key)) => {
                let entry = entries.iter().rev().find(|(known, _)| *known == key.value);
                entry.map_or(Value::Opaque, |(_, value)| value.clone())
            }
            (of @ Value::Dict(_), Value::Text(key)) => {
                of.entry(key).cloned().unwrap_or_else(|| self.leaf(id, "nothing in the text says what it is"))
            }
            (_, Value::Text(key)) => self.configured(id, of, key),
            _ => self.leaf(id, "nothing in the text says what it is"),
        }
    }

    /// A name that nothing in the text gives a value.
    fn unbound(&mut self, id: Id, name: &'a str) -> Value<'a> {
        match name {
            "math" | "np" | "numpy" | "torch" | "optim" | "nn" | "keras" | "tf" | "optax" | "timm"
            | "transformers" | "lr_scheduler" | "SchedulerType" => Value::Imported(name.into()),
            _ if super::recognise::is_known(name) => Value::Imported(name.into()),
            _ => self.leaf(id, "nothing in the text says what it is"),
        }
    }

    /// An attribute or entry of something that the text does not say: a default of the command line, or of the only class that is a
    /// configuration with this name.
    fn configured(&mut self, id: Id, of: Id, key: &str) -> Value<'a> {
        let owner = self.bare(of).to_ascii_lowercase();
        let is_plain = CONFIGURATIONS.contains(&owner.as_str());
        let object = self.path(of).and_then(|path| self.scopes.get(&path));
        if is_plain && let Some(value) = self.options.get(key).cloned() {
            if !is_parsed(object.as_ref()) {
                return self.perhaps(id, &value);
            }
            if matches!(value, Value::Number(_)) {
                self.remark(format!("{}: the default of the option --{key}", self.source(id)));
            }
            return value;
        }
        if is_plain {
            let mut classes = self.classes.iter().enumerate().filter(|(_, class)| {
                let name = class.name.to_ascii_lowercase();
                let is_config = CONFIGURATIONS.iter().any(|word| word.len() > 2 && name.contains(word))
                    || name.contains("config");
                is_config && class.attributes.iter().any(|(known, _)| *known == key)
            });
            if let (Some((class, _)), None) = (classes.next(), classes.next()) {
                if object.is_some() {
                    let value = self.attribute(class, key).unwrap_or(Value::Opaque);
                    return self.perhaps(id, &value);
                }
                let name = self.classes[class].name;
                self.remark(format!("{}: as the class {} has it", self.source(id), clip(name, 40)));
                return self.attribute(class, key).unwrap_or(Value::Opaque);
            }
        }
        self.leaf(id, "nothing in the text says what it is")
    }

    /// Something to ask, with a value of the text as a guess.
    fn perhaps(&self, id: Id, value: &Value<'a>) -> Value<'a> {
        let guess = value.as_number().map(|number| number.value);
        self.ask(self.source(id), Unit::of(&self.bare(id)), guess, "the text does not say which object it is")
    }

    /// Sets one item of a value, such as `group["lr"]`. If the key is not known, the whole value becomes unknown.
    fn bind_part(&mut self, target: Id, value: Value<'a>) {
        if let Node::Item(of, key) = self.tree.node(target)
            && let Some(path) = self.path(of)
        {
            match self.eval(key) {
                Value::Text(key) => self.scopes.set(&[&path, "[\"", key, "\"]"].concat(), value),
                _ => {
                    let leaf = self.leaf(of, "a part of it is set");
                    self.scopes.set(&path, leaf);
                }
            }
        }
    }

    /// Says that the code sets a rate or a setting of a schedule by hand, where it does.
    pub(super) fn by_hand(&mut self, target: Id) {
        let (of, key) = match self.tree.node(target) {
            Node::Item(of, key) => match self.tree.node(key) {
                Node::Text(key) => (of, key),
                _ => return,
            },
            Node::Attribute(of, key) => (of, key),
            _ => return,
        };
        if self.is_pure {
            return;
        }
        let owner = self.source(of);
        self.trainer_changes(&owner, key);
        let is_group = owner == "g"
            || ["group", "pg"].iter().any(|word| owner.contains(word))
            || self.groups.contains(&owner);
        // Keras' optimizers have their rate as an attribute.
        let mut is_optimizer = || {
            owner == "model.optimizer"
                || owner.ends_with(".model.optimizer")
                || matches!(self.eval(of), Value::Optimizer(_))
        };
        if (key == "lr" && is_group) || (matches!(key, "lr" | "learning_rate") && is_optimizer()) {
            self.refuse(format!(
                "{}: the code sets the rate by hand, which is not read",
                self.source(target)
            ));
        }
        if let Value::Schedule(at) = self.eval(of) {
            let class = self.made[at].class.clone();
            self.made[at].plan = super::plan::Plan::Refused;
            let parts = self.parts_before(at);
            self.refuse(format!("{class}: the code sets its {key} later, which is not read{parts}"));
        }
    }

    /// Gives a target its value.
    pub fn bind(&mut self, target: Id, value: Value<'a>) {
        match self.tree.node(target) {
            Node::List(span) => {
                let targets = self.tree.members(span).to_vec();
                let members = match &value {
                    Value::List(members) if members.len() == targets.len() => Some(members.to_vec()),
                    // The second one is what the parser does not know.
                    Value::Unknown(leaves)
                        if targets.len() == 2
                            && leaves.iter().all(|leaf| leaf.name.contains("parse_known_args")) =>
                    {
                        Some(vec![value.clone(), Value::Opaque])
                    }
                    _ => None,
                };
                for (at, target) in targets.into_iter().enumerate() {
                    match &members {
                        Some(members) => self.bind(target, members[at].clone()),
                        None => {
                            let leaf = self.leaf(target, "nothing in the text says what it is");
                            self.bind(target, leaf);
                        }
                    }
                }
            }
            _ => {
                self.by_hand(target);
                self.set_in_class(target);
                if self.path(target).is_none() {
                    self.bind_part(target, value.clone());
                }
                if let Some(path) = self.path(target) {
                    let value = with_unit(value, Unit::of(&self.bare(target)));
                    self.run_length(&self.bare(target), &value);
                    let value = match path.as_str() {
                        "param_scheduler" => self.spans(&value).unwrap_or(value),
                        _ => value,
                    };
                    if let Value::Dict(object) = &value {
                        self.alias(std::rc::Rc::as_ptr(object) as usize, path.clone());
                    }
                    self.set_for_lightning(target, &value);
                    self.set_aliases(target, &path, &value);
                    if let Some(twin) = self.twin(target) {
                        self.scopes.set(&twin, value.clone());
                    }
                    self.scopes.set(&path, value);
                }
            }
        }
    }
}

/// Whether an object is what the command line says: nothing else is known of it, or it is parsed, or passed on.
fn is_parsed(object: Option<&Value<'_>>) -> bool {
    match object {
        None => true,
        Some(Value::Unknown(leaves)) => {
            // Words that are parsed in the place of the command line may say anything.
            let has_words = |name: &str| name.contains(['"', '\'']) || name.contains("([");
            leaves.iter().all(|leaf| {
                leaf.name.contains("parse") && !has_words(&leaf.name) || leaf.why.contains("argument")
            })
        }
        Some(_) => false,
    }
}

/// Whether a name that is imported is that of a number: a constant, or a word that settings go by.
#[must_use]
pub fn is_setting(name: &str) -> bool {
    let words = [
        "lr",
        "learning_rate",
        "base_lr",
        "max_lr",
        "min_lr",
        "eta_min",
        "gamma",
        "momentum",
        "weight_decay",
        "wd",
        "patience",
        "factor",
        "step_size",
        "batch_size",
        "t_max",
        "warmup",
    ];
    let is_constant = name.len() > 1
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && !super::recognise::is_known(name);
    is_constant
        || words.contains(&name)
        || Unit::of(name) != Unit::Plain && !name.contains(char::is_uppercase)
}

/// Whether a path begins with the name of a library whose names are no settings.
fn is_of_a_framework(path: &str) -> bool {
    let root = path.split('.').next().unwrap_or(path);
    let known = [
        "torch",
        "nn",
        "optim",
        "np",
        "numpy",
        "math",
        "tf",
        "tensorflow",
        "keras",
        "optax",
        "timm",
        "transformers",
        "jax",
        "pl",
        "lightning",
        "SchedulerType",
        "lr_scheduler",
        "F",
        "os",
        "sys",
    ];
    known.contains(&root) || path.contains("torch") || path.contains("SchedulerType")
}

/// A plain number takes the unit of the name that it is given.
pub fn with_unit(value: Value<'_>, unit: Unit) -> Value<'_> {
    match value {
        Value::Number(number) if number.unit == Unit::Plain && unit != Unit::Plain => {
            Value::Number(Number { unit, ..number })
        }
        Value::Unknown(leaves)
            if unit != Unit::Plain && leaves.len() == 1 && leaves[0].unit == Unit::Plain =>
        {
            Value::unknown(Leaf { unit, ..leaves[0].clone() })
        }
        other => other,
    }
}

/// A piece of the code on one line, of at most `most` characters.
#[must_use]
pub fn clip(text: &str, most: usize) -> String {
    let mut short = String::new();
    for word in text.split_whitespace() {
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
        if short.len() > 4 * most {
            break;
        }
    }
    if let Some((end, _)) = short.char_indices().nth(most) {
        short.truncate(end);
        short.push('…');
    }
    short
}
