//! Tuning each line: every line is trained at every base rate of one grid, and each takes the rate that did best for it.

use etalon_train::job::Job;
use etalon_train::report::Outcome;

use crate::race::config::Config;
use crate::race::slot::{Line, PerLine};

/// The number of rates that are tried.
pub const COUNT: usize = 13;

/// The rates that are tried: from 1e-4 to 0.1, each 10^¼ times the one before, with three digits.
pub const RATES: [f64; COUNT] =
    [1e-4, 1.78e-4, 3.16e-4, 5.62e-4, 1e-3, 1.78e-3, 3.16e-3, 5.62e-3, 0.01, 0.0178, 0.0316, 0.0562, 0.1];

/// What is known so far: for each line the outcome at each of [`RATES`], `None` where it has not been trained yet.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tuning(PerLine<[Option<Outcome>; COUNT]>);

impl Tuning {
    /// The outcomes of `line`, one for each of [`RATES`].
    #[must_use]
    pub fn outcomes(&self, line: Line) -> &[Option<Outcome>; COUNT] {
        self.0.get(line)
    }

    /// Adds the outcome of `line` at rate number `at`. What is no rate of the grid is ignored.
    pub fn add(&mut self, line: Line, at: usize, outcome: Outcome) {
        if let Some(place) = self.0.get_mut(line).get_mut(at) {
            *place = Some(outcome);
        }
    }

