//! A call: what is called, and which argument is what.

use super::names::clip;
use super::plan::Got;
use super::tree::{Id, STRAY, Span};
use super::value::Value;
use super::walk::Walk;

/// What is passed.
#[derive(Debug, Clone)]
pub struct Passed<'a> {
    /// Its name, if it has one.
    pub name: Option<&'a str>,
    /// The stars before it, or [`STRAY`].
    pub stars: u8,
    /// Its value.
    pub value: Value<'a>,
    /// As it is written.
    pub source: String,
}

/// A call.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// The full name of what is called.
    pub full: String,
    /// What is passed.
    pub given: Vec<Passed<'a>>,
}

/// The arguments of a call under the names that the class has for them.
#[derive(Debug, Clone)]
pub struct Said<'a> {
    class: String,
    all: Vec<(&'static str, Option<Passed<'a>>)>,
}

impl<'a> Call<'a> {
    /// The last part of the name.
    #[must_use]
    pub fn class(&self) -> &str {
        self.full.rsplit('.').next().unwrap_or(&self.full)
    }

    /// What is passed under `name`.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Passed<'a>> {
        self.given.iter().rev().find(|passed| passed.name == Some(name))
    }

    /// A name that is passed twice. Python does not run such a call.
    #[must_use]
    pub fn twice(&self) -> Option<&'a str> {
        let names = |from: usize| self.given.iter().skip(from).filter_map(|passed| passed.name);
        names(0)
            .enumerate()
            .find(|(at, name)| names(0).skip(at + 1).any(|other| other == *name))
            .map(|(_, name)| name)
    }

    /// What is passed at a place, counted from 0.
    #[must_use]
    pub fn placed(&self, place: usize) -> Option<&Passed<'a>> {
        self.given.iter().filter(|passed| passed.name.is_none() && passed.stars == 0).nth(place)
    }
}

impl<'a> Said<'a> {
    /// The value of an argument that is said. `None` counts as not said.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value<'a>> {
        let (_, passed) = self.all.iter().find(|(known, _)| *known == name)?;
        passed.as_ref().map(|passed| &passed.value).filter(|value| !matches!(value, Value::Nothing))
    }

    /// How an argument is written.
    #[must_use]
    pub fn source(&self, name: &str) -> &str {
        let found = self.all.iter().find(|(known, _)| *known == name);
        found.and_then(|(_, passed)| passed.as_ref()).map_or("", |passed| passed.source.as_str())
    }

    /// A number that is said, or a default.
    ///
    /// # Errors
    /// Why it is no number.
    pub fn number(&self, name: &str, usual: f64) -> Result<Got, String> {
        match self.value(name) {
            None => Ok(Got::implied(usual)),
            Some(value) => self.got(name, value),
        }
    }

    /// A number that has to be said.
    ///
    /// # Errors
    /// That it is missing, or why it is no number.
    pub fn needed(&self, name: &str) -> Result<Got, String> {
        let value = self.value(name).ok_or_else(|| format!("{}: it needs {name}", self.class))?;
        self.got(name, value)
    }

    fn got(&self, name: &str, value: &Value<'a>) -> Result<Got, String> {
        // A list of one is the rate of the only group.
        let only = match value {
            Value::List(members) if members.len() == 1 => members.first().and_then(Got::from),
            other => Got::from(other),
        };
        only.ok_or_else(|| {
            let (class, source) = (&self.class, clip(self.source(name), 40));
            match value {
                Value::List(_) => format!(
                    "{class}: {name} = {source} has one value for each parameter group, and the page has one group"
                ),
                _ => format!("{class}: {name} must be a number, got {source}"),
            }
        })
    }
}

