//! The hard limits of a parameter: what the mathematics allows, and why a value is refused.

use crate::error::Reason;

/// The legal values of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Domain {
    /// A finite number from `min` to `max`.
    Real {
        /// Least value.
        min: Bound,
        /// Greatest value.
        max: Bound,
    },
    /// A whole number.
    Count {
        /// Least value.
        min: u32,
        /// Greatest value.
        max: u32,
    },
    /// One of these choices, given by its position.
    Choice(&'static [&'static str]),
    /// A list of whole numbers, such as milestones. No number is less than the one before it.
    Counts {
        /// Least value of each number.
        min: u32,
        /// The greatest length, at most [`List::CAPACITY`](crate::param::List::CAPACITY).
        most: usize,
    },
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Bound {
    /// This value is legal.
    Closed(f64),
    /// This value itself is not legal.
    Open(f64),
    /// Any finite value is legal.
    Free,
}

impl Domain {
    /// Why `value` is outside, or `None` if it is inside. For a list, `value` is one of its numbers.
    #[must_use]
    #[inline(always)]
    pub const fn refuse(self, value: f64) -> Option<Reason> {
        match self {
            Domain::Real { min, max } => refuse_number(min, max, value),
            Domain::Count { min, max } => refuse_count(min, max, value),
            Domain::Counts { min, .. } => refuse_count(min, u32::MAX, value),
            Domain::Choice(options) => refuse_choice(options.len(), value),
        }
    }
}

#[inline(never)]
const fn refuse_number(min: Bound, max: Bound, value: f64) -> Option<Reason> {
    if !value.is_finite() {
        return Some(Reason::NotFinite);
    }
    match (min, max) {
        (Bound::Closed(min), _) if less(value, min) => Some(Reason::TooSmall { min }),
        (Bound::Open(bound), _) if !less(bound, value) => Some(Reason::NotAbove { bound }),
        (_, Bound::Closed(max)) if less(max, value) => Some(Reason::TooLarge { max }),
        (_, Bound::Open(bound)) if !less(value, bound) => Some(Reason::NotBelow { bound }),
        _ => None,
    }
}

const fn refuse_count(min: u32, max: u32, value: f64) -> Option<Reason> {
    let (min, max) = (min as f64, max as f64);
    match refuse_number(Bound::Closed(min), Bound::Closed(max), value) {
        None if value != (value as u32) as f64 => Some(Reason::NotWhole),
        refused => refused,
    }
}

const fn refuse_choice(options: usize, value: f64) -> Option<Reason> {
    if !value.is_finite() {
        return Some(Reason::NotFinite);
    }
    let index = value as usize;
    if value < 0.0 || index as f64 != value || index >= options { Some(Reason::NoSuchChoice) } else { None }
}

/// `a < b` for numbers that are not NaN, computed from their bits. So a microcontroller without a float unit checks a parameter
/// without its library of emulated floats.
const fn less(a: f64, b: f64) -> bool {
    rank(a) < rank(b)
}

/// An integer with the same order as the number. Both zeros give 0.
const fn rank(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
}
