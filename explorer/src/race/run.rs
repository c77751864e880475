//! A training on the page: the settings that were asked for, the metrics that came back, and a summary up to any moment.

use etalon_train::engine::EngineKind;
use etalon_train::report::Metrics;
use etalon_train::start::Fingerprint;

use crate::race::config::{Config, ROUND};
use crate::race::slot::Line;

/// One training, under way or done.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Which line it is.
    pub line: Line,
    /// The settings that it was asked for with. The controls may have moved on since.
    pub config: Config,
    /// The measurements so far.
    pub metrics: Metrics,
    /// Time spent training, in milliseconds.
    pub millis: f64,
    /// Whether it is over.
    pub complete: bool,
    /// What trained it.
    pub engine: EngineKind,
    /// Of split, weights and batch order: equal for all lines of one seed.
    pub fingerprint: Fingerprint,
}

/// A run in numbers, up to some moment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Summary {
    /// Best validation accuracy.
    pub best: Option<f32>,
    /// Latest validation accuracy.
    pub last: Option<f32>,
    /// Lowest validation loss.
    pub best_loss: Option<f32>,
    /// Latest validation loss.
    pub loss: Option<f32>,
    /// Learning rate of the latest step.
    pub rate: Option<f64>,
    /// Sum of the learning rates of all steps: the area under the curve.
    pub rate_sum: Option<f64>,
    /// Steps until the validation accuracy reached 90 %, as measured at the ends of epochs.
    pub to_90: Option<u32>,
    /// The same for 95 %.
    pub to_95: Option<u32>,
    /// The step at which it diverged, once that is reached.
    pub diverged: Option<u32>,
}

impl Run {
    /// The step at which its loss or its weights stopped being finite.
    #[must_use]
    pub fn divergence(&self) -> Option<u32> {
        self.metrics.divergence.map(|at| at.step)
    }

    /// Steps that led to finite weights.
    #[must_use]
    pub fn steps_done(&self) -> u32 {
        let made = self.metrics.rates.len() as u32;
        self.divergence().map_or(made, |at| at.min(made))
    }

    /// Epochs finished and validated before any divergence.
    #[must_use]
    pub fn epochs_done(&self) -> u32 {
        (self.steps_done() / ROUND).min(self.metrics.val_accuracy.len() as u32)
    }

    /// In numbers, as after `steps` steps.
    #[must_use]
    pub fn summary(&self, steps: f64) -> Summary {
        let epochs = ((steps / f64::from(ROUND)).floor() as u32).min(self.epochs_done()) as usize;
        let accuracies = self.metrics.val_accuracy.get(..epochs).unwrap_or_default();
        let losses = self.metrics.val_loss.get(..epochs).unwrap_or_default();
        let made = (steps.ceil() as usize).min(self.steps_done() as usize);
        let rates = self.metrics.rates.get(..made).unwrap_or_default();
        let first = |mark: f32| {
            let epoch = accuracies.iter().position(|accuracy| *accuracy >= mark)?;
            Some((epoch as u32 + 1) * ROUND)
        };
        Summary {
            best: accuracies.iter().copied().reduce(f32::max),
            last: accuracies.last().copied(),
            best_loss: losses.iter().copied().reduce(f32::min),
            loss: losses.last().copied(),
            rate: rates.last().map(|rate| rate.lr),
            rate_sum: (!rates.is_empty()).then(|| rates.iter().map(|rate| rate.lr).sum()),
            to_90: first(0.90),
            to_95: first(0.95),
            diverged: self.divergence().filter(|at| f64::from(*at) < steps),
        }
    }
}
