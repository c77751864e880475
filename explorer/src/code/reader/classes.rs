//! Classes of the text: their attributes, their instances, and what `self` has in a method.

use super::names::with_unit;
use super::tree::{Argument, Function, Id, Node, Statement};
use super::unit::Unit;
use super::value::Value;
use super::walk::Walk;

impl<'a> Walk<'a> {
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
                for statement in init.body.iter().take(500) {
                    if let Statement::Assign { targets, value } = statement {
                        let value = self.eval(value.id);
                        for target in targets {
                            if let Node::Attribute(of, name) = self.tree.node(*target)
                                && self.tree.node(of) == Node::Name("self")
                            {
                                let value = with_unit(value.clone(), Unit::of(name));
                                self.scopes.set(&["self.", name].concat(), value.clone());
                                entries.push((name, value));
                            }
                        }
                    }
                }
                self.scopes.leave();
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
        Value::dict(entries)
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
                (None, None) => {
                    self.ask(name.to_owned(), Unit::of(name), None, "it is an argument of a function")
                }
            };
            bound.push((name, with_unit(value, Unit::of(name))));
        }
        bound
    }
}
