//! Classes of the text: their attributes, their instances, and what `self` has in a method.

use super::names::with_unit;
use super::tree::{Argument, Block, Function, Id, Node, Statement};
use super::unit::Unit;
use super::value::Value;
use super::walk::Walk;

/// The entry of an instance that says which class it has. No attribute is called like that.
const OF: &str = " class";

impl<'a> Walk<'a> {
    /// An attribute of an instance, unless something may have changed it since the instance was made.
    pub fn attribute_of(&self, id: Id, object: &Value<'a>, key: &str) -> Option<Value<'a>> {
        let value = object.entry(key)?.clone();
        let class = match object.entry(OF) {
            Some(Value::Class(class)) => self.classes.get(*class),
            _ => None,
        };
        if class.is_some_and(|class| class.changed.contains(key)) {
            let guess = value.as_number().map(|number| number.value);
            return Some(self.ask(self.source(id), Unit::of(key), guess, "another part of the text sets it"));
        }
        Some(value)
    }

    /// Remembers that the text sets an attribute of a class after its body.
    pub fn set_in_class(&mut self, target: Id) {
        if let Node::Attribute(of, key) = self.tree.node(target)
            && let Value::Class(class) = self.eval(of)
            && self.calls.contains_key(self.classes[class].name)
        {
            self.classes[class].changed.insert(key.to_owned());
        }
    }

    /// An attribute of `self` in a method.
    pub(super) fn own(&self, id: Id, key: &str) -> Option<Value<'a>> {
        let class = self.classes.get(self.class?)?;
        let value = class.object.as_ref()?.entry(key)?.clone();
        if class.changed.contains(key) {
            let guess = value.as_number().map(|number| number.value);
            return Some(self.ask(self.source(id), Unit::of(key), guess, "another method sets it"));
        }
        Some(value)
    }

