//! Schedules that a training loop of the text leaves alone: nothing steps them, or a line outside of the loop does.

use super::note::Verdict;
use super::plan::{Made, Plan};
use super::tree::{Node, Span};
use super::unit::Unit;
use super::value::Value;
use super::walk::{Loop, Walk};

impl<'a> Walk<'a> {
    /// Remembers the schedules that a call gets.
    pub(super) fn hand_over_arguments(&mut self, arguments: Span) {
        let tree = self.tree;
        for value in tree.arguments(arguments).iter().filter_map(|argument| argument.value) {
            let known = match tree.node(value) {
                Node::Name(_) | Node::Attribute(..) | Node::Call(..) | Node::List(_) => self.eval(value),
                _ => continue,
            };
            self.hand_over(&known);
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

    /// A schedule that every epoch makes again begins again with every epoch.
    pub(super) fn made_in_a_loop(&mut self, class: &str, plan: Plan) -> Plan {
        let in_epochs = self.loops.iter().any(|one| matches!(one, Loop::Epochs | Loop::Batches));
        if !in_epochs || self.is_dead || self.is_pure || matches!(plan, Plan::Refused) {
            return plan;
        }
        if let Some(turn) = self.turns.last() {
            let text =
                format!("{class}: the code makes it inside of the loop that trains, only where {turn}");
            self.notes.say(Verdict::Trap, text);
            return plan;
        }
        self.refuse(format!("{class}: the loop that trains makes it again in every turn, which is not read"));
        Plan::Refused
    }

    /// Says that no optimizer and no call of `fit` gets a schedule of Keras or optax, where the text has one.
    pub(super) fn say_unused(&mut self, at: usize, made: &Made) {
        if self.handed.contains(&at) || made.is_part || matches!(made.plan, Plan::Refused) {
            return;
        }
        let class = &made.class;
        let is_callback = matches!(made.class.as_str(), "ReduceLROnPlateau" | "LearningRateScheduler");
        let own = made.optimizer.and_then(|at| self.optimizers.get(at));
        let brings_its_rate = own.is_some_and(|own| own.class == *class);
        let has_optimizer =
            self.optimizers.iter().any(|one| self.made.iter().all(|made| made.class != one.class));
        let text =
            if is_callback && self.run.has_fit && made.optimizer.is_none() && made.steps == Unit::Epochs {
                format!("{class}: it is not given to fit in this text")
            } else if !is_callback && brings_its_rate && has_optimizer && made.steps == Unit::Batches {
                format!("{class}: no optimizer gets it in this text")
            } else {
                return;
            };
        self.notes.say(Verdict::Trap, text);
    }

    /// Says that nothing steps a schedule inside of the text's own training loop.
    pub(super) fn say_unstepped(&mut self, at: usize, made: &Made) {
        let is_other = made.interval.is_some() || matches!(made.plan, Plan::Refused);
        // A loop that steps another schedule trains as well.
        let is_beside = self.made.iter().any(|other| other.sites.iter().any(|site| site.place.is_some()));
        let is_open = self.has_unknown_steps && made.stepped.is_empty();
        if is_open || !(self.has_training || is_beside) || self.handed.contains(&at) || is_other {
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
