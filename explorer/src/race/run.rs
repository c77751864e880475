//! A training on the page: the settings that were asked for, the metrics that came back, and a summary up to any moment.

use std::sync::Arc;

use etalon_train::engine::EngineKind;
use etalon_train::report::Metrics;
use etalon_train::start::Fingerprint;

use crate::crew::Report;
use crate::race::config::{Config, ROUND};
use crate::race::slot::{Line, PerLine};

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

/// Runs of one configuration, as far as they are over.
pub type Runs = PerLine<Option<Arc<Run>>>;

/// A run in numbers, up to some moment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Summary {
    /// Latest validation accuracy.
    pub last: Option<f32>,
    /// Latest validation loss.
    pub loss: Option<f32>,
    /// Learning rate of the latest step.
    pub rate: Option<f64>,
    /// Steps until the validation accuracy reached 90 %, as measured at the ends of epochs.
    pub to_90: Option<u32>,
    /// The step at which it diverged, once that is reached.
    pub diverged: Option<u32>,
}

impl Run {
    /// The run of `line` with these settings that a report tells of.
    #[must_use]
    pub fn of(line: Line, config: Config, report: Report) -> Self {
        let Report { metrics, millis, complete, engine, fingerprint } = report;
        Self { line, config, metrics, millis, complete, engine, fingerprint }
    }

    /// The step at which its loss or its weights stopped being finite.
    #[must_use]
    pub fn divergence(&self) -> Option<u32> {
        self.metrics.divergence.map(|at| at.step)
    }

    /// The time at which it diverged, in epochs.
    #[must_use]
    pub fn ended(&self) -> Option<f64> {
        self.divergence().map(|step| f64::from(step) / f64::from(ROUND))
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
        let to_90 = accuracies.iter().position(|accuracy| *accuracy >= 0.9);
        Summary {
            last: accuracies.last().copied(),
            loss: losses.last().copied(),
            rate: rates.last().map(|rate| rate.lr),
            to_90: to_90.map(|epoch| (epoch as u32 + 1) * ROUND),
            diverged: self.divergence().filter(|at| f64::from(*at) < steps),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use etalon_train::optimiser::Rate;
    use etalon_train::report::Divergence;

    use super::*;
    use crate::race::opening;
    use crate::race::slot::Slot;

    /// A made-up run of the opening's plateau: three epochs, cut after the second.
    pub(crate) fn sample() -> Run {
        let rates = [0.01, 0.01, 0.001];
        Run {
            line: Line::Lane(Slot::numbered(3).unwrap()),
            config: opening::config(),
            metrics: Metrics {
                train_loss: vec![1.0; 3 * ROUND as usize],
                rates: rates.iter().flat_map(|lr| vec![Rate::adamw(*lr); ROUND as usize]).collect(),
                val_loss: vec![0.9, 0.5, 0.6],
                val_accuracy: vec![0.7, 0.9, 0.85],
                divergence: None,
            },
            millis: 3.0,
            complete: true,
            engine: EngineKind::Cpu,
            fingerprint: Fingerprint(0xa3f9_c210),
        }
    }

    #[test]
    fn a_summary_speaks_of_its_moment() {
        let run = sample();
        assert_eq!(run.summary(0.0), Summary::default());
        let second = run.summary(90.0);
        assert_eq!((second.last, second.loss), (Some(0.9), Some(0.5)));
        let end = run.summary(135.0);
        assert_eq!((end.last, end.loss, end.rate), (Some(0.85), Some(0.6), Some(0.001)));
    }

    #[test]
    fn marks_are_reached_at_the_ends_of_epochs() {
        let run = sample();
        assert_eq!((run.summary(89.0).to_90, run.summary(90.0).to_90), (None, Some(90)));
    }

    #[test]
    fn nothing_after_a_divergence_counts() {
        let mut run = sample();
        run.metrics.divergence = Some(Divergence { step: 100 });
        run.metrics.val_loss[2] = 0.0;
        let end = run.summary(900.0);
        assert_eq!((end.diverged, end.last, end.loss), (Some(100), Some(0.9), Some(0.5)));
        assert_eq!(run.summary(90.0).diverged, None);
    }
}
