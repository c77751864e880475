//! Traps that only the runs show. What would have happened without a schedule is read from the run of the reference, not
//! estimated.

use crate::race::config::Config;
use crate::race::control::{Changes, Control};
use crate::race::run::{Run, Summary};
use crate::race::seat::Seat;
use crate::race::trap::Severity;

/// A trap that only the runs show. A kind's page lists its own.
#[derive(Debug)]
pub struct RunRule {
    /// Stable name, unique among all traps.
    pub name: &'static str,
    /// How much it spoils.
    pub severity: Severity,
    /// The trap with its words, if the run is in it.
    pub find: fn(&Pair<'_>) -> Option<Found>,
}

/// A trap that a run is in, with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The control that it concerns.
    pub control: Control,
    /// In a few words, at most [`TITLE`](super::TITLE) characters.
    pub title: String,
    /// Why, in a sentence or two, with the numbers at hand.
    pub reason: String,
    /// What may fix it, the best first.
    pub fixes: Vec<Changes>,
}

/// A complete run beside the reference's, with the same settings of all runs.
#[derive(Debug)]
pub struct Pair<'a> {
    /// What is set now. It may be newer than the runs.
    pub config: &'a Config,
    /// The run.
    pub run: &'a Run,
    /// The run at the constant rate.
    pub reference: &'a Run,
    /// The run in numbers, at its end.
    pub end: Summary,
    /// The reference in numbers, at its end.
    pub reference_end: Summary,
}

impl Pair<'_> {
    /// The line with the settings that it was trained with.
    #[must_use]
    pub const fn seat(&self) -> Seat<'_> {
        Seat::new(&self.run.config, self.run.line)
    }
}

/// The rules of every kind.
pub const RULES: &[RunRule] = &[];
