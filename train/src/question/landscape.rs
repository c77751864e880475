//! How does one lane end over two of its parameters, or over a parameter and the rate?

use core::fmt::Display;

use super::axis::fineness;
use super::trials::check_size;
use super::{Axis, Cell, Question, QuestionError, Trials};
use crate::job::Job;
use crate::report::Outcome;
use crate::stats::Summary;

/// How far apart the cells are that come first, in each direction.
const COARSE: usize = 4;

/// One lane over two axes: cells × seeds. With the first seed the coarse cells come first.
#[derive(Debug, Clone, PartialEq)]
pub struct Landscape {
    trials: Trials,
    x: Axis,
    y: Axis,
    /// The group of runs of each cell. A gap has none.
    groups: Vec<Option<usize>>,
}

/// What the cells say.
#[derive(Debug, Clone, PartialEq)]
pub struct LandscapeAnswer {
    /// The cells, row by row: the lowest `y` first, in it the lowest `x` first.
    pub cells: Vec<Cell>,
    /// The cell with the best median.
    pub leading: Option<usize>,
}

impl Landscape {
    /// A cell for each pair of values of `x` and `y`, with seeds from 1 to `seeds`. `job` makes the job of a cell; its seed is not
    /// used.
    ///
    /// # Errors
    /// Two equal axes; no seeds; too many jobs; a cell that cannot be trained.
    pub fn new<E: Display>(
        x: Axis,
        y: Axis,
        seeds: u32,
        job: impl Fn(f64, f64) -> Result<Job, E>,
    ) -> Result<Self, QuestionError> {
        Self::check(&x, &y, seeds)?;
        let made = |across: f64, up: f64| {
            job(across, up).map(Some).map_err(|why| QuestionError::Refused {
                at: format!("{} {across} with {} {up}", x.id(), y.id()),
                why: why.to_string(),
            })
        };
        let jobs = places(&x, &y).map(|(across, up)| made(across, up)).collect::<Result<Vec<_>, _>>()?;
        Self::of(x, y, seeds, jobs)
    }

    /// As [`Landscape::new`], but with gaps: a cell without a job is not trained and has no run in the answer.
    ///
    /// # Errors
    /// Two equal axes; no seeds; too many jobs; nothing but gaps.
    pub fn with_gaps(
        x: Axis,
        y: Axis,
        seeds: u32,
        job: impl Fn(f64, f64) -> Option<Job>,
    ) -> Result<Self, QuestionError> {
        Self::check(&x, &y, seeds)?;
        let jobs = places(&x, &y).map(|(across, up)| job(across, up)).collect();
        Self::of(x, y, seeds, jobs)
    }

    /// Checks the size before any job is made.
    fn check(x: &Axis, y: &Axis, seeds: u32) -> Result<(), QuestionError> {
        if x.id() == y.id() {
            return Err(QuestionError::EqualAxes(x.id().to_owned()));
        }
        check_size(x.values().len().saturating_mul(y.values().len()), seeds)
    }

    fn of(x: Axis, y: Axis, seeds: u32, jobs: Vec<Option<Job>>) -> Result<Self, QuestionError> {
        let columns = x.values().len();
        let mut before = 0..;
        let groups: Vec<Option<usize>> =
            jobs.iter().map(|job| job.as_ref().and_then(|_| before.next())).collect();
        let mut cells: Vec<usize> = (0..groups.len()).collect();
        cells
            .sort_by_key(|cell| u32::max(fineness(cell % columns, COARSE), fineness(cell / columns, COARSE)));
        let order = cells.into_iter().filter_map(|cell| groups[cell]).collect();
        let trials = Trials::new(jobs.into_iter().flatten().collect(), order, seeds)?;
        Ok(Self { trials, x, y, groups })
    }

    /// The axis across.
    #[must_use]
    pub fn x(&self) -> &Axis {
        &self.x
    }

    /// The axis upwards.
    #[must_use]
    pub fn y(&self) -> &Axis {
        &self.y
    }

    /// The job of a cell, with seed 1. A gap has none.
    #[must_use]
    pub fn job_at(&self, cell: usize) -> Option<Job> {
        Some(self.trials.groups().get((*self.groups.get(cell)?)?)?.clone().with_seed(1))
    }
}

/// The pairs of values of the cells: row by row, the lowest `y` first.
fn places<'a>(x: &'a Axis, y: &'a Axis) -> impl Iterator<Item = (f64, f64)> + 'a {
    y.values().iter().flat_map(|&up| x.values().iter().map(move |&across| (across, up)))
}

impl Question for Landscape {
    type Result = Outcome;
    type Answer = LandscapeAnswer;

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

    fn answer(&self) -> LandscapeAnswer {
        let (leading, known) = self.trials.cells();
        let gap = Cell { summary: Summary::of([], self.trials.measure()), standing: None, behind: None };
        let cell = |group: &Option<usize>| group.and_then(|group| known.get(group)).unwrap_or(&gap).clone();
        LandscapeAnswer {
            cells: self.groups.iter().map(cell).collect(),
            leading: leading.and_then(|leading| self.groups.iter().position(|group| *group == Some(leading))),
        }
    }
}
