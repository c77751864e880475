//! Where a run starts and what it sees, from a seed: split, initial weights, batch order, wrong labels. They are the same for every
//! schedule.

mod fingerprint;
mod stream;
mod wrong_labels;

use core::fmt;
use std::borrow::Cow;

pub use self::fingerprint::Fingerprint;
use self::fingerprint::Fnv;
pub use self::stream::Stream;
pub use self::wrong_labels::WrongLabels;
use crate::rng::Rng;
use crate::shape::{Shape, Width};
use crate::task::{SplitBy, Task};

/// Split, weights, batch order and labels of a run. Always whole: the right sizes, every sample in one part only.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    task: &'static Task,
    width: Width,
    train: Vec<u16>,
    validation: Vec<u16>,
    order: Order,
    weights: Vec<f32>,
    labels: Cow<'static, [u8]>,
}

/// The order in which the epochs take the training samples.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Order {
    /// Shuffled for each epoch, from this seed.
    Seeded(u64),
    /// Positions in `train`, one list per epoch.
    Listed(Vec<Vec<u16>>),
}

/// What the generators of one seed are for.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    /// Below the others, because the numbers above them belong to the epochs.
    WrongLabels = -1,
    Split = 0,
    Weights,
    /// Epoch 0. The numbers after it belong to the later epochs.
    Order,
}

impl Start {
    /// The start of `seed`. The weights are drawn as `torch.nn.Linear` draws them: evenly within ±1/√fan_in.
    #[must_use]
    pub fn new(task: &'static Task, seed: u64, width: Width) -> Self {
        Self::mislabelled(task, seed, width, WrongLabels::NONE)
    }

    /// The start of `seed` in which a share of the training labels is wrong. Everything else is the same as without wrong labels.
    #[must_use]
    pub fn mislabelled(task: &'static Task, seed: u64, width: Width, wrong: WrongLabels) -> Self {
        let samples = task.split.train + task.split.validation;
        let mut train: Vec<u16> = (0..samples).map(|sample| sample as u16).collect();
        match task.split.by {
            SplitBy::Seed => Rng::new(seed, Purpose::Split as u64).shuffle(&mut train),
            SplitBy::Order => {}
        }
        let validation = train.split_off(task.split.train);
        let shape = task.shape.with_hidden(width);
        let mut rng = Rng::new(seed, Purpose::Weights as u64);
        let (first, second) = (1.0 / (shape.inputs as f32).sqrt(), 1.0 / (width.units() as f32).sqrt());
        let bound = |at| if at < shape.w2() { first } else { second };
        let weights = (0..shape.parameters()).map(|at| rng.uniform(bound(at))).collect();
        let labels = wrong.labels(task, &train, Rng::new(seed, Purpose::WrongLabels as u64));
        Self { task, width, train, validation, order: Order::Seeded(seed), weights, labels }
    }

    /// A start that is listed in full, to follow a run of another program. `order` holds, for each epoch, positions in `train`. A
    /// longer run begins again with the first list.
    ///
    /// # Errors
    /// A list of the wrong length; a sample that is named twice or not at all.
    pub fn listed(
        task: &'static Task,
        width: Width,
        train: Vec<u16>,
        validation: Vec<u16>,
        order: Vec<Vec<u16>>,
        weights: Vec<f32>,
    ) -> Result<Self, StartError> {
        let length = |part, expected: usize, got: usize| {
            if got == expected { Ok(()) } else { Err(StartError::Length { part, expected, got }) }
        };
        let (split, samples) = (task.split, task.split.train + task.split.validation);
        length("train", split.train, train.len())?;
        length("validation", split.validation, validation.len())?;
        length("weights", task.shape.with_hidden(width).parameters(), weights.len())?;
        if !is_permutation(train.iter().chain(&validation), samples) {
            return Err(StartError::Split { samples });
        }
        if order.is_empty() {
            return Err(StartError::NoEpochs);
        }
        if let Some(epoch) = order.iter().position(|list| !is_permutation(list.iter(), split.train)) {
            return Err(StartError::Order { epoch, last: split.train - 1 });
        }
        let labels = task.data().labels().into();
        Ok(Self { task, width, train, validation, order: Order::Listed(order), weights, labels })
    }

