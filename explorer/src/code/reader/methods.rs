//! Methods that mean something to the reader: steps of schedules, options of the command line, what changes lists and dictionaries.

use super::names::with_unit;
use super::note::Verdict;
use super::tree::{Id, Node, Span};
use super::twice::Site;
use super::unit::Unit;
use super::value::Value;
use super::walk::{Loop, Walk};

impl<'a> Walk<'a> {
    /// Methods that mean something here, if `method` is one of them.
    pub fn method(&mut self, of: Id, method: &'a str, arguments: Span) -> Option<Value<'a>> {
        match method {
            "set_lr_scheduler" | "set_optimizer" | "set_training" => {
                let owner = self.source(of);
                self.trainer_changes(&owner, method);
            }
            "step" | "step_update" => {
                let value = self.eval(of);
                let stepped = match &value {
                    Value::Schedule(at) => vec![*at],
                    Value::OneOf(all) => all.to_vec(),
                    _ => Vec::new(),
                };
                if let Value::Imported(_) = value {
                    let site = self.site(method, arguments);
                    let metric = self.step_metric(arguments);
                    if self.stepped_by_hand(&value, site, metric) {
                        return Some(Value::Nothing);
                    }
                }
                for at in &stepped {
                    self.step(*at, method, arguments);
                }
                if !stepped.is_empty() {
                    return Some(Value::Nothing);
                }
                let is_optimizer = matches!(value, Value::Optimizer(_));
                let gets_something = !self.tree.arguments(arguments).is_empty();
                self.has_unknown_steps |= !is_optimizer && !gets_something;
                self.has_training |=
                    matches!(value, Value::Optimizer(_)) && !self.loops.is_empty() && !self.is_dead;
            }
            "add_argument" | "set_defaults" | "option" => self.option(method, arguments),
            "update" | "setdefault" | "pop" | "merge_from_file" | "merge_from_list" | "update_from_dict" => {
                if let Value::Dict(_) = self.eval(of) {
                    let leaf = self.leaf(of, "a method changes it");
                    self.bind(of, leaf);
                }
                self.all_of_it_changes(of);
            }
            "lr_schedulers" => return Some(self.asks_for_schedulers()),
            "fit" | "train" => self.fit(arguments, &[]),
            // Keras' old name for it, whose numbers often stand in their places.
            "fit_generator" => self.fit(arguments, &["generator", super::run::STEPS_PER_EPOCH, "epochs"]),
            "assign" => self.by_hand(of),
            "set_value" => {
                if let Some(target) = self.tree.arguments(arguments).first().and_then(|one| one.value) {
                    self.by_hand(target);
                }
            }
            "compile" => {
                let call = self.call(method.to_owned(), arguments);
                super::keras::compiled(self, &call);
            }
            "append" | "extend" | "insert" | "remove" | "clear" | "sort" | "reverse" => {
                if let Value::List(members) = self.eval(of) {
                    let changed = match self.only(arguments) {
                        // In a loop it happens more than once.
                        Some(value) if method == "append" && self.loops.is_empty() => {
                            Value::list(members.iter().cloned().chain([value]).collect())
                        }
                        _ => self.leaf(of, "a method changes it"),
                    };
                    if let Some(path) = self.path(of) {
                        let root = path.split(['.', '[']).next().unwrap_or_default().to_owned();
                        self.scopes.set_where(&root, &path, changed);
                    }
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
            self.called_from_here(method);
            self.calls.entry(method).or_default().push(given);
        }
        None
    }

    /// The only argument of a call.
    fn only(&mut self, arguments: Span) -> Option<Value<'a>> {
        match self.tree.arguments(arguments) {
            [only] if only.name.is_none() && only.stars == 0 => only.value.map(|value| self.eval(value)),
            _ => None,
        }
    }

    /// `vars(args).update(…)` and `args.__dict__.update(…)` may change every attribute of `args`.
    fn all_of_it_changes(&mut self, of: Id) {
        let owner = match self.tree.node(of) {
            Node::Attribute(owner, "__dict__") => Some(owner),
            Node::Call(callee, arguments) if self.tree.node(callee) == Node::Name("vars") => {
                self.tree.arguments(arguments).first().and_then(|argument| argument.value)
            }
            _ => None,
        };
        if let Some(owner) = owner
            && self.path(owner).is_some()
        {
            let leaf = self.leaf(owner, "a method changes it");
            self.bind(owner, leaf);
        }
    }

    /// `setattr(cfg, "lr", 0.5)`.
    pub fn set_attribute(&mut self, arguments: Span) {
        let given: Vec<Id> = self.tree.arguments(arguments).iter().filter_map(|one| one.value).collect();
        let &[of, key, value] = given.as_slice() else { return };
        let (Some(path), key, value) = (self.path(of), self.eval(key), self.eval(value)) else { return };
        match key {
            Value::Text(key) => self.scopes.set(&[&path, ".", key].concat(), with_unit(value, Unit::of(key))),
            _ => {
                let leaf = self.leaf(of, "a part of it is set");
                self.scopes.set(&path, leaf);
            }
        }
    }

    fn step(&mut self, at: usize, method: &str, arguments: Span) {
        let site = self.site(method, arguments);
        if self.loops.is_empty() && !self.scopes.is_in_function() {
            self.outside.insert(at);
        }
        if let (Some(turn), Some(made), None) = (self.turns.last(), self.made.get(at), site.beat)
            && !self.loops.is_empty()
        {
            let (class, words) = (made.class.clone(), turn.clone());
            self.say_turn(&class, &words);
        }
        if method == "step" {
            self.given_step(at, &site, arguments);
        }
        // timm's `step_update` says the number of the batch.
        let is_counted = method == "step" && !self.loops.is_empty() && !self.is_dead;
        let metric = self.step_metric(arguments);
        if let Some(made) = self.made.get_mut(at)
            && made.stepped.len() < 8
        {
            made.stepped.push((site.place, metric));
            if is_counted {
                made.sites.push(site);
            }
        }
    }

    /// The place of a step.
    fn site(&mut self, method: &str, arguments: Span) -> Site {
        let place = self.loops.iter().rev().find(|one| matches!(one, Loop::Epochs | Loop::Batches)).copied();
        let place = place.or_else(|| self.loops.last().copied());
        // A loop of no known turns counts only if it is inside of the loop through epochs or batches.
        let mut inner =
            self.loops.iter().rev().take_while(|one| !matches!(one, Loop::Epochs | Loop::Batches));
        let is_unclear = inner.any(|one| *one == Loop::Unclear);
        let beat = if method == "step" { self.beat() } else { None };
        Site {
            turn: self.turn,
            rank: self.rank,
            body: self.bodies,
            is_alone: self.is_alone_loop,
            around: self.around,
            place,
            is_sure: self.forks == 0 && beat.is_none(),
            is_given: !self.tree.arguments(arguments).is_empty(),
            often: self.often,
            is_unclear,
            beat,
        }
    }

    /// The default of an option of the command line.
    fn option(&mut self, method: &str, arguments: Span) {
        let call = self.call(method.to_owned(), arguments);
        if method == "set_defaults" && call.given.iter().any(|passed| passed.stars > 0) {
            // Any of them may have another default.
            self.options.clear();
            return;
        }
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
            let is_cast =
                call.named("type").is_some_and(|kind| matches!(kind.source.as_str(), "float" | "int"));
            let value = match default.value.as_text().and_then(crate::number::read).filter(|_| is_cast) {
                Some(number) => Value::number(number, number.fract() == 0.0),
                None => default.value.clone(),
            };
            let value = with_unit(value, Unit::of(&name));
            self.run_length(&name, &value);
            self.options.insert(name, value);
        }
    }
}
