//! Steps to a place that the code computes: `scheduler.step(epoch)`, `scheduler.step(epoch + i / batches)`.

use super::names::clip;
use super::note::Verdict;
use super::plan::Plan;
use super::tree::{Id, Node, Span};
use super::twice::Site;
use super::unit::Unit;
use super::walk::{Loop, Walk};
use super::when::is_counter;

/// What a step is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    /// The number of the epoch or of the batch.
    Counter(Unit),
    /// The number after it.
    Next,
    /// The epoch and the part of it that is over.
    Fraction,
    /// A sum of batches over all epochs.
    Batches,
    /// Something else that is computed from a counter.
    Other,
    /// Nothing that counts: a metric, or what the text does not show.
    Unknown,
}

impl<'a> Walk<'a> {
    /// Says, or learns, what a step to a given place does.
    pub(super) fn given_step(&mut self, at: usize, site: &Site, arguments: Span) {
        let given = self.tree.arguments(arguments).first().and_then(|argument| argument.value);
        let Some(given) = given else { return };
        let is_rule = self.made.get(at).is_none_or(|made| {
            matches!(&made.plan, Plan::Kind(plan) if plan.kind.spec().stepped == etalon::Stepped::Metric)
        });
        if is_rule || site.place.is_none() {
            return;
        }
        let in_batches = site.place == Some(Loop::Batches);
        let words = clip(&self.source(given), 40);
        let class = self.made[at].class.clone();
        match self.given_as(given) {
            Given::Counter(Unit::Batches) if in_batches && self.is_index(given) => {
                self.made[at].plan = Plan::Refused;
                self.refuse(format!("{class}: step({words}) begins again at every epoch, which is not read"));
            }
            Given::Counter(Unit::Batches) | Given::Batches if in_batches => {
                self.made[at].interval.get_or_insert(Unit::Batches);
            }
            Given::Counter(_) if site.rank == 2 => {
                let text = format!(
                    "{class}: step({words}) after the training of the epoch sets the rate of that epoch for the next one, so the code \
                     is one epoch late; here it is not"
                );
                self.notes.say(Verdict::Trap, text);
            }
            Given::Fraction if in_batches => {
                let text = format!(
                    "{class}: step({words}) changes the rate within an epoch too, and the page once an epoch"
                );
                self.notes.say(Verdict::Trap, text);
            }
            Given::Other => {
                self.made[at].plan = Plan::Refused;
                self.refuse(format!("{class}: the code sets it to step({words}), which is not read"));
            }
            Given::Counter(_) | Given::Next | Given::Fraction | Given::Batches | Given::Unknown => {}
        }
    }

    fn given_as(&self, given: Id) -> Given {
        let counts = |id: Id| match self.tree.node(id) {
            Node::Name(name) | Node::Attribute(_, name) => is_counter(name),
            _ => false,
        };
        let is = |id: Id, sign: &str| matches!(self.tree.node(id), Node::Binary(known, ..) if known == sign);
        match self.tree.node(given) {
            _ if counts(given) => Given::Counter(Unit::of(&self.bare(given))),
            Node::Binary("+", left, right) => {
                let is_one = |id: Id| matches!(self.tree.node(id), Node::Number(1.0, true));
                if counts(left) && is_one(right) || counts(right) && is_one(left) {
                    Given::Next
                } else if is(left, "/") || is(right, "/") {
                    Given::Fraction
                } else if is(left, "*") && counts(right) {
                    Given::Batches
                } else if counts(left) || counts(right) {
                    Given::Other
                } else {
                    Given::Unknown
                }
            }
            Node::Binary("//" | "*" | "-" | "/" | "%", left, right) if counts(left) || counts(right) => {
                Given::Other
            }
            _ => Given::Unknown,
        }
    }

    /// Whether a name is that of the turn of a loop through batches.
    fn is_index(&self, given: Id) -> bool {
        self.path(given).is_some_and(|path| {
            self.counters.iter().any(|counter| counter.kind == Loop::Batches && counter.path == path)
        })
    }
}
