//! Comments of the page's own programs: settings that the framework has no argument for.

use etalon::param::Domain;

use super::names::clip;
use super::plan::{Got, Plan};
use super::token::{Aside, Place};
use super::value::Value;
use super::walk::Walk;
use crate::number::read;
use crate::race::row::Row;

/// What such a comment begins with.
pub const MARK: &str = "etalon:";

impl<'a> Walk<'a> {
    /// Reads the comments that begin with [`MARK`].
    pub fn marks(&mut self, asides: &[Aside<'a>]) {
        for aside in asides.iter().filter(|aside| aside.place == Place::Comment) {
            let Some(said) = aside.text.trim_start().strip_prefix(MARK) else { continue };
            for word in said.split_whitespace().take(20) {
                if let Some((id, value)) = word.split_once('=') {
                    self.mark(id, value);
                }
            }
        }
    }

    fn mark(&mut self, id: &str, value: &str) {
        let plans = self.made.iter_mut().filter_map(|made| match &mut made.plan {
            Plan::Kind(plan) => Some(plan),
            Plan::Table(_) | Plan::Waiting(_) | Plan::Refused => None,
        });
        let found = plans.filter_map(|plan| Some((plan.kind.param(id).map(Row::new)?, plan))).last();
        let Some((row, plan)) = found else {
            return self.refuse(format!("{}: no schedule of the text has such a setting", clip(id, 40)));
        };
        let number = match row.domain {
            Domain::Choice(names) => names.iter().position(|name| *name == value).map(|at| at as f64),
            // A number. `Domain` may grow, and a page has numbers and choices only.
            _ => read(value),
        };
        match number {
            Some(number) => {
                plan.filled.retain(|(known, _)| *known != row);
                plan.said.retain(|(known, _)| *known != row);
                plan.said.push((row, Got::of(number)));
            }
            None => self.refuse(format!("{}: it cannot be {}", row.id, clip(value, 40))),
        }
    }

    /// What an optimizer says: that of the first schedule with one, or the only one that all of them say.
    pub fn chosen(
        &mut self,
        what: &str,
        of: impl for<'o> Fn(&'o super::plan::Optimizer<'a>) -> &'o Option<Value<'a>>,
    ) -> Option<Value<'a>> {
        let used = self.made.iter().filter(|made| !made.is_dead).find_map(|made| made.optimizer);
        let of_used = used.and_then(|at| of(self.optimizers.get(at)?).clone());
        let alive = self.optimizers.iter().filter(|optimizer| !optimizer.is_dead);
        let mut all: Vec<Value<'a>> = alive.filter_map(|optimizer| of(optimizer).clone()).collect();
        all.dedup_by(|one, other| one.is_same(other));
        if used.is_none() && all.len() > 1 {
            let text =
                format!("{what}: the text has several optimizers, and no schedule says which one is meant");
            self.notes.say(super::note::Verdict::NotTaken, text);
            return Some(Value::Opaque);
        }
        of_used.or_else(|| all.pop())
    }

    /// The default of the optimizer's class for the rate, or for the weight decay if `rate` is false.
    pub fn usual(&self, rate: bool) -> Option<f64> {
        let alive = self.optimizers.iter().filter(|optimizer| !optimizer.is_dead);
        let usual =
            |optimizer: &super::plan::Optimizer<'a>| if rate { optimizer.usual.0 } else { optimizer.usual.1 };
        alive.filter_map(usual).next_back()
    }
}
