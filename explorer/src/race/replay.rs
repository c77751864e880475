//! What a rule that takes a metric saw of a run. The training package replays the rule; here a seat says which rule.

use etalon_train::replay;
pub use etalon_train::replay::Beat;

use crate::race::run::Run;
use crate::race::seat::Seat;

/// Lets the rule of `seat` observe the metric of `run`, with its own patience or with another. Empty if the seat's kind takes no
/// metric.
#[must_use]
pub fn beats(seat: Seat<'_>, run: &Run, patience: Option<u32>) -> Vec<Beat> {
    let Ok(policy) = seat.config.policy(seat.line) else { return Vec::new() };
    let mut beats = replay::replay(&policy, run.config.task(), &run.metrics, patience);
    beats.truncate(run.epochs_done() as usize);
    beats
}

/// The epochs after which the rule of `seat` cuts on the metric of `run`. A cut after the last epoch has no effect and is not among
/// them.
#[must_use]
pub fn cuts(seat: Seat<'_>, run: &Run, patience: Option<u32>) -> Vec<u32> {
    let acts = |beat: &&Beat| beat.cut() && beat.round < run.config.epochs();
    beats(seat, run, patience).iter().filter(acts).map(|beat| beat.round).collect()
}

#[cfg(test)]
pub mod tests {
    use etalon_train::engine::EngineKind;
    use etalon_train::optimiser::Rate;
    use etalon_train::report::{Divergence, Metrics};
    use etalon_train::start::Fingerprint;

    use super::*;
    use crate::kinds::plateau;
    use crate::race::config::{Config, ROUND};
    use crate::race::preset::Preset;
    use crate::race::slot::Line;

    /// A made-up run of `line` with these accuracies. Its losses fall as they rise.
    pub fn run(config: Config, line: Line, accuracies: &[f32]) -> Run {
        let steps = accuracies.len() * ROUND as usize;
        let rate = Rate::adamw(0.01);
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
        let config = Preset::TrueLabels.config();
        let line = Line::Lane(config.first_of(&plateau::PAGE).unwrap());
        let run = run(config, line, &[0.5, 0.7, 0.7, 0.6, 0.7, 0.7, 0.8]);
        let seat = Seat::new(&config, line);
        let bad: Vec<u32> = beats(seat, &run, None).iter().map(|beat| beat.bad).collect();
        assert_eq!((bad, cuts(seat, &run, None)), (vec![0, 0, 1, 2, 3, 1, 0], vec![5]));
    }

    #[test]
    fn nothing_after_a_divergence_is_observed() {
        let config = Preset::TrueLabels.config();
        let line = Line::Lane(config.first_of(&plateau::PAGE).unwrap());
        let mut run = run(config, line, &[0.5, 0.6, 0.7]);
        run.metrics.divergence = Some(Divergence { step: 100 });
        assert_eq!(beats(Seat::new(&config, line), &run, None).len(), 2);
    }
}
