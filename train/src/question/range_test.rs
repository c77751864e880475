//! Up to which rate does the loss fall? The rate rises exponentially within one run.

use etalon::Reason;

use super::trials::check_size;
use super::{Axis, Question, QuestionError};
use crate::job::Job;
use crate::policy::{Every, Policy, TableError};
use crate::report::Metrics;
use crate::stats::{Ending, Summary};
use crate::task::{Measure, ROUND};

/// What the smoothed loss retains of itself at each step.
const SMOOTHING: f64 = 0.95;
/// A run has diverged once its smoothed loss is this many times its lowest so far.
const BROKEN: f64 = 4.0;
/// The slope at a step is that of a line through this share of all steps on each side of it.
const WINDOW: f64 = 1.0 / 30.0;
/// The suggested base rate is the suggested peak divided by this.
const PEAK_TO_BASE: f64 = 10.0;

/// One run with each of several seeds, in which the rate rises exponentially from step to step: Smith's range test.
///
/// - **Loss**: the training loss of each batch, smoothed in each run by an exponential moving average with weight 0.95 that is
///   corrected for its start, as Adam corrects its moments. Of the runs, the median at each step.
/// - **Divergence**: a run has diverged at the first step at which its smoothed loss is above 4 times its lowest so far, or is not
///   finite. From there on it counts as the worst.
/// - **Suggestion**: `max_lr` is the rate at which the median falls most steeply over the logarithm of the rate, before it reaches its
///   lowest. The slope is that of the least-squares line through a thirtieth of all steps on each side. The base rate is a tenth.
#[derive(Debug, Clone, PartialEq)]
pub struct RangeTest {
    job: Job,
    rates: Vec<f64>,
    /// For each seed the smoothed loss of each step before it diverged.
    losses: Vec<Option<Vec<f64>>>,
}

/// What a range test says.
#[derive(Debug, Clone, PartialEq)]
pub struct RangeAnswer {
    /// The smoothed loss at each rate: the median of the runs. Shorter than the rates if no run has ended yet.
    pub losses: Vec<Ending>,
    /// The number of the first rate at which the median run has diverged.
    pub diverged: Option<usize>,
    /// The number of the rate with the lowest loss.
    pub lowest: Option<usize>,
    /// What follows for a schedule. None where the loss never falls.
    pub suggestion: Option<Suggestion>,
    /// Runs behind the answer.
    pub seeds: usize,
}

/// Rates that a range test suggests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suggestion {
    /// The peak of a cycle: the rate at which the loss falls most steeply.
    pub max_lr: f64,
    /// The base rate of a schedule: a tenth of it.
    pub base_lr: f64,
}

impl RangeTest {
    /// The seeds that a range test usually has.
    pub const SEEDS: u32 = 8;

    /// As `job`, but with rates from `low` to `high` in place of its policy, and with seeds from 1 to `seeds`.
    ///
    /// # Errors
    /// No seeds or too many; a rate that is not finite or not above 0; a `high` that is not above `low`.
    pub fn new(job: &Job, low: f64, high: f64, seeds: u32) -> Result<Self, QuestionError> {
        check_size(1, seeds)?;
        let ends = Axis::rates([low, high])?;
        if low <= 0.0 {
            let (axis, index, value, reason) =
                (ends.id().to_owned(), 0, low, Reason::NotAbove { bound: 0.0 });
            return Err(QuestionError::Value { axis, index, value, reason });
        }
        let last = job.rounds() as usize * ROUND - 1;
        let rate = |step: usize| low * libm::pow(high / low, step as f64 / last as f64);
        let rates: Vec<f64> = (0..=last).map(rate).collect();
        let refused = |why: TableError| QuestionError::Refused {
            at: format!("a rise from {low} to {high}"),
            why: why.to_string(),
        };
        let policy = Policy::table(rates.as_slice(), Every::Batch).map_err(refused)?;
        Ok(Self { job: job.clone().with_policy(policy), rates, losses: vec![None; seeds as usize] })
    }

