//! What the turns of a loop are, and in which of them a statement runs.

use super::tree::{Block, Id, Node, Statement, Whole};
use super::value::Value;
use super::walk::{Loop, Walk};
use super::when::Counter;

/// The most turns of a small loop. One that has more may be the batches of an epoch.
const FEW: f64 = 10.0;

impl<'a> Walk<'a> {
    /// The conditions of the branch at `at`, if all of them count turns. They are added to those around.
    pub(super) fn whens_of(&mut self, branches: &[(Option<Whole>, Block<'a>)], at: usize) -> bool {
        let own: Vec<Option<Whole>> = branches[..=at].iter().map(|(condition, _)| *condition).collect();
        let is_known = |condition: &Option<Whole>| condition.is_none_or(|one| self.turn(one).is_some());
        if !own.iter().all(is_known) {
            return false;
        }
        for (place, condition) in own.into_iter().enumerate() {
            if let Some(condition) = condition {
                self.when(condition, place == at);
            }
        }
        true
    }

    /// A condition inside of a loop about something that the loop sets again and again, such as a metric.
    pub(super) fn changes(&self, condition: Whole) -> Option<String> {
        let is_set = |id: Id| {
            self.path(id).is_some_and(|path| self.changing.iter().any(|paths| paths.contains(&path)))
        };
        (condition.first..=condition.id).any(is_set).then(|| self.source(condition.id))
    }

    /// After `if condition: continue` the rest of the block runs where the condition does not hold.
    pub(super) fn skips(&mut self, branches: &[(Option<Whole>, Block<'a>)], rest: &[Statement<'a>]) {
        let [(Some(condition), body)] = branches else { return };
        if !matches!(body.last(), Some(Statement::Continue)) || self.loops.is_empty() {
            return;
        }
        if let Some(words) = self.turn(*condition).or_else(|| self.changes(*condition)) {
            self.turns.push(format!("not {words}"));
        }
        self.forks += 1;
        if self.turn(*condition).is_some() && !self.trains(rest) {
            self.when(*condition, false);
            self.covered += 1;
        }
    }

    /// What a loop inside of another one goes through. A loop that does nothing but step schedules belongs to the turn around it.
    pub(super) fn inner_kind(
        &mut self,
        kind: Loop,
        over: Id,
        value: &Value<'a>,
        body: &[Statement<'a>],
    ) -> Loop {
        let is_inside = self.loops.iter().any(|one| matches!(one, Loop::Epochs | Loop::Batches));
        if !is_inside || matches!(kind, Loop::Epochs) {
            return kind;
        }
        let range = self.range(over);
        let turns = match value {
            // A turn for each schedule is one step for each.
            Value::List(members) if super::flow::schedules(members).is_some() => Some(1.0),
            Value::List(members) => Some(members.len() as f64),
            _ => range.as_ref().and_then(|(from, until)| Some(until.as_number()?.value - from)),
        };
        let turns = turns.filter(|turns| *turns >= 1.0 && turns.fract() == 0.0);
        let mut calls = Vec::new();
        self.calls_in(body, &mut calls);
        let steps = calls.iter().filter(|(_, method)| *method == "step").count();
        let only_steps = steps == body.len() && steps == calls.len() && !self.trains(body);
        let is_range = range.is_some();
        match (kind, turns) {
            (Loop::Other, Some(turns)) if turns <= FEW && (only_steps || !is_range) => {
                Loop::Times(turns as u32)
            }
            (Loop::Other, _) if !is_range => Loop::Other,
            (Loop::Other, _) if self.trains(body) && !self.loops.contains(&Loop::Batches) => Loop::Batches,
            (Loop::Other, _) => Loop::Unclear,
            (Loop::Batches, Some(turns)) if turns <= FEW && only_steps && is_range => {
                Loop::Times(turns as u32)
            }
            (Loop::Batches | Loop::Epochs | Loop::Times(_) | Loop::Unclear, _) => kind,
        }
    }

    /// A loop through batches that says itself how many they are.
    pub(super) fn batches_of(&mut self, kind: Loop, over: Id, body: &[Statement<'a>]) {
        if kind != Loop::Batches || !self.loops.contains(&Loop::Epochs) || self.is_dead || !self.trains(body)
        {
            return;
        }
        if let Some((from, Value::Number(until))) = self.range(over) {
            let source = self.source(over);
            let batches = Value::Number(super::value::Number { value: until.value - from, ..until });
            self.run.batches(&source, &batches);
        }
    }

    /// `scheduler.step() if condition else None` and `condition and scheduler.step()`, as branches.
    pub(super) fn as_branches(&self, whole: Whole) -> Option<Vec<(Option<Whole>, Block<'a>)>> {
        let part = |first: Id, id: Id| Whole { id, first };
        let one = |first: Id, id: Id| vec![Statement::Value(part(first, id))];
        match self.tree.node(whole.id) {
            Node::Either { then, condition, other } if then < condition && condition < other => Some(vec![
                (Some(part(then + 1, condition)), one(whole.first, then)),
                (None, one(condition + 1, other)),
            ]),
            Node::Binary("and", left, right) if left < right => {
                Some(vec![(Some(part(whole.first, left)), one(left + 1, right))])
            }
            Node::Binary("or", left, right) if left < right => {
                Some(vec![(Some(part(whole.first, left)), Vec::new()), (None, one(left + 1, right))])
            }
            _ => None,
        }
    }

    /// The bounds of a `range`.
    fn range(&mut self, over: Id) -> Option<(f64, Value<'a>)> {
        let Node::Call(callee, arguments) = self.tree.node(over) else { return None };
        let tree = self.tree;
        let given: Vec<Id> = tree.arguments(arguments).iter().filter_map(|one| one.value).collect();
        match (self.bare(callee).as_str(), given.as_slice()) {
            ("range" | "trange" | "arange", [until, ..])
                if given.len() == 1 || self.bare(callee) == "trange" =>
            {
                Some((0.0, self.eval(*until)))
            }
            ("range" | "arange", [from, until]) => {
                Some((self.eval(*from).as_number()?.value, self.eval(*until)))
            }
            ("tqdm" | "track" | "list", [inner, ..]) => self.range(*inner),
            _ => None,
        }
    }

    /// Whether a loop through batches has no epochs around it: the run is counted in batches.
    fn is_alone(&self, kind: Loop) -> bool {
        let is_outermost = !self.loops.iter().any(|one| matches!(one, Loop::Epochs | Loop::Batches));
        kind == Loop::Batches && is_outermost && (!self.scopes.is_in_function() || self.is_called)
    }

    /// What counts the steps of `while step < n`, if every turn adds 1 to it.
    pub(super) fn counted_steps(&mut self, condition: Whole, body: &[Statement<'a>]) -> Option<Counter> {
        let (Node::Binary("<" | "<=", counter, _) | Node::Binary(">" | ">=", _, counter)) =
            self.tree.node(condition.id)
        else {
            return None;
        };
        let Node::Name(name) = self.tree.node(counter) else { return None };
        let is_step = super::unit::Unit::of(name) == super::unit::Unit::Batches;
        if !is_step || !body.iter().any(|statement| self.adds_one(statement, name)) {
            return None;
        }
        let from = self.eval(counter).as_number()?.value;
        Some(Counter {
            kind: Loop::Batches,
            path: name.to_owned(),
            from,
            is_alone: self.is_alone(Loop::Batches),
        })
    }

    /// What counts the turns of a loop, if its first value is known.
    pub(super) fn counter(&mut self, target: Id, over: Id, kind: Loop) -> Option<Counter> {
        if let Some((from, _)) = self.range(over) {
            return Some(Counter { kind, path: self.path(target)?, from, is_alone: self.is_alone(kind) });
        }
        let Node::Call(callee, arguments) = self.tree.node(over) else { return None };
        let tree = self.tree;
        let given = tree.arguments(arguments);
        match self.bare(callee).as_str() {
            "enumerate" => {
                let Node::List(span) = tree.node(target) else { return None };
                let first = *tree.members(span).first()?;
                let from = given.get(1).and_then(|one| one.value);
                let from = from.map_or(Some(0.0), |from| Some(self.eval(from).as_number()?.value))?;
                Some(Counter { kind, path: self.path(first)?, from, is_alone: false })
            }
            "tqdm" | "track" | "list" => self.counter(target, given.first()?.value?, kind),
            _ => None,
        }
    }
}
