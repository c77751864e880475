//! What the page knows of a kind of schedule beyond core's description: one value for each kind.

use etalon::{Kind, Stepped};

use crate::code::program::Programs;
use crate::code::signature::Signature;
use crate::kinds::needs::Needs;
use crate::race::control::Changes;
use crate::race::row::Row;
use crate::race::run::Run;
use crate::race::run_settings::{LR, WRONG_LABELS};
use crate::race::seat::Seat;
use crate::race::trap::Rule;
use crate::race::trap::judged::RunRule;
use crate::race::warm_up;
use crate::text::Part;

/// All that the page knows of a kind. The texts say "epoch" where the kind is stepped once an epoch, and "batch" or "step" where
/// it is stepped at every batch.
#[derive(Debug)]
pub struct KindPage {
    /// The kind of the catalog that builds it.
    pub kind: Kind,
    /// Where its rates come from.
    pub source: Source,
    /// Its name where there is little room.
    pub short: &'static str,
    /// The values of its line in the book, or in the documentation of its framework, where they are not those of the opening.
    pub textbook: &'static [(Row, f64)],
    /// The row of its base rate: `lr`, which follows the run's, or a peak that the kind brings along.
    pub rate: Row,
    /// The rows that add up to the schedule's length. The first one is adapted to the length of the run.
    pub lengths: &'static [Row],
    /// The row of a warm-up of its own, in place of the lane's.
    pub own_warm_up: Option<Row>,
    /// The values that a visitor finds, where they are not core's suggestions.
    pub opening: &'static [(Row, f64)],
    /// Its formula.
    pub formula: Formula,
    /// What it is and when to use it.
    pub lesson: Lesson,
    /// What it needs of those who use it.
    pub needs: Needs,
    /// One fact for its card, in at most 32 characters: computed from its settings or, for a rule that takes a metric, from the
    /// part of its run that is shown.
    pub fact: fn(&Seat<'_>, Option<Shown<'_>>) -> String,
    /// Help of its rows in the words of the page, where core's counts in steps: a visitor's steps are batches.
    pub helps: &'static [(Row, &'static str)],
    /// A sentence about its settings, with values to click.
    pub sentence: fn(&Seat<'_>) -> Vec<Part>,
    /// Settings that are legal and seldom meant.
    pub traps: &'static [Rule],
    /// Traps of this kind that only the runs show. Those of every kind are in [`judged`](crate::race::trap::judged).
    pub run_traps: &'static [RunRule],
    /// What lowers its rates other than a lower base rate, the best first; empty where nothing raises them above the base rate.
    /// Each is tried by itself and together with a lower base rate.
    pub calmer: fn(&Seat<'_>) -> Vec<Changes>,
    /// Settings worth looking at.
    pub presets: &'static [Preset],
    /// PyTorch's constructor, if there is one.
    pub torch: Option<&'static Signature>,
    /// Its program in each framework.
    pub programs: Programs,
}

/// Where the rates of a lane come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// From the schedule of its kind.
    Kind,
    /// From points that a visitor sets. They are shares of the base rate, which the kind holds.
    Points,
}

/// Two pages are the same if their names are.
impl PartialEq for KindPage {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for KindPage {}

impl KindPage {
    /// Its stable name: addresses, element ids, files.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self.source {
            Source::Kind => self.kind.id(),
            Source::Points => "drawn",
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self.source {
            Source::Kind => self.kind.spec().label,
            Source::Points => "Your own curve",
        }
    }

    /// Its name in a menu of what a lane can become.
    #[must_use]
    pub const fn offer(&self) -> &'static str {
        match self.source {
            Source::Kind => self.label(),
            Source::Points => "Draw your own",
        }
    }

    /// Whether its base rate is a row of its own, and not the run's.
    #[must_use]
    pub fn brings_its_rate(&self) -> bool {
        self.rate.id != "lr"
    }

    /// What one of its rows does.
    #[must_use]
    pub fn help(&self, row: Row) -> &'static str {
        // Core knows steps. The steps of most kinds are epochs here.
        let in_epochs = row == warm_up::STEPS && !self.is_stepped_by_batches();
        let usual = if in_epochs { warm_up::EPOCHS_HELP } else { row.help };
        self.helps.iter().find(|(own, _)| *own == row).map_or(usual, |(_, help)| help)
    }

    /// Whether it makes a step at every batch, and not once an epoch.
    #[must_use]
    pub fn is_stepped_by_batches(&self) -> bool {
        self.kind.spec().stepped == Stepped::Batch
    }

    /// Whether it has a warm-up of its own.
    #[must_use]
    pub const fn has_own_warm_up(&self) -> bool {
        self.own_warm_up.is_some()
    }
}

/// The part of a run that the play head has reached.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The run.
    pub run: &'a Run,
    /// Steps up to the play head.
    pub steps: f64,
}

/// A formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formula {
    /// One line of HTML for the card.
    pub short: &'static str,
    /// What stands inside `<math>`.
    pub mathml: &'static str,
    /// How it is read aloud.
    pub words: &'static str,
    /// What its letters stand for.
    pub letters: &'static str,
}

/// What a kind is and when to use it, in plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesson {
    /// When to use it, on its card: at most 40 characters.
    pub when: &'static str,
    /// What it does.
    pub what: &'static str,
    /// When it is a good choice: what follows “Choose it”.
    pub choose: &'static str,
    /// When it is not: what follows “Avoid it”.
    pub avoid: &'static str,
    /// Where it comes from.
    pub papers: &'static [Paper],
}

/// Something to read, in plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    /// Its title.
    pub title: &'static str,
    /// Its authors and its year.
    pub by: &'static str,
    /// Where it is.
    pub url: &'static str,
}

/// What the runs of the book's examples share: their base rate, and labels that are all right.
pub const BOOK_RUN: &[(Row, f64)] = &[(LR, 1e-3), (WRONG_LABELS, 0.0)];

/// Settings worth looking at: the opening with a few changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preset {
    /// Its name on the page.
    pub name: &'static str,
    /// What there is to see, in a sentence.
    pub lesson: &'static str,
    /// What it changes in the lane of its kind.
    pub lane: &'static [(Row, f64)],
    /// What it changes in the settings that all runs share.
    pub run: &'static [(Row, f64)],
    /// Whether its lane is shown alone beside the reference.
    pub alone: bool,
    /// Whether rates are shown on a log axis.
    pub rates_log: bool,
}
