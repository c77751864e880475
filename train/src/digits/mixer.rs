//! One chance out of many clues: each weighs what it has proved to be worth, as in the compressors of the PAQ family.

use super::chance::{Chance, Logistic, ONE};
use super::questions::NODES;
use crate::model::{CLASSES, INPUTS};

/// A pixel's surroundings seen in five ways. Each has this many different views, and each view a chance of its own at every node.
pub const VIEWS: [usize; 5] = [CLASSES * INPUTS * 5, CLASSES * INPUTS * 5, 5 * 5 * 5 * 5, 8 * 8 * 8, 65];
/// Clues that are numbers: the higher, the likelier a yes.
pub const NUMBERS: usize = 4;
/// All that is mixed; the one besides is a constant.
const CLUES: usize = VIEWS.len() + 1 + NUMBERS;

pub struct Mixer {
    logistic: Logistic,
    chances: Vec<Chance>,
    /// What each clue is worth at each node, beyond the mean of the views; 65,536 is 1.
    weights: [[i32; CLUES]; NODES],
}

impl Mixer {
    pub fn new() -> Self {
        Self {
            logistic: Logistic::new(),
            chances: vec![Chance::EVEN; NODES * VIEWS.iter().sum::<usize>()],
            weights: [[0; CLUES]; NODES],
        }
    }

    /// Asks with the mixed chance, in 65,536, and learns from the answer.
    pub fn ask(
        &mut self,
        node: usize,
        views: &[usize; VIEWS.len()],
        numbers: [i32; NUMBERS],
        answer: impl FnOnce(u16) -> bool,
    ) -> bool {
        let mut places = [0; VIEWS.len()];
        let mut before = 0;
        for ((place, view), views) in places.iter_mut().zip(views).zip(VIEWS) {
            *place = NODES * (before + view) + node;
            before += views;
        }
        let mut clues = [ONE; CLUES];
        for (clue, place) in clues.iter_mut().zip(places) {
            *clue = self.logistic.scale(self.chances[place]);
        }
        clues[VIEWS.len() + 1..].copy_from_slice(&numbers);

        let mean = clues[..VIEWS.len()].iter().sum::<i32>() * ((1 << 16) / VIEWS.len() as i32);
        let weights = &mut self.weights[node];
        let mix = |mix: i32, (weight, clue): (&i32, &i32)| mix.wrapping_add(weight.wrapping_mul(*clue));
        let yes = self.logistic.chance(weights.iter().zip(&clues).fold(mean, mix) >> 16);
        let is = answer(yes);

        let error = if is { i32::from(u16::MAX) } else { 0 } - i32::from(yes);
        for (weight, clue) in weights.iter_mut().zip(clues) {
            *weight = weight.wrapping_add((error * clue + (1 << 15)) >> 16);
        }
        for place in places {
            self.chances[place].learn(is);
        }
        is
    }
}
