//! Goes through the statements in their order and keeps what names stand for. Functions are read after the block around them,
//! those that call others first, so that the arguments of a function are known when it is read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::Page;
use super::note::Notes;
use super::plan::{Made, Optimizer};
use super::scope::Scopes;
use super::token::Placed;
use super::tree::{Block, Function, Id, Node, Statement, Tree, Whole};
use super::value::Value;

/// A class of the text.
#[derive(Debug)]
pub struct Class<'a> {
    /// Its name.
    pub name: &'a str,
    /// The attributes that its body sets.
    pub attributes: Vec<(&'a str, Value<'a>)>,
    /// Its `__init__`.
    pub init: Option<Rc<Function<'a>>>,
    /// The scheduler that it is made of.
    pub base: Option<&'a str>,
    /// What `self` has after `__init__`, once that is known.
    pub object: Option<Value<'a>>,
    /// The attributes of `self` that other methods set.
    pub changed: BTreeSet<String>,
}

/// A loop around the statement that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loop {
    /// Through epochs.
    Epochs,
    /// Through the batches of an epoch.
    Batches,
    /// As often as this, and every turn only steps schedules.
    Times(u32),
    /// Inside of another loop, and the text does not say what a turn is.
    Unclear,
    /// Another one.
    Other,
}

/// How often a function is defined, and whether it is a method.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Defined {
    /// How often.
    pub times: u32,
    /// Whether one of them is a method.
    pub is_method: bool,
}

/// Arguments of a call: names and values.
pub type Given<'a> = Vec<(Option<&'a str>, Value<'a>)>;

/// The reading under way.
#[derive(Debug)]
pub struct Walk<'a> {
    /// The text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a [Placed<'a>],
    /// Its tree.
    pub tree: &'a Tree<'a>,
    /// The page, for guesses.
    pub page: Page,
    /// What the visitor has said.
    pub answers: BTreeMap<String, f64>,
    /// What names stand for.
    pub scopes: Scopes<'a>,
    /// What calls have made.
    pub results: HashMap<Id, Value<'a>>,
    /// What parameters of functions without a name stand for.
    pub locals: Vec<(&'a str, Value<'a>)>,
    /// The classes of the text.
    pub classes: Vec<Class<'a>>,
    /// The defaults of the command line's options.
    pub options: BTreeMap<String, Value<'a>>,
    /// The class whose method is being read.
    pub class: Option<usize>,
    /// Loops around the statement.
    pub loops: Vec<Loop>,
    /// The innermost loop around the statement, by its number.
    pub turn: u32,
    /// How many loops there have been.
    pub turned: u32,
    /// How many branches are around the statement inside of that loop.
    pub forks: u32,
    /// How many of these branches have a condition in `whens`.
    pub covered: u32,
    /// The turns of the small loops around the statement, for each turn of that loop.
    pub often: u32,
    /// Where the statement stands in an epoch: before its batches, at each of them, after them.
    pub rank: u8,
    /// The first statement of the body of a loop through epochs that trains, before that body is read.
    pub first_training: Option<usize>,
    /// Whether the statement stands in `configure_optimizers`.
    pub is_configured: bool,
    /// Steps of Lightning's schedulers by hand.
    pub by_hand: super::lightning::ByHand,
    /// The loop around that loop, by its number.
    pub around: u32,
    /// Calls that make the settings of a trainer, with their classes.
    pub trainer_calls: HashMap<Id, String>,
    /// The names of these settings, with their classes.
    pub trainer_names: BTreeMap<String, String>,
    /// Whether a loop of the text steps an optimizer.
    pub has_training: bool,
    /// Whether the text steps something that it does not show.
    pub has_unknown_steps: bool,
    /// Schedules that the text passes on, so that others may step them.
    pub handed: BTreeSet<usize>,
    /// Schedules that the text steps outside of every loop and function.
    pub outside: BTreeSet<usize>,
    /// Whether the function around the statement has a call in the text.
    pub is_called: bool,
    /// Whether the loop around the statement counts the batches of the whole run.
    pub is_alone_loop: bool,
    /// What the loops around the statement set.
    pub changing: Vec<BTreeSet<String>>,
    /// What counts the turns of the loops around the statement.
    pub counters: Vec<super::when::Counter>,
    /// Conditions around the statement that can be computed for each turn.
    pub whens: Vec<super::when::When<'a>>,
    /// The conditions of steps.
    pub beats: Vec<Rc<super::when::Beat<'a>>>,
    /// Whether the statement stands in a branch that does not run.
    pub is_dead: bool,
    /// Schedules that calls have made.
    pub made: Vec<Made>,
    /// Optimizers that calls have made.
    pub optimizers: Vec<Optimizer<'a>>,
    /// What is said of the run.
    pub run: super::run::Said<'a>,
    /// The base rate of the run, where the text has been read for it before.
    pub rate: Option<Value<'a>>,
    /// Whether shares have been computed from a base rate that only an answer says.
    pub asks_rate: std::cell::Cell<bool>,
    /// Whether a schedule of the text cannot be computed before the base rate of the run is known.
    pub needs_rate: bool,
    /// Paths that stand for one dictionary.
    pub aliases: HashMap<usize, Vec<String>>,
    /// What there is to say.
    pub notes: Notes,
    /// The first byte of every class that has been dealt with.
    pub seen: BTreeSet<usize>,
    /// Whether calls are computed as functions of numbers, whatever they have made before.
    pub is_pure: bool,
    /// The names of classes that have been dealt with.
    pub dealt: BTreeSet<String>,
    /// The functions of the text.
    pub defined: BTreeMap<&'a str, Defined>,
    /// How deep the expression is that is being computed.
    pub depth: u32,
    /// How many expressions have been computed.
    pub steps: u64,
    /// What calls of a function change outside of it.
    pub effects: HashMap<usize, Rc<[String]>>,
    /// Names that stand for a parameter group in the loops around.
    pub groups: Vec<String>,
    /// How many functions are being computed, one inside of the other.
    pub invoked: u32,
    /// Conditions around the statement that depend on the turn of a loop.
    pub turns: Vec<String>,
    /// What is around the calls of the functions of the text; nothing where calls are in different places.
    pub callers: HashMap<&'a str, Option<super::around::Around<'a>>>,
    /// How many bodies of functions there have been.
    pub bodies: u32,
    /// Calls of the functions of the text, by name.
    pub calls: HashMap<&'a str, Vec<Given<'a>>>,
    /// Functions that are read later.
    pub later: Vec<super::functions::Later<'a>>,
}

