//! Comments of the page's own programs: settings that the framework has no argument for.

use etalon::param::Domain;

use super::names::clip;
use super::plan::{Got, Plan};
use super::token::{Aside, Place};
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
}
