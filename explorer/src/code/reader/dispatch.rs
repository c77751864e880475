//! What becomes of each call: a schedule, an optimizer, a function of the text, or a number.

use std::rc::Rc;

use super::call::{Call, Passed};
use super::names::clip;
use super::note::Verdict;
use super::plan::Plan;
use super::recognise;
use super::tree::{Id, Node, Span};
use super::unit::Unit;
use super::value::{Bound, Value};
use super::walk::{Given, Walk};

/// What passes a class or a function on, or stands for a dictionary.
const BY_REFERENCE: &[&str] =
    &["partial", "getattr", "dict", "LRSchedulerConfig", "LazyCall", "L", "inject_hyperparams"];

/// The most schedules and optimizers that are read.
const MOST: usize = 300;

impl<'a> Walk<'a> {
    /// Reads a call whose inner calls have been read.
    pub fn called(&mut self, id: Id, callee: Id, arguments: Span) -> Value<'a> {
        let tree = self.tree;
        self.hand_over_arguments(arguments);
        if let Node::Attribute(of, method) = tree.node(callee)
            && let Some(value) = self.method(of, method, arguments)
        {
            return value;
        }
        if tree.node(callee) == Node::Name("setattr") {
            self.set_attribute(arguments);
        }
        let own = match tree.node(callee) {
            Node::Name(_) | Node::Attribute(..) => self.eval(callee),
            _ => self.results.get(&callee).cloned().unwrap_or(Value::Opaque),
        };
        if let Some(value) = self.of_the_text(id, callee, own, arguments) {
            return value;
        }
        let Some(full) = self.full_name(callee) else { return self.eval(id) };
        let name = full.rsplit('.').next().unwrap_or(&full).to_owned();
        if BY_REFERENCE.contains(&name.as_str()) {
            let call = self.call(full.clone(), arguments);
            if let Some(value) = self.by_reference(&name, &call) {
                return value;
            }
        }
        if let Some(row) = recognise::row(&full) {
            self.mark_seen(callee);
            if self.made.len() + self.optimizers.len() >= MOST {
                self.refuse(format!(
                    "{}: more than {MOST} calls of this kind are too many to read",
                    clip(&name, 40)
                ));
                return Value::Opaque;
            }
            let call = self.call(full, arguments);
            if super::trainers::is_settings(row.name) {
                self.trainer_calls.insert(id, call.class().to_owned());
            }
            return (row.read)(self, &call);
        }
        if self.is_of_a_trainer(arguments) {
            self.mark_seen(callee);
            let call = self.call(full, arguments);
            self.trainer_calls.insert(id, call.class().to_owned());
            return super::trainers::arguments(self, &call);
        }
        if recognise::looks_like_one(&name) {
            self.mark_seen(callee);
            let bare = name.trim_start_matches('_');
            let why = if recognise::is_known(bare) {
                format!("the text does not say that it is {bare}; paste its import too")
            } else {
                "no scheduler that is known here is called that".to_owned()
            };
            let call = self.call(full, arguments);
            return self.refused_around(&call, format!("{}: {why}", clip(&name, 40)));
        }
        if self.perhaps_schedule(&name, arguments) {
            self.mark_seen(callee);
            let call = self.call(full, arguments);
            let why = format!("{}: the text does not show which schedule it makes", clip(&name, 40));
            return self.refused_around(&call, why);
        }
        if let Some(value) = self.perhaps_optimizer(&full, arguments) {
            self.mark_seen(callee);
            return value;
        }
        self.eval(id)
    }

    /// A call of a class or a function of the text.
    fn of_the_text(&mut self, id: Id, callee: Id, own: Value<'a>, arguments: Span) -> Option<Value<'a>> {
        let looks = |name: &str| recognise::is_known(name) || recognise::looks_like_one(name);
        match own {
            Value::Class(class) => {
                let given = self.given(arguments);
                let (name, base) = (self.classes[class].name, self.classes[class].base);
                if base.is_some() || looks(name) {
                    let text =
                        format!("{}: it is a class of the text, whose rule is not read", clip(name, 40));
                    self.mark_seen(callee);
                    self.notes.say(Verdict::NotTaken, text);
                }
                self.calls.entry(name).or_default().push(given.clone());
                Some(self.instance(class, &given))
            }
            Value::Function(function) => {
                if looks(function.name) {
                    self.mark_seen(callee);
                }
                if recognise::is_known(function.name) {
                    self.remark(format!(
                        "{}: the text's own function is called that",
                        clip(function.name, 40)
                    ));
                }
                let given = self.given(arguments);
                self.called_from_here(function.name);
                self.calls.entry(function.name).or_default().push(given.clone());
                self.take_effect(&function, arguments);
                let is_only = self.defined.get(function.name).is_some_and(|defined| defined.times == 1);
                let has_all = self.tree.arguments(arguments).iter().all(|argument| argument.stars == 0);
                let computed =
                    if is_only && has_all { self.invoked(&Value::Function(function), given) } else { None };
                if computed.is_some() {
                    return computed;
                }
                Some(self.leaf(id, "a function of the text computes it"))
            }
            Value::Schedule(at) => {
                self.asked_by_hand(at, arguments);
                Some(Value::Opaque)
            }
            _ => None,
        }
    }

    /// A call of something that is named after schedules and gets an optimizer.
    fn perhaps_schedule(&mut self, name: &str, arguments: Span) -> bool {
        let lower = name.to_ascii_lowercase();
        if !["schedul", "warmup", "anneal", "decay"].iter().any(|word| lower.contains(word)) {
            return false;
        }
        let tree = self.tree;
        let mut given = tree.arguments(arguments).iter().take(10).filter_map(|argument| argument.value);
        given.any(|value| {
            let is_named =
                matches!(self.bare(value).to_ascii_lowercase().as_str(), "optimizer" | "opt" | "optim");
            is_named || matches!(self.eval(value), Value::Optimizer(_))
        })
    }

    /// A schedule that the code calls itself: what its steps are, the argument says.
    fn asked_by_hand(&mut self, at: usize, arguments: Span) {
        let argument = self.tree.arguments(arguments).first().and_then(|argument| argument.value);
        let Some(argument) = argument else { return };
        let steps = match self.tree.node(argument) {
            // A number of batches over those in an epoch is a number of epochs.
            Node::Binary("//", _, batches)
                if self.eval(batches).as_number().map(|number| number.unit) == Some(Unit::PerEpoch) =>
            {
                Unit::Epochs
            }
            _ => Unit::of(&self.bare(argument)),
        };
        let source = self.source(argument);
        let Some(made) = self.made.get_mut(at) else { return };
        match steps {
            Unit::Epochs | Unit::Batches => made.interval = Some(steps),
            Unit::Plain | Unit::PerEpoch => {
                made.plan = Plan::Refused;
                let text = format!(
                    "{}: the code calls it with {source}, which does not say what its steps are",
                    made.class
                );
                let parts = self.parts_before(at);
                self.refuse([text, parts].concat());
            }
        }
    }

    /// The arguments of a call of the text's own functions.
    pub fn given(&mut self, arguments: Span) -> Given<'a> {
        let tree = self.tree;
        let plain = tree.arguments(arguments).iter().take(50).filter(|argument| argument.stars == 0);
        let plain: Vec<(Option<&'a str>, Id)> =
            plain.filter_map(|argument| Some((argument.name, argument.value?))).collect();
        let now = |(name, id): (Option<&'a str>, Id)| {
            let value = self.eval(id);
            (name, self.up_to_date(id, value))
        };
        plain.into_iter().map(now).collect()
    }

    /// A class that is not called but passed on: `partial(Class, …)`, `getattr(module, "Class")`, `dict(type="Class", …)`.
    fn by_reference(&mut self, name: &str, call: &Call<'a>) -> Option<Value<'a>> {
        match name {
            "getattr" => {
                let module = match &call.placed(0)?.value {
                    Value::Imported(path) => path.to_string(),
                    _ => String::new(),
                };
                let Some(class) = call.placed(1)?.value.as_text() else {
                    if module.split('.').any(|part| matches!(part, "optim" | "lr_scheduler")) {
                        let source = clip(&call.placed(1)?.source, 40);
                        self.refuse(format!(
                            "getattr({module}, {source}): the text does not say which class that is"
                        ));
                    }
                    return None;
                };
                recognise::is_known(class).then(|| Value::Imported([&module, ".", class].concat().into()))
            }
            "partial" | "LazyCall" | "L" | "inject_hyperparams" => {
                let function = call.placed(0)?.value.clone();
                if let (Value::Function(_) | Value::Lambda(..) | Value::Bound(_), "partial") =
                    (&function, name)
                {
                    let rest = call.given.iter().skip(1);
                    let given: Option<Vec<(&'a str, Value<'a>)>> =
                        rest.map(|passed| Some((passed.name?, passed.value.clone()))).collect();
                    let bound = Bound { function, around: Vec::new(), given: given? };
                    return Some(Value::Bound(Rc::new(bound)));
                }
                let Value::Imported(path) = call.placed(0)?.value.clone() else { return None };
                let row = recognise::row(&path)?;
                if name != "partial" {
                    // The arguments come with a second call.
                    return Some(Value::Imported(path));
                }
                // The optimizer comes later.
                let nobody = Passed { name: None, stars: 0, value: Value::Opaque, source: String::new() };
                let others = call.given.iter().skip(1).cloned();
                let given = core::iter::once(nobody).chain(others).collect();
                if let Some(first) = call.given.first() {
                    self.dealt.insert(first.source.rsplit('.').next().unwrap_or_default().to_owned());
                }
                Some((row.read)(self, &Call { full: path.to_string(), given }))
            }
            "dict" => {
                let entries = call
                    .given
                    .iter()
                    .filter_map(|passed| Some((passed.name?, passed.value.clone())))
                    .collect();
                self.lengths_of(&entries);
                self.lightning(&entries);
                self.named_class(&entries)
            }
            _ => {
                let mut entries: Vec<(&'a str, Value<'a>)> = call
                    .given
                    .iter()
                    .filter_map(|passed| Some((passed.name?, passed.value.clone())))
                    .collect();
                entries.extend(call.placed(0).map(|first| ("scheduler", first.value.clone())));
                self.lightning(&entries);
                None
            }
        }
    }

    /// Says why something is not taken, or that it does not run.
    pub fn refuse(&mut self, text: String) {
        self.notes.say(Verdict::NotTaken, text);
    }

    /// Says where a value comes from.
    pub fn remark(&mut self, text: String) {
        self.notes.say(Verdict::Taken, text);
    }

    /// The parts of a schedule that is refused after it was put together, in words for the note.
    pub fn parts_before(&self, at: usize) -> String {
        let composed = ["SequentialLR", "ChainedScheduler", "join_schedules", "param_scheduler"];
        let is_composed = self.made.get(at).is_some_and(|made| composed.contains(&made.class.as_str()));
        let parts = self.made.iter().take(at).filter(|made| is_composed && made.is_part);
        let mut names: Vec<&str> = parts.map(|made| made.class.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return String::new();
        }
        format!("; its parts are not taken either: {}", clip(&names.join(", "), 120))
    }

    /// A call that cannot be taken. The schedules that it gets act through it, so they are not taken either.
    pub fn refused_around(&mut self, call: &Call<'a>, why: String) -> Value<'a> {
        let mut parts = Vec::new();
        for passed in &call.given {
            match &passed.value {
                Value::Schedule(at) => parts.push(*at),
                Value::OneOf(all) => parts.extend(all.iter()),
                _ => {}
            }
        }
        for at in &parts {
            self.made[*at].is_part = true;
        }
        self.refused_with(call, &parts, why)
    }

    /// A call that cannot be taken, with the schedules that it is made of.
    pub fn refused_with(&mut self, call: &Call<'a>, parts: &[usize], why: String) -> Value<'a> {
        let mut names: Vec<String> =
            parts.iter().filter_map(|at| Some(clip(&self.made.get(*at)?.class, 40))).collect();
        names.sort_unstable();
        names.dedup();
        let names = clip(&names.join(", "), 120);
        self.refused(
            call,
            if names.is_empty() { why } else { format!("{why}; its parts are not taken either: {names}") },
        )
    }

    /// A call that cannot be taken.
    pub fn refused(&mut self, call: &Call<'a>, why: String) -> Value<'a> {
        let class = clip(call.class(), 40);
        self.refuse(if why.contains(&class) { why } else { format!("{class}: {why}") });
        self.make(call.class(), Plan::Refused, Unit::Plain, call.placed(0).map(|passed| &passed.value))
    }
}