impl<'a> Walk<'a> {
    /// The call at `id`, once it is known what is called.
    pub fn call(&mut self, full: String, arguments: Span) -> Call<'a> {
        let tree = self.tree;
        let mut given = Vec::new();
        for argument in tree.arguments(arguments).iter().take(100) {
            let Some(id) = argument.value else { continue };
            let value = self.eval(id);
            let value = self.up_to_date(id, value);
            match (argument.stars, value) {
                // `**{"lr": 0.1}`: known entries are arguments.
                (2, Value::Dict(entries)) => {
                    for (name, value) in entries.iter() {
                        let source = [*name, " of ", &self.source(id)].concat();
                        given.push(Passed { name: Some(*name), stars: 0, value: value.clone(), source });
                    }
                }
                (stars, value) => {
                    given.push(Passed { name: argument.name, stars, value, source: self.source(id) })
                }
            }
        }
        Call { full, given }
    }

    /// The full name of what is called: imports and names of classes are followed.
    pub fn full_name(&mut self, callee: Id) -> Option<String> {
        if let Some(Value::Imported(path)) = self.results.get(&callee) {
            return Some(path.to_string());
        }
        let dotted = self.tree.dotted(callee)?;
        let (root, rest) =
            dotted.split_once('.').map_or((dotted.as_str(), None), |(root, rest)| (root, Some(rest)));
        match (self.scopes.get(root), rest) {
            (Some(Value::Imported(path)), Some(rest)) => Some([&path, ".", rest].concat()),
            (Some(Value::Imported(path)), None) => Some(path.to_string()),
            (None | Some(Value::Unknown(_) | Value::Opaque), _) => Some(dotted),
            (Some(_), Some(_)) => match self.named(callee) {
                Value::Imported(path) => Some(path.to_string()),
                _ => None,
            },
            (Some(_), None) => None,
        }
    }

    /// The arguments under the names of the class, in its order. What it has no name for is said.
    ///
    /// # Errors
    /// Why the call cannot be read.
    pub fn matched(&mut self, call: &Call<'a>, names: &[&'static str]) -> Result<Said<'a>, String> {
        let class = call.class().to_owned();
        let short = |passed: &Passed<'_>| clip(&passed.source, 40);
        if let Some(star) = call.given.iter().find(|passed| passed.stars > 0) {
            let stars = match star.stars {
                STRAY => {
                    return Err(format!("{class}: {} is no argument; a comma may be missing", short(star)));
                }
                2 => "**",
                _ => "*",
            };
            return Err(format!("{class}: {stars}{} cannot be read here", short(star)));
        }
        if let Some(name) = call.twice() {
            return Err(format!("{class}: {} is given twice", clip(name, 40)));
        }
        let placed = call.given.iter().filter(|passed| passed.name.is_none()).count();
        if placed > names.len() {
            let comma = call.given.iter().rev().find(|passed| passed.name.is_none());
            let is_comma =
                comma.is_some_and(|passed| passed.value.as_number().is_some_and(|number| number.whole));
            let why = if is_comma { "; a decimal comma? Python writes 0.9" } else { "" };
            return Err(format!("{class}: it takes {} arguments, got {placed}{why}", names.len()));
        }
        self.decimal_comma(call)?;
        let mut all = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let (by_place, by_name) = (call.placed(at), call.named(name));
            if by_place.is_some() && by_name.is_some() {
                return Err(format!("{class}: {name} is given twice"));
            }
            all.push((*name, by_place.or(by_name).cloned()));
        }
        for passed in &call.given {
            if let Some(name) = passed.name
                && !names.contains(&name)
            {
                return Err(format!("{class}: it has no argument {}", clip(name, 40)));
            }
        }
        Ok(Said { class, all })
    }

    /// `gamma=0,9` is two arguments: the second one has no name and stands after one that has.
    fn decimal_comma(&self, call: &Call<'a>) -> Result<(), String> {
        for pair in call.given.windows(2) {
            if let [
                Passed { name: Some(name), value: Value::Number(_), source, .. },
                Passed { name: None, source: after, .. },
            ] = pair
            {
                return Err(format!(
                    "{}: {name}={source},{} has a decimal comma; Python writes {source}.{}",
                    call.class(),
                    clip(after, 20),
                    clip(after, 20)
                ));
            }
        }
        Ok(())
    }

    /// The place of the class in the text that a call names, for the last look over the text.
    pub fn mark_seen(&mut self, callee: Id) {
        let Some(placed) = self.tree.nodes.get(callee as usize) else { return };
        let last = placed.end.saturating_sub(1);
        if let Some(token) = self.tokens.get(last as usize) {
            self.seen.insert(token.start);
            if let super::token::Token::Name(name) = token.token {
                self.dealt.insert(name.to_owned());
            }
        }
    }
}
