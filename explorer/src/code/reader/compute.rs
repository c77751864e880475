//! Computes what expressions are, as far as the text says it. What it does not say becomes something to ask.

use super::tree::{Id, Node, Span};
use super::unit::Unit;
use super::value::{self, Leaf, Number, Value};
use super::walk::Walk;

/// The deepest expression that is computed.
const DEEPEST: u32 = 80;
/// The most steps that all computing may take; a text that needs more is hostile.
const MOST_STEPS: u64 = 5_000_000;

impl<'a> Walk<'a> {
    /// What `id` is.
    pub fn eval(&mut self, id: Id) -> Value<'a> {
        if !self.is_pure
            && let Some(known) = self.results.get(&id)
        {
            return known.clone();
        }
        self.steps += 1;
        if self.depth >= DEEPEST || self.steps > MOST_STEPS {
            return Value::Opaque;
        }
        self.depth += 1;
        let value = self.compute(id);
        self.depth -= 1;
        value
    }

    fn compute(&mut self, id: Id) -> Value<'a> {
        match self.tree.node(id) {
            Node::Number(value, whole) => Value::number(value, whole),
            Node::Text(text) => Value::Text(text),
            Node::Truth(truth) => Value::Truth(truth),
            Node::Nothing => Value::Nothing,
            Node::Name(_) | Node::Attribute(..) | Node::Item(..) => self.named(id),
            Node::Local(name) => {
                let bound = self.locals.iter().rev().find(|(known, _)| *known == name);
                bound
                    .map(|(_, value)| value.clone())
                    .unwrap_or_else(|| self.leaf(id, "it takes several values"))
            }
            Node::Call(callee, arguments) => self.computed_call(id, callee, arguments),
            Node::Unary(sign, of) => self.unary(sign, of),
            Node::Binary(sign, left, right) => self.binary(id, sign, left, right),
            Node::Either { then, condition, other } => {
                let truth = self.eval(condition).truth();
                match truth {
                    Some(true) => self.eval(then),
                    Some(false) => self.eval(other),
                    None => {
                        let (then, other) = (self.eval(then), self.eval(other));
                        match (&then, &other) {
                            (Value::Schedule(one), Value::Schedule(two)) if one != two => {
                                Value::OneOf([*one, *two].as_slice().into())
                            }
                            _ if then.is_same(&other) => then,
                            _ => self.leaf(id, "it depends on a condition"),
                        }
                    }
                }
            }
            Node::List(span) => {
                let members: Vec<Id> = self.tree.members(span).to_vec();
                Value::list(members.into_iter().map(|member| self.eval(member)).collect())
            }
            Node::Dict(span) => self.dictionary(span),
            Node::Lambda(parameters, body) => Value::Lambda(parameters, body),
            Node::Each { element, name, over } => self.each(element, name, over),
            Node::Pair(..) | Node::Opaque => Value::Opaque,
        }
    }

    /// A list of what each member becomes.
    fn each(&mut self, element: Id, name: &'a str, over: Id) -> Value<'a> {
        let Value::List(members) = self.eval(over) else { return Value::Opaque };
        let makes = matches!(
            self.results.get(&element),
            Some(Value::Schedule(_) | Value::OneOf(_) | Value::Optimizer(_))
        );
        if makes {
            return Value::Opaque;
        }
        let was = std::mem::replace(&mut self.is_pure, true);
        let mut all = Vec::new();
        for member in members.iter() {
            self.locals.push((name, member.clone()));
            all.push(self.eval(element));
            self.locals.pop();
        }
        self.is_pure = was;
        Value::list(all)
    }

    fn dictionary(&mut self, span: Span) -> Value<'a> {
        let tree = self.tree;
        let mut entries = Vec::new();
        if let Some(numbered) = self.numbered(span) {
            return numbered;
        }
        for entry in tree.arguments(span).iter().take(1_000) {
            let Some(value) = entry.value.map(|value| self.eval(value)) else { continue };
            match (entry.stars, entry.name, value) {
                (0, Some(name), value) => entries.push((name, value)),
                // A key that is no string may be any.
                (0, None, _) => return Value::Opaque,
                // `{**other, …}`.
                (_, _, Value::Dict(others)) => entries.extend(others.iter().cloned()),
                _ => return Value::Opaque,
            }
        }
        Value::dict(entries)
    }

    /// A dictionary whose keys are numbers.
    fn numbered(&mut self, span: Span) -> Option<Value<'a>> {
        let tree = self.tree;
        let entries = tree.arguments(span);
        let mut all = Vec::new();
        for entry in entries.iter().take(1_000) {
            let Node::Pair(key, value) = tree.node(entry.value?) else { return None };
            let key = self.eval(key).as_number()?.value;
            all.push((key, self.eval(value)));
        }
        let is_flat = |(_, value): &(f64, Value<'a>)| matches!(value, Value::Number(_) | Value::Unknown(_));
        (!all.is_empty() && all.iter().all(is_flat)).then(|| Value::Numbered(all.into()))
    }

    /// Something to ask, under the words of the code.
    pub fn leaf(&self, id: Id, why: &'static str) -> Value<'a> {
        let name = self.source(id);
        self.ask(name, Unit::of(&self.bare(id)), None, why)
    }

    /// Something to ask, unless it is answered already.
    pub fn ask(&self, name: String, unit: Unit, guess: Option<f64>, why: &'static str) -> Value<'a> {
        match self.answers.get(&name) {
            Some(answer) => {
                let whole = answer.fract() == 0.0;
                Value::Number(Number { value: *answer, whole, unit, answered: true, implied: false })
            }
            None => Value::unknown(Leaf { name, unit, guess, why, choices: &[], direct: true }),
        }
    }

    /// The last word of what `id` names: `epochs` of `cfg["train"]["epochs"]`, `len_loader` of `len(loader)`.
    pub fn bare(&self, id: Id) -> String {
        match self.tree.node(id) {
            Node::Name(name) | Node::Local(name) | Node::Attribute(_, name) => name.to_owned(),
            Node::Item(_, key) => match self.tree.node(key) {
                Node::Text(text) => text.to_owned(),
                _ => String::new(),
            },
            Node::Call(callee, arguments) => {
                let first = self.tree.arguments(arguments).first().and_then(|argument| argument.value);
                match (self.tree.node(callee), first) {
                    (Node::Name("len"), Some(of)) => self.length_name(of),
                    (Node::Attribute(_, "get"), Some(key)) => match self.tree.node(key) {
                        Node::Text(text) => text.to_owned(),
                        _ => String::new(),
                    },
                    (Node::Attribute(_, name) | Node::Name(name), _) => name.to_owned(),
                    _ => String::new(),
                }
            }
            _ => String::new(),
        }
    }

    /// A loader's length is a number of batches; the length of a data set is one of samples.
    fn length_name(&self, of: Id) -> String {
        let name = self.bare(of).to_ascii_lowercase();
        let loads = ["load", "iter", "batch", "dl", "generator"].iter().any(|word| name.contains(word));
        if loads || name == "train" { "len_loader".to_owned() } else { "samples".to_owned() }
    }

    fn unary(&mut self, sign: &str, of: Id) -> Value<'a> {
        match (sign, self.eval(of)) {
            ("-", Value::Number(number)) => Value::Number(Number { value: -number.value, ..number }),
            ("+", value) => value,
            ("not", value) => match (value.truth(), value) {
                (Some(truth), _) => Value::Truth(!truth),
                (None, value) => value.both(&Value::Nothing),
            },
            (_, value) => value.both(&Value::Nothing),
        }
    }

    fn binary(&mut self, id: Id, sign: &'a str, left: Id, right: Id) -> Value<'a> {
        if sign == ":=" {
            return self.eval(right);
        }
        let a = self.eval(left);
        // `2 <= epoch < 5` compares its middle twice.
        if let (true, Node::Binary(first, _, middle)) = (is_order(sign), self.tree.node(left))
            && is_order(first)
        {
            return match a.truth() {
                Some(true) => self.binary(id, sign, middle, right),
                Some(false) => Value::Truth(false),
                None => a,
            };
        }
        match (sign, a.truth()) {
            ("or", Some(true)) | ("and", Some(false)) => return a,
            ("or", Some(false)) | ("and", Some(true)) => return self.eval(right),
            ("or", None) => {
                let guess = self.eval(right).as_number().map(|number| number.value);
                return guessed(a, guess);
            }
            _ => {}
        }
        let b = self.eval(right);
        match (&a, &b) {
            (Value::Number(a), Value::Number(b)) => value::arithmetic(sign, *a, *b).unwrap_or(Value::Opaque),
            (Value::Unknown(_), Value::Number(_) | Value::Unknown(_))
            | (Value::Number(_), Value::Unknown(_)) => a.both(&b),
            (Value::List(one), Value::List(other)) if sign == "+" => {
                Value::list(one.iter().chain(other.iter()).cloned().collect())
            }
            _ if matches!(sign, "==" | "!=" | "is" | "in" | "not") => compared(sign, &a, &b),
            (Value::Unknown(_), _) | (_, Value::Unknown(_)) => {
                self.leaf(id, "it cannot be computed from the text")
            }
            _ => Value::Opaque,
        }
    }

    /// What a call is where it makes nothing: a function of numbers, an entry, a length.
    fn computed_call(&mut self, id: Id, callee: Id, arguments: Span) -> Value<'a> {
        let tree = self.tree;
        let given = tree.arguments(arguments);
        let is_plain = given.iter().all(|argument| argument.stars == 0);
        let values: Vec<Value<'a>> = given
            .iter()
            .take(16)
            .filter_map(|argument| argument.value)
            .map(|value| self.eval(value))
            .collect();
        let name = match tree.node(callee) {
            Node::Name(name) | Node::Attribute(_, name) => name,
            _ => "",
        };
        if let (Node::Attribute(of, "get"), Some(Value::Text(key))) = (tree.node(callee), values.first()) {
            return self.entry_or(id, of, key, values.get(1));
        }
        if let (Node::Attribute(of, "get"), Some(Value::Number(key))) = (tree.node(callee), values.first())
            && let Value::Numbered(entries) = self.eval(of)
        {
            let entry = entries.iter().rev().find(|(known, _)| *known == key.value);
            return entry.map(|(_, value)| value).or(values.get(1)).cloned().unwrap_or(Value::Nothing);
        }
        if let ("len", [Value::List(members)]) = (name, values.as_slice()) {
            return Value::number(members.len() as f64, true);
        }
        if self.is_pure && is_plain && values.len() == given.len() {
            // Looked up without the words for a question: this runs at every step of a schedule.
            let function = match tree.node(callee) {
                Node::Name(name) => self.scopes.get(name),
                Node::Local(_) => Some(self.eval(callee)),
                Node::Attribute(..) => self.path(callee).and_then(|path| self.scopes.get(&path)),
                _ => None,
            };
            if let Some(function @ (Value::Function(_) | Value::Lambda(..) | Value::Bound(_))) = function {
                let given = given.iter().zip(&values).map(|(one, value)| (one.name, value.clone())).collect();
                return super::invoke::invoke(self, &function, given);
            }
        }
        let is_other = name == "create" && !self.source(callee).starts_with("OmegaConf");
        if let Some(value) = self.record(name, arguments).filter(|_| !is_other) {
            return value;
        }
        if let Some(list) = super::listed::computed(name, &values) {
            return list;
        }
        if name == "dict" && is_plain {
            return self.dictionary(arguments);
        }
        if let (Some(first), true) = (values.first().filter(|_| name == "float"), is_plain)
            && let Some(text) = first.as_text()
        {
            return crate::number::read(text).map_or(Value::Opaque, |number| Value::number(number, false));
        }
        // A tensor as a plain number.
        if let (Node::Attribute(of, "numpy" | "item"), []) = (tree.node(callee), given)
            && let number @ Value::Number(_) = self.eval(of)
        {
            return number;
        }
        let numbers: Vec<Number> = values.iter().filter_map(Value::as_number).collect();
        if is_plain
            && numbers.len() == values.len()
            && let Some(result) = value::function(name, &numbers)
        {
            return result;
        }
        // A function of numbers of which some are not known depends on these.
        let is_function = value::function(name, &[Number::plain(1.0, true), Number::plain(1.0, true)])
            .is_some()
            || value::function(name, &[Number::plain(1.0, true)]).is_some();
        let unknown = values
            .iter()
            .fold(Value::Nothing, |all, one| if one.leaves().is_empty() { all } else { all.both(one) });
        let known = values.iter().all(|one| matches!(one, Value::Number(_) | Value::Unknown(_)));
        if is_function && known && matches!(unknown, Value::Unknown(_)) {
            // A cast of one thing is that thing.
            let only = values.first().filter(|_| values.len() == 1);
            return only.cloned().unwrap_or(unknown);
        }
        self.leaf(id, "nothing in the text says what it is")
    }

    /// A record that a call makes of its arguments, and the default of a field.
    fn record(&mut self, name: &str, arguments: Span) -> Option<Value<'a>> {
        let tree = self.tree;
        let given = tree.arguments(arguments);
        let has_names = !given.is_empty() && given.iter().all(|one| one.name.is_some() && one.stars == 0);
        match name {
            "SimpleNamespace" | "Namespace" | "EasyDict" | "edict" | "AttrDict" | "DotDict" | "Munch"
            | "Box" | "ConfigDict" | "AttributeDict" | "create" => match given {
                _ if has_names => Some(self.dictionary(arguments)),
                [only] if only.name.is_none() && only.stars < 3 => match self.eval(only.value?) {
                    record @ Value::Dict(_) => Some(record),
                    _ => None,
                },
                _ => None,
            },
            "field" | "Field" => {
                let first = given.first().filter(|first| name == "Field" && first.name.is_none());
                let default = given.iter().find(|one| one.name == Some("default")).or(first)?;
                Some(self.eval(default.value?)).filter(|value| !matches!(value, Value::Opaque))
            }
            _ => None,
        }
    }

    /// `of.get(key, default)`.
    fn entry_or(&mut self, id: Id, of: Id, key: &str, default: Option<&Value<'a>>) -> Value<'a> {
        let set = self.path(of).and_then(|path| self.scopes.get(&[&path, "[\"", key, "\"]"].concat()));
        if let Some(set) = set {
            return self.answered(set);
        }
        let of = self.eval(of);
        if let Value::Dict(_) = of {
            return of.entry(key).or(default).cloned().unwrap_or(Value::Nothing);
        }
        let guess = default.and_then(Value::as_number).map(|number| number.value);
        self.ask(self.source(id), Unit::of(key), guess, "nothing in the text says what it is")
    }
}

/// With another guess.
fn guessed(value: Value<'_>, guess: Option<f64>) -> Value<'_> {
    match value {
        Value::Unknown(leaves) if leaves.len() == 1 && guess.is_some() => {
            Value::unknown(Leaf { guess, ..leaves[0].clone() })
        }
        other => other,
    }
}

fn compared<'a>(sign: &str, a: &Value<'a>, b: &Value<'a>) -> Value<'a> {
    let is_plain = |value: &Value<'_>| {
        matches!(value, Value::Number(_) | Value::Text(_) | Value::Truth(_) | Value::Nothing)
    };
    if let ("in", Value::Number(_), Value::List(members)) = (sign, a, b)
        && members.iter().all(is_plain)
    {
        return Value::Truth(members.iter().any(|member| member.is_same(a)));
    }
    if !is_plain(a) || !is_plain(b) || matches!(sign, "in" | "not") {
        return a.both(b);
    }
    Value::Truth(a.is_same(b) == (sign != "!="))
}

/// Whether a sign compares by order.
fn is_order(sign: &str) -> bool {
    matches!(sign, "<" | ">" | "<=" | ">=")
}
