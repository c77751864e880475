//! What a training yields: the report of a round, the metrics of a run, its outcome in a few numbers.

use serde::{Deserialize, Serialize};

use crate::optimiser::Rate;

/// Where a run went non-finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Divergence {
    /// The first step (from 0, over the whole run) whose loss, or whose weights after it, are not finite.
    pub step: u32,
}

/// What an engine reports of one replica after one round. A replica that diverged in an earlier round is not trained any more; its
/// report is [`RoundReport::ended`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundReport {
    /// Mean training loss of each batch, up to the step that diverged.
    pub train_loss: Vec<f32>,
    /// Mean cross entropy over the validation samples; NaN after a divergence.
    pub val_loss: f32,
    /// Validation samples that were classified correctly; 0 after a divergence.
    pub val_correct: u32,
    /// The first step of this round whose loss, or whose weights after it, are not finite.
    pub diverged_at: Option<u32>,
}

impl RoundReport {
    /// Nothing was trained: the replica had diverged before this round.
    #[must_use]
    pub fn ended() -> Self {
        Self { train_loss: Vec::new(), val_loss: f32::NAN, val_correct: 0, diverged_at: None }
    }
}

/// Everything that is known of a run so far.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Metrics {
    /// Mean training loss per step.
    pub train_loss: Vec<f32>,
    /// The learning rate and the other optimiser values of each step.
    pub rates: Vec<Rate>,
    /// Validation loss per round; none for the round of a divergence.
    pub val_loss: Vec<f32>,
    /// Validation accuracy per round, 0 to 1; none for the round of a divergence.
    pub val_accuracy: Vec<f32>,
    /// Where the run went non-finite; it ends there.
    pub divergence: Option<Divergence>,
}

/// A run in a few numbers: all that a sweep retains of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Best validation accuracy of any round, 0 to 1; none if the run diverged in its first.
    pub best_accuracy: Option<f32>,
    /// Validation accuracy after the last round; none if the run diverged.
    pub final_accuracy: Option<f32>,
    /// Validation loss after the last round; none if the run diverged.
    pub final_loss: Option<f32>,
    /// Where the run went non-finite.
    pub divergence: Option<Divergence>,
}

/// A run by its rounds, without its single steps: enough for a chart over the rounds, and small enough to travel.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Course {
    /// Validation loss per round; none for the round of a divergence.
    pub val_loss: Vec<f32>,
    /// Validation accuracy per round, 0 to 1; none for the round of a divergence.
    pub val_accuracy: Vec<f32>,
    /// Where the run went non-finite; it ends there.
    pub divergence: Option<Divergence>,
}

impl Outcome {
    /// The outcome of a run that has ended.
    #[must_use]
    pub fn of(metrics: &Metrics) -> Self {
        Self::of_rounds(&metrics.val_accuracy, &metrics.val_loss, metrics.divergence)
    }

    fn of_rounds(accuracies: &[f32], losses: &[f32], divergence: Option<Divergence>) -> Self {
        let last = |list: &[f32]| list.last().copied().filter(|_| divergence.is_none());
        Self {
            best_accuracy: accuracies.iter().copied().max_by(f32::total_cmp),
            final_accuracy: last(accuracies),
            final_loss: last(losses),
            divergence,
        }
    }
}

impl Course {
    /// The course of a run so far.
    #[must_use]
    pub fn of(metrics: &Metrics) -> Self {
        let Metrics { val_loss, val_accuracy, divergence, .. } = metrics;
        Self { val_loss: val_loss.clone(), val_accuracy: val_accuracy.clone(), divergence: *divergence }
    }

    /// The outcome of the same run, if it has ended.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        Outcome::of_rounds(&self.val_accuracy, &self.val_loss, self.divergence)
    }
}
