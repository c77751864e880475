//! Rows of rates in less time: many values from one anchor, each a product away.
//!
//! A value made in this way is a little less exact than the schedule's own, which matters only where it lies next to
//! the middle between two floats. There it is left to the caller, who asks the schedule; everywhere else both round to
//! the same float. So a row has the very bits of single calls, and costs a fraction of them.

use super::ext::Ext;
use super::functions::exp2;
use super::log2::Log2;
use super::real::Real;
use super::word::Word;

/// Values that share an anchor.
pub(crate) const BLOCK: usize = 64;

/// How far below the exact digits a single call's may lie, in units of its word's last place: 6 for the power of two
/// (its root, its slope and its fraction are cut off), 1 for the product, twice that where a place is brought back.
const SINGLE: u64 = 14;

/// The same for a block, in units of a `u64`'s last place: an anchor's 14, another power's 6 and a product, twice.
const BLOCKED: u64 = 42;

/// What the powers' method errors and rounded tables may add on either side.
const MARGIN: u64 = 4;

/// γ⁰, γ¹, … γ⁶³, to 64 digits.
pub(crate) struct Growth([Ext<u64>; BLOCK]);

impl Growth {
    pub(crate) fn new(log2_gamma: Log2) -> Self {
        let mut powers = [Ext::ZERO; BLOCK];
        for (power, steps) in powers.iter_mut().zip(0..) {
            *power = growth(log2_gamma, steps);
        }
        Self(powers)
    }

    /// The values `anchor`, `anchor · γ`, …; `None` where the schedule must be asked.
    pub(crate) fn from<F: Real>(&self, anchor: Ext<u64>) -> impl Iterator<Item = Option<F>> {
        let anchor = anchor.filled_by_one();
        self.0.iter().map(move |&power| sure(anchor.times(power).filled_by_one()))
    }
}

/// γ^`steps`.
#[inline]
pub(crate) fn growth<W: Word>(log2_gamma: Log2, steps: u32) -> Ext<W> {
    let (whole, fraction) = log2_gamma.times(steps);
    // Beyond these powers every rate is infinite or zero, whatever the fraction.
    let whole = whole.clamp(-8_192, 8_192) as i32;
    exp2(W::from_top(fraction)).scaled(whole)
}

/// The nearest float, if the digits of a single call are sure to round to it too.
#[inline]
fn sure<F: Real>(value: Ext<u64>) -> Option<F> {
    let below = 64_u32.wrapping_sub(F::DIGITS);
    let rest = value.digits() & (1_u64 << below).wrapping_sub(1);
    let half = 1_u64 << below.wrapping_sub(1);
    // One unit of the schedule's word, seen in 64 bits.
    let unit = 1_u64.up(64_i32.wrapping_sub(F::Word::BITS));
    let from = half.wrapping_sub(BLOCKED.wrapping_add(MARGIN));
    let width = (BLOCKED.wrapping_add(MARGIN)).wrapping_add(unit.wrapping_mul(SINGLE.wrapping_add(MARGIN)));
    let apart = rest.wrapping_sub(from) > width;
    let normal = value.power() >= F::LEAST_POWER && value.power() < F::GREATEST_POWER;
    (apart && normal).then(|| F::from_ext(Ext::new_full(F::Word::from_top(value.digits()), value.power())))
}
