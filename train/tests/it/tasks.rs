//! Tasks that only tests have: small ones whose inputs and classes divide by nothing.

use std::sync::LazyLock;

use etalon_train::dataset::Dataset;
use etalon_train::task::{Measure, Split, SplitBy, Task};

/// A whole number below `end`, from a linear congruential generator.
fn draw(state: &mut u32, end: u32) -> u32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    (*state >> 16) % end
}

static TINY_DATA: LazyLock<Dataset> = LazyLock::new(|| {
    let mut state = 1;
    let (mut labels, mut values) = (Vec::new(), Vec::new());
    for _ in 0..150 {
        let row: [u8; 7] = core::array::from_fn(|_| draw(&mut state, 17) as u8);
        labels.push(if row[0] > 10 { 0 } else { 1 + u8::from(row[5] > row[6]) });
        values.extend(row);
    }
    Dataset::dense(7, 3, labels, values)
});

/// 7 inputs, 3 classes; its epochs are shorter than a round.
pub static TINY: Task = Task::new::<7, 3, 1>(
    "tiny",
    "tiny",
    &TINY_DATA,
    Split { train: 113, validation: 37, by: SplitBy::Seed },
    Measure::Accuracy,
);

static SPARSE_DATA: LazyLock<Dataset> = LazyLock::new(|| {
    let mut state = 2;
    let (mut labels, mut indices) = (Vec::new(), Vec::new());
    for _ in 0..2_180 {
        let letters: [u16; 3] = core::array::from_fn(|_| draw(&mut state, 27) as u16);
        labels.push(((letters[1] + 2 * letters[2]) % 27) as u8);
        indices.extend([letters[0], 27 + letters[1], 54 + letters[2]]);
    }
    Dataset::sparse(81, 27, labels, 3, &indices)
});

/// 81 inputs, of which three are 1, and 27 classes; its epochs are longer than a round.
pub static SPARSE: Task = Task::new::<81, 27, 2>(
    "sparse",
    "sparse",
    &SPARSE_DATA,
    Split { train: 2_080, validation: 100, by: SplitBy::Order },
    Measure::Loss,
);
