//! How does each lane end at every base rate, and in which range of rates is it good?

use core::fmt::Display;

use super::axis::coarse_first;
use super::trials::check_size;
use super::{Axis, Cell, Question, QuestionError, Trials};
use crate::job::Job;
use crate::report::Outcome;
use crate::stats::Summary;
use crate::verdict::{Paired, Verdict, leading};

/// How far apart the rates are that come first.
const COARSE: usize = 8;

/// Lanes × base rates × seeds. With each seed all rates are trained, the coarse ones first.
#[derive(Debug, Clone, PartialEq)]
pub struct EveryRate {
    trials: Trials,
    rates: Axis,
    lanes: usize,
}

/// What every rate says of several lanes.
#[derive(Debug, Clone, PartialEq)]
pub struct RatesAnswer {
    /// Each lane.
    pub lanes: Vec<LaneRates>,
    /// The lane and the number of the rate with the best median of all.
    pub leading: Option<(usize, usize)>,
    /// The lane that is better than each other lane, each at the rate of its leading median, by the verdict.
    pub best: Option<usize>,
}

/// What every rate says of one lane.
#[derive(Debug, Clone, PartialEq)]
pub struct LaneRates {
    /// Each rate, compared with the leading median of all lanes and rates.
    pub rates: Vec<Cell>,
    /// The number of the rate with the best median of this lane.
    pub leading: Option<usize>,
    /// The lowest and the highest number of the good rates around the leading one, without a gap. None if that one is not good.
    pub good: Option<(usize, usize)>,
}

impl EveryRate {
    /// `lanes` lanes at each of `rates` with seeds from 1 to `seeds`. `job` makes the job of a lane at a base rate; its seed is not
    /// used. A lane may peak elsewhere than at its base rate.
    ///
    /// # Errors
    /// No lanes; no seeds; too many jobs; lanes of several tasks; a lane that cannot be trained at one of the rates.
    pub fn new<E: Display>(
        lanes: usize,
        rates: Axis,
        seeds: u32,
        job: impl Fn(usize, f64) -> Result<Job, E>,
    ) -> Result<Self, QuestionError> {
        let count = rates.values().len();
        check_size(lanes.saturating_mul(count), seeds)?;
        let made = |lane: usize, rate: f64| {
            job(lane, rate).map_err(|why| QuestionError::Refused {
                at: format!("lane {lane} at rate {rate}"),
                why: why.to_string(),
            })
        };
        let places = (0..lanes).flat_map(|lane| rates.values().iter().map(move |&rate| (lane, rate)));
        let groups = places.map(|(lane, rate)| made(lane, rate)).collect::<Result<Vec<Job>, _>>()?;
        let coarse = coarse_first(count, COARSE);
        let order = coarse.iter().flat_map(|rate| (0..lanes).map(move |lane| lane * count + rate));
        let trials = Trials::new(groups, order.collect(), seeds)?;
        Ok(Self { trials, rates, lanes })
    }

    /// The rates.
    #[must_use]
    pub fn rates(&self) -> &Axis {
        &self.rates
    }

    /// The job of a lane at a rate, from seed 1.
    #[must_use]
    pub fn job_at(&self, lane: usize, rate: usize) -> Option<Job> {
        let group = self.group(lane, rate)?;
        Some(self.trials.groups().get(group)?.clone().with_seed(1))
    }

    /// The comparison of two lanes, each at one of the rates, over the seeds that both have.
    #[must_use]
    pub fn paired(&self, ours: (usize, usize), theirs: (usize, usize)) -> Option<Paired> {
        Some(self.trials.paired(self.group(ours.0, ours.1)?, self.group(theirs.0, theirs.1)?))
    }

    /// The numbers of the jobs that have no result, in the order in which they should be trained.
    #[must_use]
    pub fn open(&self) -> Vec<usize> {
        self.trials.open()
    }

    /// Takes the results of lanes and rates that `other` has too, so that only what changed is trained again. The seeds of the jobs
    /// play no part, and both questions must have the same number of seeds.
    pub fn take_over(&mut self, other: &Self) {
        self.trials.take_over(&other.trials);
    }

    fn group(&self, lane: usize, rate: usize) -> Option<usize> {
        let count = self.rates.values().len();
        (lane < self.lanes && rate < count).then_some(lane * count + rate)
    }
}

impl Question for EveryRate {
    type Result = Outcome;
    type Answer = RatesAnswer;

    fn jobs(&self) -> usize {
        self.trials.jobs()
    }

    fn job(&self, number: usize) -> Option<Job> {
        self.trials.job(number)
    }

    fn add(&mut self, number: usize, outcome: Outcome) {
        self.trials.add(number, &outcome);
    }

    fn done(&self) -> usize {
        self.trials.done()
    }

    fn answer(&self) -> RatesAnswer {
        let count = self.rates.values().len();
        let (first, cells) = self.trials.cells();
        let lane = |cells: &[Cell]| {
            let summaries: Vec<Summary> = cells.iter().map(|cell| cell.summary).collect();
            let leading = leading(&summaries, self.trials.measure());
            LaneRates { rates: cells.to_vec(), leading, good: leading.and_then(|at| stretch(cells, at)) }
        };
        let lanes: Vec<LaneRates> = cells.chunks(count).map(lane).collect();
        let at_best = |lane: usize| lanes.get(lane)?.leading.map(|rate| lane * count + rate);
        let beats = |lane, other| {
            let pair = at_best(lane).zip(at_best(other));
            lane == other || pair.is_some_and(|(a, b)| self.trials.paired(a, b).verdict() == Verdict::Better)
        };
        let all = 0..lanes.len();
        let best = all.clone().find(|&lane| all.len() > 1 && all.clone().all(|other| beats(lane, other)));
        let leading = first.map(|group| (group / count, group % count));
        RatesAnswer { lanes, leading, best }
    }
}

/// The good cells around `at`, without a gap.
fn stretch(cells: &[Cell], at: usize) -> Option<(usize, usize)> {
    let good = |at: usize| cells.get(at).is_some_and(Cell::is_good);
    let low = (0..=at).rev().take_while(|&at| good(at)).last()?;
    let high = (at..cells.len()).take_while(|&at| good(at)).last()?;
    Some((low, high))
}
