//! What a model has learned, at the start and after its epochs: filters, answers to ten digits, and which digits it confuses. A
//! worker collects it, and the page shows it.

mod show;
pub mod spelling;

use etalon_train::engine::{Engine, EngineError};
use etalon_train::inspect::{Answer, Confusion, Trained, one_of_each};
use etalon_train::job::Job;
use etalon_train::session::Session;

use etalon_train::task::names::invent;
use serde::{Deserialize, Serialize};
pub use show::{Colour, Picture, Scale, columns, describe, limit, paint, paint_digit, per_cent, rows, worst};

use self::spelling::Spelling;
use crate::race::config::ROUND;
use crate::race::tasks::{self, Shows};

/// The most moments of a training at which its model is examined.
pub const MOST_MOMENTS: u32 = 50;
/// Names that a model makes up at each of them.
const INVENTED: usize = 12;

/// What a model has learned in one training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Hidden units.
    pub units: usize,
    /// The digits it is asked about: one validation sample of each class. Empty for a model of the names.
    pub digits: Vec<Digit>,
    /// Its states, the start first.
    pub snapshots: Vec<Snapshot>,
    /// The step at which it diverged, if it did. The last snapshot is then its last finite state.
    pub diverged: Option<u32>,
}

/// A handwritten digit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digit {
    /// What it shows.
    pub label: u8,
    /// Its pixels from 0 to 16, row by row from the top left.
    pub pixels: Vec<u8>,
}

/// A model after some epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Epochs done, 0 at the start.
    pub epoch: u32,
    /// The filter of each hidden unit, one after the other. Empty for a model of the names, whose weights are no picture.
    pub filters: Vec<f32>,
    /// Its answer to each digit.
    pub answers: Vec<Answer>,
    /// Which classes of the validation set it confuses.
    pub confusion: Confusion,
    /// Names that it makes up, and the letters that it expects. Only for a model of the names.
    pub spelling: Option<Spelling>,
}

impl Learned {
    /// The position of the latest snapshot that is not later than `epoch`.
    #[must_use]
    pub fn index(&self, epoch: u32) -> Option<usize> {
        self.snapshots.iter().rposition(|snapshot| snapshot.epoch <= epoch)
    }

    /// The last snapshot.
    #[must_use]
    pub fn last(&self) -> Option<&Snapshot> {
        self.snapshots.last()
    }

    /// The step at which it diverged, if that is reached after `epoch` epochs.
    #[must_use]
    pub fn diverged_by(&self, epoch: u32) -> Option<u32> {
        self.diverged.filter(|step| step / ROUND < epoch)
    }
}

/// The epochs after which the model of a training of `epochs` epochs is examined: all of them, or [`MOST_MOMENTS`] spread evenly
/// over a longer training. The start and the end are always among them.
#[must_use]
pub fn moments(epochs: u32) -> Vec<u32> {
    let gaps = MOST_MOMENTS - 1;
    if epochs <= gaps {
        return (0..=epochs).collect();
    }
    // A training has at most 1,000 epochs, so nothing overflows.
    (0..=gaps).map(|at| (at * epochs + gaps / 2) / gaps).collect()
}

/// Trains `job` and examines its model at its [`moments`]. `goes_on` is asked after each epoch; the result is `None` if it answers
/// no.
///
/// # Errors
/// A failure of the engine.
pub async fn learn<E: Engine>(
    engine: &mut E,
    job: &Job,
    mut goes_on: impl AsyncFnMut() -> bool,
) -> Result<Option<Learned>, EngineError> {
    let start = job.start();
    let samples = one_of_each(&start);
    let data = job.task().data();
    let shows = tasks::page(job.task()).shows;
    let digit = |&sample: &u16| Digit { label: data.label(sample), pixels: data.row(sample).to_vec() };
    let digits: Vec<Digit> = match shows {
        Shows::Pictures => samples.iter().map(digit).collect(),
        Shows::Spelling => Vec::new(),
    };
    let look = |epoch, weights: Vec<f32>| {
        let invented = match shows {
            Shows::Pictures => None,
            Shows::Spelling => invent(&weights, job.seed(), INVENTED).ok(),
        };
        let trained = Trained::new(job.task(), job.width(), weights);
        let trained = trained.ok_or(EngineError::Misused("weights of another width"))?;
        Ok(Snapshot {
            epoch,
            filters: match shows {
                Shows::Pictures => trained.filters().flatten().collect(),
                Shows::Spelling => Vec::new(),
            },
            spelling: invented.map(|names| Spelling { names, next: spelling::next_letters(&trained) }),
            answers: samples.iter().map(|&sample| trained.answer(sample)).collect(),
            confusion: trained.confusion(start.validation()),
        })
    };
    let moments = moments(job.rounds());
    let mut snapshots = vec![look(0, start.weights().to_vec())?];
    // The last finite state, in case the next epoch diverges.
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
    Ok(Some(Learned { units: job.width().units(), digits, snapshots, diverged: None }))
}

