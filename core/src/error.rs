//! What a constructor answers to a value it cannot take: which parameter, which value, and why.

use core::fmt;

use crate::param::Param;

/// A refused parameter. `Copy`, allocation-free; `Display` gives one sentence for people.
///
/// ```
/// use etalon::{ExponentialLr, Param, Reason};
///
/// let refused = ExponentialLr::<f64>::new(0.1, -0.5).unwrap_err();
/// assert_eq!(refused.param, Param::Gamma);
/// assert_eq!(refused.reason, Reason::TooSmall { min: 0.0 });
/// assert_eq!(refused.to_string(), "gamma must be at least 0, got -0.5");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ParamError {
    /// The parameter that was refused.
    pub param: Param,
    /// The value that was offered, as a number (a choice counts from 0).
    pub value: f64,
    /// Why it was refused.
    pub reason: Reason,
}

/// Why a value is refused.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Reason {
    /// NaN or infinite.
    NotFinite,
    /// Below the least legal value.
    TooSmall {
        /// The least legal value.
        min: f64,
    },
    /// Not above a bound that itself is not legal.
    NotAbove {
        /// The bound.
        bound: f64,
    },
    /// Above the greatest legal value.
    TooLarge {
        /// The greatest legal value.
        max: f64,
    },
    /// Not below a bound that itself is not legal.
    NotBelow {
        /// The bound.
        bound: f64,
    },
    /// A count with a fraction.
    NotWhole,
    /// A choice that the parameter does not have.
    NoSuchChoice,
}

/// A refusal in one sentence for people, of whatever is called `id`: a parameter here, or a setting of a program that keeps
/// its own table in the same form.
///
/// ```
/// use etalon::{Reason, Refused};
///
/// let refused = Refused { id: "batch", value: 0.5, reason: Reason::NotWhole };
/// assert_eq!(refused.to_string(), "batch must be a whole number, got 0.5");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Refused<'a> {
    /// Name of what was being set.
    pub id: &'a str,
    /// The value that was offered.
    pub value: f64,
    /// Why it was refused.
    pub reason: Reason,
}

impl fmt::Display for Refused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, value, reason } = *self;
        match reason {
            Reason::NotFinite => write!(f, "{id} must be a finite number, got {value}"),
            Reason::TooSmall { min } => write!(f, "{id} must be at least {min}, got {value}"),
            Reason::NotAbove { bound } => write!(f, "{id} must be above {bound}, got {value}"),
            Reason::TooLarge { max } => write!(f, "{id} must be at most {max}, got {value}"),
            Reason::NotBelow { bound } => write!(f, "{id} must be below {bound}, got {value}"),
            Reason::NotWhole => write!(f, "{id} must be a whole number, got {value}"),
            Reason::NoSuchChoice => write!(f, "{id} has no choice number {value}"),
        }
    }
}

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { param, value, reason } = *self;
        Refused { id: param.spec().id, value, reason }.fmt(f)
    }
}

impl core::error::Error for ParamError {}