    /// The number of trainings that are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.0.values().flatten().flatten().count()
    }

    /// Which of [`RATES`] did best for `line` so far: the highest validation accuracy after the last epoch, of equals the lowest
    /// loss, of those the lowest rate. Never one that diverged; none where all did.
    #[must_use]
    pub fn best(&self, line: Line) -> Option<usize> {
        let merits = self.outcomes(line).iter().map(|outcome| outcome.as_ref().and_then(merit));
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
    pub fn level(&self, line: Line, at: usize) -> u8 {
        let accuracy =
            |outcome: &Option<Outcome>| outcome.as_ref().and_then(merit).map(|merit| merit.accuracy);
        let best = self.0.values().flatten().filter_map(accuracy).fold(0.0, f32::max);
        let here = self.outcomes(line).get(at).and_then(accuracy);
        here.map_or(0, |here| (9.0 - (best - here) * 100.0).round().clamp(0.0, 9.0) as u8)
    }

    /// Whether the best rate of `line` is the lowest or the highest of the grid: beyond it may be a better one.
    #[must_use]
    pub fn is_at_edge(&self, line: Line) -> bool {
        self.best(line).is_some_and(|at| at == 0 || at + 1 == COUNT)
    }

    /// `config` with the best rate of each line. A line that diverged at every rate keeps the rate that it had.
    #[must_use]
    pub fn applied(&self, config: &Config) -> Config {
        config.lines().fold(*config, |next, line| {
            let own = self.best(line).map_or_else(|| config.base_rate(line), |at| RATES[at]);
            // Every rate of the grid is legal, and so is the one that was in force.
            next.with_own_rate(line, Some(own)).unwrap_or(next)
        })
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

/// Every training of a tuning of `config`: the line, the number of its rate, and the job. `None` if a rate cannot be trained.
#[must_use]
pub fn jobs(config: &Config) -> Option<Vec<(Line, usize, Job)>> {
    let shared = config.with_one_rate();
    let job = |line, at, rate| Some((line, at, shared.with_own_rate(line, Some(rate)).ok()?.job(line).ok()?));
    let all =
        config.lines().flat_map(|line| RATES.into_iter().enumerate().map(move |(at, rate)| (line, at, rate)));
    all.map(|(line, at, rate)| job(line, at, rate)).collect()
}

#[cfg(test)]
mod tests {
    use etalon_train::report::{Divergence, Outcome};
    use etalon_train::sweep::train_here;

    use super::*;
    use crate::race::control::Control;
    use crate::race::opening;
    use crate::race::run_settings::{EPOCHS, LR};

    const LINE: Line = Line::Reference;

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
        outcomes.iter().enumerate().for_each(|(at, outcome)| tuning.add(LINE, at, *outcome));
        tuning
    }

    #[test]
    fn the_grid_is_even_in_the_logarithm() {
        assert_eq!((RATES[0], RATES[COUNT - 1]), (1e-4, 0.1));
        for pair in RATES.windows(2) {
            assert!((pair[1] / pair[0] / 10_f64.powf(0.25) - 1.0).abs() < 0.002, "{pair:?}");
        }
        let config = opening::config();
        let jobs = jobs(&config).unwrap();
        assert_eq!(jobs.len(), COUNT * config.lines().count());
        for (line, at, job) in jobs {
            let own = config.with_own_rate(line, Some(RATES[at])).unwrap();
            assert_eq!((own.base_rate(line), own.job(line).unwrap()), (RATES[at], job));
        }
    }

    #[test]
    fn the_best_ends_highest_and_of_equals_with_the_lowest_loss() {
        let best = |outcomes: &[Outcome]| of(outcomes).best(LINE);
        assert_eq!(best(&[ended(0.5, 1.0), ended(0.9, 9.0), ended(0.7, 0.1)]), Some(1));
        assert_eq!(best(&[ended(0.9, 1.0), ended(0.9, 0.4), ended(0.9, 0.5)]), Some(1));
        assert_eq!(best(&[ended(0.9, 0.4), ended(0.9, 0.4)]), Some(0));
        assert_eq!(best(&[ended(0.9, f32::NAN), ended(0.9, 1e30), ended(0.8, 0.0)]), Some(1));
    }

    #[test]
    fn what_diverged_is_never_the_best() {
        let mut liar = diverged(7);
        (liar.final_accuracy, liar.final_loss) = (Some(1.0), Some(0.0));
        assert_eq!(of(&[diverged(3), ended(0.1, 2.3), liar]).best(LINE), Some(1));
        let all = of(&[diverged(1); COUNT]);
        assert_eq!((all.best(LINE), all.done()), (None, COUNT));
        assert!(!all.is_at_edge(LINE));
        let config = opening::config();
        assert_eq!(all.applied(&config).own_rates().get(LINE), &Some(config.value(Control::run(LR))));
        assert_eq!(Tuning::default().best(LINE), None);
    }

    #[test]
    fn a_best_at_the_end_of_the_grid_is_reported() {
        assert!(of(&[ended(0.9, 1.0), ended(0.8, 1.0)]).is_at_edge(LINE));
        assert!(!of(&[ended(0.8, 1.0), ended(0.9, 1.0)]).is_at_edge(LINE));
        let mut rising = [ended(0.8, 1.0); COUNT];
        rising[COUNT - 1] = ended(0.9, 1.0);
        assert!(of(&rising).is_at_edge(LINE));
    }

    #[test]
    fn levels_fall_by_points_and_what_diverged_has_none() {
        let tuning = of(&[ended(0.97, 0.1), ended(0.95, 0.2), ended(0.2, 2.0), diverged(5)]);
        let levels = [0, 1, 2, 3, 4].map(|at| tuning.level(LINE, at));
        assert_eq!(levels, [9, 7, 0, 0, 0]);
    }

    #[test]
    fn a_rate_outside_the_grid_is_ignored() {
        let mut tuning = Tuning::default();
        tuning.add(LINE, COUNT, ended(1.0, 0.0));
        assert_eq!(tuning.done(), 0);
    }

    /// Real trainings: applying the result makes every job the one that was found best.
    #[test]
    fn what_is_applied_is_what_was_trained() {
        let config = opening::config().with_change(Control::run(EPOCHS), 1.0).unwrap();
        let jobs = jobs(&config).unwrap();
        let list: Vec<Job> = jobs.iter().map(|(_, _, job)| job.clone()).collect();
        let mut tuning = Tuning::default();
        for ((line, at, _), metrics) in jobs.iter().zip(train_here(&list).unwrap()) {
            tuning.add(*line, *at, Outcome::of(&metrics));
        }
        assert_eq!(tuning.done(), jobs.len());
        let applied = tuning.applied(&config);
        for line in config.lines() {
            let best = tuning.best(line).unwrap();
            let found = jobs.iter().find(|(other, at, _)| (*other, *at) == (line, best)).unwrap();
            assert_eq!(applied.job(line).unwrap(), found.2);
            let accuracy = |outcome: &Option<Outcome>| outcome.unwrap().final_accuracy.unwrap();
            let highest = tuning.outcomes(line).iter().map(accuracy).fold(0.0, f32::max);
            assert_eq!(accuracy(&tuning.outcomes(line)[best]), highest);
        }
    }
}
