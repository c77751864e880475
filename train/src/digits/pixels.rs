//! The pixels of the next digit, row by row: what stands around each, and what digits like it have there, tell what to expect.

use super::alike::Lately;
use super::mixer::Mixer;
use super::questions::halve;
use crate::model::{CLASSES, INPUTS};

/// A picture with a margin, so that every pixel has neighbours: a row above, two columns on the left, one on the right.
const STRIDE: usize = 11;
const FRAMED: usize = 9 * STRIDE;

pub struct Pixels {
    mixer: Mixer,
    lately: [Lately; CLASSES],
}

impl Pixels {
    pub fn new() -> Self {
        Self { mixer: Mixer::new(), lately: [Lately::NONE; CLASSES] }
    }

    /// `answer` is given the place, what to ask for there at least, and how likely a yes is.
    pub fn next(&mut self, label: usize, mut answer: impl FnMut(usize, u8, u16) -> bool) -> [u8; INPUTS] {
        let Self { mixer, lately } = self;
        let lately = &mut lately[label];
        let mut distances = lately.distances();
        let mut digit = [0; INPUTS];
        let mut inks = [0; FRAMED];
        let mut wrong = [0; FRAMED];
        for (place, pixel) in digit.iter_mut().enumerate() {
            let at = (place / 8 + 1) * STRIDE + place % 8 + 2;
            let (left, above) = (at - 1, at - STRIDE);
            let expected = lately.expected(place, &distances);
            let shades = |greys, around: &[usize]| {
                around.iter().fold(0, |view, &near| (greys + 2) * view + shade(inks[near], greys))
            };
            let here = 5 * (label * INPUTS + place);
            let views = [
                here + shades(3, &[left]),
                here + shades(3, &[above]),
                shades(3, &[left, above, above + 1, above - 1]),
                shades(6, &[left, left - 1, above]),
                expected.alike as usize / 4,
            ];
            let mut ask = |node: usize, at_least: u8| {
                let asked = 16 * i32::from(at_least);
                let numbers = [expected.alike - asked, expected.mean - asked, wrong[left], wrong[above]];
                mixer.ask(node, &views, numbers.map(|sixteenths| 4 * sixteenths), |yes| {
                    answer(place, at_least, yes)
                })
            };
            // Half of all pixels are white. That is asked first, at the node that halving leaves free.
            *pixel = if ask(0, 1) { halve(1, ask) } else { 0 };
            inks[at] = *pixel;
            wrong[at] = 16 * i32::from(*pixel) - expected.alike;
            lately.learn(place, *pixel, &mut distances);
        }
        lately.remember(&digit);
        digit
    }
}

/// White, so many greys, black.
fn shade(ink: u8, greys: usize) -> usize {
    greys * usize::from(ink) / 16 + usize::from(ink > 0)
}
