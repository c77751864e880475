//! Powers of γ, and rows of rates in less time: many values from one anchor, each a product away.
//!
//! A value made in this way is a little less exact than the schedule's own, which matters only where it lies next to
//! the middle between two floats. There the caller asks the schedule; everywhere else both round to the same float. So a
//! row has the very bits of single calls, and costs a fraction of them.

use super::extended::Extended;
use super::log2::Log2;

/// Values that share an anchor.
pub(crate) const BLOCK: usize = 64;

/// How far below the exact digits a single call's may lie, in units of its word's last place: 6 for the power of two
/// (its root, its slope and its fraction are cut off), 1 for the product, twice that where a place is restored.
const SINGLE: u64 = 14;

/// The same for a block, in units of a `u64`'s last place: an anchor's 14, another power's 6 and a product, twice.
const BLOCKED: u64 = 42;

/// What the powers' method errors and rounded tables may add on either side.
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

            /// The nearest float, if the digits of a single call are sure to round to it too.
            #[inline]
            pub(crate) const fn sure(value: Extended<f64>) -> Option<$float> {
                const BELOW: u32 = 64 - <$float>::MANTISSA_DIGITS;
                const HALF: u64 = 1 << (BELOW - 1);
                // One unit of the schedule's word, seen in 64 bits.
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
