//! What a rule that takes a metric saw of a run: the rule itself is asked again, on the metric that was recorded.

use etalon::{Mode, Observed, ReduceLrOnPlateau};
use etalon_train::model::VALIDATION;

use crate::race::run::Run;
use crate::race::seat::Seat;

/// The end of an epoch, as the rule saw it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beat {
    /// Which epoch ended, from 1.
    pub epoch: u32,
    /// The result.
    pub observed: Observed,
    /// The best metric so far.
    pub best: f64,
    /// Bad epochs in a row, with this one. A cut sets them back only after it.
    pub bad: u32,
    /// Epochs of cooldown that were left before this one.
    pub cooling: u32,
    /// The rate before and after, as it is after the warm-up.
    pub rates: (f64, f64),
    /// Whether the next epoch is still part of the warm-up, so that it uses only a share of the rate.
    pub warming_up: bool,
}

/// Lets `rule` observe the metric of `run`. No other code does so. A warm-up scales the rates and changes no observation.
#[must_use]
pub fn replay(rule: &ReduceLrOnPlateau<f64>, run: &Run) -> Vec<Beat> {
    let warm_up = Seat::new(&run.config, run.line).warm_up();
    let mut state = rule.start();
    let observe = |(epoch, metric): (u32, f64)| {
        let before = state;
        let observed = rule.observe(&mut state, metric);
        let bad = match observed {
            Observed::Better => 0,
            Observed::NanIgnored | Observed::NanReported => before.num_bad_epochs(),
            // A cooldown counts no epoch as bad.
            _ if before.cooldown_counter() > 0 => 0,
            // Waiting, a cut or a floor. `Observed` may grow.
            _ => before.num_bad_epochs() + 1,
        };
        Beat {
            epoch,
            observed,
            best: state.best(),
            bad,
            cooling: before.cooldown_counter(),
            rates: (before.lr(), state.lr()),
            warming_up: epoch < warm_up,
        }
    };
    (1..).zip(metrics(rule, run)).take(run.epochs_done() as usize).map(observe).collect()
}

/// The epochs after which `rule` cuts on the metric of `run`.
#[must_use]
pub fn cuts(rule: &ReduceLrOnPlateau<f64>, run: &Run) -> Vec<u32> {
    let beats = replay(rule, run);
    beats.iter().filter(|beat| beat.observed == Observed::Cut).map(|beat| beat.epoch).collect()
}

/// The metric that `rule` watches, epoch by epoch: the same numbers as in the training, which divides whole counts.
fn metrics(rule: &ReduceLrOnPlateau<f64>, run: &Run) -> impl Iterator<Item = f64> {
    let rises = rule.settings().mode == Mode::Max;
    let values = if rises { &run.metrics.val_accuracy } else { &run.metrics.val_loss };
    let all = VALIDATION as f64;
    values.iter().map(move |value| {
        let value = f64::from(*value);
        if rises { (value * all).round() / all } else { value }
    })
}

#[cfg(test)]
pub mod tests {
    use etalon_train::engine::EngineKind;
    use etalon_train::job::{Divergence, Metrics};
    use etalon_train::model::WEIGHT_DECAY;
    use etalon_train::policy::Rate;
    use etalon_train::start::Fingerprint;

    use super::*;
    use crate::kinds::plateau;
    use crate::race::config::{Config, ROUND};
    use crate::race::opening;
    use crate::race::slot::Line;

    /// A made-up run of `line` with these accuracies. Its losses fall as they rise.
    pub fn run(config: Config, line: Line, accuracies: &[f32]) -> Run {
        let steps = accuracies.len() * ROUND as usize;
        let rate = Rate { lr: 0.01, beta1: 0.9, weight_decay: WEIGHT_DECAY };
        Run {
            line,
            config,
            metrics: Metrics {
                train_loss: vec![1.0; steps],
                rates: vec![rate; steps],
                val_loss: accuracies.iter().map(|accuracy| 1.0 - accuracy).collect(),
                val_accuracy: accuracies.to_vec(),
                divergence: None,
            },
            millis: 3.0,
            complete: true,
            engine: EngineKind::Cpu,
            fingerprint: Fingerprint(0),
        }
    }

    #[test]
    fn bad_epochs_are_counted_up_to_a_cut() {
        let config = opening::config();
        let line = Line::Lane(config.first_of(&plateau::PAGE).unwrap());
        let run = run(config, line, &[0.5, 0.7, 0.7, 0.6, 0.7, 0.7, 0.8]);
        let rule = Seat::new(&config, line).rule().unwrap();
        let bad: Vec<u32> = replay(&rule, &run).iter().map(|beat| beat.bad).collect();
        assert_eq!((bad, cuts(&rule, &run)), (vec![0, 0, 1, 2, 3, 1, 0], vec![5]));
    }

    #[test]
    fn nothing_after_a_divergence_is_observed() {
        let config = opening::config();
        let line = Line::Lane(config.first_of(&plateau::PAGE).unwrap());
        let mut run = run(config, line, &[0.5, 0.6, 0.7]);
        run.metrics.divergence = Some(Divergence { step: 100 });
        assert_eq!(replay(&Seat::new(&config, line).rule().unwrap(), &run).len(), 2);
    }
}
