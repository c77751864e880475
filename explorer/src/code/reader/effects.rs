//! What a call of a function of the text changes outside of it: global names, entries and attributes of what it gets or finds.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::tree::{Block, Function, Id, Node, Span, Statement};
use super::unit::Unit;
use super::value::Value;
use super::walk::Walk;

/// The most functions that are followed from one into the other.
const DEEPEST: u32 = 4;
/// The most changes that are followed.
const MOST: usize = 200;

impl<'a> Walk<'a> {
    /// After a call of `function` the values that it may have changed are not known.
    pub fn take_effect(&mut self, function: &Rc<Function<'a>>, arguments: Span) {
        for path in self.effects(function, 0).iter() {
            let path = self.outside(function, path, arguments);
            let Some((path, root)) = path else { continue };
            let Some(before) = self.scopes.get(&path).or_else(|| self.scopes.get(&root)) else { continue };
            let guess = before.as_number().map(|number| number.value);
            let unit = Unit::of(path.rsplit(['.', '[']).next().unwrap_or(&path).trim_matches(['"', ']']));
            let value = self.ask(path.clone(), unit, guess, "a function that is called before sets it");
            self.scopes.set_where(&root, &path, value);
        }
    }

    /// The paths that a call of `function` sets, as the function writes them. Plain names are global ones.
    fn effects(&mut self, function: &Rc<Function<'a>>, depth: u32) -> Rc<[String]> {
        let key = Rc::as_ptr(function) as usize;
        if let Some(known) = self.effects.get(&key) {
            return known.clone();
        }
        // A function that calls itself changes nothing more by that.
        self.effects.insert(key, Rc::new([]));
        let mut set = Vec::new();
        self.assigned(&function.body, &mut set);
        let (mut globals, mut called) = (BTreeSet::new(), BTreeSet::new());
        self.inside(&function.body, &mut globals, &mut called);
        let locals: BTreeSet<&str> = set
            .iter()
            .map(|(path, _)| path.as_str())
            .filter(|path| !path.contains(['.', '[']) && !globals.contains(path))
            .collect();
        let is_outside = |path: &&(String, Id)| {
            let root = root_of(&path.0);
            root != "self" && !locals.contains(root) && (path.0 != root || globals.contains(root))
        };
        let mut all: Vec<String> =
            set.iter().filter(is_outside).take(MOST).map(|(path, _)| path.clone()).collect();
        if depth < DEEPEST {
            for name in called.iter().filter(|name| !locals.contains(*name)).take(50) {
                if let Some(Value::Function(inner)) = self.scopes.get(name) {
                    let parameters = self.parameter_names(&inner);
                    // What it sets in its own parameters is not followed a second time.
                    let more = self.effects(&inner, depth + 1);
                    all.extend(more.iter().filter(|path| !parameters.contains(&root_of(path))).cloned());
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all.truncate(MOST);
        let all: Rc<[String]> = all.into();
        self.effects.insert(key, all.clone());
        all
    }

    fn parameter_names(&self, function: &Function<'a>) -> Vec<&'a str> {
        self.tree.arguments(function.parameters).iter().filter_map(|parameter| parameter.name).collect()
    }

    /// The path outside of the function: an argument stands for a parameter. With the name that it begins with.
    fn outside(&self, function: &Function<'a>, path: &str, arguments: Span) -> Option<(String, String)> {
        let root = root_of(path);
        let place = self.parameter_names(function).iter().position(|name| *name == root);
        let Some(place) = place else { return Some((path.to_owned(), root.to_owned())) };
        let given = self.tree.arguments(arguments);
        let named = given.iter().find(|argument| argument.name == Some(root));
        let placed = given.get(place).filter(|argument| argument.name.is_none());
        let own = self.path(named.or(placed)?.value?)?;
        let root_of_own = root_of(&own).to_owned();
        Some(([&own, &path[root.len()..]].concat(), root_of_own))
    }

    /// The names that a block declares as global, and the functions that it calls by name.
    fn inside(&self, block: &Block<'a>, globals: &mut BTreeSet<&'a str>, called: &mut BTreeSet<&'a str>) {
        for statement in block {
            match statement {
                Statement::Global(names) => globals.extend(names.iter().copied()),
                Statement::Value(whole)
                | Statement::Assign { value: whole, .. }
                | Statement::Change { value: whole, .. }
                | Statement::Return(Some(whole)) => {
                    for id in whole.first..=whole.id {
                        if let Node::Call(callee, _) = self.tree.node(id)
                            && let Node::Name(name) = self.tree.node(callee)
                        {
                            called.insert(name);
                        }
                    }
                }
                Statement::If(branches) => {
                    branches.iter().for_each(|(_, body)| self.inside(body, globals, called));
                }
                Statement::For { body, .. } | Statement::While(_, body) | Statement::With(_, body) => {
                    self.inside(body, globals, called);
                }
                Statement::Try(blocks) => blocks.iter().for_each(|body| self.inside(body, globals, called)),
                Statement::Def(_) | Statement::Class { .. } | Statement::Import(..) => {}
                Statement::Return(None) | Statement::Delete(_) | Statement::Continue => {}
            }
        }
    }
}

/// The name that a path begins with.
fn root_of(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}
