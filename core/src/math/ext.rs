//! A positive number as a full word and a power of two: a float with all of the word for its digits.
//!
//! A product of full words may lack its highest bit; bringing it back costs more time than the bit is worth, so that is
//! left to the caller. A rate is made of three such products in a row and keeps 61 of 64 digits (29 of 32), more than an
//! `f64` (an `f32`) can show. What lies below the last digit is cut off, which keeps order: a larger operand never gives
//! a smaller result.

use super::word::Word;

/// `digits · 2^(power - BITS)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ext<W> {
    digits: W,
    power: i32,
}

/// The power of zero: below every other, and far enough from the least `i32` to be added to itself.
const NOTHING: i32 = -(1 << 28);

impl<W: Word> Ext<W> {
    pub(crate) const ZERO: Self = Self { digits: W::ZERO, power: NOTHING };

    /// `digits · 2^(power - BITS)`, brought to full digits.
    #[inline]
    pub(crate) fn new(digits: W, power: i32) -> Self {
        if digits == W::ZERO {
            return Self::ZERO;
        }
        let zeros = digits.zeros();
        Self { digits: digits.up(zeros), power: power.wrapping_sub(zeros) }
    }

    /// The same for digits that are full.
    #[inline]
    pub(crate) fn new_full(digits: W, power: i32) -> Self {
        Self { digits, power }
    }

    #[inline]
    pub(crate) fn digits(self) -> W {
        self.digits
    }

    #[inline]
    pub(crate) fn power(self) -> i32 {
        self.power
    }

    pub(crate) fn less_than(self, other: Self) -> bool {
        (self.power, self.digits) < (other.power, other.digits)
    }

    #[inline]
    pub(crate) fn times(self, other: Self) -> Self {
        Self { digits: self.digits.mul_high(other.digits), power: self.power.wrapping_add(other.power) }
    }

    /// Brought to full digits, of which at most one may be lacking.
    #[inline]
    pub(crate) fn filled_by_one(self) -> Self {
        let short = i32::from(self.digits < W::TOP);
        Self { digits: self.digits.up_one_if(short), power: self.power.wrapping_sub(short) }
    }

    /// Brought to full digits.
    #[inline]
    pub(crate) fn filled(self) -> Self {
        Self::new(self.digits, self.power)
    }

    /// Times a power of two.
    #[inline]
    pub(crate) fn scaled(self, by: i32) -> Self {
        Self { digits: self.digits, power: self.power.wrapping_add(by) }
    }

    /// The sum of two numbers with full digits.
    #[inline]
    pub(crate) fn plus(self, other: Self) -> Self {
        let (large, small) = if self.power < other.power { (other, self) } else { (self, other) };
        let (sum, over) = large.digits.plus_carry(small.digits.down(large.power.wrapping_sub(small.power)));
        if over {
            Self { digits: sum.down(1).plus_wrapping(W::TOP), power: large.power.wrapping_add(1) }
        } else {
            Self { digits: sum, power: large.power }
        }
    }

    /// The difference from a number of at most half the size, both with full digits.
    #[inline]
    pub(crate) fn minus_half_at_most(self, other: Self) -> Self {
        let taken = other.digits.down(self.power.wrapping_sub(other.power));
        Self { digits: self.digits.minus_wrapping(taken), power: self.power }.filled_by_one()
    }

    /// The distance between two numbers, for constructors.
    #[inline(never)]
    pub(crate) fn distance(self, other: Self) -> Self {
        let (large, small) = if self.less_than(other) { (other, self) } else { (self, other) };
        Self::new(large.digits.minus(small.digits.down(large.power.wrapping_sub(small.power))), large.power)
    }

    /// The quotient by long division, for constructors; zero where the divisor is.
    pub(crate) fn over(self, by: Self) -> Self {
        if self.digits == W::ZERO || by.digits == W::ZERO {
            return Self::ZERO;
        }
        let fits = self.digits >= by.digits;
        let mut rest = if fits { self.digits.minus(by.digits) } else { self.digits };
        let mut quotient = if fits { W::ONE } else { W::ZERO };
        let mut power = self.power.wrapping_sub(by.power).wrapping_add(W::BITS);
        while quotient < W::TOP {
            let carry = rest >= W::TOP;
            rest = rest.up(1);
            quotient = quotient.up(1);
            power = power.wrapping_sub(1);
            if carry || rest >= by.digits {
                rest = rest.minus_wrapping(by.digits);
                quotient = quotient.plus(W::ONE);
            }
        }
        Self { digits: quotient, power }
    }

    /// As a fraction of 1 with a word of fraction bits; the value must be below 1.
    #[inline]
    pub(crate) fn fraction(self) -> W {
        self.digits.down(0_i32.wrapping_sub(self.power))
    }
}
