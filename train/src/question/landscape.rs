//! How does one lane end over two of its parameters, or over a parameter and the rate?

use core::fmt::Display;

use super::axis::fineness;
use super::trials::check_size;
use super::{Axis, Cell, Question, QuestionError, Trials};
use crate::job::Job;
use crate::report::Outcome;

/// How far apart the cells are that come first, in each direction.
const COARSE: usize = 4;

/// One lane over two axes: cells × seeds. With the first seed the coarse cells come first.
#[derive(Debug, Clone, PartialEq)]
pub struct Landscape {
    trials: Trials,
    x: Axis,
    y: Axis,
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
        if x.id() == y.id() {
            return Err(QuestionError::EqualAxes(x.id().to_owned()));
        }
        let (columns, rows) = (x.values().len(), y.values().len());
        check_size(columns.saturating_mul(rows), seeds)?;
        let made = |across: f64, up: f64| {
            job(across, up).map_err(|why| QuestionError::Refused {
                at: format!("{} {across} with {} {up}", x.id(), y.id()),
                why: why.to_string(),
            })
        };
        let places = y.values().iter().flat_map(|&up| x.values().iter().map(move |&across| (across, up)));
        let groups = places.map(|(across, up)| made(across, up)).collect::<Result<Vec<Job>, _>>()?;
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order
            .sort_by_key(|cell| u32::max(fineness(cell % columns, COARSE), fineness(cell / columns, COARSE)));
        Ok(Self { trials: Trials::new(groups, order, seeds)?, x, y })
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

    /// The job of a cell, from seed 1.
    #[must_use]
    pub fn job_at(&self, cell: usize) -> Option<Job> {
        Some(self.trials.groups().get(cell)?.clone().with_seed(1))
    }
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
        let (leading, cells) = self.trials.cells();
        LandscapeAnswer { cells, leading }
    }
}
