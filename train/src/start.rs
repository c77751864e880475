//! Where a run starts and what it sees, from a seed: split, initial weights, batch order; the same for every schedule.

use core::fmt;

use crate::digits::SAMPLES;
use crate::model::{INPUTS, TRAIN, VALIDATION, Width};
use crate::rng::Rng;

/// Split, weights and batch order of a run. Always whole: the right sizes, every sample in one part only.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    width: Width,
    train: Vec<u16>,
    validation: Vec<u16>,
    order: Order,
    weights: Vec<f32>,
}

/// The order in which the epochs take the training samples.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Order {
    /// Shuffled afresh for each epoch, from this seed.
    Seeded(u64),
    /// Positions in `train`, one list an epoch.
    Listed(Vec<Vec<u16>>),
}

/// What the generators of one seed are for.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Split,
    Weights,
    /// Epoch 0; the others count on from here.
    Order,
}

impl Start {
    /// The start that `seed` stands for, the weights drawn as `torch.nn.Linear` draws them: evenly within ±1/√fan_in.
    #[must_use]
    pub fn new(seed: u64, width: Width) -> Self {
        let mut train: Vec<u16> = (0..SAMPLES as u16).collect();
        Rng::new(seed, Purpose::Split as u64).shuffle(&mut train);
        let validation = train.split_off(TRAIN);
        let layout = width.layout();
        let mut rng = Rng::new(seed, Purpose::Weights as u64);
        let (first, second) = (1.0 / (INPUTS as f32).sqrt(), 1.0 / (width.units() as f32).sqrt());
        let bound = |at| if at < layout.w2() { first } else { second };
        let weights = (0..layout.parameters()).map(|at| rng.uniform(bound(at))).collect();
        Self { width, train, validation, order: Order::Seeded(seed), weights }
    }

    /// A start listed in full, to follow somebody else's run. `order` holds, for each epoch, positions in `train`;
    /// a run that is longer begins again with the first list.
    ///
    /// # Errors
    /// A list of the wrong length, a sample named twice or not at all.
    pub fn listed(
        width: Width,
        train: Vec<u16>,
        validation: Vec<u16>,
        order: Vec<Vec<u16>>,
        weights: Vec<f32>,
    ) -> Result<Self, StartError> {
        let length = |part, expected: usize, got: usize| {
            if got == expected { Ok(()) } else { Err(StartError::Length { part, expected, got }) }
        };
        length("train", TRAIN, train.len())?;
        length("validation", VALIDATION, validation.len())?;
        length("weights", width.layout().parameters(), weights.len())?;
        if !is_permutation(train.iter().chain(&validation), SAMPLES) {
            return Err(StartError::Split);
        }
        if order.is_empty() {
            return Err(StartError::NoEpochs);
        }
        if let Some(epoch) = order.iter().position(|list| !is_permutation(list.iter(), TRAIN)) {
            return Err(StartError::Order { epoch });
        }
        Ok(Self { width, train, validation, order: Order::Listed(order), weights })
    }

    /// Hidden units.
    #[must_use]
    pub fn width(&self) -> Width {
        self.width
    }

    /// Training samples, 1,440 indices into [`crate::digits`].
    #[must_use]
    pub fn train(&self) -> &[u16] {
        &self.train
    }

    /// Validation samples, 357 indices into [`crate::digits`].
    #[must_use]
    pub fn validation(&self) -> &[u16] {
        &self.validation
    }

    /// Initial parameters, in the layout of [`crate::model::Layout`].
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The 1,440 training samples in the order of epoch `epoch`, as indices into [`crate::digits`]: batch after batch.
    #[must_use]
    pub fn samples(&self, epoch: u32) -> Vec<u16> {
        let mut samples = Vec::new();
        self.samples_into(epoch, &mut samples);
        samples
    }

    /// [`Start::samples`] into a vector that is there already.
    pub fn samples_into(&self, epoch: u32, samples: &mut Vec<u16>) {
        samples.clear();
        match &self.order {
            Order::Seeded(seed) => {
                samples.extend_from_slice(&self.train);
                Rng::new(*seed, Purpose::Order as u64 + u64::from(epoch)).shuffle(samples);
            }
            Order::Listed(lists) => {
                let list = lists.get(epoch as usize % lists.len()).map_or(&[][..], Vec::as_slice);
                samples.extend(list.iter().filter_map(|&at| self.train.get(usize::from(at))));
            }
        }
    }

    /// A short hash of the initial weights, the split and the batches of the first `epochs` epochs.
    #[must_use]
    pub fn fingerprint(&self, epochs: u32) -> Fingerprint {
        let mut hash = Fnv::default();
        self.weights.iter().for_each(|weight| hash.eat(&weight.to_bits().to_le_bytes()));
        self.validation.iter().for_each(|sample| hash.eat(&sample.to_le_bytes()));
        let mut samples = Vec::with_capacity(TRAIN);
        for epoch in 0..epochs {
            self.samples_into(epoch, &mut samples);
            samples.iter().for_each(|sample| hash.eat(&sample.to_le_bytes()));
        }
        Fingerprint((hash.0 ^ (hash.0 >> 32)) as u32)
    }
}

