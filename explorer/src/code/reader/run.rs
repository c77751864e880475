//! What the text says of the run: epochs, batches in an epoch.

use super::note::Verdict;
use super::plan::Got;
use super::tree::{Id, Node, Span};
use super::unit::{self, Unit};
use super::value::{Leaf, Number, Value};
use super::walk::Walk;

/// The name of the question for the batches in an epoch, where the text has no name for them.
pub const BATCHES: &str = "batches per epoch";

/// The argument that gives Keras the batches in an epoch.
pub const STEPS_PER_EPOCH: &str = "steps_per_epoch";

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
    /// Whether there is a call of `fit`.
    pub has_fit: bool,
    /// What each call of `fit` says of the batches in an epoch.
    fits: Vec<PerEpoch<'a>>,
}

/// What a call of `fit` says of the batches in an epoch.
#[derive(Debug)]
enum PerEpoch<'a> {
    Known,
    /// It says nothing, so it goes through all of its data.
    Unsaid,
    Unknown(Value<'a>),
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

impl<'a> Said<'a> {
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

    /// Notes what `fit` is given as batches of an epoch, and whether it is given epochs. `None` is no number of batches to Keras.
    fn fit(&mut self, batches: Option<Value<'a>>, has_epochs: bool) {
        match batches {
            None | Some(Value::Nothing) if has_epochs => self.fits.push(PerEpoch::Unsaid),
            // The method of another library, or a fit with nothing to compare.
            None | Some(Value::Nothing) => {}
            Some(value) if length(&value).is_some() => {
                self.batches(STEPS_PER_EPOCH, &value);
                self.fits.push(PerEpoch::Known);
            }
            Some(value) => self.fits.push(PerEpoch::Unknown(value)),
        }
    }

    /// Whether a call of `fit` says the batches in an epoch, and not every call says a number.
    fn is_open(&self) -> bool {
        let is_known = |fit: &PerEpoch<'_>| matches!(fit, PerEpoch::Known);
        let is_unsaid = |fit: &PerEpoch<'_>| matches!(fit, PerEpoch::Unsaid);
        !self.fits.iter().all(is_known) && !self.fits.iter().all(is_unsaid)
    }

    /// The value that the only call of `fit` has for the batches in an epoch, if the page can ask for it in the words of the code.
    fn only_unknown(&self) -> Option<&Leaf> {
        match self.fits.as_slice() {
            [PerEpoch::Unknown(value)] => match value.leaves() {
                [leaf] if leaf.direct => Some(leaf),
                _ => None,
            },
            _ => None,
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
                let by = given.get(2).map_or(Some(1.0), |by| Some(self.eval(*by).as_number()?.value));
                if let (Some(from), Some(until), Some(by)) = (from, self.eval(until).as_number(), by)
                    && by != 0.0
                {
                    let turns = ((until.value - from) / by).ceil();
                    let value = Value::Number(Number { value: turns, ..until });
                    self.run.epochs(&self.source(over), &value);
                }
            }
            _ => self.run_loop(first),
        }
    }

    /// Notes the lengths that a call such as `model.fit(…, epochs=20, steps_per_epoch=200)` says.
    pub fn fit(&mut self, arguments: Span, places: &[&'static str]) {
        let tree = self.tree;
        let (mut batches, mut has_epochs) = (None, false);
        for (at, argument) in tree.arguments(arguments).iter().enumerate() {
            let place = places.get(at).copied().filter(|_| argument.stars == 0);
            let argument = super::tree::Argument { name: argument.name.or(place), ..*argument };
            if let (
                Some(name @ ("epochs" | "nb_epoch" | "n_epochs" | "max_epochs" | "num_epochs")),
                Some(value),
            ) = (argument.name, argument.value)
            {
                let value = self.eval(value);
                self.run.epochs(name, &value);
                has_epochs = true;
            }
            if let (Some(STEPS_PER_EPOCH), Some(value)) = (argument.name, argument.value) {
                batches = Some(self.eval(value));
            }
            if let (Some("initial_epoch"), Some(value)) = (argument.name, argument.value)
                && self.eval(value).as_number().is_none_or(|first| first.value != 0.0)
            {
                let text = "initial_epoch: the page trains from the first epoch on, as the run before did";
                self.notes.say(Verdict::LeftOut, text.to_owned());
            }
        }
        self.run.has_fit |= has_epochs;
        self.run.fit(batches, has_epochs);
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
                let words = self.run.only_unknown().map_or(BATCHES, |leaf| leaf.name.as_str());
                self.ask(words.to_owned(), Unit::PerEpoch, Some(self.page.batches), why)
            }
        }
    }

    /// What the run is, as far as the text agrees with itself.
    #[must_use]
    pub fn decided(&self) -> Run {
        let mut run = Run {
            epochs: agreed(&self.run.loops).or_else(|| self.named_epochs()),
            batches: agreed(&self.run.batches).filter(|_| !self.run.is_open()),
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
