//! The samples of a task, each with a label, in the form in which the engines read them.

use std::borrow::Cow;

/// The greatest value of an input in a file. The network sees values divided by it.
pub const FULL: u8 = 16;

/// Samples in order. Every value is legal: what is given beyond a bound is brought to it.
#[derive(Debug)]
pub struct Dataset {
    inputs: usize,
    labels: Cow<'static, [u8]>,
    values: Values,
    /// For each sample one bit for each input that is not 0, in words of 64.
    nonzero: Vec<u64>,
}

/// What the inputs that are not 0 hold.
#[derive(Debug)]
enum Values {
    /// Each sample has a row of values: `sixteenths` as in the file, `floats` as the network reads them.
    Dense { sixteenths: Cow<'static, [u8]>, floats: Vec<f32> },
    /// 1 in every place that `nonzero` names: the one row that all samples share.
    Ones(Vec<f32>),
}

impl Dataset {
    /// Samples of `inputs` values each, from 0 to [`FULL`], sample by sample. There are as many as there are both rows and
    /// labels.
    #[must_use]
    pub fn dense(
        inputs: usize,
        classes: usize,
        labels: impl Into<Cow<'static, [u8]>>,
        values: impl Into<Cow<'static, [u8]>>,
    ) -> Self {
        let (values, inputs) = (values.into(), inputs.max(1));
        let labels = checked(labels.into(), classes, values.len() / inputs);
        let floats = values.iter().map(|&value| f32::from(value.min(FULL)) / f32::from(FULL)).collect();
        let rows = values.chunks_exact(inputs).take(labels.len());
        let set =
            |row: &[u8]| bits(inputs, (0..).zip(row).filter(|(_, value)| **value != 0).map(|(at, _)| at));
        let nonzero = rows.flat_map(set).collect();
        Self { inputs, labels, values: Values::Dense { sixteenths: values, floats }, nonzero }
    }

    /// Samples that are 1 in a few places and 0 elsewhere: for each sample the indices of `ones` inputs.
    #[must_use]
    pub fn sparse(
        inputs: usize,
        classes: usize,
        labels: impl Into<Cow<'static, [u8]>>,
        ones: usize,
        indices: &[u16],
    ) -> Self {
        let (inputs, ones) = (inputs.max(1), ones.max(1));
        let labels = checked(labels.into(), classes, indices.len() / ones);
        let rows = indices.chunks_exact(ones).take(labels.len());
        let nonzero = rows.flat_map(|row| bits(inputs, row.iter().map(|&at| usize::from(at)))).collect();
        Self { inputs, labels, values: Values::Ones(vec![1.0; inputs]), nonzero }
    }

    /// Number of samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no sample.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The class of each sample.
    #[must_use]
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// The class of a sample; 0 if there is no such sample.
    #[must_use]
    pub fn label(&self, sample: u16) -> u8 {
        self.labels.get(usize::from(sample)).copied().unwrap_or_default()
    }

    /// The inputs of a sample from 0 to [`FULL`]: the row of a file.
    #[must_use]
    pub fn row(&self, sample: u16) -> Vec<u8> {
        let row = match &self.values {
            Values::Dense { sixteenths, .. } => sixteenths.chunks_exact(self.inputs).nth(usize::from(sample)),
            Values::Ones(_) => None,
        };
        let clamped = |row: &[u8]| row.iter().map(|&value| value.min(FULL)).collect();
        row.map_or_else(|| self.ones(sample), clamped)
    }

    fn ones(&self, sample: u16) -> Vec<u8> {
        let mut row = vec![0; self.inputs];
        self.inputs_of(sample).for_each(|(input, _)| row[input] = FULL);
        row
    }

    /// The inputs of a sample that are not 0, in order, with their values.
    pub fn inputs_of(&self, sample: u16) -> impl Iterator<Item = (usize, f32)> {
        let (words, values) = (self.words(sample), self.floats(sample));
        let set = |word: u64| (0..64).filter(move |bit| word >> bit & 1 == 1);
        let places = (0..).zip(words).flat_map(move |(at, word)| set(*word).map(move |bit| 64 * at + bit));
        places.filter_map(move |input| Some((input, *values.get(input)?)))
    }

    /// For a sample one bit for each input that is not 0, in words of 64.
    #[must_use]
    pub fn words(&self, sample: u16) -> &[u64] {
        let words = self.inputs.div_ceil(64);
        self.nonzero.get(usize::from(sample) * words..).and_then(|rest| rest.get(..words)).unwrap_or_default()
    }

    /// A row that holds the sample's value in each place that [`Dataset::words`] names.
    #[must_use]
    pub fn floats(&self, sample: u16) -> &[f32] {
        match &self.values {
            Values::Dense { floats, .. } => {
                let from = usize::from(sample) * self.inputs;
                floats.get(from..).and_then(|rest| rest.get(..self.inputs)).unwrap_or_default()
            }
            Values::Ones(row) => row,
        }
    }
}

/// Labels below `classes`, at most `samples` of them.
fn checked(mut labels: Cow<'static, [u8]>, classes: usize, samples: usize) -> Cow<'static, [u8]> {
    let last = u8::try_from(classes.max(1) - 1).unwrap_or(u8::MAX);
    if labels.len() > samples || labels.iter().any(|&label| label > last) {
        labels = labels.iter().take(samples).map(|&label| label.min(last)).collect();
    }
    labels
}

/// A bit for each of these places below `inputs`.
fn bits(inputs: usize, places: impl Iterator<Item = usize>) -> Vec<u64> {
    let mut words = vec![0; inputs.div_ceil(64)];
    places.filter(|&at| at < inputs).for_each(|at| words[at / 64] |= 1 << (at % 64));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparse_sample_is_the_dense_one_with_ones_in_its_places() {
        let indices = [0, 64, 80, 3, 3, 63];
        let sparse = Dataset::sparse(81, 27, vec![26, 0], 3, &indices);
        let mut rows = vec![0; 2 * 81];
        [0, 64, 80, 81 + 3, 81 + 63].iter().for_each(|&at| rows[at] = FULL);
        let dense = Dataset::dense(81, 27, vec![26, 0], rows);
        assert_eq!((sparse.len(), sparse.labels()), (2, dense.labels()));
        for sample in [0, 1, 2] {
            assert_eq!(sparse.words(sample), dense.words(sample));
            let inputs: Vec<_> = sparse.inputs_of(sample).collect();
            assert_eq!(inputs, dense.inputs_of(sample).collect::<Vec<_>>());
            if sample < 2 {
                assert_eq!(sparse.row(sample), dense.row(sample));
            }
        }
        assert_eq!(sparse.inputs_of(0).collect::<Vec<_>>(), [(0, 1.0), (64, 1.0), (80, 1.0)]);
    }

    #[test]
    fn what_is_beyond_a_bound_is_brought_to_it() {
        let dataset = Dataset::dense(2, 3, vec![7, 2, 1], vec![200, 0, 4, 16]);
        assert_eq!((dataset.labels(), dataset.len(), dataset.is_empty()), (&[2, 2][..], 2, false));
        assert_eq!(dataset.inputs_of(0).collect::<Vec<_>>(), [(0, 1.0)]);
        assert_eq!((dataset.row(0), dataset.row(1), dataset.label(9)), (vec![16, 0], vec![4, 16], 0));
        assert_eq!(Dataset::sparse(2, 3, vec![1], 1, &[9]).inputs_of(0).count(), 0);
    }
}
