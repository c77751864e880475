//! A positive number as a full word and a power of two: a float with all of the word for its digits.
//!
//! Each operation cuts off below the last bit, so its relative error is below 2^(2 - BITS): far below what an `f32` or
//! `f64` can show. Cutting off keeps order: a larger operand never gives a smaller result.

use super::word::Word;

/// `digits · 2^(power - BITS)`: a value in `[½, 1) · 2^power`, or zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ext<W> {
    digits: W,
    power: i32,
}

impl<W: Word> Ext<W> {
    pub(crate) const ZERO: Self = Self { digits: W::ZERO, power: 0 };

    /// `digits · 2^(power - BITS)`, brought to full digits.
    pub(crate) fn new(digits: W, power: i32) -> Self {
        if digits == W::ZERO {
            return Self::ZERO;
        }
        let zeros = digits.zeros();
        Self { digits: digits.up(zeros), power: power.saturating_sub(zeros) }
    }

    /// A time in steps.
    pub(crate) fn from_time(time: W::Time) -> Self {
        W::normalise(time).map_or(Self::ZERO, |(digits, power)| Self { digits, power })
    }

    pub(crate) fn digits(self) -> W {
        self.digits
    }

    pub(crate) fn power(self) -> i32 {
        self.power
    }

    pub(crate) fn is_zero(self) -> bool {
        self.digits == W::ZERO
    }

    pub(crate) fn less_than(self, other: Self) -> bool {
        if self.is_zero() || other.is_zero() {
            return self.is_zero() && !other.is_zero();
        }
        (self.power, self.digits) < (other.power, other.digits)
    }

    pub(crate) fn times(self, other: Self) -> Self {
        Self::new(self.digits.mul_high(other.digits), self.power.saturating_add(other.power))
    }

    /// Times a power of two.
    pub(crate) fn scaled(self, by: i32) -> Self {
        Self { digits: self.digits, power: self.power.saturating_add(by) }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        let (large, small) = if self.less_than(other) { (other, self) } else { (self, other) };
        if small.is_zero() {
            return large;
        }
        let (sum, over) = large.digits.plus_carry(small.digits.down(large.power.saturating_sub(small.power)));
        if over {
            Self { digits: sum.down(1).plus(W::TOP), power: large.power.saturating_add(1) }
        } else {
            Self { digits: sum, power: large.power }
        }
    }

    /// The difference, held at zero.
    pub(crate) fn minus(self, other: Self) -> Self {
        if self.less_than(other) {
            return Self::ZERO;
        }
        let shift = self.power.saturating_sub(other.power);
        let taken = if other.is_zero() { W::ZERO } else { other.digits.down(shift) };
        Self::new(self.digits.minus(taken), self.power)
    }

    /// The quotient by long division, for constructors; zero where the divisor is.
    pub(crate) fn over(self, by: Self) -> Self {
        if self.is_zero() || by.is_zero() {
            return Self::ZERO;
        }
        let fits = self.digits >= by.digits;
        let mut rest = if fits { self.digits.minus(by.digits) } else { self.digits };
        let mut quotient = if fits { W::ZERO.plus(W::TOP).down(W::BITS.saturating_sub(1)) } else { W::ZERO };
        let mut power = self.power.saturating_sub(by.power).saturating_add(W::BITS);
        while quotient < W::TOP {
            let carry = rest >= W::TOP;
            rest = rest.up(1);
            quotient = quotient.up(1);
            power = power.saturating_sub(1);
            if carry || rest >= by.digits {
                rest = rest.minus_wrapping(by.digits);
                quotient = quotient.plus(W::TOP.down(W::BITS.saturating_sub(1)));
            }
        }
        Self { digits: quotient, power }
    }

    /// As a fraction of 1 with a word of fraction bits; the value must be below 1.
    pub(crate) fn fraction(self) -> W {
        self.digits.down(0_i32.saturating_sub(self.power))
    }
}
