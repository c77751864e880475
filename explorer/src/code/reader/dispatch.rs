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
        if let Node::Attribute(of, method) = tree.node(callee)
            && let Some(value) = self.method(of, method, arguments)
        {
            return value;
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
            return (row.read)(self, &call);
        }
        if self.is_of_a_trainer(arguments) {
            self.mark_seen(callee);
            let call = self.call(full, arguments);
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
            self.refuse(format!("{}: {why}", clip(&name, 40)));
            return self.make(&name, Plan::Refused, Unit::Plain, None);
        }
        if self.perhaps_schedule(&name, arguments) {
            self.mark_seen(callee);
            self.refuse(format!("{}: the text does not show which schedule it makes", clip(&name, 40)));
            return self.make(&name, Plan::Refused, Unit::Plain, None);
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
                let given = self.given(arguments);
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
                self.refuse(text);
            }
        }
    }

    /// The arguments of a call of the text's own functions.
    fn given(&mut self, arguments: Span) -> Given<'a> {
        let tree = self.tree;
        let plain = tree.arguments(arguments).iter().take(50).filter(|argument| argument.stars == 0);
        let plain: Vec<(Option<&'a str>, Id)> =
            plain.filter_map(|argument| Some((argument.name, argument.value?))).collect();
        plain.into_iter().map(|(name, value)| (name, self.eval(value))).collect()
    }

    /// Methods that mean something here, if `method` is one of them.
    fn method(&mut self, of: Id, method: &'a str, arguments: Span) -> Option<Value<'a>> {
        match method {
            "step" | "step_update" => {
                let stepped = match self.eval(of) {
                    Value::Schedule(at) => vec![at],
                    Value::OneOf(all) => all.to_vec(),
                    _ => Vec::new(),
                };
                for at in &stepped {
                    self.step(*at, arguments);
                }
                if !stepped.is_empty() {
                    return Some(Value::Nothing);
                }
            }
            "add_argument" | "set_defaults" | "option" => self.option(method, arguments),
            "update" | "setdefault" | "pop" | "merge_from_file" | "merge_from_list" | "update_from_dict" => {
                if let Value::Dict(_) = self.eval(of) {
                    let leaf = self.leaf(of, "a method changes it");
                    self.bind(of, leaf);
                }
            }
            "fit" | "train" => self.fit(arguments),
            "append" | "extend" | "insert" | "remove" | "clear" | "sort" | "reverse" => {
                if let Value::List(_) = self.eval(of) {
                    let leaf = self.leaf(of, "a method changes it");
                    self.bind(of, leaf);
                }
            }
            "add_param_group" => {
                self.refuse(
                    "add_param_group: each parameter group has its own rate, and the page has one".to_owned(),
                );
            }
            "load_state_dict" => {
                if let Value::Schedule(at) = self.eval(of) {
                    let class = self.made[at].class.clone();
                    let text = format!(
                        "{class}: load_state_dict brings back the settings that were stored, whatever the code says"
                    );
                    self.notes.say(Verdict::Trap, text);
                }
            }
            _ => {}
        }
        if self.defined.get(method).is_some_and(|defined| defined.is_method) {
            let given = self.given(arguments);
            self.calls.entry(method).or_default().push(given);
        }
        None
    }

    fn step(&mut self, at: usize, arguments: Span) {
        let tree = self.tree;
        let given = tree.arguments(arguments).first().and_then(|argument| argument.value);
        let metric = given.map(|id| self.source(id));
        if let (Some(turn), Some(made)) = (self.turns.last(), self.made.get(at))
            && !self.loops.is_empty()
        {
            let text = format!(
                "{}: the code steps it only where {turn}; here it is stepped at every turn of the loop",
                made.class
            );
            self.notes.say(super::note::Verdict::Trap, text);
        }
        let place = self.loops.iter().rev().find(|one| **one != super::walk::Loop::Other).copied();
        let place = place.or_else(|| self.loops.last().copied());
        if let Some(made) = self.made.get_mut(at)
            && made.stepped.len() < 8
        {
            made.stepped.push((place, metric));
        }
    }

    /// The default of an option of the command line.
    fn option(&mut self, method: &str, arguments: Span) {
        let call = self.call(method.to_owned(), arguments);
        if method == "set_defaults" {
            for passed in &call.given {
                if let Some(name) = passed.name {
                    self.options.insert(name.to_owned(), passed.value.clone());
                }
            }
            return;
        }
        let flags = call
            .given
            .iter()
            .filter(|passed| passed.name.is_none())
            .filter_map(|passed| passed.value.as_text());
        let long = flags.clone().find_map(|flag| flag.strip_prefix("--")).or_else(|| flags.clone().next());
        let name = call.named("dest").and_then(|dest| dest.value.as_text()).or(long);
        let default = call.named("default").filter(|default| !matches!(default.value, Value::Nothing));
        if let (Some(name), Some(default)) = (name, default) {
            let name = name.trim_start_matches('-').replace('-', "_");
            let value = super::names::with_unit(default.value.clone(), Unit::of(&name));
            self.run_length(&name, &value);
            self.options.insert(name, value);
        }
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
                let entries: Vec<(&'a str, Value<'a>)> = call
                    .given
                    .iter()
                    .filter_map(|passed| Some((passed.name?, passed.value.clone())))
                    .collect();
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
