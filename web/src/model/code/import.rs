//! PyTorch code read back: which settings it asks for, and what of it cannot be taken. A parser, no interpreter.

use std::collections::BTreeMap;
use std::fmt;

use etalon::param::Domain;
use etalon_train::setting::Setting;

use crate::model::code::call::{Call, Value, call};
use crate::model::code::pytorch::MARK;
use crate::model::code::schedulers;
use crate::model::code::signature::{OPTIMIZERS, OTHERS, Optimizer, class};
use crate::model::code::snippet::number;
use crate::model::code::tokens::{Placed, Token, tokens};
use crate::model::config::Config;
use crate::model::kind::Kind;
use crate::model::knob::Knob;
use crate::model::number::{self, exact};
use crate::model::param::Param;

/// What became of a piece of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It sets something.
    Taken,
    /// It means nothing here.
    LeftOut,
    /// It cannot be taken.
    Refused,
}

/// One thing to tell about the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What became of it.
    pub verdict: Verdict,
    /// What it is, and why.
    pub text: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Taken => "taken: ",
            Verdict::LeftOut => "left out: ",
            Verdict::Refused => "not taken: ",
        };
        f.write_str(verdict)?;
        f.write_str(&self.text)
    }
}

/// What a piece of code asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The settings with everything that could be taken.
    pub config: Config,
    /// What was set, in the order of the code; a value may be what it was before.
    pub changes: Vec<(Knob, f64)>,
    /// The schedules it sets.
    pub kinds: Vec<Kind>,
    /// What there is to tell.
    pub notes: Vec<Note>,
}

impl Import {
    /// What it changes on `page`, in words: `gamma 0.8 → 0.9`.
    #[must_use]
    pub fn differences(&self, page: &Config) -> Vec<String> {
        let differs = |knob: &Knob| self.config.value(*knob) != page.value(*knob);
        let say = |knob: Knob, value| match knob.spec().domain {
            Domain::Choice(names) => names.get(value as usize).copied().unwrap_or_default().to_owned(),
            // A number: `Domain` may grow, and the page has controls for numbers and choices only.
            _ => exact(value),
        };
        Knob::all()
            .filter(differs)
            .map(|knob| {
                let (before, after) = (say(knob, page.value(knob)), say(knob, self.config.value(knob)));
                [knob.id(), " ", &before, " → ", &after].concat()
            })
            .collect()
    }
}

/// The textbook's lines, one for each schedule.
pub const EXAMPLES: [(Kind, &str); 4] = [
    (Kind::Exponential, "ExponentialLR(optimizer, gamma=0.9)"),
    (Kind::CosineAnnealing, "CosineAnnealingLR(optimizer, T_max=20, eta_min=1e-3)"),
    (Kind::ReduceOnPlateau, "ReduceLROnPlateau(optimizer, mode=\"max\", patience=2, factor=0.1)"),
    (
        Kind::OneCycle,
        "OneCycleLR(optimizer, max_lr=0.01, epochs=n_epochs, steps_per_epoch=len(train_loader), pct_start=0.3)",
    ),
];

/// The most that is read: more is no scheduler line.
const MOST_BYTES: usize = 100_000;
/// The most notes that anybody reads.
const MOST_NOTES: usize = 24;

/// Reads `text` on top of `page`, the settings as they are.
#[must_use]
pub fn read(text: &str, page: &Config) -> Import {
    let mut reader = Reader {
        names: BTreeMap::new(),
        import: Import { config: *page, changes: Vec::new(), kinds: Vec::new(), notes: Vec::new() },
        more: 0,
    };
    let mut end = text.len().min(MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if end < text.len() {
        reader.refuse(format!("everything after the first {MOST_BYTES} bytes"));
    }
    let text = &text[..end];
    let tokens = tokens(text, MARK);
    reader.statements(text, &tokens);
    reader.finish(text)
}

/// The reading so far.
#[derive(Debug)]
pub struct Reader<'a> {
    /// Numbers that the code gives names to.
    pub names: BTreeMap<&'a str, f64>,
    import: Import,
    /// Notes beyond [`MOST_NOTES`].
    more: usize,
}

impl<'a> Reader<'a> {
    /// Tells something.
    pub fn note(&mut self, verdict: Verdict, text: String) {
        if self.import.notes.len() < MOST_NOTES {
            self.import.notes.push(Note { verdict, text });
        } else {
            self.more += 1;
        }
    }

