//! A question: many jobs, and what their outcomes say together. A question is a value. It names its jobs in the order in which they
//! should be trained, takes their results in any order, and has an answer at any time.
//!
//! Nothing is trained here: a page gives the jobs to its workers, a program to its threads ([`crate::threads`]). The answer depends on
//! the results alone, not on their order, so it does not depend on the number of workers. Nothing is lost by a pause, and a question
//! is cancelled by training no more of its jobs.
//!
//! Seeds are always 1 to n. A run of a seed is compared with runs of the same seed, which have the same split, first weights, batches
//! and wrong labels.

mod axis;
mod every_rate;
mod landscape;
mod range_test;
mod seeds;
mod trials;

use core::fmt;

use etalon::Reason;
use etalon::param::Refused;

pub use self::axis::Axis;
pub use self::every_rate::{EveryRate, LaneRates, RatesAnswer};
pub use self::landscape::{Landscape, LandscapeAnswer};
pub use self::range_test::{RangeAnswer, RangeTest, Suggestion};
pub use self::seeds::{LaneSeeds, Seeds, SeedsAnswer};
use self::trials::Trials;
use crate::MAX_JOBS;
use crate::job::Job;
use crate::stats::{Ending, Summary};
use crate::task::Measure;
use crate::verdict::Standing;

/// Many jobs, and what their results say together.
pub trait Question {
    /// What a job must yield: its outcome, or all its metrics.
    type Result;
    /// The answer, as far as the results allow.
    type Answer;

    /// The number of jobs.
    fn jobs(&self) -> usize;

    /// Job `number`, from 0, in the order in which they should be trained: the first ones give a coarse answer.
    fn job(&self, number: usize) -> Option<Job>;

    /// Takes the result of job `number`. A number that is no job's is ignored; a second result replaces the first.
    fn add(&mut self, number: usize, result: Self::Result);

    /// The number of jobs that have a result.
    fn done(&self) -> usize;

    /// The answer so far.
    fn answer(&self) -> Self::Answer;

    /// Whether every job has a result.
    fn is_complete(&self) -> bool {
        self.done() == self.jobs()
    }
}

/// A group of runs beside the others of its question.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The runs in numbers.
    pub summary: Summary,
    /// How it stands beside the group with the leading median. None while one of the two has no run.
    pub standing: Option<Standing>,
    /// How far its median is behind the leading one, in the unit of the measure: 0 or more. None without a median that is a value.
    pub behind: Option<f64>,
}

impl Cell {
    /// Whether it is shown not to be worse than the leading median.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.standing == Some(Standing::Good)
    }
}

/// How far the median of a group is behind the leading one.
fn behind(group: &Summary, leading: &Summary, measure: Measure) -> Option<f64> {
    let (here, best) = (group.median().and_then(Ending::value)?, leading.median().and_then(Ending::value)?);
    Some(match measure {
        Measure::Accuracy => best - here,
        Measure::Loss => here - best,
    })
}

/// Why there is no such question.
#[derive(Debug, Clone, PartialEq)]
pub enum QuestionError {
    /// A list without an entry: the lanes, or the values of an axis.
    Empty(String),
    /// No seeds.
    NoSeeds,
    /// More jobs than one question may have.
    TooManyJobs {
        /// How many groups of runs there should have been.
        groups: usize,
        /// How many seeds of each.
        seeds: u32,
    },
    /// A value of an axis that is no rate or no number.
    Value {
        /// The axis.
        axis: String,
        /// The index of the value, from 0.
        index: usize,
        /// The value.
        value: f64,
        /// Why it is refused.
        reason: Reason,
    },
    /// A value of an axis that is not above the one before it.
    NotAscending {
        /// The axis.
        axis: String,
        /// The index of the value, from 0.
        index: usize,
    },
    /// Both axes of a landscape are the same parameter.
    EqualAxes(String),
    /// The jobs of a question train several tasks, so that their measures cannot be compared.
    SeveralTasks,
    /// The reference is none of the lanes.
    NoSuchReference {
        /// Its number, from 0.
        lane: usize,
        /// How many lanes there are.
        lanes: usize,
    },
    /// A lane cannot be trained with these values.
    Refused {
        /// Which lane, or which values.
        at: String,
        /// The reason, in a sentence.
        why: String,
    },
}

impl fmt::Display for QuestionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QuestionError::Empty(what) => write!(f, "{what} must hold at least one entry"),
            QuestionError::NoSeeds => write!(f, "seeds must be at least 1, got 0"),
            QuestionError::TooManyJobs { groups, seeds } => write!(
                f,
                "a question may have at most {MAX_JOBS} trainings, and {groups} settings with {seeds} seeds each are more"
            ),
            QuestionError::Value { axis, index, value, reason } => {
                Refused { id: &format!("value {index} of {axis}"), value: *value, reason: *reason }.fmt(f)
            }
            QuestionError::NotAscending { axis, index } => {
                write!(
                    f,
                    "the values of {axis} must ascend, and value {index} is not above the one before it"
                )
            }
            QuestionError::EqualAxes(axis) => {
                write!(f, "the axes of a landscape must be two parameters, and both are {axis}")
            }
            QuestionError::SeveralTasks => write!(f, "all lanes must train the same task"),
            QuestionError::NoSuchReference { lane, lanes } => {
                write!(f, "the reference must be one of the {lanes} lanes, and there is no lane {lane}")
            }
            QuestionError::Refused { at, why } => write!(f, "{at} cannot be trained: {why}"),
        }
    }
}

impl core::error::Error for QuestionError {}
