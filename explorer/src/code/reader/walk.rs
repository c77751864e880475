//! Goes through the statements in their order and keeps what names stand for. Functions are read after the block around them,
//! those that call others first, so that the arguments of a function are known when it is read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::note::Notes;
use super::plan::{Made, Optimizer};
use super::scope::{Level, Scopes};
use super::token::Placed;
use super::tree::{Block, Function, Id, Node, Statement, Tree, Whole};
use super::value::Value;
use super::{Page, unit};

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
    /// Another one.
    Other,
}

/// Arguments of a call: names and values.
pub type Given<'a> = Vec<(Option<&'a str>, Value<'a>)>;

/// A function that is read later.
#[derive(Debug)]
struct Later<'a> {
    function: Rc<Function<'a>>,
    class: Option<usize>,
    is_dead: bool,
}

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
    /// Whether the statement stands in a branch that does not run.
    pub is_dead: bool,
    /// Schedules that calls have made.
    pub made: Vec<Made>,
    /// Optimizers that calls have made.
    pub optimizers: Vec<Optimizer<'a>>,
    /// What is said of the run.
    pub run: super::run::Said<'a>,
    /// What there is to say.
    pub notes: Notes,
    /// The first byte of every class that has been dealt with.
    pub seen: BTreeSet<usize>,
    /// Whether calls are computed as functions of numbers, whatever they have made before.
    pub is_pure: bool,
    /// The names of classes that have been dealt with.
    pub dealt: BTreeSet<String>,
    /// The functions of the text.
    pub defined: BTreeSet<&'a str>,
    /// How deep the expression is that is being computed.
    pub depth: u32,
    /// How many expressions have been computed.
    pub steps: u64,
    /// Calls of the functions of the text, by name.
    pub calls: HashMap<&'a str, Vec<Given<'a>>>,
    later: Vec<Later<'a>>,
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
            is_dead: false,
            made: Vec::new(),
            optimizers: Vec::new(),
            run: super::run::Said::default(),
            notes: Notes::default(),
            seen: BTreeSet::new(),
            is_pure: false,
            dealt: BTreeSet::new(),
            defined: BTreeSet::new(),
            depth: 0,
            steps: 0,
            calls: HashMap::new(),
            later: Vec::new(),
        }
    }

    /// Reads the whole text.
    pub fn all(&mut self) {
        let tree = self.tree;
        self.find_functions(&tree.body);
        self.block(&tree.body);
        self.functions(0);
    }

    fn find_functions(&mut self, block: &Block<'a>) {
        for statement in block {
            match statement {
                Statement::Def(function) => {
                    self.defined.insert(function.name);
                    self.find_functions(&function.body);
                }
                Statement::Class { body, .. } | Statement::With(_, body) | Statement::For { body, .. } => {
                    self.find_functions(body);
                }
                Statement::While(_, body) => self.find_functions(body),
                Statement::If(branches) => branches.iter().for_each(|(_, body)| self.find_functions(body)),
                Statement::Try(blocks) => blocks.iter().for_each(|body| self.find_functions(body)),
                Statement::Value(_) | Statement::Assign { .. } | Statement::Change { .. } => {}
                Statement::Import(..)
                | Statement::Return(_)
                | Statement::Delete(_)
                | Statement::Global(_) => {}
            }
        }
    }

    fn block(&mut self, block: &Block<'a>) {
        for statement in block {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Statement<'a>) {
        match statement {
            Statement::Value(whole) => {
                self.whole(*whole);
            }
            Statement::Assign { targets, value } => {
                let value = self.whole(*value);
                for target in targets {
                    self.bind(*target, value.clone());
                }
            }
            Statement::Change { target, sign, value } => {
                let with = self.whole(*value);
                let before = self.eval(*target);
                let after = match (&before, &with) {
                    (Value::Number(a), Value::Number(b)) => {
                        super::value::arithmetic(sign, *a, *b).unwrap_or(Value::Opaque)
                    }
                    _ => before.both(&with),
                };
                self.bind(*target, after);
            }
            Statement::If(branches) => self.branches(branches),
            Statement::For { target, over, body } => self.for_loop(*target, *over, body),
            Statement::While(condition, body) => {
                self.whole(*condition);
                self.repeated(body, Loop::Other);
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
                    self.block(block);
                    let ending = self.scopes.undo(mark);
                    self.scopes.join(&[ending], false, "it is set where an error is handled");
                }
            }
            Statement::Def(function) => self.define(function),
            Statement::Class { name, bases, body } => self.define_class(name, *bases, body),
            Statement::Import(path, name) => {
                self.scopes.set(name, Value::Imported(path.as_str().into()));
            }
            Statement::Return(value) => {
                if let Some(value) = value {
                    self.whole(*value);
                }
            }
            Statement::Delete(targets) => {
                for target in targets {
                    let leaf = self.leaf(*target, "it is deleted");
                    self.bind(*target, leaf);
                }
            }
            Statement::Global(names) => self.scopes.global(names),
        }
    }

    /// An expression: every call in it, the inner ones first, then its value.
    pub fn whole(&mut self, whole: Whole) -> Value<'a> {
        for id in whole.first..=whole.id {
            if let Node::Call(callee, arguments) = self.tree.node(id) {
                let value = self.called(id, callee, arguments);
                self.results.insert(id, value);
            } else if let Node::Dict(span) = self.tree.node(id) {
                self.configuration(id, span);
            }
        }
        self.eval(whole.id)
    }

    fn branches(&mut self, branches: &[(Option<Whole>, Block<'a>)]) {
        let mark = self.scopes.mark();
        let (mut endings, mut surely, before) = (Vec::new(), false, self.is_dead);
        for (condition, body) in branches {
            let truth = condition.map(|condition| (self.is_main(condition), self.whole(condition)));
            let truth = match truth {
                None | Some((true, _)) => Some(true),
                Some((false, value)) => value.truth(),
            };
            self.is_dead = before || surely || truth == Some(false);
            self.block(body);
            let ending = self.scopes.undo(mark);
            if !self.is_dead {
                endings.push(ending);
                surely |= truth == Some(true);
            }
        }
        self.is_dead = before;
        self.scopes.join(&endings, surely, "a branch sets it");
    }

    /// Whether a condition is `__name__ == "__main__"`.
    fn is_main(&self, condition: Whole) -> bool {
        matches!(self.tree.node(condition.id), Node::Binary("==", left, _) if self.tree.node(left) == Node::Name("__name__"))
    }

    fn for_loop(&mut self, target: Id, over: Whole, body: &Block<'a>) {
        let value = self.whole(over);
        let kind = self.loop_kind(target, over.id);
        if kind == Loop::Epochs {
            self.run_loop(over.id);
        }
        // A loop over one value is none.
        match &value {
            Value::List(members) if members.len() == 1 => self.bind(target, members[0].clone()),
            _ => {
                let leaf = self.leaf(target, "it takes several values");
                self.bind(target, leaf);
            }
        }
        self.repeated(body, kind);
    }

    fn loop_kind(&self, target: Id, over: Id) -> Loop {
        let names = match self.tree.node(target) {
            Node::List(span) => self.tree.members(span).iter().map(|one| self.bare(*one)).collect(),
            _ => vec![self.bare(target)],
        };
        let source = self.source(over).to_ascii_lowercase();
        let says = |words: &[&str], name: &str| words.iter().any(|word| name.contains(word));
        let is_epoch = |name: &String| says(&["epoch"], name) || name == "ep";
        if names.iter().any(is_epoch) || says(&["epoch"], &source) && !says(&["per_epoch", "load"], &source) {
            return Loop::Epochs;
        }
        let is_batch = |name: &String| says(&["batch", "step", "iter"], name) || name == "data";
        if names.iter().any(is_batch) || says(&["load", "batch", "dl", "steps", "iter"], &source) {
            return Loop::Batches;
        }
        Loop::Other
    }

    /// A block that runs several times or not at all.
    fn repeated(&mut self, body: &Block<'a>, kind: Loop) {
        // Whatever it changes is not known when it runs for the second time.
        let mark = self.scopes.mark();
        let mut changed = Vec::new();
        self.assigned(body, &mut changed);
        for (path, id) in changed {
            let guess = self.scopes.get(&path).and_then(|value| value.as_number()).map(|number| number.value);
            let unit = unit::Unit::of(&self.bare(id));
            let value = self.ask(path.clone(), unit, guess, "a loop changes it");
            self.scopes.set(&path, value);
        }
        self.loops.push(kind);
        self.block(body);
        self.loops.pop();
        let ending = self.scopes.undo(mark);
        self.scopes.join(&[ending], false, "a loop sets it");
    }

    /// The paths that a block assigns to.
    pub fn assigned(&self, block: &Block<'a>, out: &mut Vec<(String, Id)>) {
        let add = |target: Id, out: &mut Vec<(String, Id)>| {
            let targets = match self.tree.node(target) {
                Node::List(span) => self.tree.members(span).to_vec(),
                _ => vec![target],
            };
            out.extend(targets.into_iter().filter_map(|target| Some((self.path(target)?, target))));
        };
        for statement in block {
            match statement {
                Statement::Assign { targets, .. } => targets.iter().for_each(|target| add(*target, out)),
                Statement::Change { target, .. } => add(*target, out),
                Statement::If(branches) => branches.iter().for_each(|(_, body)| self.assigned(body, out)),
                Statement::For { target, body, .. } => {
                    add(*target, out);
                    self.assigned(body, out);
                }
                Statement::While(_, body) | Statement::With(_, body) => self.assigned(body, out),
                Statement::Try(blocks) => blocks.iter().for_each(|block| self.assigned(block, out)),
                Statement::Value(_) | Statement::Def(_) | Statement::Class { .. } | Statement::Import(..) => {
                }
                Statement::Return(_) | Statement::Delete(_) | Statement::Global(_) => {}
            }
        }
    }

    fn define(&mut self, function: &Rc<Function<'a>>) {
        self.whole(function.header);
        self.scopes.set(function.name, Value::Function(function.clone()));
        self.later.push(Later { function: function.clone(), class: None, is_dead: self.is_dead });
    }

    fn define_class(&mut self, name: &'a str, bases: super::tree::Span, body: &Block<'a>) {
        let class = self.classes.len();
        let base =
            self.tree.arguments(bases).iter().filter_map(|base| base.name).find(|base| is_schedule(base));
        self.classes.push(Class {
            name,
            attributes: Vec::new(),
            init: None,
            base,
            object: None,
            changed: BTreeSet::new(),
        });
        self.scopes.set(name, Value::Class(class));
        self.scopes.enter(Level::Class);
        let from = self.later.len();
        self.block(body);
        let mut attributes = Vec::new();
        // The order of the text is that of a data class's fields.
        let mut fields = Vec::new();
        self.assigned(body, &mut fields);
        let mut names = self.scopes.leave();
        for (path, id) in fields {
            if let (Node::Name(field), Some(slot)) = (self.tree.node(id), names.remove(&path)) {
                attributes.push((field, slot.value));
            }
        }
        let mut changed = Vec::new();
        for later in self.later[from..].iter().filter(|later| later.function.name != "__init__") {
            self.assigned(&later.function.body, &mut changed);
        }
        let changed =
            changed.into_iter().filter_map(|(path, _)| Some(path.strip_prefix("self.")?.to_owned()));
        let init = self.later[from..].iter().find(|later| later.function.name == "__init__");
        let init = init.map(|later| later.function.clone());
        for later in &mut self.later[from..] {
            later.class.get_or_insert(class);
        }
        if let Some(known) = self.classes.get_mut(class) {
            (known.attributes, known.init, known.changed) = (attributes, init, changed.collect());
        }
    }

    /// Reads the functions that have been put off since `from`, those that call others first.
    fn functions(&mut self, from: usize) {
        let waiting = self.later.split_off(from);
        let order =
            super::order::callers_first(self.tree, waiting.iter().map(|later| later.function.as_ref()));
        for at in order {
            self.function(&waiting[at]);
        }
    }

    fn function(&mut self, later: &Later<'a>) {
        let function = &later.function;
        let (inside, loops, dead) = (self.class, std::mem::take(&mut self.loops), self.is_dead);
        self.is_dead = later.is_dead;
        let bound = self.bound(function, later.class);
        self.scopes.enter(Level::Function);
        self.class = later.class;
        if let Some(class) = later.class
            && function.name != "__init__"
            && self.classes[class].object.is_none()
        {
            let given = self.common(self.classes[class].name);
            self.classes[class].object = Some(self.instance(class, &given));
        }
        for (name, value) in bound {
            self.scopes.set(name, value);
        }
        let from = self.later.len();
        self.block(&function.body);
        self.functions(from);
        self.scopes.leave();
        (self.class, self.loops, self.is_dead) = (inside, loops, dead);
    }

    /// The parameters of a function: as every call of it has them, or their defaults.
    fn bound(&mut self, function: &Rc<Function<'a>>, class: Option<usize>) -> Vec<(&'a str, Value<'a>)> {
        // A class is called by its own name.
        let name = match class {
            Some(class) if function.name == "__init__" => self.classes[class].name,
            _ => function.name,
        };
        let calls = self.calls.get(name).cloned().unwrap_or_default();
        let is_method = class.is_some() && !self.tree.arguments(function.parameters).is_empty();
        let mut all = calls
            .iter()
            .take(50)
            .map(|given| self.parameters(function, given, is_method))
            .collect::<Vec<_>>();
        let Some(mut first) = all.pop() else { return self.parameters(function, &[], is_method) };
        for (at, (name, value)) in first.iter_mut().enumerate() {
            let is_same = all.iter().all(|one| one.get(at).is_some_and(|(_, other)| other.is_same(value)));
            if !is_same || calls.len() > 50 {
                let guess = value.as_number().map(|number| number.value);
                *value =
                    self.ask((*name).to_owned(), unit::Unit::of(name), guess, "calls of the function differ");
            }
        }
        first
    }

    /// The arguments that every call of `name` has in common.
    pub fn common(&self, name: &str) -> Given<'a> {
        match self.calls.get(name).map(Vec::as_slice) {
            Some([only]) => only.clone(),
            Some([first, others @ ..]) => {
                let is_common = |(at, argument): &(usize, &(Option<&'a str>, Value<'a>))| {
                    others.iter().all(|call| {
                        call.get(*at)
                            .is_some_and(|other| other.0 == argument.0 && other.1.is_same(&argument.1))
                    })
                };
                first.iter().enumerate().filter(is_common).map(|(_, argument)| argument.clone()).collect()
            }
            _ => Given::new(),
        }
    }
}

/// Whether a class of this name is a scheduler.
fn is_schedule(name: &str) -> bool {
    super::recognise::looks_like_one(name) || name == "ReduceLROnPlateau"
}