#[cfg(test)]
pub(crate) mod tests {
    use core::ops::ControlFlow;
    use core::pin::pin;
    use core::task::{Context, Poll, Waker};

    use etalon::{Kind, Settings};
    use etalon_train::cpu::CpuEngine;
    use etalon_train::policy::Policy;
    use etalon_train::shape::Width;
    use etalon_train::sweep::train;
    use etalon_train::task::digits::{DIGITS, VALIDATION};

    use super::*;

    /// What a future that never waits comes to.
    pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("it waits"),
        }
    }

    pub(crate) fn job(kind: Kind, epochs: u32) -> Job {
        let policy = Policy::of(&Settings::suggested(kind)).unwrap();
        Job::new(&DIGITS, policy, 1, epochs, Width::USUAL).unwrap()
    }

    pub(crate) fn learned(job: &Job) -> Learned {
        // The CPU engine never waits for anything.
        now(learn(&mut CpuEngine::new(), job, async || true)).unwrap().unwrap()
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
    fn a_snapshot_is_the_model_that_a_training_has_at_that_epoch() {
        for kind in Kind::ALL {
            let job = job(*kind, 3);
            let learned = learned(&job);
            let epochs: Vec<u32> = learned.snapshots.iter().map(|snapshot| snapshot.epoch).collect();
            assert_eq!((epochs, learned.diverged), (vec![0, 1, 2, 3], None));
            let labels: Vec<u8> = learned.digits.iter().map(|digit| digit.label).collect();
            assert_eq!(labels, (0..10).collect::<Vec<u8>>());
            let mut engine = CpuEngine::new();
            let runs = now(train(&mut engine, &[job], |_| ControlFlow::Continue(()))).unwrap();
            for (epoch, accuracy) in (1..).zip(&runs[0].as_ref().unwrap().val_accuracy) {
                let snapshot = &learned.snapshots[learned.index(epoch).unwrap()];
                let right = (f64::from(*accuracy) * VALIDATION as f64).round() as u32;
                assert_eq!(snapshot.confusion.right(), right, "{kind:?}");
            }
            assert_eq!(learned.last().unwrap().epoch, 3);
            assert_ne!(learned.snapshots[0].filters, learned.snapshots[3].filters);
        }
    }

    #[test]
    fn all_start_from_the_same_filters() {
        let starts: Vec<Snapshot> =
            Kind::ALL.iter().map(|kind| learned(&job(*kind, 1)).snapshots.swap_remove(0)).collect();
        assert!(starts.iter().all(|snapshot| *snapshot == starts[0]));
    }

    #[test]
    fn the_last_finite_state_of_a_run_that_diverges_is_its_last_snapshot() {
        // The rate is multiplied by 1e10 after each epoch.
        let mut settings = Settings::suggested(Kind::from_id("exponential").unwrap());
        settings.set("gamma", 1e10).unwrap();
        let wild = Job::new(&DIGITS, Policy::of(&settings).unwrap(), 1, 60, Width::USUAL).unwrap();
        let learned = learned(&wild);
        let step = learned.diverged.unwrap();
        let last = learned.last().unwrap();
        assert_eq!(last.epoch, step / ROUND, "{step}");
        assert!(last.epoch > 0 && last.filters.iter().all(|weight| weight.is_finite()));
        assert_eq!(learned.diverged_by(last.epoch), None);
        assert_eq!(learned.diverged_by(last.epoch + 1), Some(step));
        assert_eq!(learned.index(60), Some(learned.snapshots.len() - 1));
        assert_eq!(learned.index(0), Some(0));
    }

    #[test]
    fn a_training_that_nobody_waits_for_ends() {
        let mut asked = 0;
        let (mut engine, job) = (CpuEngine::new(), job(Kind::ALL[0], 1_000));
        let ended = learn(&mut engine, &job, async || {
            asked += 1;
            asked < 3
        });
        assert_eq!(now(ended).unwrap(), None);
        assert_eq!(asked, 3);
    }
}
