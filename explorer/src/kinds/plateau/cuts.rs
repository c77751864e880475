//! The cuts of a run, read from the rates that it used.

use etalon::{ConstantLr, Schedule as _};

use crate::race::config::ROUND;
use crate::race::run::Run;
use crate::race::seat::Seat;

/// How much two shares may differ by rounding: a rate behind a warm-up is a product of two rounded numbers.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// The epochs after which a run under a rule that takes a metric used a lower share of the rate that the warm-up gives. A cut
/// after the last epoch has no effect, so it is not among them. Empty for other runs.
#[must_use]
pub fn cuts(run: &Run) -> Vec<u32> {
    let seat = Seat::new(&run.config, run.line);
    let Some(rule) = seat.rule() else { return Vec::new() };
    let uncut = ConstantLr::<f64>::new(rule.initial_lr())
        .and_then(|constant| constant.warm_up(seat.warm_up(), seat.warm_up_start()));
    let Ok(uncut) = uncut else { return Vec::new() };
    let used = run.metrics.rates.iter().step_by(ROUND as usize).map(|rate| rate.lr);
    let mut share = 1.0;
    let mut cuts = Vec::new();
    for (epoch, (rate, full)) in (0..).zip(used.zip(uncut.rates(0..u32::MAX))) {
        // The first epoch of a warm-up from 0 shows no share. No cut comes before it.
        let now = if full > 0.0 { rate / full } else { share };
        if now < share * (1.0 - ROUNDING) {
            cuts.push(epoch);
            share = now;
        }
    }
    cuts
}

#[cfg(test)]
pub mod tests {
    use etalon_train::engine::EngineKind;
    use etalon_train::job::Metrics;
    use etalon_train::model::WEIGHT_DECAY;
    use etalon_train::policy::Rate;
    use etalon_train::start::Fingerprint;

    use super::*;
    use crate::kinds::plateau;
    use crate::race::config::Config;
    use crate::race::control::Control;
    use crate::race::opening;
    use crate::race::slot::Line;
    use crate::race::warm_up;

    /// A made-up run of the plateau's lane under `config`, with one rate for each epoch.
    pub fn run(config: Config, rates: &[f64]) -> Run {
        let rate = |lr: &f64| Rate { lr: *lr, beta1: 0.9, weight_decay: WEIGHT_DECAY };
        Run {
            line: Line::Lane(config.first_of(&plateau::PAGE).unwrap()),
            config,
            metrics: Metrics {
                train_loss: vec![1.0; rates.len() * ROUND as usize],
                rates: rates.iter().flat_map(|lr| vec![rate(lr); ROUND as usize]).collect(),
                val_loss: vec![0.5; rates.len()],
                val_accuracy: vec![0.9; rates.len()],
                divergence: None,
            },
            millis: 3.0,
            complete: true,
            engine: EngineKind::Cpu,
            fingerprint: Fingerprint(0),
        }
    }

    #[test]
    fn cuts_are_read_from_the_rates() {
        let config = opening::config();
        assert_eq!(cuts(&run(config, &[0.01, 0.01, 0.001])), [2]);
        assert_eq!(cuts(&run(config, &[0.01, 0.001, 0.001, 0.0])), [1, 3]);
        assert!(cuts(&run(config, &[0.01; 5])).is_empty());
        let reference = Run { line: Line::Reference, ..run(config, &[0.01, 0.001]) };
        assert!(cuts(&reference).is_empty());
    }

    #[test]
    fn a_warm_up_is_no_cut_and_a_cut_behind_it_is_one() {
        let config = opening::config();
        let slot = config.first_of(&plateau::PAGE).unwrap();
        let warm = config
            .with_changes(&vec![
                (Control::lane(slot, warm_up::STEPS), 4.0),
                (Control::lane(slot, warm_up::START), 0.0),
            ])
            .unwrap();
        let uncut = ConstantLr::<f64>::new(0.01).unwrap().warm_up(4, 0.0).unwrap();
        let rates =
            |factors: [f64; 6]| (0..).zip(factors).map(|(at, factor)| uncut.lr(at) * factor).collect();
        let rates: [Vec<f64>; 2] = [[1.0; 6], [1.0, 1.0, 0.3, 0.3, 0.3, 0.09]].map(rates);
        assert!(cuts(&run(warm, &rates[0])).is_empty());
        assert_eq!(cuts(&run(warm, &rates[1])), [2, 5]);
    }
}
