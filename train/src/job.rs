//! What is asked for: a policy, a seed, a number of epochs, a width and a weight decay; and what it yields.

use core::fmt;

use etalon::param::Refused;
use etalon::{ParamError, Reason};

use crate::model::{WEIGHT_DECAY, Width};
use crate::policy::{Controller, Policy, Rate};
use crate::setting::Setting;
use crate::start::Start;

/// One training to be done. Always possible: what makes one refuses any other.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(into = "Wire", try_from = "Wire")]
pub struct Job {
    policy: Policy,
    seed: u64,
    epochs: u32,
    width: Width,
    weight_decay: f64,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Wire { policy: Policy, seed: u64, epochs: u32, width: u32, weight_decay: f64 }
impl From<Job> for Wire {
    fn from(job: Job) -> Self {
        Self { policy: job.policy, seed: job.seed, epochs: job.epochs, width: job.width.units() as u32, weight_decay: job.weight_decay }
    }
}
impl TryFrom<Wire> for Job {
    type Error = JobError;
    fn try_from(w: Wire) -> Result<Self, JobError> {
        Job::new(w.policy, w.seed, w.epochs, Width::new(w.width)?)?.with_weight_decay(w.weight_decay)
    }
}

impl Job {
    /// The longest training there is.
    pub const MAX_EPOCHS: u32 = 1_000;

    /// Trains under `policy` for `epochs` passes over the training set, from the start that `seed` stands for, with
    /// the usual weight decay.
    ///
    /// # Errors
    /// Epochs outside 1 to [`Job::MAX_EPOCHS`].
    pub fn new(policy: Policy, seed: u64, epochs: u32, width: Width) -> Result<Self, JobError> {
        if !(1..=Self::MAX_EPOCHS).contains(&epochs) {
            return Err(JobError::Epochs(epochs));
        }
        Ok(Self { policy, seed, epochs, width, weight_decay: WEIGHT_DECAY })
    }

    /// With another weight decay.
    ///
    /// # Errors
    /// Not finite or below 0.
    pub fn with_weight_decay(self, weight_decay: f64) -> Result<Self, JobError> {
        Setting::WeightDecay.check(weight_decay)?;
        Ok(Self { weight_decay, ..self })
    }

    /// What sets the rate.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Seed of split, initial weights and batch order.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Passes over the training set.
    #[must_use]
    pub fn epochs(&self) -> u32 {
        self.epochs
    }

    /// Hidden units.
    #[must_use]
    pub fn width(&self) -> Width {
        self.width
    }

    /// AdamW's decoupled weight decay.
    #[must_use]
    pub fn weight_decay(&self) -> f64 {
        self.weight_decay
    }

    /// What makes its rates, before the first epoch.
    #[must_use]
    pub fn controller(&self) -> Controller {
        Controller::new(self.policy.clone()).with_weight_decay(self.weight_decay)
    }

    /// The start that its seed stands for.
    #[must_use]
    pub fn start(&self) -> Start {
        Start::new(self.seed, self.width)
    }
}

/// A request that cannot be done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum JobError {
    /// Epochs outside 1 to [`Job::MAX_EPOCHS`].
    Epochs(u32),
    /// A width that is not a multiple of 8 from 8 to 128.
    Width(u32),
    /// A setting outside its domain.
    Setting {
        /// Which.
        setting: Setting,
        /// The value that was offered.
        value: f64,
        /// Why it was refused.
        reason: Reason,
    },
    /// Settings that a schedule refuses.
    Policy(ParamError),
    /// An empty list of jobs.
    NoJobs,
    /// More jobs than one request may hold.
    TooManyJobs(usize),
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JobError::Epochs(n) => write!(f, "epochs must be from 1 to {}, got {n}", Job::MAX_EPOCHS),
            JobError::Width(n) => write!(f, "hidden_width must be a multiple of 8 from 8 to 128, got {n}"),
            JobError::Setting { setting, value, reason } => {
                Refused { id: setting.spec().id, value: *value, reason: *reason }.fmt(f)
            }
            JobError::Policy(why) => why.fmt(f),
            JobError::NoJobs => write!(f, "jobs must hold at least one job"),
            JobError::TooManyJobs(n) => write!(f, "jobs must hold at most {} jobs, got {n}", crate::MAX_JOBS),
        }
    }
}

impl core::error::Error for JobError {}

/// Where a run went non-finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Divergence {
    /// The first step (from 0, over the whole run) whose loss, or whose weights after it, are not finite.
    pub step: u32,
}

/// What an engine reports of one replica after one epoch. Of a replica that diverged earlier, and so is not trained any
/// more, it reports [`EpochReport::ended`].
#[derive(Debug, Clone, PartialEq)]
pub struct EpochReport {
    /// Mean training loss of each batch, up to the step that diverged.
    pub train_loss: Vec<f32>,
    /// Mean cross entropy over the validation set; NaN after a divergence.
    pub val_loss: f32,
    /// Validation samples told right; 0 after a divergence.
    pub val_correct: u32,
    /// The first step of this epoch whose loss, or whose weights after it, are not finite.
    pub diverged_at: Option<u32>,
}

impl EpochReport {
    /// Nothing was trained: the replica had diverged before this epoch.
    #[must_use]
    pub fn ended() -> Self {
        Self { train_loss: Vec::new(), val_loss: f32::NAN, val_correct: 0, diverged_at: None }
    }
}

/// Everything known of a run so far.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Metrics {
    /// Mean training loss per step.
    pub train_loss: Vec<f32>,
    /// What each step was made with.
    pub rates: Vec<Rate>,
    /// Validation loss per epoch; none for the epoch of a divergence.
    pub val_loss: Vec<f32>,
    /// Validation accuracy per epoch, 0 to 1; none for the epoch of a divergence.
    pub val_accuracy: Vec<f32>,
    /// Where the run went non-finite; it ends there.
    pub divergence: Option<Divergence>,
}

/// A run in a few numbers: what a sweep keeps of it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// Best validation accuracy of any epoch, 0 to 1; none where the run diverged in its first.
    pub best_accuracy: Option<f32>,
    /// Validation accuracy after the last epoch; none where the run diverged.
    pub final_accuracy: Option<f32>,
    /// Validation loss after the last epoch; none where the run diverged.
    pub final_loss: Option<f32>,
    /// Where the run went non-finite.
    pub divergence: Option<Divergence>,
}

impl Outcome {
    /// Of a run that has ended.
    #[must_use]
    pub fn of(metrics: &Metrics) -> Self {
        let last = |list: &[f32]| list.last().copied().filter(|_| metrics.divergence.is_none());
        Self {
            best_accuracy: metrics.val_accuracy.iter().copied().max_by(f32::total_cmp),
            final_accuracy: last(&metrics.val_accuracy),
            final_loss: last(&metrics.val_loss),
            divergence: metrics.divergence,
        }
    }
}
