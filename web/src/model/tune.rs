//! Tuning each fairly: every entrant is trained at every base rate of one grid, and each keeps the rate that did best for it.

use etalon_train::job::Job;
use etalon_train::report::Outcome;

use crate::model::config::{Config, base_rate};
use crate::model::entrant::{Entrant, PerEntrant};

/// How many rates are tried.
pub const COUNT: usize = 13;

/// The rates that are tried: from 1e-4 to 0.1, each √√10 times the one before, written with three digits.
pub const RATES: [f64; COUNT] =
    [1e-4, 1.78e-4, 3.16e-4, 5.62e-4, 1e-3, 1.78e-3, 3.16e-3, 5.62e-3, 0.01, 0.0178, 0.0316, 0.0562, 0.1];

/// Trainings of a whole tuning.
pub const TRAININGS: usize = COUNT * Entrant::COUNT;

/// What is known so far: for each entrant the outcome at each of [`RATES`], `None` where it has not been trained yet.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tuning(PerEntrant<[Option<Outcome>; COUNT]>);

impl Tuning {
    /// The outcomes of `entrant`, one for each of [`RATES`].
    #[must_use]
    pub fn outcomes(&self, entrant: Entrant) -> &[Option<Outcome>; COUNT] {
        self.0.get(entrant)
    }

    /// Books the outcome of the training at this place of [`jobs`].
    pub fn book(&mut self, at: usize, outcome: Outcome) {
        if let Some(entrant) = Entrant::ALL.get(at / COUNT) {
            self.0.get_mut(*entrant)[at % COUNT] = Some(outcome);
        }
    }

    /// Trainings done, of [`TRAININGS`].
    #[must_use]
    pub fn done(&self) -> usize {
        self.0.iter().flat_map(|(_, outcomes)| outcomes).flatten().count()
    }

    /// Whether every training is done.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.done() == TRAININGS
    }

    /// Which of [`RATES`] did best for `entrant` so far: the highest validation accuracy after the last epoch, of equals the lowest
    /// loss, of those the lowest rate. Never one that diverged; none where all did.
    #[must_use]
    pub fn best(&self, entrant: Entrant) -> Option<usize> {
        let merits = self.outcomes(entrant).iter().map(|outcome| outcome.as_ref().and_then(merit));
        let mut best = None::<(usize, Merit)>;
        for (at, merit) in merits.enumerate() {
            if let Some(merit) = merit
                && best.is_none_or(|(_, before)| merit.is_above(before))
            {
                best = Some((at, merit));
            }
        }
        best.map(|(at, _)| at)
    }

    /// How close the outcome at rate `at` comes to the best of all: 9 for the best, one less for every point of accuracy below it.
    #[must_use]
    pub fn level(&self, entrant: Entrant, at: usize) -> u8 {
        let accuracy =
            |outcome: &Option<Outcome>| outcome.as_ref().and_then(merit).map(|merit| merit.accuracy);
        let best = self.0.iter().flat_map(|(_, outcomes)| outcomes).filter_map(accuracy).fold(0.0, f32::max);
        let here = self.outcomes(entrant).get(at).and_then(accuracy);
        here.map_or(0, |here| (9.0 - (best - here) * 100.0).round().clamp(0.0, 9.0) as u8)
    }

    /// Whether the best rate of `entrant` is the lowest or the highest of the grid: beyond it may be a better one.
    #[must_use]
    pub fn is_at_edge(&self, entrant: Entrant) -> bool {
        self.best(entrant).is_some_and(|at| at == 0 || at + 1 == COUNT)
    }

    /// `config` with each entrant's best rate; whoever diverged at every rate keeps the rate it had.
    #[must_use]
    pub fn applied(&self, config: &Config) -> Config {
        let tuned = PerEntrant::from_fn(|entrant| {
            let own = || config.seen_by(entrant).get(base_rate(entrant));
            self.best(entrant).map_or_else(own, |at| RATES[at])
        });
        // Every rate of the grid is legal, and so is the one that was in force.
        config.with_tuned(Some(tuned)).unwrap_or(*config)
    }
}

/// What makes a rate better than another.
#[derive(Debug, Clone, Copy)]
struct Merit {
    accuracy: f32,
    loss: f32,
}

impl Merit {
    fn is_above(self, other: Self) -> bool {
        (self.accuracy, other.loss) > (other.accuracy, self.loss)
    }
}

/// `None` of a run that diverged. A loss too large for a float is the worst, not a reason to be left out.
fn merit(outcome: &Outcome) -> Option<Merit> {
    let accuracy = outcome.final_accuracy.filter(|_| outcome.divergence.is_none())?;
    let loss = outcome.final_loss.filter(|loss| loss.is_finite()).unwrap_or(f32::INFINITY);
    accuracy.is_finite().then_some(Merit { accuracy, loss })
}

/// Every training of a tuning of `config`: for each entrant one at each of [`RATES`].
#[must_use]
pub fn jobs(config: &Config) -> Vec<Job> {
    let all = Entrant::ALL.into_iter().flat_map(|entrant| RATES.map(|rate| (entrant, rate)));
    let job = |(entrant, rate)| {
        let own = config.with_tuned(None).ok()?.with(base_rate(entrant), rate).ok()?;
        own.job(entrant).ok()
    };
    all.filter_map(job).collect()
}

#[cfg(test)]
mod tests {
    use core::ops::ControlFlow;

    use etalon_train::cpu::CpuEngine;
    use etalon_train::report::Divergence;
    use etalon_train::sweep::sweep;

    use super::*;
    use crate::model::kind::Kind;
    use crate::model::param::Param;
    use crate::model::presets::Preset;

