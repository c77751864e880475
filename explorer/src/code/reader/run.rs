//! What the text says of the run: epochs, batches in an epoch.

use super::note::Verdict;
use super::plan::Got;
use super::tree::{Id, Node, Span};
use super::unit::{self, Unit};
use super::value::{Number, Value};
use super::walk::Walk;

/// The name of the question for the batches in an epoch, where the text has no name for them.
pub const BATCHES: &str = "batches per epoch";

/// Candidates: how they are written, and their values.
#[derive(Debug, Default)]
pub struct Said<'a> {
    /// Lengths in epochs that a loop or a trainer has.
    loops: Vec<(String, f64)>,
    /// Lengths in epochs that names say.
    names: Vec<(String, f64)>,
    batches: Vec<(String, f64)>,
    /// Lengths in batches.
    steps: Vec<(String, f64)>,
    nothing: core::marker::PhantomData<&'a ()>,
}

/// What the run is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run {
    /// Epochs, with the words of the code.
    pub epochs: Option<(String, f64)>,
    /// Batches in an epoch.
    pub batches: Option<(String, f64)>,
}

fn length(value: &Value<'_>) -> Option<f64> {
    value
        .as_number()
        .map(|number| number.value)
        .filter(|value| *value >= 1.0 && value.fract() == 0.0 && *value < 1e9)
}

impl Said<'_> {
    /// Notes the length of the run in epochs.
    pub fn epochs(&mut self, source: &str, value: &Value<'_>) {
        if let Some(value) = length(value) {
            self.loops.push((source.to_owned(), value));
        }
    }

    /// Notes the batches of an epoch.
    pub fn batches(&mut self, source: &str, value: &Value<'_>) {
        if let Some(value) = length(value) {
            self.batches.push((source.to_owned(), value));
        }
    }

    /// Notes the length of the run in batches.
    pub fn steps(&mut self, source: &str, got: &Got) {
        if let Some(number) = got.known()
            && let Some(value) = length(&Value::Number(number))
        {
            self.steps.push((source.to_owned(), value));
        }
    }
}

impl<'a> Walk<'a> {
    /// Notes a length that a name says.
    pub fn run_length(&mut self, name: &str, value: &Value<'a>) {
        let Some(value) = length(value).filter(|_| !self.is_dead && !self.is_pure) else { return };
        if unit::is_run(name) {
            self.run.names.push((name.to_owned(), value));
        } else if Unit::of(name) == Unit::PerEpoch && !unit::is_of_others(name) {
            self.run.batches.push((name.to_owned(), value));
        }
    }

    /// Notes the length of a loop through epochs: `range(epochs)`, `tqdm(range(1, epochs + 1))`.
    pub fn run_loop(&mut self, over: Id) {
        let Node::Call(callee, arguments) = self.tree.node(over) else { return };
        let tree = self.tree;
        let given: Vec<Id> = tree.arguments(arguments).iter().filter_map(|one| one.value).collect();
        let Some(first) = given.first().copied() else { return };
        match self.bare(callee).as_str() {
            "range" | "trange" | "arange" => {
                let from = given
                    .get(1)
                    .map_or(Some(0.0), |_| self.eval(first).as_number().map(|number| number.value));
                let until = given.get(1).copied().unwrap_or(first);
                if let (Some(from), Some(until)) = (from, self.eval(until).as_number()) {
                    let value = Value::Number(Number { value: until.value - from, ..until });
                    self.run.epochs(&self.source(over), &value);
                }
            }
            _ => self.run_loop(first),
        }
    }

    /// Notes the length that a call such as `model.fit(…, epochs=20)` says.
    pub fn fit(&mut self, arguments: Span) {
        let tree = self.tree;
        for argument in tree.arguments(arguments) {
            if let (
                Some(name @ ("epochs" | "nb_epoch" | "n_epochs" | "max_epochs" | "num_epochs")),
                Some(value),
            ) = (argument.name, argument.value)
            {
                let value = self.eval(value);
                self.run.epochs(name, &value);
            }
            if let (Some("initial_epoch"), Some(value)) = (argument.name, argument.value)
                && self.eval(value).as_number().is_none_or(|first| first.value != 0.0)
            {
                let text = "initial_epoch: the page trains from the first epoch on, as the run before did";
                self.notes.say(Verdict::LeftOut, text.to_owned());
            }
        }
    }

    /// The batches in an epoch, or the question for them.
    pub fn batches(&self) -> Value<'a> {
        match &self.decided().batches {
            Some((_, value)) => Value::Number(Number {
                value: *value,
                whole: true,
                unit: Unit::PerEpoch,
                answered: false,
                implied: false,
            }),
            None => {
                let why = "the page steps this schedule once an epoch, and the code counts batches";
                self.ask(BATCHES.to_owned(), Unit::PerEpoch, Some(self.page.batches), why)
            }
        }
    }

    /// What the run is, as far as the text agrees with itself.
    #[must_use]
    pub fn decided(&self) -> Run {
        let mut run = Run {
            epochs: agreed(&self.run.loops).or_else(|| self.named_epochs()),
            batches: agreed(&self.run.batches),
        };
        for (name, value) in &self.answers {
            let bare = last_word(name);
            if run.epochs.is_none() && unit::is_run(bare) {
                run.epochs = Some((name.clone(), *value));
            }
            if run.batches.is_none()
                && (name.starts_with("len(") || name == BATCHES || Unit::of(bare) == Unit::PerEpoch)
            {
                run.batches = Some((name.clone(), *value));
            }
        }
        // The run's batches and its epochs say how many batches an epoch has.
        if let (None, Some((_, epochs)), Some((source, steps))) =
            (&run.batches, &run.epochs, agreed(&self.run.steps))
        {
            let batches = steps / epochs;
            if batches.fract() == 0.0 && batches >= 1.0 {
                run.batches = Some((format!("{source} over the epochs"), batches));
            }
        }
        run
    }

    fn named_epochs(&self) -> Option<(String, f64)> {
        if self.run.loops.is_empty() { agreed(&self.run.names) } else { None }
    }

    /// Says where the text does not agree with itself.
    pub fn run_notes(&mut self) {
        let loops = &self.run.loops;
        let all = if loops.is_empty() { &self.run.names } else { loops };
        if agreed(all).is_none() && !all.is_empty() {
            let mut values: Vec<String> =
                all.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            values.dedup();
            values.truncate(4);
            let text = format!("the run's epochs: the text has several lengths, {}", values.join(", "));
            self.notes.say(Verdict::NotTaken, text);
        }
    }
}

/// The value that all candidates have.
fn agreed(all: &[(String, f64)]) -> Option<(String, f64)> {
    let (first, others) = all.split_first()?;
    others.iter().all(|(_, value)| *value == first.1).then(|| first.clone())
}

/// The last word of a piece of code: `epochs` of `cfg["epochs"]`.
fn last_word(code: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let end = code.trim_end_matches(|c| !is_word(c));
    end.rsplit(|c| !is_word(c)).next().unwrap_or(end)
}
