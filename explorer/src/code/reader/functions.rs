//! Functions and classes of the text. They are read after the block around them, those that call others first, so that the
//! arguments of a function are known when it is read.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::scope::{Level, Slot};
use super::tree::{Block, Function, Node, Span};
use super::unit::Unit;
use super::value::{Leaf, Value};
use super::walk::{Class, Given, Walk};

/// A function that is read later.
#[derive(Debug)]
pub struct Later<'a> {
    function: Rc<Function<'a>>,
    class: Option<usize>,
    is_dead: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn define(&mut self, function: &Rc<Function<'a>>) {
        self.whole(function.header);
        // Defaults are computed where the function is defined.
        let tree = self.tree;
        for default in tree.arguments(function.parameters).iter().filter_map(|parameter| parameter.value) {
            let value = self.eval(default);
            self.results.insert(default, value);
        }
        self.scopes.set(function.name, Value::Function(function.clone()));
        self.later.push(Later { function: function.clone(), class: None, is_dead: self.is_dead });
    }

    pub(super) fn define_class(&mut self, name: &'a str, bases: Span, body: &Block<'a>) {
        let class = self.classes.len();
        let base =
            self.tree.arguments(bases).iter().filter_map(|base| base.name).find(|base| is_schedule(base));
        self.classes.push(Class {
            name,
            attributes: Vec::new(),
            init: None,
            base,
            object: None,
            changed: BTreeSet::new(),
        });
        self.scopes.set(name, Value::Class(class));
        self.scopes.enter(Level::Class);
        let from = self.later.len();
        self.block(body);
        let mut attributes = Vec::new();
        // The order of the text is that of a data class's fields.
        let mut fields = Vec::new();
        self.assigned(body, &mut fields);
        let mut names = self.scopes.leave();
        for (path, id) in fields {
            if let (Node::Name(field), Some(slot)) = (self.tree.node(id), names.remove(&path)) {
                attributes.push((field, slot.value));
            }
        }
        for (inner, slot) in names {
            if let (Value::Class(at), false) = (&slot.value, inner.contains(['.', '['])) {
                attributes.push((self.classes[*at].name, slot.value));
            }
        }
        let parents: Vec<usize> = self
            .tree
            .arguments(bases)
            .iter()
            .filter_map(|base| match self.scopes.get(base.name?) {
                Some(Value::Class(at)) if at != class => Some(at),
                _ => None,
            })
            .take(4)
            .collect();
        let mut inherited = Vec::new();
        for parent in parents.iter().rev() {
            inherited.extend(self.classes[*parent].attributes.iter().take(500).cloned());
        }
        // A class has those of its parents first, and its own ones instead.
        attributes = inherited.into_iter().chain(attributes).collect();
        let inherited = parents.iter().find_map(|parent| self.classes[*parent].init.clone());
        let mut changed = Vec::new();
        for later in self.later[from..].iter().filter(|later| later.function.name != "__init__") {
            self.assigned(&later.function.body, &mut changed);
        }
        let changed = changed.into_iter().filter_map(|(path, _)| match path.split_once('.')? {
            ("self", key) => Some(key.to_owned()),
            // The class itself is another object than its instances.
            (owner, key) if owner == "cls" || owner == name => Some(["cls.", key].concat()),
            _ => None,
        });
        let init = self.later[from..].iter().find(|later| later.function.name == "__init__");
        let init = init.map(|later| later.function.clone()).or(inherited);
        for later in &mut self.later[from..] {
            later.class.get_or_insert(class);
        }
        if let Some(known) = self.classes.get_mut(class) {
            (known.attributes, known.init, known.changed) = (attributes, init, changed.collect());
        }
    }

    /// Reads the functions that have been put off since `from`, those that call others first.
    pub(super) fn functions(&mut self, from: usize) {
        let waiting = self.later.split_off(from);
        let order =
            super::order::callers_first(self.tree, waiting.iter().map(|later| later.function.as_ref()));
        for at in order {
            self.function(&waiting[at]);
        }
    }

    fn function(&mut self, later: &Later<'a>) {
        let function = &later.function;
        let (inside, dead) = (self.class, self.is_dead);
        self.is_dead = later.is_dead;
        let around = self.enter_body(function.name);
        let configured = self.is_configured;
        self.is_configured = function.name == "configure_optimizers";
        if let Some(class) = later.class {
            self.enter_hook(function, class);
        }
        let bound = self.bound(function, later.class);
        self.scopes.enter(Level::Function);
        self.class = later.class;
        if let Some(class) = later.class
            && function.name != "__init__"
            && self.classes[class].object.is_none()
        {
            let given = self.common(self.classes[class].name);
            self.classes[class].object = Some(self.instance(class, &given));
        }
        let is_called = self.calls.contains_key(function.name);
        for (name, value) in bound {
            // A call says how many batches an epoch has.
            if is_called && Unit::of(name) == Unit::PerEpoch {
                self.run_length(name, &value);
            }
            self.scopes.set(name, value);
        }
        let from = self.later.len();
        self.block(&function.body);
        self.functions(from);
        let names = self.scopes.leave();
        self.changed_outside(&names);
        (self.class, self.is_dead) = (inside, dead);
        self.leave_body(around);
        self.is_configured = configured;
    }

    /// What a function sets in objects of the blocks around it is not known after it, because it may be called at any time.
    fn changed_outside(&mut self, names: &BTreeMap<String, Slot<'a>>) {
        for (path, slot) in names {
            let Some(end) = path.find(['.', '[']) else { continue };
            let root = &path[..end];
            if root == "self" || names.contains_key(root) || self.scopes.get(root).is_none() {
                continue;
            }
            let guess = slot.value.as_number().map(|number| number.value);
            let unit = Unit::of(path.rsplit(['.', '[']).next().unwrap_or(path).trim_matches(['"', ']']));
            let leaf = Leaf {
                name: path.clone(),
                unit,
                guess,
                why: "a function sets it",
                choices: &[],
                direct: true,
            };
            self.scopes.set(path, Value::unknown(leaf));
        }
    }

    /// The parameters of a function: as every call of it has them, or their defaults.
    fn bound(&mut self, function: &Rc<Function<'a>>, class: Option<usize>) -> Vec<(&'a str, Value<'a>)> {
        // A class is called by its own name.
        let name = match class {
            Some(class) if function.name == "__init__" => self.classes[class].name,
            _ => function.name,
        };
        let calls = self.calls.get(name).cloned().unwrap_or_default();
        let is_method = class.is_some() && !self.tree.arguments(function.parameters).is_empty();
        let mut all = calls
            .iter()
            .take(50)
            .map(|given| self.parameters(function, given, is_method))
            .collect::<Vec<_>>();
        let Some(mut first) = all.pop() else { return self.parameters(function, &[], is_method) };
        // Of two functions of one name, the calls may mean either.
        let is_unclear =
            name == function.name && self.defined.get(name).is_some_and(|defined| defined.times > 1);
        for (at, (name, value)) in first.iter_mut().enumerate() {
            let is_same = all.iter().all(|one| one.get(at).is_some_and(|(_, other)| other.is_same(value)));
            if !is_same || is_unclear || calls.len() > 50 {
                let guess = value.as_number().map(|number| number.value);
                *value = self.ask((*name).to_owned(), Unit::of(name), guess, "calls of the function differ");
            }
        }
        first
    }

    /// The arguments that every call of `name` has in common.
    pub fn common(&self, name: &str) -> Given<'a> {
        match self.calls.get(name).map(Vec::as_slice) {
            Some([only]) => only.clone(),
            Some([first, others @ ..]) => {
                let is_common = |(at, argument): &(usize, &(Option<&'a str>, Value<'a>))| {
                    others.iter().all(|call| {
                        call.get(*at)
                            .is_some_and(|other| other.0 == argument.0 && other.1.is_same(&argument.1))
                    })
                };
                first.iter().enumerate().filter(is_common).map(|(_, argument)| argument.clone()).collect()
            }
            _ => Given::new(),
        }
    }
}

/// Whether a class of this name is a scheduler.
fn is_schedule(name: &str) -> bool {
    super::recognise::looks_like_one(name) || name == "ReduceLROnPlateau"
}
