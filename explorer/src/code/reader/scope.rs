//! Names and what they stand for at the place that is being read. Branches and loops are joined: what differs is not known then.

use std::collections::BTreeMap;

use super::unit::Unit;
use super::value::{Leaf, Value};

/// What kind of block a scope belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The text itself.
    Module,
    /// A class.
    Class,
    /// A function.
    Function,
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub struct Slot<'a> {
    /// Its value.
    pub value: Value<'a>,
    /// Whether it had another value before.
    pub varied: bool,
}

#[derive(Debug)]
struct Scope<'a> {
    level: Level,
    /// Plain names, and paths such as `self.lr` and `cfg["lr"]`.
    names: BTreeMap<String, Slot<'a>>,
    globals: Vec<&'a str>,
    /// Where the record of changes stood when it began.
    from: usize,
}

/// Scopes that are out of sight for a while.
#[derive(Debug)]
pub struct Hidden<'a>(Vec<Scope<'a>>);

/// A place in the record of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(usize);

/// What names stood for at the end of a branch: scope and name with the slot.
pub type Ending<'a> = BTreeMap<(usize, String), Option<Slot<'a>>>;

/// All scopes, the innermost last.
#[derive(Debug)]
pub struct Scopes<'a> {
    all: Vec<Scope<'a>>,
    /// What each change overwrote, so that a branch can be undone.
    record: Vec<(usize, String, Option<Slot<'a>>)>,
}

impl<'a> Scopes<'a> {
    /// The scope of a text.
    #[must_use]
    pub fn new() -> Self {
        let mut scopes = Self { all: Vec::new(), record: Vec::new() };
        scopes.enter(Level::Module);
        scopes
    }

    /// Begins a scope.
    pub fn enter(&mut self, level: Level) {
        let from = self.record.len();
        self.all.push(Scope { level, names: BTreeMap::new(), globals: Vec::new(), from });
    }

    /// Ends a scope. Its plain names are returned.
    pub fn leave(&mut self) -> BTreeMap<String, Slot<'a>> {
        let Some(scope) = self.all.pop() else { return BTreeMap::new() };
        let depth = self.all.len();
        let inside = self.record.split_off(scope.from.min(self.record.len()));
        self.record.extend(inside.into_iter().filter(|(place, ..)| *place < depth));
        scope.names
    }

    /// Says that these names belong to the text and not to the function.
    pub fn global(&mut self, names: &[&'a str]) {
        if let Some(scope) = self.all.last_mut() {
            scope.globals.extend(names);
        }
    }

    /// Whether this is inside a function.
    #[must_use]
    pub fn is_in_function(&self) -> bool {
        self.all.iter().any(|scope| scope.level == Level::Function)
    }

    /// Gives `name` a value.
    pub fn set(&mut self, name: &str, value: Value<'a>) {
        let last = self.all.len() - 1;
        let is_global = self.all[last].globals.contains(&name);
        let place = if is_global { 0 } else { last };
        let inside: Vec<String> = self.extensions(place, name);
        for path in inside {
            self.put(place, path, None);
        }
        let before = self.all[place].names.get(name);
        let varied = is_global || before.is_some_and(|slot| slot.varied || !slot.value.is_same(&value));
        self.put(place, name.to_owned(), Some(Slot { value, varied }));
    }

    /// The keys that have been set in the dictionary at `path` since it was made.
    #[must_use]
    pub fn children(&self, path: &str) -> Vec<String> {
        let begin = [path, "[\""].concat();
        let mut keys: Vec<String> = Vec::new();
        for scope in &self.all {
            let from = scope.names.range(begin.clone()..).take_while(|(name, _)| name.starts_with(&begin));
            for (name, _) in from.take(500) {
                let key = name[begin.len()..].split("\"]").next().unwrap_or_default();
                if !key.is_empty() && !keys.iter().any(|known| known == key) {
                    keys.push(key.to_owned());
                }
            }
        }
        keys
    }

    /// Takes away the scopes inside of the one that has `name`, until [`show`](Self::show) brings them back.
    pub fn hide_after(&mut self, name: &str) -> Hidden<'a> {
        let place = (0..self.all.len()).rev().find(|place| self.all[*place].names.contains_key(name));
        Hidden(self.all.split_off(place.map_or(self.all.len(), |place| place + 1)))
    }

    /// Brings scopes back.
    pub fn show(&mut self, hidden: Hidden<'a>) {
        self.all.extend(hidden.0);
    }

    /// Gives `path` a value in the scope that has its first name: the innermost one, but not a class around a function.
    pub fn set_where(&mut self, root: &str, path: &str, value: Value<'a>) {
        let last = self.all.len() - 1;
        let has = |place: &usize| {
            let scope = &self.all[*place];
            (*place == last || scope.level != Level::Class) && scope.names.contains_key(root)
        };
        let Some(place) = (0..=last).rev().find(has) else { return };
        let inside: Vec<String> = self.extensions(place, path);
        for one in inside {
            self.put(place, one, None);
        }
        self.put(place, path.to_owned(), Some(Slot { value, varied: true }));
    }

    /// The paths that begin with `name`, such as `cfg.lr` for `cfg`.
    fn extensions(&self, place: usize, name: &str) -> Vec<String> {
        let names = &self.all[place].names;
        // The characters after `.` and `[` end the two ranges.
        [[".", "/"], ["[", "\\"]]
            .into_iter()
            .flat_map(|ends| {
                let [first, last] = ends.map(|end| [name, end].concat());
                names.range(first..last).map(|(path, _)| path.clone())
            })
            .collect()
    }

    /// Makes every plain number of the innermost scope unknown.
    pub fn forget_numbers(&mut self) {
        let last = self.all.len() - 1;
        let is_number = |(_, slot): &(&String, &Slot<'a>)| matches!(slot.value, Value::Number(_));
        let names: Vec<String> =
            self.all[last].names.iter().filter(is_number).take(500).map(|(name, _)| name.clone()).collect();
        for name in names {
            let guess = self.all[last].names.get(&name).and_then(|slot| slot.value.as_number());
            let guess = guess.map(|number| number.value);
            let why = "an import after it may set it";
            let leaf =
                Leaf { name: name.clone(), unit: Unit::of(&name), guess, why, choices: &[], direct: true };
            self.put(last, name, Some(Slot { value: Value::unknown(leaf), varied: true }));
        }
    }

    fn put(&mut self, place: usize, name: String, slot: Option<Slot<'a>>) {
        let names = &mut self.all[place].names;
        let before = match slot {
            Some(slot) => names.insert(name.clone(), slot),
            None => names.remove(&name),
        };
        self.record.push((place, name, before));
    }

    /// What `name` stands for. A name of an outer scope that has had several values is not known inside a function.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        let last = self.all.len() - 1;
        for (place, scope) in self.all.iter().enumerate().rev() {
            if scope.level == Level::Class && place != last {
                continue;
            }
            let Some(slot) = scope.names.get(name) else { continue };
            if slot.varied && place != last && self.all[last].level == Level::Function {
                let guess = slot.value.as_number().map(|number| number.value);
                let why = "it is set more than once outside of the function";
                return Some(Value::unknown(Leaf {
                    name: name.to_owned(),
                    unit: Unit::of(name),
                    guess,
                    why,
                    choices: &[],
                    direct: true,
                }));
            }
            return Some(slot.value.clone());
        }
        None
    }

    /// A place to come back to.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark(self.record.len())
    }

    /// What has changed since `mark`; everything is as it was there again.
    pub fn undo(&mut self, mark: Mark) -> Ending<'a> {
        let mut ending = Ending::new();
        while self.record.len() > mark.0 {
            let Some((place, name, before)) = self.record.pop() else { break };
            let names = &mut self.all[place].names;
            let after = match before {
                Some(slot) => names.insert(name.clone(), slot),
                None => names.remove(&name),
            };
            ending.entry((place, name)).or_insert(after);
        }
        ending
    }

    /// Goes on after branches: a name keeps its value if all of them leave it alone or give it the same one. `all` says whether
    /// one of the branches is surely taken.
    pub fn join(&mut self, branches: &[Ending<'a>], all: bool, why: &'static str) {
        let mut keys: Vec<&(usize, String)> = branches.iter().flat_map(Ending::keys).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let (place, name) = (key.0, key.1.as_str());
            let before = self.all[place].names.get(name).cloned();
            let mut endings: Vec<Option<Slot<'a>>> = branches
                .iter()
                .map(|branch| branch.get(key).cloned().unwrap_or_else(|| before.clone()))
                .collect();
            if !all {
                endings.push(before.clone());
            }
            self.put(place, name.to_owned(), join_slots(name, &endings, before.as_ref(), why));
        }
    }
}

