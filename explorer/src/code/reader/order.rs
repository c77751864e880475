//! The order in which the functions of a block are read.

use std::collections::{BTreeSet, HashMap};

use super::tree::{Function, Node, Tree};

/// The places of `functions`, with every function after those that call it. Where functions call each other, the text's order holds.
pub fn callers_first<'a, 'f>(tree: &Tree<'a>, functions: impl Iterator<Item = &'f Function<'a>>) -> Vec<usize>
where
    'a: 'f,
{
    let functions: Vec<&Function<'a>> = functions.collect();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (at, function) in functions.iter().enumerate() {
        places.insert(function.name, at);
    }
    let mut calls: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); functions.len()];
    let mut callers = vec![0_usize; functions.len()];
    for (at, function) in functions.iter().enumerate() {
        for id in function.header.first..function.end {
            let Node::Call(callee, _) = tree.node(id) else { continue };
            let (Node::Name(name) | Node::Attribute(_, name)) = tree.node(callee) else { continue };
            if let Some(called) = places.get(name).filter(|called| **called != at)
                && calls[at].insert(*called)
            {
                callers[*called] += 1;
            }
        }
    }
    let mut ready: BTreeSet<usize> = (0..functions.len()).filter(|at| callers[*at] == 0).collect();
    let mut left: BTreeSet<usize> = (0..functions.len()).collect();
    let mut order = Vec::with_capacity(functions.len());
    while let Some(next) = ready.pop_first().or_else(|| left.first().copied()) {
        if !left.remove(&next) {
            continue;
        }
        order.push(next);
        for called in &calls[next] {
            callers[*called] = callers[*called].saturating_sub(1);
            if callers[*called] == 0 {
                ready.insert(*called);
            }
        }
    }
    order
}
