//! Entries that are set after their dictionary is made: every way to write such an entry, and every name of the dictionary, follows.

use super::tree::{Id, Node};
use super::value::Value;
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// `config["interval"] = "step"` after the dictionary has been made.
    pub(super) fn set_for_lightning(&mut self, target: Id, value: &Value<'a>) {
        if let Node::Item(of, key) = self.tree.node(target)
            && let Node::Text(key @ ("interval" | "frequency" | "monitor" | "scheduler")) =
                self.tree.node(key)
            && let Value::Dict(entries) = self.eval(of)
        {
            let entries = entries.iter().cloned().chain([(key, value.clone())]).collect();
            self.lightning(&entries);
        }
    }

    /// The other way to write an entry of a record: `cfg.lr` for `cfg["lr"]`.
    pub(super) fn twin(&mut self, target: Id) -> Option<String> {
        let (of, key, is_item) = match self.tree.node(target) {
            Node::Attribute(of, key) => (of, key, false),
            Node::Item(of, key) => match self.tree.node(key) {
                Node::Text(key) => (of, key, true),
                _ => return None,
            },
            _ => return None,
        };
        let owner = self.path(of)?;
        let Value::Dict(_) = self.eval(of) else { return None };
        Some(if is_item { [&owner, ".", key].concat() } else { [&owner, "[\"", key, "\"]"].concat() })
    }

    /// A dictionary with the entries that have been set since it was made.
    pub fn up_to_date(&self, id: Id, value: Value<'a>) -> Value<'a> {
        match (self.path(id), &value) {
            (Some(path), Value::Dict(_)) => self.overlaid(&path, value, 0),
            _ => value,
        }
    }

    fn overlaid(&self, path: &str, value: Value<'a>, depth: u32) -> Value<'a> {
        let Value::Dict(entries) = &value else { return value };
        let set = self.scopes.children(path);
        if set.is_empty() || depth > 3 {
            return value;
        }
        let mut entries = entries.to_vec();
        for key in set {
            let inside = [path, "[\"", &key, "\"]"].concat();
            let Some(now) = self.scopes.get(&inside).map(|now| self.answered(now)) else { continue };
            let now = self.overlaid(&inside, now, depth + 1);
            // A key that the text sets stands in the text.
            let Some(at) = self.text.find(key.as_str()) else { continue };
            entries.retain(|(known, _)| *known != key);
            entries.push((&self.text[at..at + key.len()], now));
        }
        for (key, value) in &mut entries {
            let inside = [path, "[\"", key, "\"]"].concat();
            *value = self.overlaid(&inside, value.clone(), depth + 1);
        }
        Value::dict(entries)
    }

    /// Remembers that `path` stands for this dictionary.
    pub fn alias(&mut self, object: usize, path: String) {
        let paths = self.aliases.entry(object).or_default();
        if paths.len() < 8 && !paths.contains(&path) {
            paths.push(path);
        }
    }

    /// Sets an entry under the other names that its dictionary has.
    pub(super) fn set_aliases(&mut self, target: Id, path: &str, value: &Value<'a>) {
        let (Node::Attribute(of, _) | Node::Item(of, _)) = self.tree.node(target) else { return };
        let (Some(owner), Value::Dict(object)) = (self.path(of), self.eval(of)) else { return };
        let Some(others) = self.aliases.get(&(std::rc::Rc::as_ptr(&object) as usize)).cloned() else {
            return;
        };
        for other in others.iter().filter(|other| **other != owner) {
            self.scopes.set(&[other, &path[owner.len()..]].concat(), value.clone());
        }
    }
}
