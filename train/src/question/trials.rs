//! The runs behind a question: groups of jobs that differ in their seed alone, the order in which to train them, and how they ended.

use super::{Cell, QuestionError, behind};
use crate::MAX_JOBS;
use crate::job::Job;
use crate::report::Outcome;
use crate::stats::{Ending, Summary};
use crate::task::Measure;
use crate::verdict::{Paired, Standing, leading};

/// Groups of runs with seeds from 1 to n.
#[derive(Debug, Clone, PartialEq)]
pub struct Trials {
    groups: Vec<Job>,
    /// Groups in the order in which they are trained with each seed.
    order: Vec<usize>,
    seeds: u32,
    measure: Measure,
    /// For each group how each seed ended.
    endings: Vec<Vec<Option<Ending>>>,
}

/// Checks the size of a question before anything is made for it.
pub fn check_size(groups: usize, seeds: u32) -> Result<(), QuestionError> {
    if seeds == 0 {
        return Err(QuestionError::NoSeeds);
    }
    let jobs = groups.checked_mul(seeds as usize).filter(|&jobs| jobs <= MAX_JOBS);
    jobs.map(|_| ()).ok_or(QuestionError::TooManyJobs { groups, seeds })
}

impl Trials {
    /// Every group with every seed: seed after seed, and with each seed the groups in `order`, which names each once. The seeds of
    /// `groups` are not used.
    pub fn new(groups: Vec<Job>, order: Vec<usize>, seeds: u32) -> Result<Self, QuestionError> {
        check_size(groups.len(), seeds)?;
        let task = groups.first().ok_or_else(|| QuestionError::Empty("lanes".to_owned()))?.task();
        if groups.iter().any(|job| job.task() != task) {
            return Err(QuestionError::SeveralTasks);
        }
        let endings = vec![vec![None; seeds as usize]; groups.len()];
        let groups = groups.into_iter().map(|job| job.with_seed(1)).collect();
        Ok(Self { groups, order, seeds, measure: task.measure, endings })
    }

    pub fn jobs(&self) -> usize {
        self.order.len() * self.seeds as usize
    }

    /// The group and the seed (from 0) of job `number`.
    fn place(&self, number: usize) -> Option<(usize, usize)> {
        let group = *self.order.get(number.checked_rem(self.order.len())?)?;
        let seed = number / self.order.len();
        (seed < self.seeds as usize).then_some((group, seed))
    }

    pub fn job(&self, number: usize) -> Option<Job> {
        let (group, seed) = self.place(number)?;
        Some(self.groups.get(group)?.clone().with_seed(seed as u64 + 1))
    }

    pub fn add(&mut self, number: usize, outcome: &Outcome) {
        let ending = Ending::of(self.measure, outcome);
        if let Some((group, seed)) = self.place(number)
            && let Some(place) = self.endings.get_mut(group).and_then(|group| group.get_mut(seed))
        {
            *place = Some(ending);
        }
    }

    /// The numbers of the jobs that have no result, in the order in which they should be trained.
    pub fn open(&self) -> Vec<usize> {
        let is_open = |number: &usize| {
            let ending = self.place(*number).and_then(|(group, seed)| self.endings.get(group)?.get(seed));
            ending.is_some_and(Option::is_none)
        };
        (0..self.jobs()).filter(is_open).collect()
    }

    /// Takes the results of the groups that `other` has too.
    pub fn take_over(&mut self, other: &Self) {
        for (group, endings) in self.groups.iter().zip(&mut self.endings) {
            let known = other.groups.iter().position(|other| other == group);
            let known =
                known.and_then(|at| other.endings.get(at)).filter(|known| known.len() == endings.len());
            for (place, known) in endings.iter_mut().zip(known.into_iter().flatten()) {
                *place = place.or(*known);
            }
        }
    }

    pub fn done(&self) -> usize {
        self.endings.iter().flatten().flatten().count()
    }

    pub fn groups(&self) -> &[Job] {
        &self.groups
    }

    pub fn measure(&self) -> Measure {
        self.measure
    }

    pub fn summaries(&self) -> Vec<Summary> {
        let summary =
            |group: &Vec<Option<Ending>>| Summary::of(group.iter().copied().flatten(), self.measure());
        self.endings.iter().map(summary).collect()
    }

    /// Compares two groups over the seeds that both have.
    pub fn paired(&self, ours: usize, theirs: usize) -> Paired {
        let group = |at: usize| self.endings.get(at).map_or(&[][..], Vec::as_slice);
        let pairs = group(ours).iter().zip(group(theirs));
        Paired::of(pairs.filter_map(|(ours, theirs)| (*ours).zip(*theirs)), self.measure())
    }

    /// The group with the leading median, and each group beside it.
    pub fn cells(&self) -> (Option<usize>, Vec<Cell>) {
        let summaries = self.summaries();
        let first = leading(&summaries, self.measure());
        let cell = |(at, summary): (usize, &Summary)| {
            let paired = first.map(|first| self.paired(at, first));
            let known = paired.filter(|paired| at == first.unwrap_or(at) || paired.pairs() > 0);
            let best = first.and_then(|first| summaries.get(first));
            Cell {
                summary: *summary,
                standing: known.map(Standing::of),
                behind: best.and_then(|best| behind(summary, best, self.measure())),
            }
        };
        (first, summaries.iter().enumerate().map(cell).collect())
    }
}