    /// The rate of each step.
    #[must_use]
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    fn suggestion(&self, losses: &[f64], lowest: usize) -> Option<Suggestion> {
        let half = ((self.rates.len() as f64 * WINDOW) as usize).max(1);
        let slope = |at: usize| slope(losses.get(at.checked_sub(half)?..=at + half)?);
        let slopes = (half..lowest).filter_map(|at| Some((at, slope(at)?)));
        let (at, steepest) = slopes.min_by(|a, b| a.1.total_cmp(&b.1))?;
        let max_lr = *self.rates.get(at)?;
        (steepest < 0.0).then_some(Suggestion { max_lr, base_lr: max_lr / PEAK_TO_BASE })
    }
}

/// The slope of the least-squares line through values at even distances.
fn slope(values: &[f64]) -> Option<f64> {
    let middle = (values.len() as f64 - 1.0) / 2.0;
    let moments = (0..).zip(values).map(|(at, value)| (f64::from(at) - middle, value));
    let (sum, squares) = moments.fold((0.0, 0.0), |(sum, squares), (x, y)| (sum + x * y, squares + x * x));
    (squares > 0.0).then_some(sum / squares)
}

/// The smoothed loss of each step before the run diverged.
fn smoothed(train_loss: &[f32]) -> Vec<f64> {
    let (mut average, mut weight, mut lowest) = (0.0, 0.0, f64::INFINITY);
    let next = |&loss: &f32| {
        average = SMOOTHING * average + (1.0 - SMOOTHING) * f64::from(loss);
        weight = SMOOTHING * weight + (1.0 - SMOOTHING);
        let value = average / weight;
        lowest = value.min(lowest);
        (value.is_finite() && value <= BROKEN * lowest).then_some(value)
    };
    train_loss.iter().map_while(next).collect()
}

impl Question for RangeTest {
    type Result = Metrics;
    type Answer = RangeAnswer;

    fn jobs(&self) -> usize {
        self.losses.len()
    }

    fn job(&self, number: usize) -> Option<Job> {
        (number < self.losses.len()).then(|| self.job.clone().with_seed(number as u64 + 1))
    }

    fn add(&mut self, number: usize, metrics: Metrics) {
        if let Some(place) = self.losses.get_mut(number) {
            // The last loss of a run that diverged is not one of finite weights.
            let finite = metrics.divergence.map_or(metrics.train_loss.len(), |at| at.step as usize);
            let losses = metrics.train_loss.get(..finite).unwrap_or(&metrics.train_loss);
            *place = Some(smoothed(losses));
        }
    }

    fn done(&self) -> usize {
        self.losses.iter().flatten().count()
    }

    fn answer(&self) -> RangeAnswer {
        let runs: Vec<&Vec<f64>> = self.losses.iter().flatten().collect();
        let ending =
            |run: &Vec<f64>, step: usize| run.get(step).map_or(Ending::Diverged, |&loss| Ending::Value(loss));
        let at = |step| Summary::of(runs.iter().map(|run| ending(run, step)), Measure::Loss).median();
        let losses: Vec<Ending> = (0..self.rates.len()).map_while(at).collect();
        let values: Vec<f64> = losses.iter().map_while(|loss| loss.value()).collect();
        let diverged = Some(values.len()).filter(|&at| at < losses.len());
        let lowest = (0..values.len()).min_by(|&a, &b| values[a].total_cmp(&values[b]));
        let suggestion = lowest.and_then(|lowest| self.suggestion(&values, lowest));
        RangeAnswer { losses, diverged, lowest, suggestion, seeds: runs.len() }
    }
}

#[cfg(test)]
mod tests {
    use etalon::{Kind, Settings};

    use super::*;
    use crate::report::Divergence;
    use crate::shape::Width;
    use crate::task::digits::DIGITS;

    fn test(seeds: u32) -> RangeTest {
        let policy = Policy::of(&Settings::suggested(Kind::from_id("constant").unwrap())).unwrap();
        RangeTest::new(&Job::new(&DIGITS, policy, 9, 4, Width::MIN).unwrap(), 1e-4, 1.0, seeds).unwrap()
    }

