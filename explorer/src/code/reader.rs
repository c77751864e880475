//! Code read back: which schedules, rates and lengths it asks for. What it does not say is asked; nothing is guessed, and nothing
//! that looks like a scheduler or an optimizer is passed over in silence.
//!
//! The way of a text: [`token`] and [`expression`] and [`statement`] make a tree, [`walk`] goes through it with the names of every
//! scope, [`recognise`] knows the calls of each framework, and [`lanes`] makes lanes of what they made.

pub mod answer;
pub mod around;
pub mod body;
pub mod bytes;
pub mod cadence;
pub mod call;
pub mod chain;
pub mod chosen;
pub mod classes;
pub mod compose;
pub mod compute;
pub mod config;
pub mod counted;
pub mod cyclic;
pub mod dispatch;
pub mod effects;
pub mod entries;
pub mod expression;
pub mod fit;
pub mod flow;
pub mod foreign;
pub mod functions;
pub mod given;
pub mod groups;
pub mod hugging_face;
pub mod hugging_shapes;
pub mod invoke;
pub mod json;
pub mod keras;
pub mod keras_restarts;
pub mod keras_scheduler;
pub mod lambda;
pub mod lanes;
pub mod lightning;
pub mod listed;
pub mod marks;
pub mod methods;
pub mod mmengine;
pub mod names;
pub mod note;
pub mod on_page;
pub mod optax;
pub mod optax_parts;
pub mod optax_sgdr;
pub mod optimizers;
pub mod order;
pub mod others;
pub mod pace;
pub mod plan;
pub mod recognise;
pub mod record;
pub mod rule;
pub mod run;
pub mod scope;
pub mod statement;
pub mod sweep;
pub mod table;
pub mod timm;
pub mod timm_shapes;
pub mod token;
pub mod torch;
pub mod trainers;
pub mod traps;
pub mod tree;
pub mod turns;
pub mod twice;
pub mod unit;
pub mod unstepped;
pub mod value;
pub mod walk;
pub mod when;
pub mod write;
pub mod yaml;

use std::collections::BTreeMap;

pub use answer::{Body, Question, TakenLane, open_questions};
pub use note::{Note, Verdict};

use crate::race::row::Row;
use crate::race::run_settings::{EPOCHS, LR, WEIGHT_DECAY};
use walk::Walk;

/// The longest text that is read, in bytes.
pub const MOST_BYTES: usize = 1_000_000;

/// The page, for guesses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page {
    /// The base rate.
    pub lr: f64,
    /// The length of the runs.
    pub epochs: f64,
    /// Batches in an epoch.
    pub batches: f64,
}

/// What a text asks for.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The schedules, in the order of the text.
    pub lanes: Vec<TakenLane>,
    /// What the text says of the run: rows of [`run_settings`](crate::race::run_settings).
    pub run: Vec<(Row, f64)>,
    /// Values of the run that the optimizer's class has where the text says nothing.
    pub run_filled: Vec<(Row, f64)>,
    /// The batches in an epoch, if the text says so. A page with another number scales lengths in batches by the quotient.
    pub batches: Option<f64>,
    /// What has to be asked before everything is taken.
    pub asked: Vec<Question>,
    /// What there is to say.
    pub notes: Vec<Note>,
    source: Source,
}

#[derive(Debug, Clone)]
struct Source {
    text: String,
    page: Page,
    answers: BTreeMap<String, f64>,
}

/// Reads a text. [`bytes::text`] makes one of a file.
#[must_use]
pub fn read(text: &str, page: Page) -> Reading {
    read_with(Source { text: text.to_owned(), page, answers: BTreeMap::new() })
}

impl Reading {
    /// The same text, where the thing that was asked under `name` is `value`.
    #[must_use]
    pub fn answer(&self, name: &str, value: f64) -> Self {
        let mut source = self.source.clone();
        source.answers.insert(name.to_owned(), value);
        read_with(source).for_batches(self.batches)
    }

    /// Whether anything at all was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lanes.is_empty() && self.run.is_empty() && self.asked.is_empty() && self.notes.is_empty()
    }
}

fn read_with(source: Source) -> Reading {
    if source.text.len() > MOST_BYTES {
        let text = format!(
            "the text has {} bytes, and at most {MOST_BYTES} are read; paste the part around the scheduler",
            source.text.len()
        );
        let notes = vec![Note { verdict: Verdict::NotTaken, text }];
        let empty = Reading {
            lanes: Vec::new(),
            run: Vec::new(),
            run_filled: Vec::new(),
            batches: None,
            asked: Vec::new(),
            notes,
            source: source.clone(),
        };
        return empty;
    }
    let (lanes, run, run_filled, batches, asked, notes) = whole(&source);
    Reading { lanes, run, run_filled, batches, asked, notes, source }
}

