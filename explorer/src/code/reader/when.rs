//! Conditions around a step that depend on the turn of a loop, computed for each turn.

use std::rc::Rc;

use super::scope::Level;
use super::tree::{Node, Whole};
use super::value::{Leaf, Value};
use super::walk::{Loop, Walk};

/// Something that counts the turns of a loop.
#[derive(Debug, Clone)]
pub struct Counter {
    /// What the loop goes through.
    pub kind: Loop,
    /// How the code writes it.
    pub path: String,
    /// Its value in the first turn.
    pub from: f64,
    /// Whether no loop through epochs is around: it counts the batches of the whole run.
    pub is_alone: bool,
}

impl Counter {
    /// The number of the epoch, from 0.
    #[must_use]
    pub fn of_epochs(path: &str) -> Self {
        Self { kind: Loop::Epochs, path: path.to_owned(), from: 0.0, is_alone: false }
    }

    /// The number of the batch in its epoch, from 0.
    #[must_use]
    pub fn of_batches(path: &str) -> Self {
        Self { kind: Loop::Batches, path: path.to_owned(), from: 0.0, is_alone: false }
    }
}

/// A condition around a statement.
#[derive(Debug, Clone)]
pub struct When<'a> {
    /// The condition.
    condition: Whole,
    /// Whether it holds there.
    holds: bool,
    /// Whether the loop sets one of its names again and again.
    is_open: bool,
    /// What its names stand for there.
    names: Vec<(String, Value<'a>)>,
}

/// When a step is made.
#[derive(Debug, Clone)]
pub struct Beat<'a> {
    whens: Vec<When<'a>>,
    counters: Vec<Counter>,
    /// The innermost condition, in words.
    pub(super) words: String,
}

/// Why a condition is neither true nor false.
#[derive(Debug)]
pub(super) enum Open {
    Asked(Vec<Leaf>),
    Unknown,
}

impl<'a> Walk<'a> {
    /// Remembers a condition for the statements inside of it.
    pub(super) fn when(&mut self, condition: Whole, holds: bool) {
        let mut names = Vec::new();
        for id in condition.first..=condition.id {
            let Some(path) = self.path(id) else { continue };
            let value = self.eval(id);
            // A record is found by its own name, and its entries by theirs.
            if matches!(value, Value::Number(_) | Value::Unknown(_) | Value::Truth(_) | Value::List(_)) {
                names.push((path, value));
            }
        }
        let is_open = self.changes(condition).is_some();
        self.whens.push(When { condition, holds, is_open, names });
    }

    /// The conditions around a step, if every branch around it has one that counts turns.
    pub(super) fn beat(&mut self) -> Option<usize> {
        if self.whens.is_empty() || self.forks != self.covered {
            return None;
        }
        let words = self.turns.last().cloned().unwrap_or_default();
        let beat = Beat { whens: self.whens.clone(), counters: self.counters.clone(), words };
        self.beats.push(Rc::new(beat));
        Some(self.beats.len() - 1)
    }

    /// Whether a step is made in a turn. `last` is the last batch of an epoch.
    pub(super) fn is_made(
        &mut self,
        beat: Option<usize>,
        epoch: f64,
        batch: f64,
        last: Option<f64>,
    ) -> Result<bool, Open> {
        let Some(beat) = beat.map(|at| self.beats[at].clone()) else { return Ok(true) };
        for when in &beat.whens {
            self.scopes.enter(Level::Function);
            for (path, value) in &when.names {
                let value = self.answered(value.clone());
                self.scopes.set(path, value);
            }
            for counter in &beat.counters {
                let turn = match counter.kind {
                    Loop::Epochs => epoch,
                    // All epochs before this one have as many batches.
                    Loop::Batches if counter.is_alone => {
                        last.map_or(batch, |last| epoch * (last + 1.0) + batch)
                    }
                    Loop::Batches => batch,
                    Loop::Times(_) | Loop::Unclear | Loop::Other => continue,
                };
                self.scopes.set(&counter.path, Value::number(counter.from + turn, true));
            }
            if let Some(last) = last {
                self.scopes.set("self.trainer.is_last_batch", Value::Truth(batch == last));
            }
            let was = std::mem::replace(&mut self.is_pure, true);
            let value = self.eval(when.condition.id);
            self.is_pure = was;
            self.scopes.leave();
            match (value.truth(), value) {
                (Some(truth), _) if truth == when.holds => {}
                (Some(_), _) => return Ok(false),
                (None, Value::Unknown(leaves)) => {
                    return Err(
                        if !when.is_open && leaves.iter().all(|leaf| self.may_be_asked(when.condition, leaf))
                        {
                            Open::Asked(leaves.to_vec())
                        } else {
                            Open::Unknown
                        },
                    );
                }
                (None, _) => return Err(Open::Unknown),
            }
        }
        Ok(true)
    }

    /// Whether an unknown thing of a condition is a number that stays as it is.
    fn may_be_asked(&self, condition: Whole, leaf: &Leaf) -> bool {
        let is_single = (condition.first..=condition.id).all(|id| {
            !matches!(self.tree.node(id), Node::Binary("and" | "or" | "is", ..) | Node::Unary("not", _))
        });
        let changes = ["a loop changes it", "it takes several values", "a branch sets it"];
        let last = leaf.name.rsplit('.').next().unwrap_or_default();
        is_single && !changes.contains(&leaf.why) && !is_counter(last)
    }
}

/// Whether a name is that of something that counts turns.
pub(super) fn is_counter(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let words = ["epoch", "step", "iter", "batch_idx", "batch_id", "global_step"];
    matches!(name, "i" | "it" | "e" | "t" | "n" | "ep" | "idx")
        || words.iter().any(|word| lower.ends_with(word))
}