    fn metrics(train_loss: Vec<f32>) -> Metrics {
        Metrics { train_loss, ..Metrics::default() }
    }

    #[test]
    fn rates_rise_by_the_same_factor_at_each_step_of_the_run() {
        let test = test(2);
        assert_eq!(test.rates().len(), 4 * ROUND);
        assert_eq!((test.rates()[0], test.rates()[179]), (1e-4, 1.0));
        let factor = 1e4_f64.powf(1.0 / 179.0);
        assert!(test.rates().windows(2).all(|pair| (pair[1] / pair[0] / factor - 1.0).abs() < 1e-12));
        let job = test.job(1).unwrap();
        assert_eq!((job.seed(), test.job(2)), (2, None));
        assert_eq!((job.policy().rates(0)[0].lr, job.policy().rates(3)[44].lr), (1e-4, 1.0));
    }

    /// A loss that falls along a logistic curve, steepest at step 90, and rises from step 140 on.
    fn logistic(step: usize) -> f32 {
        let step = step as f32;
        2.0 - 1.5 / (1.0 + (-(step - 90.0) / 8.0).exp()) + 0.02 * (step - 140.0).max(0.0)
    }

    #[test]
    fn max_lr_is_suggested_where_the_loss_falls_most_steeply() {
        let mut test = test(3);
        assert_eq!((test.answer().losses.len(), test.answer().suggestion), (0, None));
        (0..3).for_each(|seed| test.add(seed, metrics((0..180).map(logistic).collect())));
        let answer = test.answer();
        let Suggestion { max_lr, base_lr } = answer.suggestion.unwrap();
        // The average lags behind by up to 19 steps, more where the loss falls quickly.
        let at = test.rates().iter().position(|&rate| rate == max_lr).unwrap();
        assert!((90..=109).contains(&at), "step {at}");
        assert_eq!((base_lr, answer.diverged, answer.seeds), (max_lr / 10.0, None, 3));
        assert!((140..170).contains(&answer.lowest.unwrap()));
    }

    #[test]
    fn a_run_diverges_where_its_smoothed_loss_is_four_times_its_lowest() {
        let mut test = test(3);
        let jump = |at: usize| (0..180).map(|step| if step < at { 1.0 } else { 100.0 }).collect::<Vec<f32>>();
        // One step at 100 makes the average 1 + 0.05 · 99 = 5.95, more than 4.
        test.add(0, metrics(jump(50)));
        assert_eq!(test.answer().diverged, Some(50));
        test.add(1, metrics(jump(180)));
        test.add(2, metrics(jump(180)));
        assert_eq!((test.answer().diverged, test.answer().seeds), (None, 3), "two of three go on");
        let gone = Metrics { divergence: Some(Divergence { step: 20 }), ..metrics(vec![1.0; 21]) };
        test.add(1, gone);
        assert_eq!(test.answer().diverged, Some(50), "the median run is the one that ends at step 50");
    }

    #[test]
    fn a_loss_that_never_falls_suggests_nothing() {
        let mut test = test(1);
        test.add(0, metrics((0..180).map(|step| 1.0 + step as f32).collect()));
        assert_eq!(test.answer().suggestion, None);
        test.add(7, metrics(Vec::new()));
        assert_eq!(test.done(), 1);
    }

    #[test]
    fn rates_that_do_not_rise_are_refused() {
        let job = test(1).job(0).unwrap();
        let why = |low, high, seeds| RangeTest::new(&job, low, high, seeds).unwrap_err().to_string();
        assert!(why(f64::NAN, 1.0, 8).contains("must be a finite number"), "{}", why(f64::NAN, 1.0, 8));
        assert!(why(0.0, 1.0, 8).contains("above 0"), "{}", why(0.0, 1.0, 8));
        assert!(why(0.1, 0.1, 8).contains("not above the one before it"));
        assert_eq!(why(0.1, 1.0, 0), "seeds must be at least 1, got 0");
        assert!(why(0.1, 1.0, u32::MAX).starts_with("a question may have at most 65536 trainings"));
    }
}