type Rows = Vec<(Row, f64)>;

fn whole(source: &Source) -> (Vec<TakenLane>, Rows, Rows, Option<f64>, Vec<Question>, Vec<Note>) {
    let text = source.text.as_str();
    let tokens = token::tokens(text);
    let tree = statement::tree(&tokens.all);
    let mut walk = Walk::new(text, &tokens.all, &tree, source.page, source.answers.clone());
    walk.all();
    if walk.needs_rate {
        // The optimizer may stand anywhere, so the text is read once more with its rate.
        let rate = walk.rate_of_the_run();
        walk = Walk::new(text, &tokens.all, &tree, source.page, source.answers.clone());
        walk.rate = Some(rate);
        walk.all();
    }
    walk.steps_by_hand();
    yaml::file(&mut walk, text);
    walk.marks(&tokens.asides);
    let (lanes, mut asked) = walk.lanes();
    let (run, run_filled) = run_rows(&mut walk, &mut asked);
    for question in &asked {
        walk.notes.say(Verdict::Asked, format!("{}: {}", question.name, question.why));
    }
    walk.side_by_side();
    walk.other_optimizers();
    walk.run_notes();
    walk.sweep(&tokens.asides);
    if tokens.unclosed && !(walk.made.is_empty() && walk.optimizers.is_empty()) {
        walk.notes.say(
            Verdict::Trap,
            "a bracket is not closed; it is read as if it were closed at its end".to_owned(),
        );
    }
    let is_bare = lanes.is_empty() && run.is_empty() && run_filled.is_empty() && asked.is_empty();
    let has_batches = walk.decided().batches.is_some();
    if is_bare && !has_batches && walk.notes.is_quiet() && !text.trim().is_empty() {
        let text = "no scheduler and no optimizer found; a line such as ExponentialLR(optimizer, gamma=0.9) is understood";
        walk.notes.say(Verdict::NotTaken, text.to_owned());
    }
    let batches = walk.decided().batches.map(|(_, batches)| batches);
    (lanes, run, run_filled, batches, asked, std::mem::take(&mut walk.notes).finish())
}

/// What the text says of the run.
fn run_rows(walk: &mut Walk<'_>, asked: &mut Vec<Question>) -> (Rows, Rows) {
    let (mut run, mut filled) = walk.rule_rows(asked);
    let decided = walk.decided();
    for (row, chosen) in [
        (LR, walk.chosen("lr", |optimizer| &optimizer.lr)),
        (WEIGHT_DECAY, walk.chosen("weight_decay", |optimizer| &optimizer.weight_decay)),
    ] {
        match chosen {
            Some(value) => {
                let usual = if row == LR { walk.page.lr } else { row.default };
                run.extend(walk.said_of(row, &value, usual, asked));
            }
            None => {
                let answer = walk.answers.get("lr").copied().filter(|_| walk.asks_rate.get());
                let usual = walk.usual(row == LR);
                // The shares of a table are those of the rate that the visitor has said.
                if let (Some(rate), None) = (answer.filter(|_| row == LR), usual) {
                    match row.check(rate) {
                        Ok(()) => {
                            let said = write::assignment(row, rate);
                            walk.remark(format!("the base rate as it was answered: {said}"));
                            run.push((row, rate));
                        }
                        Err(error) => walk.refuse(error.to_string()),
                    }
                }
                if let Some(usual) = usual {
                    walk.remark(format!(
                        "not given, so the optimizer's default: {}",
                        write::assignment(row, usual)
                    ));
                    filled.push((row, usual));
                }
            }
        }
    }
    if let Some((source, epochs)) = decided.epochs {
        match EPOCHS.check(epochs) {
            Ok(()) => {
                let origin = origin(walk, &source);
                walk.remark(format!("the run has {}{origin}", crate::number::epochs(epochs as u32)));
                run.push((EPOCHS, epochs));
            }
            Err(error) => walk.refuse(error.to_string()),
        }
    }
    if let Some((source, batches)) = decided.batches {
        let origin = origin(walk, &source);
        walk.remark(format!("an epoch has {}{origin}", crate::number::batches(batches as u32)));
    }
    (run, filled)
}

/// Where a length of the run comes from, as the end of a note. Nothing where the place says no more than the length itself: the bare
/// word, or the number.
fn origin(walk: &Walk<'_>, source: &str) -> String {
    let is_number = crate::number::read(&source.replace('_', "")).is_some();
    if walk.answers.contains_key(source) {
        ", as answered".to_owned()
    } else if is_number || source == "epochs" {
        String::new()
    } else {
        format!(" ({source})")
    }
}
