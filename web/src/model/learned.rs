//! What a model has learned, at the start and after its epochs: filters, answers to ten digits, whom it takes for whom. The worker
//! gathers it, the page shows it.

mod show;
mod wire;

use etalon_train::engine::{Engine, EngineError};
use etalon_train::inspect::{Answer, Confusion, Trained, one_of_each};
use etalon_train::job::Job;
use etalon_train::session::Session;
use etalon_train::task::digits::INPUTS;

pub use show::{Colour, Picture, Scale, columns, describe, limit, paint, paint_digit, per_cent, rows, worst};
pub use wire::{pack, unpack};

use crate::model::config::STEPS;

/// The most moments at which a training is looked into.
pub const MOST_MOMENTS: u32 = 50;

/// What one training has taught its model.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// Hidden units.
    pub units: usize,
    /// The digits it is asked about: validation samples, one of each class.
    pub digits: Vec<Digit>,
    /// What it knew, the start first.
    pub snapshots: Vec<Snapshot>,
    /// The step it diverged at; the last snapshot is its last finite state then.
    pub diverged: Option<u32>,
}

/// A handwritten digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digit {
    /// What it shows.
    pub label: u8,
    /// From 0 to 16, row by row from the top left.
    pub pixels: [u8; INPUTS],
}

/// A model after some epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Epochs done, 0 at the start.
    pub epoch: u32,
    /// The filter of each hidden unit, one after the other.
    pub filters: Vec<f32>,
    /// What it says of each digit.
    pub answers: Vec<Answer>,
    /// Whom it takes for whom in the validation set.
    pub confusion: Confusion,
}

impl Learned {
    /// Which snapshot is as of `epoch`: the latest that is not later.
    #[must_use]
    pub fn index(&self, epoch: u32) -> Option<usize> {
        self.snapshots.iter().rposition(|snapshot| snapshot.epoch <= epoch)
    }

    /// As of its end.
    #[must_use]
    pub fn last(&self) -> Option<&Snapshot> {
        self.snapshots.last()
    }

    /// The step it diverged at, where that has come after `epoch` epochs.
    #[must_use]
    pub fn diverged_by(&self, epoch: u32) -> Option<u32> {
        self.diverged.filter(|step| step / STEPS < epoch)
    }
}

/// The epochs after which a training of so many is looked into: each, or of a long one fifty spread evenly, the first and the last
/// always.
#[must_use]
pub fn moments(epochs: u32) -> Vec<u32> {
    let gaps = MOST_MOMENTS - 1;
    if epochs <= gaps {
        return (0..=epochs).collect();
    }
    // Of up to 1,000 epochs: nothing overflows.
    (0..=gaps).map(|at| (at * epochs + gaps / 2) / gaps).collect()
}

/// Trains `job` and looks into it at its moments. `None` where `goes_on`, asked after each epoch, says no.
///
/// # Errors
/// Where the engine fails.
pub async fn learn<E: Engine>(
    engine: &mut E,
    job: &Job,
    mut goes_on: impl AsyncFnMut() -> bool,
) -> Result<Option<Learned>, EngineError> {
    let start = job.start();
    let samples = one_of_each(&start);
    let data = job.task().data();
    let digit =
        |&sample: &u16| Some(Digit { label: data.label(sample), pixels: *data.row(sample).as_array()? });
    let look = |epoch, weights| {
        let trained = Trained::new(job.task(), job.width(), weights)
            .ok_or(EngineError::Misused("weights of another width"))?;
        Ok(Snapshot {
            epoch,
            filters: trained.filters().flatten().collect(),
            answers: samples.iter().map(|&sample| trained.answer(sample)).collect(),
            confusion: trained.confusion(start.validation()),
        })
    };
    let moments = moments(job.rounds());
    let mut snapshots = vec![look(0, start.weights().to_vec())?];
    // What is still finite before an epoch that may diverge.
    let mut before = (0, start.weights().to_vec());
    let mut session = Session::begin(engine, core::slice::from_ref(job))?;
    while session.advance().await? {
        let epoch = session.rounds_done();
        let diverged = session.metrics().next().and_then(|run| run.divergence);
        if let Some(divergence) = diverged {
            let (epoch, weights) = before;
            if snapshots.last().is_none_or(|snapshot| snapshot.epoch != epoch) {
                snapshots.push(look(epoch, weights)?);
            }
            let digits = samples.iter().filter_map(digit).collect();
            return Ok(Some(Learned {
                units: job.width().units(),
                digits,
                snapshots,
                diverged: Some(divergence.step),
            }));
        }
        before = (epoch, session.engine_mut().weights(0).await?);
        if moments.contains(&epoch) {
            snapshots.push(look(epoch, before.1.clone())?);
        }
        if !goes_on().await {
            return Ok(None);
        }
    }
    let digits = samples.iter().filter_map(digit).collect();
    Ok(Some(Learned { units: job.width().units(), digits, snapshots, diverged: None }))
}

