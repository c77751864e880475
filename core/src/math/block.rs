//! Powers of γ, and rows of rates in less time. Many values come from one anchor, each by one product.
//!
//! Such a value is a little less exact than the schedule's own. This matters only if the value lies next to the middle between
//! two floats. There the caller asks the schedule; everywhere else both values round to the same float. So a row has the same
//! bits as single calls, at a fraction of their cost.

use super::extended::Extended;
use super::log2::Log2;

/// The number of values that share an anchor.
pub(crate) const BLOCK: usize = 64;

/// How far the digits of a single call may lie below the exact ones, in units of the last place of its word. The power of two
/// gives 6 (its root, its slope and its fraction are cut off) and the product gives 1. Restoring a missing bit doubles the sum.
const SINGLE: u64 = 14;

/// The same for a block, in units of the last place of a `u64`: 14 for the anchor, 6 for another power and 1 for a product,
/// doubled.
const BLOCKED: u64 = 42;

/// The method errors of the powers and their rounded tables may add this much on either side.
const MARGIN: u64 = 4;

/// γ⁰, γ¹, … γ⁶³, to 64 digits.
pub(crate) struct Growth([Extended<f64>; BLOCK]);

impl Growth {
    pub(crate) fn new(log2_gamma: Log2) -> Self {
        let mut powers = [Extended::<f64>::ZERO; BLOCK];
        for (power, steps) in powers.iter_mut().zip(0..) {
            *power = Extended::<f64>::growth(log2_gamma, steps);
        }
        Self(powers)
    }

    /// The values `anchor`, `anchor · γ`, …
    pub(crate) fn from(&self, anchor: Extended<f64>) -> impl Iterator<Item = Extended<f64>> {
        let anchor = anchor.filled_by_one();
        self.0.iter().map(move |&power| anchor.times(power).filled_by_one())
    }
}

macro_rules! growth {
    ($float:ty) => {
        impl Extended<$float> {
            /// γ^`steps`.
            #[inline]
            pub(crate) const fn growth(log2_gamma: Log2, steps: u32) -> Self {
                let (whole, fraction) = log2_gamma.times(steps);
                // Beyond these powers every rate is infinite or zero, whatever the fraction.
                let whole = match whole {
                    ..-8_192 => -8_192,
                    8_192.. => 8_192,
                    whole => whole as i32,
                };
                Self::exp2(Self::from_top(fraction)).scaled(whole)
            }

            /// The nearest float, or `None` if the digits of a single call might round to another one.
            #[inline]
            pub(crate) const fn sure(value: Extended<f64>) -> Option<$float> {
                const BELOW: u32 = 64 - <$float>::MANTISSA_DIGITS;
                const HALF: u64 = 1 << (BELOW - 1);
                // One unit in the last place of the schedule's word, as a part of 64 bits.
                const UNIT: u64 = 1 << (64 - 8 * size_of::<$float>());
                const FROM: u64 = HALF.wrapping_sub(BLOCKED + MARGIN);
                const WIDTH: u64 = BLOCKED + MARGIN + UNIT.wrapping_mul(SINGLE + MARGIN);
                let rest = value.digits() & ((1 << BELOW) - 1);
                let apart = rest.wrapping_sub(FROM) > WIDTH;
                let normal = value.power() >= <$float>::MIN_EXP && value.power() < <$float>::MAX_EXP;
                if apart && normal { Some(Self::narrow(value).round()) } else { None }
            }
        }
    };
}

growth!(f32);
growth!(f64);
