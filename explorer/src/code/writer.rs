//! Writes a schedule as a complete program: a frame for each framework, which is common to all kinds, and in it the parts that the
//! kind's template has.

pub mod burn;
pub mod etalon;
pub mod keras;
pub mod metric;
pub mod optax;
pub mod python;
pub mod pytorch;
pub mod sgd;
pub mod warm_up;

use crate::code::framework::{Framework, Language};
use crate::code::literal::literal;
use crate::code::program::{Gap, Gaps};
use crate::code::template::{Sections, Values, fill};
use crate::race::row::Row;
use crate::race::run_settings::ROWS;
use crate::race::seat::Seat;

use ::etalon::{Schedule as _, Stepped};

/// The program of `seat` in `framework`.
#[must_use]
pub fn write(seat: Seat<'_>, framework: Framework) -> String {
    let draft = Draft::new(seat, framework);
    match framework {
        Framework::PyTorch => pytorch::write(draft),
        Framework::Keras => keras::write(draft),
        Framework::Optax => optax::write(draft),
        Framework::Burn => burn::write(draft),
        Framework::Etalon => etalon::write(draft),
    }
}

/// A program that is being written: whose it is, the parts of the kind, and what fills the gaps.
#[derive(Debug)]
pub struct Draft<'a> {
    seat: Seat<'a>,
    language: Language,
    kind: Gaps,
    frame: Vec<(&'static str, String)>,
    sections: Sections,
}

impl<'a> Draft<'a> {
    fn new(seat: Seat<'a>, framework: Framework) -> Self {
        let programs = &seat.page().programs;
        let mut draft = Self {
            seat,
            language: framework.language(),
            kind: (programs.gaps)(&seat, framework),
            frame: Vec::new(),
            sections: Sections::default(),
        };
        let stepped = seat.page().kind.spec().stepped;
        let cycles = seat.schedule().is_some_and(|schedule| schedule.momentum(0).is_some());
        draft.set_flag("by_batch", stepped == Stepped::Batch);
        draft.set_flag("on_a_metric", stepped == Stepped::Metric);
        draft.set_flag("cycles", cycles);
        sgd::fill_gaps(&mut draft);
        draft.set("batches", seat.batches().to_string());
        draft.set("run_steps", seat.run_length().to_string());
        draft.set("validate", metric::validate(seat, draft.language));
        draft.set("mark", pytorch::MARK);
        warm_up::fill_gaps(&mut draft);
        draft.sections = Sections::of(&fill(programs.template(framework), &draft));
        draft
    }

    /// A part of the kind's template.
    fn section(&self, name: &str) -> &str {
        self.sections.get(name)
    }

    fn has(&self, name: &str) -> bool {
        !self.section(name).is_empty()
    }

    /// Whether the flag `name` of the frame is set.
    fn is(&self, name: &str) -> bool {
        self.own(name).is_some_and(|text| !text.is_empty())
    }

    /// Fills the gap `name` with `text`.
    fn set(&mut self, name: &'static str, text: impl Into<String>) {
        self.frame.push((name, text.into()));
    }

    fn set_flag(&mut self, name: &'static str, holds: bool) {
        self.set(name, if holds { "true" } else { "" });
    }

    /// Fills the gap `name` with the kind's part of that name.
    fn set_section(&mut self, name: &'static str) {
        self.set(name, self.section(name).to_owned());
    }

    fn fill(&self, template: &str) -> String {
        fill(template, self)
    }

    fn own(&self, name: &str) -> Option<&str> {
        self.frame.iter().rev().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }

    /// The row behind a name: the kind's, or the run's.
    fn row(&self, name: &str) -> Option<(Row, bool)> {
        let of_the_kind = self.seat.page().kind.params().iter().find(|row| row.id == name);
        let of_the_run = || ROWS.iter().find(|row| row.id == name).map(|row| (Row::new(row), false));
        of_the_kind.map(|row| (Row::new(row), true)).or_else(of_the_run)
    }
}

impl Values for Draft<'_> {
    fn text(&self, name: &str) -> String {
        if let Some(text) = self.own(name) {
            debug_assert!(self.kind.get(name).is_none(), "the frame and the kind both fill the gap {name}");
            return text.to_owned();
        }
        match self.kind.get(name) {
            Some(Gap::Text(text)) => return text.clone(),
            Some(Gap::Template(template)) => return fill(template, self),
            None => {}
        }
        match self.row(name) {
            Some((row, true)) => literal(self.seat, row, self.language),
            Some((row, false)) => {
                crate::code::literal::of_value(row, self.seat.config.run().get(row), self.language)
            }
            None => {
                debug_assert!(false, "nothing fills the gap {name}");
                String::new()
            }
        }
    }

    fn number(&self, name: &str) -> Option<f64> {
        if let Some(text) = self.own(name) {
            return text.parse().ok();
        }
        if self.kind.get(name).is_some() {
            return None;
        }
        let (row, of_the_kind) = self.row(name)?;
        Some(match of_the_kind {
            true if row == self.seat.page().rate => self.seat.rate(),
            true => self.seat.get(row),
            false => self.seat.config.run().get(row),
        })
    }
}