fn join_slots<'a>(
    name: &str,
    endings: &[Option<Slot<'a>>],
    before: Option<&Slot<'a>>,
    why: &'static str,
) -> Option<Slot<'a>> {
    let first = endings.first()?;
    let is_same = |one: &Option<Slot<'a>>| match (one, first) {
        (Some(one), Some(first)) => one.value.is_same(&first.value),
        (None, None) => true,
        _ => false,
    };
    if endings.iter().all(is_same) {
        return first.clone();
    }
    if let Some(value) = objects(&endings.iter().flatten().map(|slot| &slot.value).collect::<Vec<_>>()) {
        return Some(Slot { value, varied: false });
    }
    let number = |slot: &Slot<'a>| slot.value.as_number().map(|number| number.value);
    let guess = before.and_then(number).or_else(|| endings.iter().flatten().find_map(number));
    // What was not known before stays not known under its own name.
    if let Some(Slot { value: Value::Unknown(leaves), .. }) = before
        && endings.iter().flatten().all(|slot| slot.value.is_same(&Value::Unknown(leaves.clone())))
    {
        return before.cloned();
    }
    let leaf = Leaf { name: name.to_owned(), unit: Unit::of(name), guess, why, choices: &[], direct: true };
    Some(Slot { value: Value::unknown(leaf), varied: true })
}

/// A schedule that only one branch makes stays known under its name; of several, each may be meant. An optimizer that only one
/// branch makes stays known too.
fn objects<'a>(values: &[&Value<'a>]) -> Option<Value<'a>> {
    let mut schedules: Vec<usize> = Vec::new();
    for value in values {
        match value {
            Value::Schedule(at) => schedules.push(*at),
            Value::OneOf(all) => schedules.extend(all.iter()),
            _ => {}
        }
    }
    schedules.sort_unstable();
    schedules.dedup();
    match schedules.as_slice() {
        [] => {}
        [only] => return Some(Value::Schedule(*only)),
        several => return Some(Value::OneOf(several.into())),
    }
    let mut optimizers: Vec<usize> = values
        .iter()
        .filter_map(|value| match value {
            Value::Optimizer(at) => Some(*at),
            _ => None,
        })
        .collect();
    optimizers.dedup();
    match optimizers.as_slice() {
        [only] => Some(Value::Optimizer(*only)),
        // Which one it is decides over the rate.
        [] => None,
        _ => Some(Value::Opaque),
    }
}

impl Default for Scopes<'_> {
    fn default() -> Self {
        Self::new()
    }
}
