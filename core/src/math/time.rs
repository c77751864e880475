//! A time on a 1cycle: in general between two steps, because PyTorch's phases end there.

use super::ext::Ext;
use super::word::Word;

/// Whole steps and 64 fraction bits, for every type of rate: were a phase end rounded as an `f32`'s digits are, a step
/// could fall into the wrong phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Time {
    whole: u64,
    fraction: u64,
}

impl Time {
    #[inline]
    pub(crate) fn steps(number: u32) -> Self {
        Self { whole: u64::from(number), fraction: 0 }
    }

    /// From a number below 2^63; cut off below the last fraction bit.
    pub(crate) fn from_ext(number: Ext<u64>) -> Self {
        let (digits, power) = (number.digits(), number.power());
        if power > 0 {
            Self { whole: digits.down(64_i32.wrapping_sub(power)), fraction: digits.up(power) }
        } else {
            Self { whole: 0, fraction: digits.down(0_i32.wrapping_sub(power)) }
        }
    }

    /// The sum of two times.
    #[inline]
    pub(crate) fn after(self, delay: Self) -> Self {
        let (fraction, carry) = self.fraction.overflowing_add(delay.fraction);
        Self { whole: self.whole.wrapping_add(delay.whole).wrapping_add(u64::from(carry)), fraction }
    }

    /// The difference of two times, held at zero.
    #[inline]
    pub(crate) fn since(self, earlier: Self) -> Self {
        if self < earlier {
            return Self::steps(0);
        }
        let (fraction, borrow) = self.fraction.overflowing_sub(earlier.fraction);
        Self { whole: self.whole.wrapping_sub(earlier.whole).wrapping_sub(u64::from(borrow)), fraction }
    }

    /// With as many digits as a word has.
    #[inline]
    pub(crate) fn to_ext<W: Word>(self) -> Ext<W> {
        let (top, power) = if self.whole == 0 {
            let zeros = Word::zeros(self.fraction);
            (self.fraction.up(zeros), 0_i32.wrapping_sub(zeros))
        } else {
            let zeros = Word::zeros(self.whole);
            let used = 64_i32.wrapping_sub(zeros);
            (self.whole.up(zeros) | self.fraction.down(used), used)
        };
        Ext::new(W::from_top(top), power)
    }
}
