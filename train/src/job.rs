//! What is asked for: a policy, a seed, a number of epochs and a width; and what it yields.

use core::fmt;

use crate::policy::{Policy, Rate};

/// One training to be done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Job {
    /// What sets the rate.
    pub policy: Policy,
    /// Seed of split, initial weights and batch order.
    pub seed: u64,
    /// Passes over the training set, 1 to [`Job::MAX_EPOCHS`].
    pub epochs: u32,
    /// Hidden units: a multiple of 8 from 8 to 128.
    pub width: u32,
}

impl Job {
    /// The longest training there is.
    pub const MAX_EPOCHS: u32 = 1_000;
    /// The usual hidden width.
    pub const WIDTH: u32 = 32;

    /// Whether it can be done at all.
    ///
    /// # Errors
    /// Names what is out of range.
    pub fn check(&self) -> Result<(), JobError> {
        if !(1..=Self::MAX_EPOCHS).contains(&self.epochs) {
            return Err(JobError::Epochs(self.epochs));
        }
        if !(8..=128).contains(&self.width) || !self.width.is_multiple_of(8) {
            return Err(JobError::Width(self.width));
        }
        Ok(())
    }
}

/// A request that cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobError {
    /// Epochs outside 1 to [`Job::MAX_EPOCHS`].
    Epochs(u32),
    /// A width that is not a multiple of 8 from 8 to 128.
    Width(u32),
    /// An empty list of jobs.
    NoJobs,
    /// More jobs than one request may hold.
    TooManyJobs(usize),
    /// Jobs of different widths in one request to one engine.
    MixedWidths,
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JobError::Epochs(n) => write!(f, "epochs must be from 1 to {}, got {n}", Job::MAX_EPOCHS),
            JobError::Width(n) => write!(f, "width must be a multiple of 8 from 8 to 128, got {n}"),
            JobError::NoJobs => write!(f, "jobs must hold at least one job"),
            JobError::TooManyJobs(n) => write!(f, "jobs must hold at most {} jobs, got {n}", crate::MAX_JOBS),
            JobError::MixedWidths => write!(f, "width must be the same for all jobs of a request"),
        }
    }
}

impl core::error::Error for JobError {}

/// Where a run went non-finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Divergence {
    /// The first step (from 0, over the whole run) whose loss, or whose weights after it, are not finite.
    pub step: u32,
}

/// What an engine reports of one replica after one epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct EpochReport {
    /// Mean training loss of each batch.
    pub train_loss: Vec<f32>,
    /// Mean cross entropy over the validation set.
    pub val_loss: f32,
    /// Validation samples told right.
    pub val_correct: u32,
    /// The first step of this epoch that went non-finite.
    pub diverged_at: Option<u32>,
}

/// Everything known of a run so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metrics {
    /// Mean training loss per step.
    pub train_loss: Vec<f32>,
    /// What each step was made with.
    pub rates: Vec<Rate>,
    /// Validation loss per epoch.
    pub val_loss: Vec<f32>,
    /// Validation accuracy per epoch, 0 to 1.
    pub val_accuracy: Vec<f32>,
    /// Where the run went non-finite; it ends there.
    pub divergence: Option<Divergence>,
}
