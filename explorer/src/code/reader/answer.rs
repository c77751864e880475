//! What a reading gives: lanes, the run, questions and notes.

use std::rc::Rc;

use crate::kinds::page::KindPage;
use crate::race::row::Row;
use crate::race::typed::typed as read_typed;

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

impl Question {
    /// The words of the button that takes `typed` for the answer.
    #[must_use]
    pub fn button(&self, typed: &str) -> &'static str {
        let is_guess = self.guess.is_some() && read_typed(&self.name, typed).ok() == self.guess;
        if is_guess { "Use this guess" } else { "Use it" }
    }
}

/// What a page says below `count` open questions, of which there is at least one.
#[must_use]
pub const fn open_questions(count: usize) -> &'static str {
    match count {
        1 => "Answer the question above, then everything is taken.",
        _ => "Answer the questions above, then everything is taken.",
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_speaks_of_a_guess_only_while_the_number_is_the_guess() {
        let question = Question { name: "n".to_owned(), guess: Some(45.0), choices: &[], why: "" };
        let words = ["45", " 45.0 ", "200", "", "many"].map(|typed| question.button(typed));
        assert_eq!(words, ["Use this guess", "Use this guess", "Use it", "Use it", "Use it"]);
        let open = Question { guess: None, ..question };
        assert_eq!([open.button(""), open.button("45")], ["Use it", "Use it"]);
    }

    #[test]
    fn one_question_is_no_plural() {
        assert!(open_questions(1).starts_with("Answer the question above"));
        assert!(open_questions(2).starts_with("Answer the questions above"));
    }
}
