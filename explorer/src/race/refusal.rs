//! Why a value is refused.

use core::fmt;

use etalon::ParamError;
use etalon_train::job::JobError;
use etalon_train::policy::TableError;

use crate::race::curve::CurveError;

/// A value that was refused. Nothing changes then.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// Outside the row's domain, or in conflict with another value.
    Param(ParamError),
    /// Legal for a schedule, but no training can be made of it.
    Job(JobError),
    /// Points that are no curve.
    Curve(CurveError),
    /// Points that give rates which no training takes.
    Table(TableError),
    /// A control of a lane that is empty, or of another kind.
    NoSuchControl(String),
    /// Locked by the address that opened the page.
    Locked(String),
    /// Two rates of which one is 0 have no ratio.
    NoRatio {
        /// The visitor's rate.
        rate: f64,
        /// The small network's.
        lr: f64,
    },
    /// A length in the visitor's steps that is another one for the small network.
    OtherLength {
        /// The row.
        what: &'static str,
        /// The visitor's steps.
        steps: f64,
        /// The length in force, in the visitor's steps.
        shown: f64,
    },
    /// Not a number at all.
    NotANumber {
        /// Name of what was being set.
        what: String,
        /// What was typed.
        typed: String,
    },
    /// A number with a comma that separates either a fraction or thousands.
    TwoReadings {
        /// Name of what was being set.
        what: String,
        /// What was typed.
        typed: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Param(error) => error.fmt(f),
            Refusal::Job(error) => error.fmt(f),
            Refusal::Curve(error) => error.fmt(f),
            Refusal::Table(error) => error.fmt(f),
            Refusal::NoSuchControl(name) => write!(f, "no lane has a parameter {name}"),
            Refusal::Locked(what) => write!(f, "the link that opened this page locks {what}"),
            Refusal::NotANumber { what, typed } if typed.is_empty() => write!(f, "{what} must be a number"),
            Refusal::NotANumber { what, typed } => write!(f, "{what} must be a number, got “{typed}”"),
            Refusal::NoRatio { rate, lr } => {
                write!(f, "lr must be above 0 in both runs, got {rate} and {lr}")
            }
            Refusal::OtherLength { what, steps, shown } => {
                write!(f, "{what} is {shown} in your steps, and {steps} is another length")
            }
            Refusal::TwoReadings { what, typed } => {
                let (point, none) = (typed.replace(',', "."), typed.replace(',', ""));
                write!(f, "{what}: “{typed}” may be {point} or {none}. Write one of these")
            }
        }
    }
}

impl core::error::Error for Refusal {}

impl From<ParamError> for Refusal {
    fn from(error: ParamError) -> Self {
        Refusal::Param(error)
    }
}

impl From<JobError> for Refusal {
    fn from(error: JobError) -> Self {
        Refusal::Job(error)
    }
}

impl From<CurveError> for Refusal {
    fn from(error: CurveError) -> Self {
        Refusal::Curve(error)
    }
}

impl From<TableError> for Refusal {
    fn from(error: TableError) -> Self {
        Refusal::Table(error)
    }
}
