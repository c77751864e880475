//! Schedules that a training loop of the text leaves alone: nothing steps them, or a line outside of the loop does.

use super::note::Verdict;
use super::plan::{Made, Plan};
use super::tree::Span;
use super::value::Value;
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// Remembers the schedules that a call gets.
    pub(super) fn hand_over_arguments(&mut self, arguments: Span) {
        let tree = self.tree;
        for value in tree.arguments(arguments).iter().filter_map(|argument| argument.value) {
            let made = self.results.get(&value).cloned();
            let named = || self.path(value).and_then(|path| self.scopes.get(&path));
            if let Some(known) = made.or_else(named) {
                self.hand_over(&known);
            }
        }
    }

    /// Remembers the schedules in a value that the text passes on.
    pub(super) fn hand_over(&mut self, value: &Value<'a>) {
        match value {
            Value::Schedule(at) => {
                self.handed.insert(*at);
            }
            Value::OneOf(all) => self.handed.extend(all.iter()),
            Value::List(members) => members.iter().take(100).for_each(|member| self.hand_over(member)),
            Value::Dict(entries) => entries.iter().take(100).for_each(|(_, member)| self.hand_over(member)),
            Value::Number(_) | Value::Text(_) | Value::Truth(_) | Value::Nothing | Value::Numbered(_) => {}
            Value::Lambda(..) | Value::Function(_) | Value::Bound(_) | Value::Class(_) => {}
            Value::Imported(_) | Value::Optimizer(_) | Value::Unknown(_) | Value::Opaque => {}
        }
    }

    /// Says that nothing steps a schedule inside of the text's own training loop.
    pub(super) fn say_unstepped(&mut self, at: usize, made: &Made) {
        let is_other = made.interval.is_some() || matches!(made.plan, Plan::Refused);
        // A loop that steps another schedule trains as well.
        let is_beside = self.made.iter().any(|other| other.sites.iter().any(|site| site.place.is_some()));
        if !(self.has_training || is_beside) || self.handed.contains(&at) || is_other {
            return;
        }
        let class = &made.class;
        let text = if made.stepped.is_empty() {
            format!(
                "{class}: the text trains and never steps it, so the rate would stay; here it is stepped as usual"
            )
        } else if self.outside.contains(&at) && made.stepped.iter().all(|(place, _)| place.is_none()) {
            format!("{class}: the code steps it outside of the loop that trains; here it is stepped as usual")
        } else {
            return;
        };
        self.notes.say(Verdict::Trap, text);
    }
}
