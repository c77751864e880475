//! What is trained: data, the shape of a network, and the measure by which a round is judged. A task is one value; adding one is a
//! file here and a row in [`Task::ALL`].
//!
//! Three words have one meaning each. A **batch** is 32 samples, and the optimiser makes one step per batch. A **round** is 45 batches in
//! every task; after a round the network is validated, and a policy that watches a metric observes it. An **epoch** is a pass
//! over the training samples of a task, which are put in a new order for each pass. A round begins where the one before it
//! ended, in the middle of an epoch or at its end. The digits have 45 batches of training samples, so there, and only there, a
//! round is an epoch.

pub mod digits;
pub mod names;

use core::fmt;
use std::sync::LazyLock;

use etalon::Mode;

use crate::dataset::Dataset;
use crate::kernel::{self, Kernel};
use crate::report::{Metrics, Outcome};
use crate::shape::{Shape, Width};

/// Samples in a batch.
pub const BATCH: usize = 32;
/// Batches in a round: optimiser steps between two validations.
pub const ROUND: usize = 45;
/// Training samples that a round takes.
pub const ROUND_SAMPLES: usize = ROUND * BATCH;

/// Something to train: data, a network, a measure.
pub struct Task {
    /// Stable name, for addresses and messages.
    pub id: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// The network, with the usual number of hidden units.
    pub shape: Shape,
    /// How the samples are split.
    pub split: Split,
    /// What a round is judged by.
    pub measure: Measure,
    data: &'static LazyLock<Dataset>,
    kernel: Kernel,
}

/// How the samples of a task are split into training and validation samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// Training samples.
    pub train: usize,
    /// Validation samples.
    pub validation: usize,
    /// What decides which sample is in which part.
    pub by: SplitBy,
}

/// What decides which sample is in which part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitBy {
    /// The seed of a run.
    Seed,
    /// The order of the data: the first samples train, the last validate.
    Order,
}

/// What a round is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Validation accuracy: higher is better.
    Accuracy,
    /// Validation loss: lower is better.
    Loss,
}

impl Measure {
    /// Whether it should fall or rise.
    #[must_use]
    pub const fn mode(self) -> Mode {
        match self {
            Measure::Accuracy => Mode::Max,
            Measure::Loss => Mode::Min,
        }
    }

    /// Its value after each round of a run.
    #[must_use]
    pub fn values(self, metrics: &Metrics) -> &[f32] {
        match self {
            Measure::Accuracy => &metrics.val_accuracy,
            Measure::Loss => &metrics.val_loss,
        }
    }

    /// Its value at the end of a run; none if the run diverged.
    #[must_use]
    pub const fn last(self, outcome: &Outcome) -> Option<f32> {
        match self {
            Measure::Accuracy => outcome.final_accuracy,
            Measure::Loss => outcome.final_loss,
        }
    }
}

impl Task {
    /// Every task, in the order in which they are shown.
    pub const ALL: &'static [&'static Task] = &[&digits::DIGITS, &names::NAMES];

    /// A task with `INPUTS` inputs and `CLASSES` classes. `WORDS` is the number of words of 64 bits that hold one bit per input.
    ///
    /// # Panics
    /// At compile time, if the numbers do not fit each other.
    #[must_use]
    pub const fn new<const INPUTS: usize, const CLASSES: usize, const WORDS: usize>(
        id: &'static str,
        label: &'static str,
        data: &'static LazyLock<Dataset>,
        split: Split,
        measure: Measure,
    ) -> Self {
        assert!(WORDS == INPUTS.div_ceil(64) && INPUTS > 0, "WORDS is INPUTS / 64, rounded up");
        assert!(CLASSES > 0 && CLASSES <= 256, "a label is a byte");
        assert!(split.train > 0 && split.validation > 0, "both parts of a split hold samples");
        assert!(split.train + split.validation <= 1 << 16, "the index of a sample is 16 bits wide");
        let shape = Shape { inputs: INPUTS, hidden: Width::USUAL, classes: CLASSES };
        Self { id, label, shape, split, measure, data, kernel: kernel::network::<INPUTS, CLASSES, WORDS> }
    }

    /// The task with this `id`.
    #[must_use]
    pub fn from_id(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().copied().find(|task| task.id == id)
    }

    /// The samples.
    #[must_use]
    pub fn data(&self) -> &'static Dataset {
        self.data
    }

    /// Batches of a validation.
    #[must_use]
    pub const fn validation_batches(&self) -> usize {
        self.split.validation.div_ceil(BATCH)
    }

    pub(crate) fn kernel(&self) -> Kernel {
        self.kernel
    }
}

/// Tasks have different ids.
impl PartialEq for Task {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Task {}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, shape, split, measure, .. } = self;
        f.debug_struct("Task")
            .field("id", id)
            .field("shape", shape)
            .field("split", split)
            .field("measure", measure)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::FULL;

    #[test]
    fn every_task_is_whole_and_has_a_name_of_its_own() {
        for task in Task::ALL {
            assert_eq!(Task::from_id(task.id), Some(*task));
            assert_eq!(Task::ALL.iter().filter(|other| other.id == task.id).count(), 1);
            let (data, split) = (task.data(), task.split);
            assert_eq!(data.len(), split.train + split.validation, "{}", task.id);
            let in_range = |sample: u16| {
                usize::from(data.label(sample)) < task.shape.classes
                    && data.row(sample).len() == task.shape.inputs
                    && data.row(sample).iter().all(|&value| value <= FULL)
            };
            assert!((0..data.len() as u16).all(in_range), "{}", task.id);
        }
        assert_eq!(Task::from_id("letters"), None);
    }
}