    /// Tells what was taken.
    pub fn taken(&mut self, text: String) {
        self.note(Verdict::Taken, text);
    }

    /// Tells what means nothing here.
    pub fn left_out(&mut self, text: String) {
        self.note(Verdict::LeftOut, text);
    }

    /// Tells what cannot be taken.
    pub fn refuse(&mut self, text: String) {
        self.note(Verdict::Refused, text);
    }

    /// The settings so far.
    pub fn config(&self) -> &Config {
        &self.import.config
    }

    /// Sets `knob`, or tells why not; true where it is set.
    pub fn set(&mut self, knob: impl Into<Knob>, value: f64) -> bool {
        let knob = knob.into();
        match self.import.config.turned(knob, value) {
            Ok(config) => {
                self.import.config = config;
                self.import.changes.retain(|(before, _)| *before != knob);
                self.import.changes.push((knob, value));
                true
            }
            Err(refusal) => {
                self.refuse(refusal.to_string());
                false
            }
        }
    }

    /// Remembers that `kind` is among what was read.
    pub fn read_kind(&mut self, kind: Kind) {
        if self.import.kinds.contains(&kind) {
            self.left_out(format!("the {} before it: the last one counts", class(kind)));
        } else {
            self.import.kinds.push(kind);
        }
    }