    const PLATEAU: Entrant = Entrant::Schedule(Kind::ReduceOnPlateau);

    fn ended(accuracy: f32, loss: f32) -> Outcome {
        Outcome {
            best_accuracy: Some(1.0),
            final_accuracy: Some(accuracy),
            final_loss: Some(loss),
            divergence: None,
        }
    }

    fn diverged(step: u32) -> Outcome {
        let divergence = Some(Divergence { step });
        Outcome { best_accuracy: Some(1.0), final_accuracy: None, final_loss: None, divergence }
    }

    fn of(outcomes: &[Outcome]) -> Tuning {
        let mut tuning = Tuning::default();
        let first = PLATEAU.index() * COUNT;
        (first..).zip(outcomes).for_each(|(at, outcome)| tuning.book(at, *outcome));
        tuning
    }

    #[test]
    fn the_grid_is_even_in_the_logarithm() {
        assert_eq!((RATES[0], RATES[COUNT - 1]), (1e-4, 0.1));
        for pair in RATES.windows(2) {
            assert!((pair[1] / pair[0] / 10_f64.powf(0.25) - 1.0).abs() < 0.002, "{pair:?}");
        }
        let config = Preset::Opening.config();
        let jobs = jobs(&config);
        assert_eq!(jobs.len(), TRAININGS);
        for (at, job) in jobs.iter().enumerate() {
            let entrant = Entrant::ALL[at / COUNT];
            let own = config.with(base_rate(entrant), RATES[at % COUNT]).unwrap();
            assert_eq!(*job, own.job(entrant).unwrap());
        }
    }

    #[test]
    fn the_best_ends_highest_and_of_equals_with_the_lowest_loss() {
        let best = |outcomes: &[Outcome]| of(outcomes).best(PLATEAU);
        assert_eq!(best(&[ended(0.5, 1.0), ended(0.9, 9.0), ended(0.7, 0.1)]), Some(1));
        assert_eq!(best(&[ended(0.9, 1.0), ended(0.9, 0.4), ended(0.9, 0.5)]), Some(1));
        assert_eq!(best(&[ended(0.9, 0.4), ended(0.9, 0.4)]), Some(0));
        assert_eq!(best(&[ended(0.9, f32::NAN), ended(0.9, 1e30), ended(0.8, 0.0)]), Some(1));
    }

    #[test]
    fn what_diverged_is_never_the_best() {
        let mut liar = diverged(7);
        (liar.final_accuracy, liar.final_loss) = (Some(1.0), Some(0.0));
        assert_eq!(of(&[diverged(3), ended(0.1, 2.3), liar]).best(PLATEAU), Some(1));
        let all = of(&[diverged(1); COUNT]);
        assert_eq!((all.best(PLATEAU), all.done(), all.is_complete()), (None, COUNT, false));
        assert!(!all.is_at_edge(PLATEAU));
        let config = Preset::Opening.config();
        assert_eq!(*all.applied(&config).tuned().unwrap().get(PLATEAU), config.get(Param::Lr));
        assert_eq!(Tuning::default().best(PLATEAU), None);
    }

    #[test]
    fn a_best_at_the_end_of_the_grid_is_told() {
        assert!(of(&[ended(0.9, 1.0), ended(0.8, 1.0)]).is_at_edge(PLATEAU));
        assert!(!of(&[ended(0.8, 1.0), ended(0.9, 1.0)]).is_at_edge(PLATEAU));
        let mut rising = [ended(0.8, 1.0); COUNT];
        rising[COUNT - 1] = ended(0.9, 1.0);
        assert!(of(&rising).is_at_edge(PLATEAU));
    }

    #[test]
    fn levels_fall_by_points_and_what_diverged_has_none() {
        let tuning = of(&[ended(0.97, 0.1), ended(0.95, 0.2), ended(0.2, 2.0), diverged(5)]);
        let levels = [0, 1, 2, 3, 4].map(|at| tuning.level(PLATEAU, at));
        assert_eq!(levels, [9, 7, 0, 0, 0]);
    }

    #[test]
    fn what_was_not_asked_for_is_ignored() {
        let mut tuning = Tuning::default();
        tuning.book(TRAININGS, ended(1.0, 0.0));
        tuning.book(usize::MAX, ended(1.0, 0.0));
        assert_eq!(tuning.done(), 0);
    }

    /// Real trainings: applying the result makes every job the one that was found best.
    #[test]
    fn what_is_applied_is_what_was_trained() {
        let config = Preset::Opening.config().turned(Param::Epochs, 1.0).unwrap();
        let jobs = jobs(&config);
        let mut engine = CpuEngine::new();
        let trained = sweep(&mut engine, &jobs, |_| ControlFlow::Continue(()));
        let outcomes = pollster::block_on(trained).unwrap();
        let mut tuning = Tuning::default();
        for (at, outcome) in outcomes.into_iter().enumerate() {
            tuning.book(at, outcome.unwrap());
        }
        assert!(tuning.is_complete());
        let applied = tuning.applied(&config);
        for entrant in Entrant::ALL {
            let best = tuning.best(entrant).unwrap();
            assert_eq!(applied.job(entrant).unwrap(), jobs[entrant.index() * COUNT + best]);
            let accuracy = |outcome: &Option<Outcome>| outcome.unwrap().final_accuracy.unwrap();
            let highest = tuning.outcomes(entrant).iter().map(accuracy).fold(0.0, f32::max);
            assert_eq!(accuracy(&tuning.outcomes(entrant)[best]), highest);
        }
    }
}
