//! Branches and loops: what a name stands for after them, and which loops are those through epochs and batches.

use super::tree::{Block, Id, Node, Statement, Whole};
use super::unit::Unit;
use super::value::{Number, Value};
use super::walk::{Loop, Walk};
use super::when::is_counter;

/// The most steps in one turn that are counted.
const MOST_OFTEN: u32 = 10_000;

impl<'a> Walk<'a> {
    pub(super) fn branches(&mut self, branches: &[(Option<Whole>, Block<'a>)]) {
        let mark = self.scopes.mark();
        let (mut endings, mut surely, before) = (Vec::new(), false, self.is_dead);
        let mut never = true;
        for (at, (condition, body)) in branches.iter().enumerate() {
            let truth = condition.map(|condition| (self.is_main(condition), self.whole(condition)));
            let truth = match truth {
                None | Some((true, _)) => Some(true),
                Some((false, value)) => value.truth(),
            };
            self.is_dead = before || surely || truth == Some(false);
            let turn = match condition {
                Some(condition) => self.turn(*condition).or_else(|| self.changes(*condition)),
                None => branches
                    .first()
                    .and_then(|(first, _)| self.turn((*first)?).or_else(|| self.changes((*first)?)))
                    .map(|first| format!("not {first}")),
            };
            let is_turn = turn.is_some();
            self.turns.extend(turn);
            // `else` runs where no condition before it holds.
            let is_other = condition.is_none() && branches.len() > 1 && !never;
            let is_fork = truth != Some(true) || surely || is_other;
            never &= truth == Some(false);
            self.forks += u32::from(is_fork);
            let whens = self.whens.len();
            let is_covered = is_fork && !self.trains(body) && self.whens_of(branches, at);
            self.covered += u32::from(is_covered);
            self.block(body);
            self.covered -= u32::from(is_covered);
            self.whens.truncate(whens);
            self.forks -= u32::from(is_fork);
            self.turns.truncate(self.turns.len() - usize::from(is_turn));
            let ending = self.scopes.undo(mark);
            if !self.is_dead {
                endings.push(ending);
                surely |= truth == Some(true);
            }
        }
        self.is_dead = before;
        self.scopes.join(&endings, surely, "a branch sets it");
    }

    /// A condition inside of a loop that holds in some of its turns: it compares something that counts.
    pub(super) fn turn(&self, condition: Whole) -> Option<String> {
        let counts = |id: Id| match self.tree.node(id) {
            Node::Name(name) | Node::Attribute(_, name) => is_counter(name),
            _ => false,
        };
        let compares = |id: Id| {
            matches!(self.tree.node(id), Node::Binary("==" | "!=" | "<" | ">" | "<=" | ">=" | "%" | "in", ..))
        };
        let mut parts = condition.first..=condition.id;
        let is_flag = |id: Id| matches!(self.tree.node(id), Node::Attribute(_, "is_last_batch"));
        let is_turn = !self.loops.is_empty()
            && (parts.clone().any(is_flag) || parts.clone().any(compares) && parts.any(counts));
        is_turn.then(|| self.source(condition.id))
    }

    /// Whether a condition is `__name__ == "__main__"`.
    fn is_main(&self, condition: Whole) -> bool {
        matches!(self.tree.node(condition.id), Node::Binary("==", left, _) if self.tree.node(left) == Node::Name("__name__"))
    }

    pub(super) fn for_loop(&mut self, target: Id, over: Whole, body: &Block<'a>) {
        let value = self.whole(over);
        let kind = self.loop_kind(target, over.id);
        let kind = self.inner_kind(kind, over.id, &value, body);
        self.batches_of(kind, over.id, body);
        if kind == Loop::Epochs {
            self.run_loop(over.id);
        }
        // A loop over one value is none.
        match &value {
            Value::List(members) if members.len() == 1 => self.bind(target, members[0].clone()),
            Value::List(members) if schedules(members).is_some() => {
                let all = schedules(members).unwrap_or_default();
                self.bind(target, Value::OneOf(all.as_slice().into()));
            }
            _ => {
                let leaf = self.leaf(target, "it takes several values");
                self.bind(target, leaf);
            }
        }
        let is_groups = self.source(over.id).contains("param_groups");
        let names = if is_groups { vec![self.source(target)] } else { Vec::new() };
        let before = self.groups.len();
        self.groups.extend(names);
        let changed = self.set_in(body);
        let counter = self.counter(target, over.id, kind).filter(|counter| !changed.contains(&counter.path));
        let has_counter = counter.is_some();
        let alone = counter.as_ref().is_some_and(|counter| counter.is_alone);
        self.counters.extend(counter);
        let before_loop = self.is_alone_loop;
        self.is_alone_loop = alone || before_loop && matches!(kind, Loop::Other | Loop::Times(_));
        self.repeated(body, kind);
        self.is_alone_loop = before_loop;
        self.counters.truncate(self.counters.len() - usize::from(has_counter));
        self.groups.truncate(before);
    }

    pub(super) fn while_loop(&mut self, condition: Whole, body: &Block<'a>) {
        self.whole(condition);
        let turns = self.counted_epochs(condition, body);
        if let Some(turns) = turns.as_ref().filter(|_| !self.is_dead) {
            let source = self.source(condition.id);
            self.run.epochs(&source, turns);
        }
        let steps = if turns.is_none() { self.counted_steps(condition, body) } else { None };
        let kind = match (&turns, &steps) {
            (Some(_), _) => Loop::Epochs,
            (None, Some(_)) => Loop::Batches,
            (None, None) => Loop::Other,
        };
        // Its own steps stand in its body, so conditions on the counter are not computed.
        let (alone, before) = (steps.is_some_and(|steps| steps.is_alone), self.is_alone_loop);
        self.is_alone_loop = alone;
        self.repeated(body, kind);
        self.is_alone_loop = before;
    }

    /// The turns of `while epoch < n`, where `epoch` begins at 0 or 1 and every turn adds 1 to it.
    fn counted_epochs(&mut self, condition: Whole, body: &Block<'a>) -> Option<Value<'a>> {
        let (counter, until, has_last) = match self.tree.node(condition.id) {
            Node::Binary("<", counter, until) | Node::Binary(">", until, counter) => (counter, until, false),
            Node::Binary("<=", counter, until) | Node::Binary(">=", until, counter) => (counter, until, true),
            _ => return None,
        };
        let Node::Name(name) = self.tree.node(counter) else { return None };
        let lower = name.to_ascii_lowercase();
        let mut changed = Vec::new();
        self.assigned(body, &mut changed);
        // The rest of the condition stays as it is.
        let is_kept = (condition.first..=condition.id)
            .filter_map(|id| self.path(id))
            .all(|path| path == name || changed.iter().all(|(one, _)| *one != path));
        let is_once = changed.iter().filter(|(path, _)| path == name).count() == 1;
        let is_plain = (lower.contains("epoch") || lower == "ep") && is_once && is_kept;
        if !is_plain || !body.iter().any(|statement| self.adds_one(statement, name)) {
            return None;
        }
        let from = self.eval(counter).as_number().filter(|from| from.value == 0.0 || from.value == 1.0)?;
        let until = self.eval(until).as_number()?;
        let value = until.value - from.value + f64::from(u8::from(has_last));
        Some(Value::Number(Number { value, ..until }))
    }

    /// Whether a statement is `name += 1` or `name = name + 1`.
    pub(super) fn adds_one(&self, statement: &Statement<'a>, name: &str) -> bool {
        let is_name = |id: Id| self.tree.node(id) == Node::Name(name);
        let is_one = |id: Id| matches!(self.tree.node(id), Node::Number(1.0, true));
        if let Statement::Change { target, sign, value } = statement {
            return is_name(*target) && *sign == "+" && is_one(value.id);
        }
        if let Statement::Assign { targets, value } = statement
            && let ([target], Node::Binary("+", left, right)) = (targets.as_slice(), self.tree.node(value.id))
        {
            return is_name(*target) && is_name(left) && is_one(right);
        }
        false
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
        let is_batch =
            |name: &String| says(&["batch", "step", "iter"], name) || name == "data" || name == "it";
        // A search over settings.
        let is_setting = |name: &String| says(&["size", "gamma", "lr", "rate"], name);
        if names.iter().any(is_setting) {
            return Loop::Other;
        }
        if names.iter().any(is_batch) || says(&["load", "batch", "dl", "steps", "iter"], &source) {
            return Loop::Batches;
        }
        Loop::Other
    }

    /// A block that runs several times or not at all.
    pub(super) fn repeated(&mut self, body: &Block<'a>, kind: Loop) {
        // Whatever it changes is not known when it runs for the second time.
        let mark = self.scopes.mark();
        let mut changed = Vec::new();
        self.assigned(body, &mut changed);
        let paths = self.set_in(body);
        self.changing.push(paths);
        for (path, id) in changed {
            let guess = self.scopes.get(&path).and_then(|value| value.as_number()).map(|number| number.value);
            let unit = Unit::of(&self.bare(id));
            let value = self.ask(path.clone(), unit, guess, "a loop changes it");
            self.scopes.set(&path, value);
        }
        self.loops.push(kind);
        let outer = (self.turn, self.around, self.forks, self.covered, self.often);
        match kind {
            // Its turns belong to a turn of the loop around it.
            Loop::Times(times) => self.often = self.often.saturating_mul(times).min(MOST_OFTEN),
            Loop::Epochs | Loop::Batches | Loop::Unclear | Loop::Other => {
                self.turned += 1;
                (self.around, self.turn) = (self.turn, self.turned);
                (self.forks, self.covered, self.often) = (0, 0, 1);
            }
        }
        self.first_training = if kind == Loop::Epochs { self.first_training(body) } else { None };
        self.block(body);
        (self.turn, self.around, self.forks, self.covered, self.often) = outer;
        self.changing.pop();
        self.loops.pop();
        let ending = self.scopes.undo(mark);
        self.scopes.join(&[ending], false, "a loop sets it");
    }

    /// The paths that a block assigns to.
    pub fn assigned(&self, block: &[Statement<'a>], out: &mut Vec<(String, Id)>) {
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
                Statement::Continue => {}
            }
        }
    }
}

/// The schedules of a list that has nothing else.
pub(super) fn schedules(members: &[Value<'_>]) -> Option<Vec<usize>> {
    let all = members.iter().map(|member| match member {
        Value::Schedule(at) => Some(*at),
        _ => None,
    });
    all.collect::<Option<Vec<usize>>>().filter(|all| !all.is_empty())
}
