//! A batch as the CPU kernel reads it: the values of each sample, and which of them are not 0.

use crate::dataset::Dataset;
use crate::task::BATCH;

/// 32 samples. Many inputs are 0 and add nothing: `inked` says which ones to take.
#[derive(Debug)]
pub struct Batch<const INPUTS: usize, const WORDS: usize> {
    /// For each sample a row with its value in each place that `inked` names.
    pub values: [&'static [f32; INPUTS]; BATCH],
    /// For each sample one bit for each input that is not 0.
    pub inked: [[u64; WORDS]; BATCH],
    /// The class of each sample.
    pub labels: [u8; BATCH],
}

impl<const INPUTS: usize, const WORDS: usize> Batch<INPUTS, WORDS> {
    /// The samples with these indices. If there are fewer than a batch, the first is repeated.
    pub fn new(data: &'static Dataset, samples: &[u16]) -> Self {
        let first = samples.first().copied().unwrap_or_default();
        let mut batch =
            Self { values: [&[0.0; INPUTS]; BATCH], inked: [[0; WORDS]; BATCH], labels: [0; BATCH] };
        for n in 0..BATCH {
            let sample = samples.get(n).copied().unwrap_or(first);
            // A sample that does not exist has no input.
            if let (Some(values), Some(inked)) =
                (data.floats(sample).as_array(), data.words(sample).as_array())
            {
                batch.values[n] = values;
                batch.inked[n] = *inked;
            }
            batch.labels[n] = data.label(sample);
        }
        batch
    }

    /// With the labels that `labels` has for these samples, a whole batch of them.
    pub fn labelled(mut self, samples: &[u16; BATCH], labels: &[u8]) -> Self {
        for (label, &sample) in self.labels.iter_mut().zip(samples) {
            *label = labels.get(usize::from(sample)).copied().unwrap_or(*label);
        }
        self
    }

    /// For each input one bit for each sample in which it is not 0: `inked` with rows and columns exchanged.
    #[inline(never)]
    pub fn touched(&self) -> [u32; INPUTS] {
        let mut touched = [0; INPUTS];
        for word in 0..WORDS {
            let columns = transposed(core::array::from_fn(|n| self.inked[n][word]));
            for (touched, column) in touched.iter_mut().skip(64 * word).zip(columns) {
                *touched = column;
            }
        }
        touched
    }
}

/// Exchanges rows and columns of 32 rows of 64 bits.
#[inline(always)]
fn transposed(mut rows: [u64; BATCH]) -> [u32; 64] {
    // Both halves of each row are turned as 32×32 squares of their own: 16×16 blocks change places, then 8×8, …
    let mut size = 16;
    let mut keep = 0x0000_FFFF_0000_FFFF_u64;
    while size > 0 {
        for block in (0..BATCH).step_by(2 * size) {
            for row in block..block + size {
                let change = ((rows[row] >> size) ^ rows[row + size]) & keep;
                rows[row] ^= change << size;
                rows[row + size] ^= change;
            }
        }
        size /= 2;
        keep ^= keep << size;
    }
    let mut columns = [0; 64];
    for (row, bits) in rows.into_iter().enumerate() {
        columns[row] = bits as u32;
        columns[row + BATCH] = (bits >> BATCH) as u32;
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Task;
    use crate::task::digits::DIGITS;
    use crate::tasks::{SPARSE, TINY};

    fn touched_is_inked_turned<const INPUTS: usize, const WORDS: usize>(task: &Task) {
        let samples: Vec<u16> = (0..32).map(|n| n * 51 % task.data().len() as u16).collect();
        let batch = Batch::<INPUTS, WORDS>::new(task.data(), &samples);
        let touched = batch.touched();
        for (n, inked) in batch.inked.iter().enumerate() {
            for (input, touched) in touched.iter().enumerate() {
                let set = inked[input / 64] >> (input % 64) & 1;
                assert_eq!(set, u64::from(touched >> n & 1), "{task:?}, sample {n}, input {input}");
            }
        }
        assert!(touched.iter().any(|&samples| samples != 0));
    }

    #[test]
    fn the_samples_that_touch_an_input_are_those_in_which_it_is_not_0() {
        touched_is_inked_turned::<64, 1>(&DIGITS);
        touched_is_inked_turned::<7, 1>(&TINY);
        touched_is_inked_turned::<81, 2>(&SPARSE);
    }

    #[test]
    fn a_short_batch_repeats_its_first_sample() {
        let data = DIGITS.data();
        let batch = Batch::<64, 1>::new(data, &[7, 9]);
        assert_eq!(batch.labels[..2], [data.label(7), data.label(9)]);
        assert_eq!(batch.values[31], batch.values[0]);
        assert_eq!(batch.values[0].map(|x| (x * 16.0) as u8).to_vec(), data.row(7));
        assert_eq!(Batch::<64, 1>::new(data, &[u16::MAX]).inked, [[0]; BATCH], "no such sample");
    }
}
