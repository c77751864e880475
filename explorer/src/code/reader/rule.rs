//! The optimiser of the run: AdamW, or SGD with its momentum, where the page has what the code asks for.

use super::answer::Question;
use super::call::Passed;
use super::lanes;
use super::names::clip;
use super::value::{Leaf, Value};
use super::walk::Walk;
use super::write;
use crate::race::row::Row;
use crate::race::run_settings::{MOMENTUM, NESTEROV, OPTIMISER};

/// How an optimizer makes a step. All is empty for one that the page does not have.
#[derive(Debug, Clone, Default)]
pub struct Rule<'a> {
    /// The choice of the page's optimiser.
    optimiser: Option<Value<'a>>,
    momentum: Option<Value<'a>>,
    nesterov: Option<Value<'a>>,
}

/// The places of AdamW and SGD among the page's optimisers.
const ADAMW: f64 = 0.0;
const SGD: f64 = 1.0;

type Rows = Vec<(Row, f64)>;

impl<'a> Rule<'a> {
    /// Whether the page has such an optimiser.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.optimiser.is_some()
    }

    /// AdamW.
    #[must_use]
    pub fn adamw() -> Self {
        Self { optimiser: Some(Value::number(ADAMW, true)), ..Self::default() }
    }

    /// SGD, with the arguments that the call gives.
    pub fn sgd(
        walk: &mut Walk<'a>,
        class: &str,
        momentum: Option<&Passed<'a>>,
        nesterov: Option<&Passed<'a>>,
    ) -> Self {
        let mut number = |name: &str, passed: &Passed<'a>| match &passed.value {
            value @ (Value::Number(_) | Value::Unknown(_)) => Some(value.clone()),
            Value::Truth(is_on) => Some(Value::number(f64::from(u8::from(*is_on)), true)),
            Value::Nothing => None,
            _ => {
                walk.refuse(format!("{class}: {name} cannot be read: {}", clip(&passed.source, 40)));
                None
            }
        };
        Self {
            optimiser: Some(Value::number(SGD, true)),
            momentum: momentum.and_then(|passed| number("momentum", passed)),
            nesterov: nesterov.and_then(|passed| number("nesterov", passed)),
        }
    }
}

impl<'a> Walk<'a> {
    /// The optimiser of the run: what the text says, and what its class has where the text says nothing. The rows stand in an order in
    /// which each is legal after those before it.
    pub fn rule_rows(&mut self, asked: &mut Vec<Question>) -> (Rows, Rows) {
        let (mut said, mut filled) = (Rows::new(), Rows::new());
        let chosen = self.chosen("optimiser", |optimizer| &optimizer.rule.optimiser);
        let Some(optimiser) = chosen.and_then(|value| value.as_number()).map(|number| number.value) else {
            return (said, filled);
        };
        if optimiser == ADAMW {
            filled.push((OPTIMISER, ADAMW));
            return (said, filled);
        }
        // A momentum of 0 in Nesterov's form is not legal, also on the way.
        filled.push((NESTEROV, 0.0));
        said.push((OPTIMISER, optimiser));
        self.remark(write::assignment(OPTIMISER, optimiser));
        let momentum = self.chosen("momentum", |optimizer| &optimizer.rule.momentum);
        let nesterov = self.chosen("nesterov", |optimizer| &optimizer.rule.nesterov);
        for (row, chosen) in [(MOMENTUM, momentum), (NESTEROV, nesterov)] {
            match chosen {
                Some(value) => said.extend(self.said_of(row, &value, row.default, asked)),
                // SGD has no momentum where none is said.
                None => filled.push((row, 0.0)),
            }
        }
        (said, filled)
    }

    /// What the text says of a row of the run: its value if that is known and legal. What is unknown is asked for, with `usual` as the
    /// guess.
    pub fn said_of(
        &mut self,
        row: Row,
        value: &Value<'a>,
        usual: f64,
        asked: &mut Vec<Question>,
    ) -> Option<(Row, f64)> {
        let Value::Number(number) = value else {
            for leaf in value.leaves() {
                let guess = leaf.guess.or(leaf.direct.then_some(usual));
                lanes::ask(asked, &Leaf { guess, ..leaf.clone() }, None, self.page);
            }
            return None;
        };
        match row.check(number.value) {
            Ok(()) => {
                self.remark(write::assignment(row, number.value));
                Some((row, number.value))
            }
            Err(error) => {
                self.refuse(error.to_string());
                None
            }
        }
    }
}
