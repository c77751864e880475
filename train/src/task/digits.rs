//! The 1,797 handwritten digits of 8×8 pixels. Source and licence: `data/ATTRIBUTION.md`.

use std::sync::LazyLock;

use super::{Measure, Split, SplitBy, Task};
use crate::dataset::Dataset;

/// Pixels of a digit, row by row from the top left.
pub const INPUTS: usize = 64;
/// The digits from 0 to 9.
pub const CLASSES: usize = 10;
/// Training samples: a round, so that a round is an epoch here.
pub const TRAIN: usize = 1_440;
/// Validation samples.
pub const VALIDATION: usize = 357;

const SAMPLES: usize = TRAIN + VALIDATION;

/// The labels, then the pixels, a byte each: `data/export.py` writes them.
static FILE: &[u8; SAMPLES * (1 + INPUTS)] = include_bytes!("../../data/digits.bin");

static DATA: LazyLock<Dataset> = LazyLock::new(|| {
    let (labels, pixels) = FILE.split_at(SAMPLES);
    Dataset::dense(INPUTS, CLASSES, labels, pixels)
});

/// Which digit is it?
pub static DIGITS: Task = Task::new::<INPUTS, CLASSES, 1>(
    "digits",
    "digits",
    &DATA,
    Split { train: TRAIN, validation: VALIDATION, by: SplitBy::Seed },
    Measure::Accuracy,
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::FULL;

    /// Sums that `data/export.py` and numpy computed from scikit-learn's own arrays. The weights make them depend on the order.
    #[test]
    fn the_samples_are_scikit_learns() {
        let labels = DATA.labels();
        let flat: Vec<u64> = (0..SAMPLES as u16).flat_map(|sample| DATA.row(sample)).map(u64::from).collect();
        assert_eq!(flat.len(), SAMPLES * INPUTS);
        assert_eq!(flat.iter().sum::<u64>(), 561_718);
        assert_eq!((1..).zip(&flat).map(|(at, pixel)| at * pixel).sum::<u64>(), 32_232_145_379);
        assert_eq!(flat.iter().max(), Some(&u64::from(FULL)));
        assert_eq!((1..).zip(labels).map(|(at, &label)| at * u64::from(label)).sum::<u64>(), 7_272_861);
        let count = |digit| labels.iter().filter(|&&label| usize::from(label) == digit).count();
        let counts: [usize; CLASSES] = core::array::from_fn(count);
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
        assert_eq!(DATA.row(0)[..16], [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]);
    }
}