impl<'a> Walk<'a> {
    /// At the beginning of a text.
    #[must_use]
    pub fn new(
        text: &'a str,
        tokens: &'a [Placed<'a>],
        tree: &'a Tree<'a>,
        page: Page,
        answers: BTreeMap<String, f64>,
    ) -> Self {
        Self {
            text,
            tokens,
            tree,
            page,
            answers,
            scopes: Scopes::new(),
            results: HashMap::new(),
            locals: Vec::new(),
            classes: Vec::new(),
            options: BTreeMap::new(),
            class: None,
            loops: Vec::new(),
            turn: 0,
            turned: 0,
            forks: 0,
            covered: 0,
            often: 1,
            rank: 1,
            first_training: None,
            is_configured: false,
            by_hand: super::lightning::ByHand::default(),
            around: 0,
            trainer_calls: HashMap::new(),
            trainer_names: BTreeMap::new(),
            has_training: false,
            has_unknown_steps: false,
            handed: BTreeSet::new(),
            outside: BTreeSet::new(),
            is_called: false,
            is_alone_loop: false,
            changing: Vec::new(),
            counters: Vec::new(),
            whens: Vec::new(),
            beats: Vec::new(),
            is_dead: false,
            made: Vec::new(),
            optimizers: Vec::new(),
            run: super::run::Said::default(),
            rate: None,
            asks_rate: std::cell::Cell::new(false),
            needs_rate: false,
            aliases: HashMap::new(),
            notes: Notes::default(),
            seen: BTreeSet::new(),
            is_pure: false,
            dealt: BTreeSet::new(),
            defined: BTreeMap::new(),
            depth: 0,
            steps: 0,
            effects: HashMap::new(),
            groups: Vec::new(),
            invoked: 0,
            turns: Vec::new(),
            callers: HashMap::new(),
            bodies: 0,
            calls: HashMap::new(),
            later: Vec::new(),
        }
    }

    /// Reads the whole text.
    pub fn all(&mut self) {
        let tree = self.tree;
        self.find_functions(&tree.body, false);
        self.block(&tree.body);
        self.functions(0);
    }

    fn find_functions(&mut self, block: &Block<'a>, in_class: bool) {
        for statement in block {
            match statement {
                Statement::Def(function) => {
                    let place = self.defined.entry(function.name).or_default();
                    place.times += 1;
                    place.is_method |= in_class;
                    self.find_functions(&function.body, false);
                }
                Statement::Class { body, .. } => self.find_functions(body, true),
                Statement::With(_, body) | Statement::For { body, .. } | Statement::While(_, body) => {
                    self.find_functions(body, in_class);
                }
                Statement::If(branches) => {
                    branches.iter().for_each(|(_, body)| self.find_functions(body, in_class));
                }
                Statement::Try(blocks) => blocks.iter().for_each(|body| self.find_functions(body, in_class)),
                Statement::Value(_) | Statement::Assign { .. } | Statement::Change { .. } => {}
                Statement::Import(..)
                | Statement::Return(_)
                | Statement::Delete(_)
                | Statement::Continue
                | Statement::Global(_) => {}
            }
        }
    }

    /// Reads statements one after the other.
    pub(super) fn block(&mut self, block: &Block<'a>) {
        let (turns, whens, around) = (self.turns.len(), self.whens.len(), (self.forks, self.covered));
        let (first, rank) = (self.first_training.take(), self.rank);
        for (at, statement) in block.iter().enumerate() {
            if let Some(first) = first {
                self.rank = match at.cmp(&first) {
                    std::cmp::Ordering::Less => 0,
                    std::cmp::Ordering::Equal => 1,
                    std::cmp::Ordering::Greater => 2,
                };
            }
            self.statement(statement);
            if let Statement::If(branches) = statement {
                self.skips(branches, &block[at + 1..]);
            }
        }
        self.turns.truncate(turns);
        self.whens.truncate(whens);
        (self.forks, self.covered) = around;
        self.rank = rank;
    }

    pub(super) fn statement(&mut self, statement: &Statement<'a>) {
        match statement {
            Statement::Value(whole) => match self.as_branches(*whole) {
                Some(branches) => self.branches(&branches),
                None => {
                    self.whole(*whole);
                }
            },
            Statement::Assign { targets, value } => {
                let from = self.path(value.id);
                let call = value.id;
                let value = self.whole(*value);
                if let Some(class) = self.trainer_calls.get(&call).cloned() {
                    let names: Vec<String> = targets.iter().filter_map(|target| self.path(*target)).collect();
                    self.trainer_names.extend(names.into_iter().map(|name| (name, class.clone())));
                }
                if let (Some(path), Value::Dict(object)) = (from, &value) {
                    self.alias(Rc::as_ptr(object) as usize, path);
                }
                for target in targets {
                    self.bind(*target, value.clone());
                }
            }
            Statement::Change { target, sign, value } => self.change(*target, sign, *value),
            Statement::If(branches) => self.branches(branches),
            Statement::For { target, over, body } => self.for_loop(*target, *over, body),
            Statement::While(condition, body) => {
                self.while_loop(*condition, body);
            }
            Statement::With(items, body) => {
                for (value, name) in items {
                    let value = self.whole(*value);
                    if let Some(name) = name {
                        self.bind(*name, value);
                    }
                }
                self.block(body);
            }
            Statement::Try(blocks) => {
                let Some((first, others)) = blocks.split_first() else { return };
                self.block(first);
                for block in others {
                    let mark = self.scopes.mark();
                    self.forks += 1;
                    self.block(block);
                    self.forks -= 1;
                    let ending = self.scopes.undo(mark);
                    self.scopes.join(&[ending], false, "it is set where an error is handled");
                }
            }
            Statement::Def(function) => self.define(function),
            Statement::Class { name, bases, body } => self.define_class(name, *bases, body),
            Statement::Import(path, "*") => {
                // It may bring any name, but PyTorch's modules bring no plain numbers.
                if !path.contains("torch") {
                    self.scopes.forget_numbers();
                }
            }
            Statement::Import(path, name) if super::names::is_setting(name) && path.contains('.') => {
                let guess = self.scopes.get(name).and_then(|value| value.as_number());
                let guess = guess.map(|number| number.value);
                let value =
                    self.ask((*name).to_owned(), super::unit::Unit::of(name), guess, "it is imported");
                self.scopes.set(name, value);
            }
            Statement::Import(path, name) => {
                self.scopes.set(name, Value::Imported(path.as_str().into()));
            }
            Statement::Return(value) => {
                if let Some(value) = value {
                    let value = self.whole(*value);
                    self.hand_over(&value);
                    if self.scopes.is_in_function() && self.is_configured {
                        self.returned(&value);
                    }
                }
            }
            Statement::Delete(targets) => {
                for target in targets {
                    let leaf = self.leaf(*target, "it is deleted");
                    self.bind(*target, leaf);
                }
            }
            Statement::Global(names) => self.scopes.global(names),
            Statement::Continue => {}
        }
    }

    /// `target += value`.
    fn change(&mut self, target: Id, sign: &str, value: Whole) {
        let (with, before) = (self.whole(value), self.eval(target));
        let after = match (&before, &with) {
            (Value::Number(a), Value::Number(b)) => {
                super::value::arithmetic(sign, *a, *b).unwrap_or(Value::Opaque)
            }
            _ => before.both(&with),
        };
        self.bind(target, after);
    }

    /// An expression: every call in it, the inner ones first, then its value.
    pub fn whole(&mut self, whole: Whole) -> Value<'a> {
        for id in whole.first..=whole.id {
            if let Node::Call(callee, arguments) = self.tree.node(id) {
                let value = self.called(id, callee, arguments);
                self.results.insert(id, value);
            } else if let Node::Dict(span) = self.tree.node(id) {
                self.configuration(id, span);
            } else if let Node::Binary(":=", target, value) = self.tree.node(id) {
                let value = self.eval(value);
                self.bind(target, value);
            }
        }
        self.eval(whole.id)
    }
}