fn is_permutation<'a>(items: impl Iterator<Item = &'a u16>, of: usize) -> bool {
    let mut seen = vec![false; of];
    let mut count = 0;
    for &item in items {
        count += 1;
        match seen.get_mut(usize::from(item)) {
            Some(seen @ false) => *seen = true,
            Some(true) | None => return false,
        }
    }
    count == of
}

/// Tells at a glance whether two runs started alike; shown like `a3f9 c210`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Fingerprint(pub u32);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x} {:04x}", self.0 >> 16, self.0 & 0xFFFF)
    }
}

/// FNV-1a, 64 bits.
#[derive(Debug)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Fnv {
    fn eat(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
}

/// Why a listed start is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartError {
    /// A list of the wrong length.
    Length {
        /// Which list.
        part: &'static str,
        /// How long it must be.
        expected: usize,
        /// How long it is.
        got: usize,
    },
    /// Training and validation samples are not each of the samples once.
    Split,
    /// No epoch has an order.
    NoEpochs,
    /// An epoch does not take each training sample once.
    Order {
        /// Which epoch.
        epoch: usize,
    },
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Length { part, expected, got } => {
                write!(f, "{part} must hold {expected} entries, got {got}")
            }
            StartError::Split => {
                write!(f, "train and validation must name each of the {SAMPLES} samples exactly once")
            }
            StartError::NoEpochs => write!(f, "order must hold at least one epoch"),
            StartError::Order { epoch } => {
                write!(f, "order of epoch {epoch} must name each position from 0 to {} once", TRAIN - 1)
            }
        }
    }
}

impl core::error::Error for StartError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_seed_splits_all_samples_and_each_epoch_takes_every_training_sample_once() {
        let start = Start::new(3, Width::USUAL);
        assert_eq!((start.train().len(), start.validation().len()), (TRAIN, VALIDATION));
        assert!(is_permutation(start.train().iter().chain(start.validation()), SAMPLES));
        let set = |samples: &[u16]| samples.iter().copied().collect::<BTreeSet<u16>>();
        assert_eq!(set(&start.samples(0)), set(start.train()));
        assert_eq!(start.samples(5).len(), TRAIN);
        assert_ne!(start.samples(0), start.samples(1));
    }

    #[test]
    fn weights_fill_the_bounds_of_a_linear_layer() {
        for width in Width::all() {
            let start = Start::new(1, width);
            let (first, second) = start.weights().split_at(width.layout().w2());
            let greatest = |weights: &[f32]| weights.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
            assert!((0.124..=0.125).contains(&greatest(first)));
            let bound = 1.0 / (width.units() as f32).sqrt();
            assert!((0.9 * bound..=bound).contains(&greatest(second)));
        }
    }

    #[test]
    fn a_fingerprint_tells_seeds_widths_and_lengths_apart_and_nothing_else() {
        let print = |seed, width, epochs| Start::new(seed, width).fingerprint(epochs);
        assert_eq!(print(1, Width::USUAL, 2), print(1, Width::USUAL, 2));
        let prints = [
            print(1, Width::USUAL, 2),
            print(2, Width::USUAL, 2),
            print(1, Width::MIN, 2),
            print(1, Width::USUAL, 3),
        ];
        assert_eq!(prints.map(|print| print.0).into_iter().collect::<BTreeSet<_>>().len(), 4);
        assert_eq!(Fingerprint(0xA3F9_C210).to_string(), "a3f9 c210");
        assert_eq!(Fingerprint(0x0000_0001).to_string(), "0000 0001");
    }

    #[test]
    fn a_listed_start_is_refused_where_it_is_not_whole() {
        let whole = Start::new(0, Width::MIN);
        let identity: Vec<u16> = (0..TRAIN as u16).collect();
        let list = |train: &[u16], validation: &[u16], order: Vec<Vec<u16>>, weights: &[f32]| {
            Start::listed(Width::MIN, train.to_vec(), validation.to_vec(), order, weights.to_vec())
        };
        let (train, validation, weights) = (whole.train(), whole.validation(), whole.weights());
        let good = list(train, validation, vec![identity.clone()], weights).unwrap();
        assert_eq!(good.samples(0), train);
        assert_eq!(good.samples(1), train, "a longer run begins again with the first list");

        let part = |got: Result<Start, StartError>| got.unwrap_err();
        assert_eq!(
            part(list(&train[1..], validation, vec![identity.clone()], weights)),
            StartError::Length { part: "train", expected: TRAIN, got: TRAIN - 1 }
        );
        assert!(matches!(
            part(list(train, validation, vec![identity.clone()], &weights[1..])),
            StartError::Length { part: "weights", .. }
        ));
        let mut twice = train.to_vec();
        twice[0] = twice[1];
        assert_eq!(part(list(&twice, validation, vec![identity.clone()], weights)), StartError::Split);
        twice[0] = SAMPLES as u16;
        assert_eq!(part(list(&twice, validation, vec![identity.clone()], weights)), StartError::Split);
        assert_eq!(part(list(train, validation, vec![], weights)), StartError::NoEpochs);
        let short = identity[1..].to_vec();
        assert_eq!(
            part(list(train, validation, vec![identity, short], weights)),
            StartError::Order { epoch: 1 }
        );
    }
}