    /// What is trained.
    #[must_use]
    pub fn task(&self) -> &'static Task {
        self.task
    }

    /// The shape of the network.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.task.shape.with_hidden(self.width)
    }

    /// Hidden units.
    #[must_use]
    pub fn width(&self) -> Width {
        self.width
    }

    /// The training samples, as indices into the data of the task.
    #[must_use]
    pub fn train(&self) -> &[u16] {
        &self.train
    }

    /// The validation samples, as indices into the data of the task.
    #[must_use]
    pub fn validation(&self) -> &[u16] {
        &self.validation
    }

    /// The label that the training sees of each sample of the task. Those of the validation samples are true.
    #[must_use]
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// Initial parameters, in the order of [`Shape`].
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The samples of round `round`, batch after batch, as indices into the data of the task. To ask for many rounds, use a
    /// [`Stream`].
    #[must_use]
    pub fn samples(&self, round: u32) -> Vec<u16> {
        Stream::default().round(self, round).to_vec()
    }

    /// The training samples in the order of epoch `epoch`, into a vector that is there already.
    fn epoch_into(&self, epoch: u64, samples: &mut Vec<u16>) {
        samples.clear();
        match &self.order {
            Order::Seeded(seed) => {
                samples.extend_from_slice(&self.train);
                Rng::new(*seed, Purpose::Order as u64 + epoch).shuffle(samples);
            }
            Order::Listed(lists) => {
                let list = lists.get(epoch as usize % lists.len()).map_or(&[][..], Vec::as_slice);
                samples.extend(list.iter().filter_map(|&at| self.train.get(usize::from(at))));
            }
        }
    }

    /// A short hash of the initial weights, the split, the batches of the first `rounds` rounds and the wrong labels.
    #[must_use]
    pub fn fingerprint(&self, rounds: u32) -> Fingerprint {
        let mut hash = Fnv::default();
        self.weights.iter().for_each(|weight| hash.eat(&weight.to_bits().to_le_bytes()));
        self.validation.iter().for_each(|sample| hash.eat(&sample.to_le_bytes()));
        let mut stream = Stream::default();
        for round in 0..rounds {
            stream.round(self, round).iter().for_each(|sample| hash.eat(&sample.to_le_bytes()));
        }
        let labels = (0_u16..).zip(self.labels.iter().zip(self.task.data().labels()));
        for (sample, (wrong, _)) in labels.filter(|(_, (seen, real))| seen != real) {
            hash.eat(&sample.to_le_bytes());
            hash.eat(&[*wrong]);
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
    /// Training and validation samples do not name each sample once.
    Split {
        /// How many samples there are.
        samples: usize,
    },
    /// No epoch has an order.
    NoEpochs,
    /// An epoch does not take each training sample once.
    Order {
        /// Which epoch.
        epoch: usize,
        /// The last position.
        last: usize,
    },
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Length { part, expected, got } => {
                write!(f, "{part} must hold {expected} entries, got {got}")
            }
            StartError::Split { samples } => {
                write!(f, "train and validation must name each of the {samples} samples exactly once")
            }
            StartError::NoEpochs => write!(f, "order must hold at least one epoch"),
            StartError::Order { epoch, last } => {
                write!(f, "order of epoch {epoch} must name each position from 0 to {last} once")
            }
        }
    }
}

impl core::error::Error for StartError {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::task::ROUND_SAMPLES;
    use crate::task::digits::{DIGITS, TRAIN, VALIDATION};
    use crate::tasks::{SPARSE, TINY};

    const SAMPLES: usize = TRAIN + VALIDATION;

    #[test]
    fn a_seed_splits_all_samples_and_each_round_of_the_digits_is_an_epoch() {
        let start = Start::new(&DIGITS, 3, Width::USUAL);
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
            let start = Start::new(&DIGITS, 1, width);
            let (first, second) = start.weights().split_at(start.shape().w2());
            let greatest = |weights: &[f32]| weights.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
            assert!((0.124..=0.125).contains(&greatest(first)));
            let bound = 1.0 / (width.units() as f32).sqrt();
            assert!((0.9 * bound..=bound).contains(&greatest(second)));
        }
    }

    #[test]
    fn a_fingerprint_differs_between_seeds_widths_and_lengths_and_nothing_else() {
        let print = |seed, width, rounds| Start::new(&DIGITS, seed, width).fingerprint(rounds);
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
        let whole = Start::new(&DIGITS, 0, Width::MIN);
        let identity: Vec<u16> = (0..TRAIN as u16).collect();
        let list = |train: &[u16], validation: &[u16], order: Vec<Vec<u16>>, weights: &[f32]| {
            Start::listed(&DIGITS, Width::MIN, train.to_vec(), validation.to_vec(), order, weights.to_vec())
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
        assert_eq!(
            part(list(&twice, validation, vec![identity.clone()], weights)),
            StartError::Split { samples: SAMPLES }
        );
        twice[0] = SAMPLES as u16;
        assert_eq!(
            part(list(&twice, validation, vec![identity.clone()], weights)),
            StartError::Split { samples: SAMPLES }
        );
        assert_eq!(part(list(train, validation, vec![], weights)), StartError::NoEpochs);
        let short = identity[1..].to_vec();
        assert_eq!(
            part(list(train, validation, vec![identity, short], weights)),
            StartError::Order { epoch: 1, last: TRAIN - 1 }
        );
    }

    #[test]
    fn rounds_are_the_epochs_one_after_another_whatever_their_length() {
        for task in [&TINY, &SPARSE] {
            let start = Start::new(task, 4, Width::MIN);
            let mut stream = Stream::default();
            let rounds: Vec<u16> = (0..7).flat_map(|round| stream.round(&start, round).to_vec()).collect();
            assert_eq!(rounds.len(), 7 * ROUND_SAMPLES);
            let mut epoch = Vec::new();
            for (at, samples) in (0..).zip(rounds.chunks(task.split.train)) {
                start.epoch_into(at, &mut epoch);
                assert_eq!(epoch[..samples.len()], *samples, "{task:?}, epoch {at}");
                let (mut taken, mut train) = (epoch.clone(), start.train().to_vec());
                taken.sort_unstable();
                train.sort_unstable();
                assert_eq!(taken, train, "{task:?}: an epoch takes every training sample once");
            }
            // Rounds may be asked for in any order.
            assert_eq!(stream.round(&start, 3), &rounds[3 * ROUND_SAMPLES..4 * ROUND_SAMPLES]);
            assert_eq!(start.samples(6), &rounds[6 * ROUND_SAMPLES..]);
        }
    }

    #[test]
    fn only_a_split_by_seed_depends_on_the_seed() {
        let train = |task, seed| Start::new(task, seed, Width::MIN).train().to_vec();
        assert_ne!(train(&TINY, 1), train(&TINY, 2));
        assert_eq!(train(&SPARSE, 1), (0..2_080).collect::<Vec<u16>>());
        assert_eq!(Start::new(&SPARSE, 1, Width::MIN).validation(), (2_080..2_180).collect::<Vec<u16>>());
    }
}