    /// Lightning's `self.hparams.lr` is the argument `lr` of `__init__`.
    pub(super) fn hyperparameter(&mut self, key: &str) -> Option<Value<'a>> {
        let class = self.classes.get(self.class?)?;
        let (init, given) = (class.init.clone()?, self.common(class.name));
        let bound = self.parameters(&init, &given, true);
        bound.into_iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    pub(super) fn attribute(&self, class: usize, key: &str) -> Option<Value<'a>> {
        let class = self.classes.get(class)?;
        class.attributes.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| value.clone())
    }

    /// An instance of a class of the text, made with these arguments.
    pub fn instance(&mut self, class: usize, given: &[(Option<&'a str>, Value<'a>)]) -> Value<'a> {
        let Some(known) = self.classes.get(class) else { return Value::Opaque };
        let mut entries: Vec<_> = known.attributes.iter().take(500).cloned().collect();
        let fields: Vec<&'a str> = entries.iter().map(|(name, _)| *name).collect();
        match known.init.clone() {
            Some(init) if self.depth < 20 => {
                let bound = self.parameters(&init, given, true);
                let before = self.locals.len();
                self.depth += 10;
                self.scopes.enter(super::scope::Level::Function);
                for (name, value) in &bound {
                    self.scopes.set(name, value.clone());
                }
                self.settle(&init.body);
                for (path, slot) in self.scopes.leave() {
                    if let Some(name) = path.strip_prefix("self.").filter(|name| !name.contains(['.', '[']))
                        && let Some(name) = self.attribute_name(&init.body, name)
                    {
                        entries.push((name, slot.value));
                    }
                }
                self.depth -= 10;
                self.locals.truncate(before);
            }
            _ => {
                // A data class takes its attributes by name or by place.
                for (at, (name, value)) in given.iter().enumerate() {
                    if let Some(name) = name.or_else(|| fields.get(at).copied()) {
                        entries.push((name, value.clone()));
                    }
                }
            }
        }
        entries.push((OF, Value::Class(class)));
        Value::dict(entries)
    }

    /// What the statements of `__init__` set, without anything that they make.
    fn settle(&mut self, block: &Block<'a>) {
        for statement in block.iter().take(500) {
            match statement {
                Statement::Assign { targets, value } => {
                    let value = self.eval(value.id);
                    for target in targets {
                        self.settle_one(*target, value.clone());
                    }
                }
                Statement::Change { target, sign, value } => {
                    let (before, with) = (self.eval(*target), self.eval(value.id));
                    let after = match (&before, &with) {
                        (Value::Number(a), Value::Number(b)) => {
                            super::value::arithmetic(sign, *a, *b).unwrap_or(Value::Opaque)
                        }
                        _ => before.both(&with),
                    };
                    self.settle_one(*target, after);
                }
                Statement::If(branches) => {
                    for (condition, body) in branches {
                        let truth = condition.map_or(Some(true), |condition| self.eval(condition.id).truth());
                        match truth {
                            Some(false) => {}
                            Some(true) => {
                                self.settle(body);
                                break;
                            }
                            None => {
                                branches.iter().for_each(|(_, body)| self.unsettle(body));
                                break;
                            }
                        }
                    }
                }
                Statement::With(_, body) => self.settle(body),
                Statement::For { body, .. } | Statement::While(_, body) => self.unsettle(body),
                Statement::Try(blocks) => blocks.iter().for_each(|body| self.unsettle(body)),
                Statement::Value(_) | Statement::Def(_) | Statement::Class { .. } | Statement::Import(..) => {
                }
                Statement::Return(_) | Statement::Delete(_) | Statement::Global(_) => {}
                Statement::Continue => {}
            }
        }
    }

    fn settle_one(&mut self, target: Id, value: Value<'a>) {
        if let Node::List(span) = self.tree.node(target) {
            for (place, target) in self.tree.members(span).to_vec().into_iter().enumerate() {
                let member = match &value {
                    Value::List(members) => members.get(place).cloned(),
                    _ => None,
                };
                let member =
                    member.unwrap_or_else(|| self.leaf(target, "nothing in the text says what it is"));
                self.settle_one(target, member);
            }
        } else if let Some(path) = self.path(target) {
            self.scopes.set(&path, with_unit(value, Unit::of(&self.bare(target))));
        }
    }

    /// What a block may set is not known after it.
    fn unsettle(&mut self, block: &Block<'a>) {
        let mut set = Vec::new();
        self.assigned(block, &mut set);
        for (path, id) in set {
            let guess = self.scopes.get(&path).and_then(|value| value.as_number()).map(|number| number.value);
            let value = self.ask(path.clone(), Unit::of(&self.bare(id)), guess, "a branch sets it");
            self.scopes.set(&path, value);
        }
    }

    /// The name of an attribute as the text has it.
    fn attribute_name(&self, block: &Block<'a>, name: &str) -> Option<&'a str> {
        let mut set = Vec::new();
        self.assigned(block, &mut set);
        set.into_iter().find_map(|(_, id)| match self.tree.node(id) {
            Node::Attribute(_, known) if known == name => Some(known),
            _ => None,
        })
    }

    /// The parameters of a function with what they are, where it is called like this.
    pub fn parameters(
        &mut self,
        function: &Function<'a>,
        given: &[(Option<&'a str>, Value<'a>)],
        is_method: bool,
    ) -> Vec<(&'a str, Value<'a>)> {
        let tree = self.tree;
        let mut known: &[Argument<'a>] = tree.arguments(function.parameters);
        if is_method {
            known = known.get(1..).unwrap_or_default();
        }
        let mut bound = Vec::new();
        for (at, parameter) in known.iter().enumerate() {
            let Some(name) = parameter.name else { continue };
            let named = given.iter().find(|(known, _)| *known == Some(name));
            let placed = given.get(at).filter(|(name, _)| name.is_none());
            let value = match (named.or(placed), parameter.value) {
                _ if parameter.stars > 0 => Value::Opaque,
                (Some((_, value)), _) => value.clone(),
                (None, Some(default)) => self.eval(default),
                // A decorator may make an option of the command line of it.
                (None, None) if given.is_empty() && self.options.contains_key(name) => {
                    self.remark(format!("{name}: the default of the option --{name}"));
                    self.options.get(name).cloned().unwrap_or(Value::Opaque)
                }
                (None, None) => {
                    self.ask(name.to_owned(), Unit::of(name), None, "it is an argument of a function")
                }
            };
            bound.push((name, with_unit(value, Unit::of(name))));
        }
        bound
    }
}
