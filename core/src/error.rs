//! Why a constructor refuses a value: the parameter, the value and the reason.

mod number;

use core::fmt;

use number::write_number;

/// A refused parameter. The error is `Copy` and needs no allocation. `Display` writes one sentence for people.
///
/// ```
/// use etalon::{ExponentialLr, Reason};
///
/// let refused = ExponentialLr::<f64>::new(0.1, -0.5).unwrap_err();
/// assert_eq!(refused.param, "gamma");
/// assert_eq!(refused.reason, Reason::TooSmall { min: 0.0 });
/// assert_eq!(refused.to_string(), "gamma must be at least 0, got -0.5");
/// ```
#[derive(Clone, Copy, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ParamError {
    /// The name of the refused parameter.
    pub param: &'static str,
    /// The refused value as a number (choices count from 0), or 0 if no value was given.
    pub value: f64,
    /// Why the value is refused.
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
    /// Not above a bound that is itself not legal.
    NotAbove {
        /// The bound.
        bound: f64,
    },
    /// Above the greatest legal value.
    TooLarge {
        /// The greatest legal value.
        max: f64,
    },
    /// Not below a bound that is itself not legal.
    NotBelow {
        /// The bound.
        bound: f64,
    },
    /// A count with a fraction.
    NotWhole,
    /// A choice that the parameter does not have.
    NoSuchChoice,
    /// No value for a parameter that has no default.
    Missing,
}

/// Says in one sentence why the value of `id` is refused. `id` is a parameter of a schedule, or a setting of a program that keeps
/// its own table in the same form.
///
/// ```
/// use etalon::Reason;
/// use etalon::param::Refused;
///
/// let refused = Refused { id: "batch", value: 0.5, reason: Reason::NotWhole };
/// assert_eq!(refused.to_string(), "batch must be a whole number, got 0.5");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Refused<'a> {
    /// The name of the setting.
    pub id: &'a str,
    /// The refused value.
    pub value: f64,
    /// Why the value is refused.
    pub reason: Reason,
}

impl fmt::Display for Refused<'_> {
    // This writes the text in pieces and formats numbers itself, because `write!` of a float takes 18 KB of a microcontroller's
    // flash.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, value, reason } = *self;
        f.write_str(id)?;
        let (must, bound) = match reason {
            Reason::NotFinite => (" must be a finite number", None),
            Reason::TooSmall { min } => (" must be at least ", Some(min)),
            Reason::NotAbove { bound } => (" must be above ", Some(bound)),
            Reason::TooLarge { max } => (" must be at most ", Some(max)),
            Reason::NotBelow { bound } => (" must be below ", Some(bound)),
            Reason::NotWhole => (" must be a whole number", None),
            Reason::NoSuchChoice => {
                f.write_str(" has no choice number ")?;
                return write_number(f, value);
            }
            Reason::Missing => return f.write_str(" is missing: it has no default"),
        };
        f.write_str(must)?;
        if let Some(bound) = bound {
            write_number(f, bound)?;
        }
        f.write_str(", got ")?;
        write_number(f, value)
    }
}

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { param, value, reason } = *self;
        Refused { id: param, value, reason }.fmt(f)
    }
}

// `Debug` writes the same text as `Display`: with a panic handler that prints, `unwrap` must not take more flash than the
// schedule.
impl fmt::Debug for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ParamError(")?;
        fmt::Display::fmt(self, f)?;
        f.write_str(")")
    }
}

impl core::error::Error for ParamError {}

/// Writes words with commas, and `last` before the last of them.
pub(crate) fn enumerate(
    f: &mut fmt::Formatter<'_>,
    words: impl ExactSizeIterator<Item = &'static str>,
    last: &str,
) -> fmt::Result {
    let count = words.len();
    for (at, word) in words.enumerate() {
        if at > 0 {
            f.write_str(if at.saturating_add(1) == count { " " } else { ", " })?;
        }
        if at > 0 && at.saturating_add(1) == count {
            write!(f, "{last} ")?;
        }
        f.write_str(word)?;
    }
    Ok(())
}