    /// Goes through the code once, from the first token to the last.
    fn statements(&mut self, text: &'a str, all: &[Placed<'a>]) {
        let mut subclasses: BTreeMap<&str, Kind> = BTreeMap::new();
        let mut marks = Vec::new();
        let (mut at, mut inside_call, mut begins) = (0, 0, true);
        while let Some(placed) = all.get(at) {
            let after = |ahead: usize| all.get(at + ahead).map(|placed| placed.token);
            match placed.token {
                Token::Mark(said) => marks.push(said),
                Token::Name("class" | "def") => {
                    // `class Mine(ReduceLROnPlateau):` is read as what it is made of.
                    if let (Some(Token::Name(name)), Some(Token::Sign('('))) = (after(1), after(2)) {
                        let bases = all[at + 3..].iter().take(16);
                        let base = bases.take_while(|placed| placed.token != Token::Sign(')'));
                        let last = base.filter_map(|placed| schedule(placed.token)).last();
                        subclasses.extend(last.map(|kind| (name, kind)));
                        at += 2;
                    }
                }
                Token::Name(name) if after(1) == Some(Token::Sign('(')) => {
                    let known = schedule(placed.token).or_else(|| subclasses.get(name).copied());
                    let optimizer = OPTIMIZERS.iter().find(|known| known.name == name);
                    if (known.is_some() || optimizer.is_some()) && at < inside_call && known.is_some() {
                        self.refuse(format!("{name} inside another call"));
                    } else if known.is_some() || optimizer.is_some() {
                        let call = call(text, all, at + 1);
                        if !call.closed {
                            self.refuse(format!("{name}: its bracket is not closed"));
                        }
                        match (known, optimizer) {
                            (Some(kind), _) => schedulers::read(self, kind, &call),
                            (None, Some(optimizer)) => self.optimizer(optimizer, &call),
                            (None, None) => {}
                        }
                        if known.is_some() || !call.closed {
                            inside_call = call.end;
                        }
                        if known.is_none() {
                            // The token after the bracket comes next: a new line begins a statement.
                            at = (call.end - 1).max(at);
                        }
                    } else if OTHERS.contains(&name) {
                        self.refuse(format!("{name}: it is none of the page's four schedules"));
                    } else if name.ends_with("LR") || name.ends_with("Scheduler") {
                        self.refuse(format!("{}: no scheduler of PyTorch is called that", clip(name)));
                    }
                }
                Token::Name(_) if begins => self.assignment(&all[at..]),
                _ => {}
            }
            begins = matches!(placed.token, Token::Newline | Token::Sign(';'));
            at += 1;
        }
        for said in marks {
            self.mark(said);
        }
    }

    /// `epochs = 20`, `epochs, batches = 20, 45`: names for numbers.
    fn assignment(&mut self, line: &[Placed<'a>]) {
        let mut names = Vec::new();
        let mut rest = line.iter().map(|placed| placed.token);
        loop {
            let Some(Token::Name(name)) = rest.next() else { return };
            names.push(name);
            match rest.next() {
                Some(Token::Sign(',')) if names.len() < 8 => {}
                Some(Token::Sign('=')) => break,
                _ => return,
            }
        }
        let mut numbers = Vec::new();
        loop {
            let Some(Token::Number(value)) = rest.next() else { return };
            numbers.push(value);
            match rest.next() {
                Some(Token::Sign(',')) if numbers.len() < 8 => {}
                Some(Token::Newline | Token::Sign(';')) | None => break,
                _ => return,
            }
        }
        if names.len() == numbers.len() {
            self.names.extend(names.into_iter().zip(numbers));
        }
    }

    /// An optimizer's rate and weight decay.
    fn optimizer(&mut self, optimizer: &Optimizer, call: &Call<'a>) {
        let find = |name: &str| {
            let place = optimizer.order.iter().position(|known| *known == name);
            let by_place = place.and_then(|place| call.by_position(place + 1));
            call.by_name(name).or(by_place)
        };
        let name = optimizer.name;
        match find("lr") {
            None => {
                if self.set(Param::Lr, optimizer.lr) {
                    self.taken(format!("{name} without lr: PyTorch's {}", number(optimizer.lr)));
                }
            }
            Some(value) => match value.number(&self.names) {
                Ok(lr) => {
                    if self.set(Param::Lr, lr) {
                        self.taken(format!("lr = {}", number(lr)));
                    }
                }
                Err(why) => self.refuse(format!("lr: {why}")),
            },
        }
        match (find("weight_decay"), optimizer.weight_decay) {
            (None, Some(usual)) => {
                let before = self.config().value(Setting::WeightDecay);
                if self.set(Setting::WeightDecay, usual) && before != usual {
                    self.taken(format!("{name} without weight_decay: PyTorch's {}", number(usual)));
                }
            }
            (Some(value), Some(_)) => match value.number(&self.names) {
                Ok(decay) => {
                    if self.set(Setting::WeightDecay, decay) {
                        self.taken(format!("weight_decay = {}", number(decay)));
                    }
                }
                Err(why) => self.refuse(format!("weight_decay: {why}")),
            },
            (Some(_), None) => {
                self.left_out(format!(
                    "{name}'s weight_decay: the page trains with AdamW, whose decay is another"
                ));
            }
            (None, None) => self.left_out(format!("{name} itself: the page trains with AdamW")),
        }
        for (key, _) in &call.named {
            if !matches!(*key, "params" | "lr" | "weight_decay") {
                self.left_out(format!("{name}'s {}: the page's AdamW has PyTorch's defaults", clip(key)));
            }
        }
    }

    /// Settings in a comment of the page's own export, which PyTorch has no argument for.
    fn mark(&mut self, said: &str) {
        for word in said.split_whitespace() {
            let Some((id, value)) = word.split_once('=') else { return };
            let Some(param) = Param::from_id(id) else {
                return self.refuse(format!("{}: the page has no such setting", clip(id)));
            };
            let number = match param.spec().domain {
                Domain::Choice(names) => names.iter().position(|name| *name == value).map(|at| at as f64),
                // A number: `Domain` may grow, and the page has controls for numbers and choices only.
                _ => number::read(value),
            };
            match number {
                Some(number) => {
                    if self.set(param, number) {
                        self.taken(clip(word));
                    }
                }
                None => self.refuse(format!("{id}: {} is no value of it", clip(value))),
            }
        }
    }

    fn finish(mut self, text: &str) -> Import {
        if self.import.notes.is_empty() && !text.trim().is_empty() {
            let names = Kind::ALL.map(class).join(", ");
            self.refuse(format!("no scheduler found; understood are {names} and an optimizer's lr"));
        }
        if self.more > 0 {
            let text = format!("and {} more of that kind", self.more);
            self.import.notes.push(Note { verdict: Verdict::LeftOut, text });
        }
        self.import
    }
}

/// The schedule whose class a token names.
fn schedule(token: Token<'_>) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| token == Token::Name(class(*kind)))
}

/// A piece of the code, short enough for a note.
pub fn clip(text: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = short.char_indices().nth(MOST) {
        short.truncate(end);
        short.push('…');
    }
    short
}

/// What of a value the notes repeat.
pub fn told(value: &Value<'_>) -> String {
    clip(value.source)
}