#[cfg(test)]
pub(crate) mod tests {
    use etalon_train::cpu::CpuEngine;
    use etalon_train::task::digits::VALIDATION;
    use futures_util::FutureExt;

    use super::*;
    use crate::model::config::Config;
    use crate::model::entrant::Entrant;
    use crate::model::kind::Kind;
    use crate::model::param::Param;
    use crate::model::presets::Preset;

    pub(crate) fn learned(entrant: Entrant, config: Config) -> Learned {
        let job = config.job(entrant).unwrap();
        let mut engine = CpuEngine::new();
        // The CPU engine never waits for anything.
        learn(&mut engine, &job, async || true).now_or_never().unwrap().unwrap().unwrap()
    }

    /// Short, since this crate's tests are not optimised.
    pub(crate) fn config(epochs: f64) -> Config {
        Preset::Opening.config().turned(Param::Epochs, epochs).unwrap()
    }

    #[test]
    fn moments_are_few_even_and_hold_both_ends() {
        for epochs in 1..=1_000 {
            let moments = moments(epochs);
            assert_eq!((moments[0], *moments.last().unwrap()), (0, epochs));
            assert!(moments.len() <= MOST_MOMENTS as usize && moments.len() >= 50.min(epochs as usize + 1));
            let gaps: Vec<u32> = moments.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let (least, most) = (gaps.iter().min().unwrap(), gaps.iter().max().unwrap());
            assert!(*least >= 1 && most - least <= 1, "{epochs}: {moments:?}");
        }
    }

    #[test]
    fn what_is_learned_is_what_a_training_yields() {
        for entrant in Entrant::ALL {
            let config = config(3.0);
            let learned = learned(entrant, config);
            let epochs: Vec<u32> = learned.snapshots.iter().map(|snapshot| snapshot.epoch).collect();
            assert_eq!((epochs, learned.diverged), (vec![0, 1, 2, 3], None));
            let labels: Vec<u8> = learned.digits.iter().map(|digit| digit.label).collect();
            assert_eq!(labels, (0..10).collect::<Vec<u8>>());
            let mut session = Session::begin(CpuEngine::new(), &[config.job(entrant).unwrap()]).unwrap();
            while session.advance().now_or_never().unwrap().unwrap() {
                let snapshot = &learned.snapshots[learned.index(session.rounds_done()).unwrap()];
                let accuracy = *session.metrics().next().unwrap().val_accuracy.last().unwrap();
                let right = (f64::from(accuracy) * VALIDATION as f64).round() as u32;
                assert_eq!(snapshot.confusion.right(), right, "{entrant:?}");
            }
            assert_eq!(learned.last().unwrap().epoch, 3);
            assert_ne!(learned.snapshots[0].filters, learned.snapshots[3].filters);
        }
    }

    #[test]
    fn all_start_from_the_same_filters() {
        let all = Entrant::ALL.map(|entrant| learned(entrant, config(1.0)).snapshots.swap_remove(0));
        assert!(all.iter().all(|snapshot| *snapshot == all[0]));
    }

    #[test]
    fn of_a_run_that_diverges_the_last_finite_state_is_kept() {
        // γ = 1e10 turns the rate to 1e8, 1e18, 1e28, … after the first epoch.
        let entrant = Entrant::Schedule(Kind::Exponential);
        let wild = config(60.0).turned(Param::Gamma, 1e10).unwrap();
        let learned = learned(entrant, wild);
        let step = learned.diverged.unwrap();
        let last = learned.last().unwrap();
        assert_eq!(last.epoch, step / STEPS, "{step}");
        assert!(last.epoch > 0 && last.filters.iter().all(|weight| weight.is_finite()));
        assert_eq!(learned.diverged_by(last.epoch), None);
        assert_eq!(learned.diverged_by(last.epoch + 1), Some(step));
        assert_eq!(learned.index(60), Some(learned.snapshots.len() - 1));
        assert_eq!(learned.index(0), Some(0));
    }

    #[test]
    fn a_training_that_nobody_waits_for_ends() {
        let job = config(1_000.0).job(Entrant::Constant).unwrap();
        let mut asked = 0;
        let mut engine = CpuEngine::new();
        let ended = learn(&mut engine, &job, async || {
            asked += 1;
            asked < 3
        });
        assert_eq!(ended.now_or_never().unwrap().unwrap(), None);
        assert_eq!(asked, 3);
    }
}
