//! The next label. Everybody wrote the same digits in the same order, so what followed the last three before tends to follow again.

use super::chance::Chance;
use super::questions::{NODES, halve};
use crate::model::CLASSES;

pub struct Labels {
    last_three: usize,
    followed: [u8; 1_000],
    /// By node, and by what the guess answers there: nothing, no, yes.
    chances: [[Chance; 3]; NODES],
}

impl Labels {
    /// Stands for no guess yet; it is above all labels.
    const NONE: u8 = 16;

    pub fn new() -> Self {
        Self { last_three: 0, followed: [Self::NONE; 1_000], chances: [[Chance::EVEN; 3]; NODES] }
    }

    pub fn next(&mut self, mut answer: impl FnMut(u8, u16) -> bool) -> u8 {
        let guess = self.followed[self.last_three];
        let label = halve(0, |node, at_least| {
            // A question splits a range in the middle: it begins where the lowest bit is left out.
            let begin = at_least & (at_least - 1);
            let end = 2 * at_least - begin;
            let hint = if (begin..end).contains(&guess) { 1 + usize::from(guess >= at_least) } else { 0 };
            let chance = &mut self.chances[node][hint];
            let yes = answer(at_least, chance.yes());
            chance.learn(yes);
            yes
        });
        let label = label.min(CLASSES as u8 - 1);
        self.followed[self.last_three] = label;
        self.last_three = (10 * self.last_three + usize::from(label)) % 1_000;
        label
    }
}
