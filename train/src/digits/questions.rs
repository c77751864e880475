//! What digits.bin says: the answers to one question after the other, is this value at least so much? The same walk writes and reads it.

use super::Digits;
use super::labels::Labels;
use super::pixels::Pixels;
use crate::model::INPUTS;

/// A question about one value of one sample.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    pub sample: usize,
    /// The pixel asked about; without one it is the label.
    pub place: Option<usize>,
    pub at_least: u8,
}

/// The digits that the answers tell. With each question comes how likely a yes is, of 65,536, learned from those before.
pub fn ask(samples: usize, mut answer: impl FnMut(Question, u16) -> bool) -> Digits {
    let mut labels = Labels::new();
    let mut pixels = Pixels::new();
    let mut digits = Digits { pixels: vec![[0; INPUTS]; samples], labels: vec![0; samples] };
    for (sample, (digit, label)) in digits.pixels.iter_mut().zip(&mut digits.labels).enumerate() {
        *label = labels.next(|at_least, yes| answer(Question { sample, place: None, at_least }, yes));
        let ask_pixel = |place, at_least, yes| answer(Question { sample, place: Some(place), at_least }, yes);
        *digit = pixels.next((*label).into(), ask_pixel);
    }
    digits
}

/// Nodes in the tree of questions that finds one of sixteen values; the root is node 1.
pub const NODES: usize = 16;

/// One of the sixteen values from `low` up, by halving; told with each question is its node.
pub fn halve(mut low: u8, mut answer: impl FnMut(usize, u8) -> bool) -> u8 {
    let (mut node, mut half) = (1, NODES as u8 / 2);
    while node < NODES {
        let yes = answer(node, low + half);
        low += if yes { half } else { 0 };
        node = 2 * node + usize::from(yes);
        half /= 2;
    }
    low
}
