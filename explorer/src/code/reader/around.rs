//! What is around a statement: loops, branches and conditions. The body of a function has what is around its calls.

use super::walk::{Loop, Walk};
use super::when::{Counter, When};

/// What is around a statement.
#[derive(Debug, Clone)]
pub struct Around<'a> {
    loops: Vec<Loop>,
    turn: u32,
    around: u32,
    forks: u32,
    covered: u32,
    often: u32,
    rank: u8,
    counters: Vec<Counter>,
    whens: Vec<When<'a>>,
    turns: Vec<String>,
    is_called: bool,
    is_alone_loop: bool,
}

impl<'a> Walk<'a> {
    /// Remembers what is around a call of a function of the text.
    pub(super) fn called_from_here(&mut self, name: &'a str) {
        if self.is_dead || self.is_pure {
            return;
        }
        let (turn, loops, is_sure) = (self.turn, self.loops.clone(), self.forks == 0);
        let here = self.around_here();
        self.callers
            .entry(name)
            .and_modify(|known| {
                // Two calls in one turn are two runs of the body, unless branches choose between them.
                let is_other = |one: &Around<'_>| {
                    one.turn != turn || one.loops != loops || is_sure && one.forks == 0 && !loops.is_empty()
                };
                if known.as_ref().is_some_and(is_other) {
                    *known = None;
                }
            })
            .or_insert(Some(here));
    }

    fn around_here(&self) -> Around<'a> {
        Around {
            loops: self.loops.clone(),
            turn: self.turn,
            around: self.around,
            forks: self.forks,
            covered: self.covered,
            often: self.often,
            rank: self.rank,
            counters: self.counters.clone(),
            whens: self.whens.clone(),
            turns: self.turns.clone(),
            is_called: self.is_called,
            is_alone_loop: self.is_alone_loop,
        }
    }

    /// Goes to the body of a function: all of its calls are in one place, or nothing is known of them. What was around before is
    /// returned.
    pub(super) fn enter_body(&mut self, name: &str) -> Around<'a> {
        let before = self.around_here();
        let there = self.callers.get(name).cloned().flatten();
        let is_called = there.is_some();
        self.leave_body(there.unwrap_or(Around {
            loops: Vec::new(),
            turn: 0,
            around: 0,
            forks: 0,
            covered: 0,
            often: 1,
            rank: 1,
            counters: Vec::new(),
            whens: Vec::new(),
            turns: Vec::new(),
            is_called: false,
            is_alone_loop: false,
        }));
        self.is_called = is_called;
        self.bodies += 1;
        before
    }

    /// Comes back from the body of a function.
    pub(super) fn leave_body(&mut self, there: Around<'a>) {
        self.loops = there.loops;
        (self.turn, self.around) = (there.turn, there.around);
        (self.forks, self.covered, self.often, self.rank) =
            (there.forks, there.covered, there.often, there.rank);
        (self.is_called, self.is_alone_loop) = (there.is_called, there.is_alone_loop);
        (self.counters, self.whens, self.turns) = (there.counters, there.whens, there.turns);
    }
}
