//! A training to be done: a task, a policy, a seed, a number of rounds, a width, an optimiser, a weight decay and wrong labels.

use core::fmt;

use etalon::param::Refused;
use etalon::{ParamError, Reason};
use serde::{Deserialize, Serialize};

use crate::optimiser::Optimiser;
use crate::policy::{Controller, Policy};
use crate::setting::Setting;
use crate::shape::{Shape, Width, WidthError};
use crate::start::{Start, WrongLabels};
use crate::task::Task;

/// One training to be done. A job is checked when it is made, also when it comes over a wire, so it needs no further check.
///
/// Serde writes it as plain values: the ids of the task and of the kind of schedule, and numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "Wire", try_from = "Wire")]
pub struct Job {
    task: &'static Task,
    policy: Policy,
    seed: u64,
    rounds: u32,
    width: Width,
    optimiser: Optimiser,
    weight_decay: f64,
    wrong_labels: WrongLabels,
}

/// A job as it is written.
#[derive(Debug, Serialize, Deserialize)]
struct Wire {
    task: String,
    policy: Policy,
    seed: u64,
    rounds: u32,
    hidden_width: u32,
    optimiser: Optimiser,
    weight_decay: f64,
    wrong_labels: u32,
}

impl From<Job> for Wire {
    fn from(job: Job) -> Self {
        let Job { task, policy, seed, rounds, width, optimiser, weight_decay, wrong_labels } = job;
        let (task, hidden_width) = (task.id.to_owned(), width.units() as u32);
        let wrong_labels = wrong_labels.percent();
        Self { task, policy, seed, rounds, hidden_width, optimiser, weight_decay, wrong_labels }
    }
}

impl TryFrom<Wire> for Job {
    type Error = JobError;

    fn try_from(wire: Wire) -> Result<Self, JobError> {
        let Wire { task, policy, seed, rounds, hidden_width, optimiser, weight_decay, wrong_labels } = wire;
        let task = Task::from_id(&task).ok_or(JobError::NoSuchTask(task))?;
        let job = Job::new(task, policy, seed, rounds, Width::new(hidden_width)?)?;
        let job = job.with_optimiser(optimiser).with_weight_decay(weight_decay)?;
        Ok(job.with_wrong_labels(WrongLabels::new(f64::from(wrong_labels))?))
    }
}

impl Job {
    /// The longest training.
    pub const MAX_ROUNDS: u32 = 1_000;

    /// Trains `task` under `policy` for `rounds` rounds, from the start of `seed`, by AdamW with its usual weight
    /// decay.
    ///
    /// # Errors
    /// Rounds outside 1 to [`Job::MAX_ROUNDS`].
    pub fn new(
        task: &'static Task,
        policy: Policy,
        seed: u64,
        rounds: u32,
        width: Width,
    ) -> Result<Self, JobError> {
        if !(1..=Self::MAX_ROUNDS).contains(&rounds) {
            return Err(JobError::Rounds(rounds));
        }
        let (optimiser, wrong_labels) = (Optimiser::AdamW, WrongLabels::NONE);
        let weight_decay = optimiser.usual_weight_decay();
        Ok(Self { task, policy, seed, rounds, width, optimiser, weight_decay, wrong_labels })
    }

    /// By another optimiser, with the usual weight decay of that one.
    #[must_use]
    pub fn with_optimiser(self, optimiser: Optimiser) -> Self {
        Self { optimiser, weight_decay: optimiser.usual_weight_decay(), ..self }
    }

    /// With another weight decay.
    ///
    /// # Errors
    /// A weight decay that is not finite or below 0.
    pub fn with_weight_decay(self, weight_decay: f64) -> Result<Self, JobError> {
        Setting::WeightDecay.check(weight_decay)?;
        Ok(Self { weight_decay, ..self })
    }

    /// With this share of wrong labels among its training labels.
    #[must_use]
    pub fn with_wrong_labels(self, wrong_labels: WrongLabels) -> Self {
        Self { wrong_labels, ..self }
    }

    /// From another seed.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Under another policy.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// What is trained.
    #[must_use]
    pub fn task(&self) -> &'static Task {
        self.task
    }

    /// What sets the rate.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Seed of split, initial weights, batch order and wrong labels.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Rounds of 45 batches.
    #[must_use]
    pub fn rounds(&self) -> u32 {
        self.rounds
    }

    /// Hidden units.
    #[must_use]
    pub fn width(&self) -> Width {
        self.width
    }

    /// The shape of the network.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.task.shape.with_hidden(self.width)
    }

    /// What makes its steps.
    #[must_use]
    pub fn optimiser(&self) -> Optimiser {
        self.optimiser
    }

    /// AdamW's decoupled weight decay, or SGD's coupled one.
    #[must_use]
    pub fn weight_decay(&self) -> f64 {
        self.weight_decay
    }

    /// The share of wrong labels among its training labels.
    #[must_use]
    pub fn wrong_labels(&self) -> WrongLabels {
        self.wrong_labels
    }

    /// What makes its rates, before the first round.
    #[must_use]
    pub fn controller(&self) -> Controller {
        let controller = Controller::new(self.policy.clone()).with_optimiser(self.optimiser);
        controller.with_weight_decay(self.weight_decay)
    }

    /// The start of its seed.
    #[must_use]
    pub fn start(&self) -> Start {
        Start::mislabelled(self.task, self.seed, self.width, self.wrong_labels)
    }
}

/// Why a job, or a list of jobs, is refused.
#[derive(Debug, Clone, PartialEq)]
pub enum JobError {
    /// There is no task with this id.
    NoSuchTask(String),
    /// Rounds outside 1 to [`Job::MAX_ROUNDS`].
    Rounds(u32),
    /// A width that no network has.
    Width(WidthError),
    /// A setting outside its domain.
    Setting {
        /// Which setting.
        setting: Setting,
        /// The refused value.
        value: f64,
        /// Why it is refused.
        reason: Reason,
    },
    /// Settings that a schedule refuses.
    Policy(ParamError),
    /// An empty list of jobs.
    NoJobs,
    /// More jobs than one request may hold.
    TooManyJobs(usize),
}

impl From<WidthError> for JobError {
    fn from(why: WidthError) -> Self {
        Self::Width(why)
    }
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JobError::NoSuchTask(id) => write!(f, "there is no task called \"{id}\""),
            // The page calls a round of the digits an epoch, and this is the name of its control.
            JobError::Rounds(n) => write!(f, "epochs must be from 1 to {}, got {n}", Job::MAX_ROUNDS),
            JobError::Width(why) => why.fmt(f),
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
