//! 2,268 first names, letter by letter: which letter comes after three? Source and licence: `data/ATTRIBUTION.md`.
//!
//! A sample is three letters and the letter that follows. 0 stands before the first letter and after the last, 1 to 26 are a to z.
//! "ada" makes (0,0,0)→1, (0,0,1)→4, (0,1,4)→1 and (1,4,1)→0. The network sees the three letters as three one-hot vectors of 27, the
//! oldest first. The names are in a fixed order: the first 14,400 samples train and may end inside a name; the 1,440 from the next name
//! on validate. No sample of a name that validates is trained.

mod invent;

use std::sync::LazyLock;

pub use self::invent::{InventError, invent};
use super::{Measure, Split, SplitBy, Task};
use crate::dataset::Dataset;
use crate::inspect::{Answer, Trained};

/// Letters that a sample shows.
pub const LETTERS: usize = 3;
/// A to z, and the place before or after a name.
pub const CLASSES: usize = 27;
/// One-hot vectors of three letters.
pub const INPUTS: usize = LETTERS * CLASSES;
/// Training samples: ten rounds.
pub const TRAIN: usize = 14_400;
/// Validation samples.
pub const VALIDATION: usize = 1_440;

/// What stands before the first letter and after the last.
const END: u8 = 0;

/// One name a line, in the order of the samples.
static FILE: &str = include_str!("../../data/names.txt");

static DATA: LazyLock<Dataset> = LazyLock::new(|| {
    let (mut letters, mut inputs) = (Vec::new(), Vec::new());
    for name in FILE.lines() {
        // The name that the training samples cut ends there, so that the next name validates.
        let room = if letters.len() < TRAIN { TRAIN } else { TRAIN + VALIDATION } - letters.len();
        for (before, letter) in samples(name).take(room) {
            inputs.extend(places(before));
            letters.push(letter);
        }
    }
    Dataset::sparse(INPUTS, CLASSES, letters, LETTERS, &inputs)
});

/// Which letter comes next?
pub static NAMES: Task = Task::new::<INPUTS, CLASSES, 2>(
    "names",
    "names",
    &DATA,
    Split { train: TRAIN, validation: VALIDATION, by: SplitBy::Order },
    Measure::Loss,
);

/// What `model` predicts after these letters, the oldest first: 0 stands before a name, 1 to 26 are a to z, and a greater number counts
/// as z.
#[must_use]
pub fn next(model: &Trained, before: [u8; LETTERS]) -> Answer {
    let before = before.map(|letter| letter.min(CLASSES as u8 - 1));
    model.answer_to(places(before).map(|place| (usize::from(place), 1.0)).into_iter())
}

/// Every three letters of a name, and the letter that follows.
fn samples(name: &str) -> impl Iterator<Item = ([u8; LETTERS], u8)> {
    let letters = name.bytes().map(|letter| letter.wrapping_sub(b'a' - 1)).chain([END]);
    letters.scan([END; LETTERS], |before, letter| {
        let sample = (*before, letter);
        *before = pushed(*before, letter);
        Some(sample)
    })
}

/// The last three letters, with one letter more.
fn pushed([_, second, third]: [u8; LETTERS], letter: u8) -> [u8; LETTERS] {
    [second, third, letter]
}

/// The inputs that are 1 after these letters.
fn places(before: [u8; LETTERS]) -> [u16; LETTERS] {
    let [first, second, third] = before.map(u16::from);
    let class = CLASSES as u16;
    [first, class + second, 2 * class + third]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_into_three_letters_and_the_next() {
        let ada: Vec<_> = samples("ada").collect();
        assert_eq!(ada, [([0, 0, 0], 1), ([0, 0, 1], 4), ([0, 1, 4], 1), ([1, 4, 1], 0)]);
        assert_eq!(places([1, 4, 26]), [1, 31, 80]);
    }

    /// What a program of its own counts in the file.
    #[test]
    fn the_samples_are_those_of_the_rule() {
        assert_eq!((FILE.lines().count(), FILE.len()), (2_268, 15_851));
        assert!(FILE.lines().all(|name| (3..=12).contains(&name.len())));
        assert!(FILE.bytes().all(|byte| byte == b'\n' || byte.is_ascii_lowercase()));
        let labels = DATA.labels();
        assert_eq!(labels.len(), TRAIN + VALIDATION);
        let weighted = |of: &[u8]| (1..).zip(of).map(|(at, &label)| at * u64::from(label)).sum::<u64>();
        assert_eq!((weighted(&labels[..TRAIN]), weighted(&labels[TRAIN..])), (942_274_355, 9_919_436));
        let inputs = |sample| DATA.inputs_of(sample).map(|(at, _)| at).collect::<Vec<_>>();
        let before: u64 = (1..)
            .zip(0..labels.len() as u16)
            .map(|(at, sample): (u64, u16)| {
                let [first, second, third] = inputs(sample).try_into().unwrap();
                at * (first + 100 * (second - 27) + 10_000 * (third - 54)) as u64
            })
            .sum();
        assert_eq!(before, 11_596_580_005_650);
        // "stephana" is the first name that validates, because "giustino" is cut after one sample.
        assert_eq!((inputs(14_399), labels[14_399]), (vec![0, 27, 54], 7));
        assert_eq!((inputs(14_402), labels[14_402]), (vec![0, 27 + 19, 54 + 20], 5));
    }
}
