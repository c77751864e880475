//! The report of a training. A worker sends what is new since its last report; the page adds the parts up.

use etalon_train::engine::EngineKind;
use etalon_train::report::Metrics;
use etalon_train::start::Fingerprint;
use serde::{Deserialize, Serialize};

/// A training, under way or over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What was measured: between worker and page what is new since the last report, on the page all of it.
    pub metrics: Metrics,
    /// Time spent training, in milliseconds.
    pub millis: f64,
    /// Whether the training is over.
    pub complete: bool,
    /// What trained it.
    pub engine: EngineKind,
    /// The fingerprint of split, weights and batch order.
    pub fingerprint: Fingerprint,
}

/// How much of the metrics of a run has been reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reported {
    steps: usize,
    rounds: usize,
}

impl Reported {
    /// What `metrics` hold beyond what was reported before. From now on that is reported too.
    #[must_use]
    pub fn part(&mut self, metrics: &Metrics) -> Metrics {
        let Metrics { train_loss, rates, val_loss, val_accuracy, divergence } = metrics;
        let before = core::mem::replace(self, Self { steps: train_loss.len(), rounds: val_loss.len() });
        Metrics {
            train_loss: rest(train_loss, before.steps),
            rates: rest(rates, before.steps),
            val_loss: rest(val_loss, before.rounds),
            val_accuracy: rest(val_accuracy, before.rounds),
            divergence: *divergence,
        }
    }
}

fn rest<T: Clone>(list: &[T], from: usize) -> Vec<T> {
    list.get(from..).unwrap_or_default().to_vec()
}

/// Adds a part to what was reported before it.
pub fn add(whole: &mut Metrics, part: Metrics) {
    let Metrics { train_loss, rates, val_loss, val_accuracy, divergence } = part;
    whole.train_loss.extend(train_loss);
    whole.rates.extend(rates);
    whole.val_loss.extend(val_loss);
    whole.val_accuracy.extend(val_accuracy);
    whole.divergence = divergence;
}

#[cfg(test)]
mod tests {
    use etalon_train::optimiser::Rate;
    use etalon_train::report::Divergence;

    use super::*;

    fn metrics(steps: usize, rounds: usize) -> Metrics {
        let rate = |at: usize| Rate { weight_decay: 0.0, ..Rate::adamw(at as f64) };
        Metrics {
            train_loss: (0..steps).map(|at| at as f32).collect(),
            rates: (0..steps).map(rate).collect(),
            val_loss: vec![0.5; rounds],
            val_accuracy: vec![0.25; rounds],
            divergence: None,
        }
    }

    #[test]
    fn parts_add_up_to_the_whole_and_hold_nothing_twice() {
        let (mut reported, mut whole) = (Reported::default(), Metrics::default());
        for (steps, rounds, new) in [(45, 1, 45), (45, 1, 0), (90, 2, 45), (97, 2, 7)] {
            let now = metrics(steps, rounds);
            let part = reported.part(&now);
            assert_eq!(part.train_loss.len(), new);
            add(&mut whole, part);
            assert_eq!(whole, now);
        }
        let end = Metrics { divergence: Some(Divergence { step: 96 }), ..metrics(97, 2) };
        add(&mut whole, reported.part(&end));
        assert_eq!(whole, end);
    }
}
