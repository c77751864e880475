//! What the body of a loop does, as far as its statements show it: what it sets, what it calls, and whether it trains.

use std::collections::BTreeSet;

use super::tree::{Id, Node, Statement, Whole};
use super::value::Value;
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// The paths that statements of a loop set. Targets of loops inside of it count their own turns.
    pub(super) fn set_in(&self, body: &[Statement<'a>]) -> BTreeSet<String> {
        let mut all = Vec::new();
        self.assigned(body, &mut all);
        let mut targets = BTreeSet::new();
        self.targets_in(body, &mut targets);
        all.into_iter().map(|(path, _)| path).filter(|path| !targets.contains(path)).collect()
    }

    fn targets_in(&self, body: &[Statement<'a>], out: &mut BTreeSet<String>) {
        for statement in body {
            match statement {
                Statement::For { target, body, .. } => {
                    let targets = match self.tree.node(*target) {
                        Node::List(span) => self.tree.members(span).to_vec(),
                        _ => vec![*target],
                    };
                    out.extend(targets.into_iter().filter_map(|target| self.path(target)));
                    self.targets_in(body, out);
                }
                Statement::If(branches) => branches.iter().for_each(|(_, body)| self.targets_in(body, out)),
                Statement::While(_, body) | Statement::With(_, body) => self.targets_in(body, out),
                Statement::Try(blocks) => blocks.iter().for_each(|body| self.targets_in(body, out)),
                Statement::Value(_) | Statement::Assign { .. } | Statement::Change { .. } => {}
                Statement::Return(_) | Statement::Continue | Statement::Def(_) | Statement::Class { .. } => {}
                Statement::Import(..) | Statement::Delete(_) | Statement::Global(_) => {}
            }
        }
    }

    /// Whether statements train: they step something that is no schedule, or compute gradients. Where they do, the steps of the
    /// optimizer are what the page calls batches.
    pub(super) fn trains(&mut self, block: &[Statement<'a>]) -> bool {
        let mut calls = Vec::new();
        self.calls_in(block, &mut calls);
        calls.iter().any(|(of, method)| match *method {
            "step" => {
                !matches!(self.eval(*of), Value::Schedule(_) | Value::OneOf(_))
                    && !self.is_schedule_by_name(*of)
            }
            "backward" | "zero_grad" | "manual_backward" => true,
            _ => false,
        })
    }

    /// The first statement that trains, or that calls a function which does by its name.
    pub(super) fn first_training(&mut self, block: &[Statement<'a>]) -> Option<usize> {
        block.iter().position(|statement| {
            let one = std::slice::from_ref(statement);
            let mut calls = Vec::new();
            self.calls_in(one, &mut calls);
            // `model.train()` only sets a mode.
            let is_by_name = calls.iter().any(|(_, name)| *name != "train" && name.starts_with("train"));
            is_by_name || self.trains(one) || self.calls_train(statement) || self.calls_what_trains(statement)
        })
    }

    /// A call of a function of the text whose body trains.
    fn calls_what_trains(&mut self, statement: &Statement<'a>) -> bool {
        let (Statement::Value(whole) | Statement::Assign { value: whole, .. }) = statement else {
            return false;
        };
        (whole.first..=whole.id).any(|id| {
            let Node::Call(callee, _) = self.tree.node(id) else { return false };
            let Node::Name(name) = self.tree.node(callee) else { return false };
            match self.scopes.get(name) {
                Some(Value::Function(function)) => self.trains(&function.body),
                _ => false,
            }
        })
    }

    /// `train(…)`, which is no method.
    fn calls_train(&self, statement: &Statement<'a>) -> bool {
        match statement {
            Statement::Value(whole) | Statement::Assign { value: whole, .. } => {
                (whole.first..=whole.id).any(|id| match self.tree.node(id) {
                    Node::Call(callee, _) => {
                        matches!(self.tree.node(callee), Node::Name(name) if name.starts_with("train"))
                    }
                    _ => false,
                })
            }
            Statement::With(_, body) => body.iter().any(|one| self.calls_train(one)),
            Statement::If(_) | Statement::For { .. } | Statement::While(..) | Statement::Try(_) => false,
            Statement::Change { .. } | Statement::Return(_) | Statement::Continue => false,
            Statement::Def(_) | Statement::Class { .. } | Statement::Import(..) => false,
            Statement::Delete(_) | Statement::Global(_) => false,
        }
    }

    fn is_schedule_by_name(&self, of: Id) -> bool {
        let name = self.bare(of).to_ascii_lowercase();
        ["sch", "lr"].iter().any(|word| name.contains(word))
    }

    /// Methods that statements call: what of, and the method.
    pub(super) fn calls_in(&self, block: &[Statement<'a>], out: &mut Vec<(Id, &'a str)>) {
        let mut of = |whole: &Whole| {
            for id in whole.first..=whole.id {
                if let Node::Call(callee, _) = self.tree.node(id)
                    && let Node::Attribute(of, method) = self.tree.node(callee)
                {
                    out.push((of, method));
                }
            }
        };
        for statement in block {
            match statement {
                Statement::Value(whole)
                | Statement::Assign { value: whole, .. }
                | Statement::Change { value: whole, .. } => of(whole),
                Statement::Return(value) => value.iter().for_each(&mut of),
                Statement::If(_) | Statement::For { .. } | Statement::While(..) => {}
                Statement::With(..) | Statement::Try(_) | Statement::Continue => {}
                Statement::Def(_) | Statement::Class { .. } | Statement::Import(..) => {}
                Statement::Delete(_) | Statement::Global(_) => {}
            }
        }
        for statement in block {
            match statement {
                Statement::If(branches) => branches.iter().for_each(|(_, body)| self.calls_in(body, out)),
                Statement::For { body, .. } | Statement::While(_, body) | Statement::With(_, body) => {
                    self.calls_in(body, out);
                }
                Statement::Try(blocks) => blocks.iter().for_each(|body| self.calls_in(body, out)),
                Statement::Value(_) | Statement::Assign { .. } | Statement::Change { .. } => {}
                Statement::Return(_) | Statement::Continue | Statement::Def(_) | Statement::Class { .. } => {}
                Statement::Import(..) | Statement::Delete(_) | Statement::Global(_) => {}
            }
        }
    }
}
