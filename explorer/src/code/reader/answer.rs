//! What a reading gives: lanes, the run, questions and notes.

use std::rc::Rc;

use crate::kinds::page::KindPage;
use crate::race::row::Row;

/// A question about a value that the page needs and the text does not give.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// How the code writes it; [`Reading::answer`](super::Reading::answer) takes the same name.
    pub name: String,
    /// What it may be. A page shows it as a guess.
    pub guess: Option<f64>,
    /// What there is to choose from, if it is no number: the answer is a place in this list.
    pub choices: &'static [&'static str],
    /// Why it is asked.
    pub why: &'static str,
}

/// A schedule that was taken, or that waits for an answer.
#[derive(Debug, Clone)]
pub struct TakenLane {
    /// Its class, as the code writes it.
    pub class: String,
    /// What it does.
    pub body: Body,
}

/// What a schedule does.
#[derive(Debug, Clone)]
pub enum Body {
    /// A kind of the page.
    Kind {
        /// What the page knows of it.
        page: &'static KindPage,
        /// The values that the code says, in the kind's own steps.
        values: Vec<(Row, f64)>,
        /// The values that the framework fills in.
        filled: Vec<(Row, f64)>,
        /// The rows of a rise before it.
        warm_up: Vec<(Row, f64)>,
    },
    /// Shares of the base rate, one for each step. It is empty as long as it waits for an answer.
    Table {
        /// The shares.
        shares: Rc<[f64]>,
        /// Whether its steps are batches, and not epochs.
        batches: bool,
    },
}

impl TakenLane {
    /// Its kind's page, if it is a kind of the page.
    #[must_use]
    pub fn page(&self) -> Option<&'static KindPage> {
        match self.body {
            Body::Kind { page, .. } => Some(page),
            Body::Table { .. } => None,
        }
    }

    /// Every value that it sets: what the code says, what the framework fills in, the warm-up.
    pub fn changes(&self) -> impl Iterator<Item = (Row, f64)> + '_ {
        let [values, filled, warm_up]: [&[(Row, f64)]; 3] = match &self.body {
            Body::Kind { values, filled, warm_up, .. } => [values, filled, warm_up],
            Body::Table { .. } => [&[], &[], &[]],
        };
        filled.iter().chain(values).chain(warm_up).copied()
    }
}
