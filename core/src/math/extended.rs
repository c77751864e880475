//! A positive number as a full word and a power of two: a float that uses the whole word for its digits.
//!
//! A schedule has the same bits everywhere because this arithmetic uses integers only: no float unit, compiler or library affects
//! it.
//!
//! A product of full words may lack its highest bit. Restoring the bit takes longer than the bit is worth, so the caller decides.
//! A rate takes three such products in a row and keeps 61 of 64 digits (29 of 32), more than an `f64` (an `f32`) has. Digits
//! below the last one are cut off. This keeps the order: a larger operand never gives a smaller result.

use core::fmt;

use super::real::Real;

/// `digits · 2^(power - BITS)`, where `BITS` is the length of the word: `u32` under an `f32`, `u64` under an `f64`.
pub(crate) struct Extended<F: Real> {
    digits: F::Word,
    power: i32,
}

// Written by hand, because a derived implementation would show the private word type in the documentation of every schedule.
impl<F: Real> Clone for Extended<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Real> Copy for Extended<F> {}

impl<F: Real> PartialEq for Extended<F> {
    fn eq(&self, other: &Self) -> bool {
        self.digits == other.digits && self.power == other.power
    }
}

impl<F: Real> fmt::Debug for Extended<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}p{}", self.digits, self.power)
    }
}

/// The power of the number zero. It is below every other power, and far enough from the least `i32` that it can be added to
/// itself.
const NOTHING: i32 = -(1 << 28);

impl<F: Real> Extended<F> {
    /// `digits · 2^(power - BITS)`, where the highest bit of `digits` is set.
    #[inline]
    pub(crate) const fn new_full(digits: F::Word, power: i32) -> Self {
        Self { digits, power }
    }

    #[inline]
    pub(crate) const fn digits(self) -> F::Word {
        self.digits
    }

    #[inline]
    pub(crate) const fn power(self) -> i32 {
        self.power
    }

    /// The number times a power of two.
    #[inline]
    pub(crate) const fn scaled(self, by: i32) -> Self {
        Self { digits: self.digits, power: self.power.wrapping_add(by) }
    }
}

macro_rules! extended {
    ($float:ty, $word:ty, $wide:ty) => {
        impl Extended<$float> {
            const BITS: i32 = <$word>::BITS as i32;
            /// A word in which only the highest bit is set.
            pub(crate) const TOP: $word = 1 << (<$word>::BITS - 1);
            pub(crate) const ZERO: Self = Self { digits: 0, power: NOTHING };
            pub(crate) const ONE: Self = Self { digits: Self::TOP, power: 1 };

            /// `digits · 2^(power - BITS)`, shifted so that the highest bit of the digits is set.
            #[inline]
            pub(crate) const fn new(digits: $word, power: i32) -> Self {
                if digits == 0 {
                    return Self::ZERO;
                }
                let zeros = digits.leading_zeros() as i32;
                Self { digits: Self::up(digits, zeros), power: power.wrapping_sub(zeros) }
            }

            /// A whole number.
            #[inline]
            pub(crate) const fn count(number: u32) -> Self {
                Self::new(number as $word, Self::BITS)
            }

            /// A positive pure number, cut off if it is longer than a word. Any other number gives zero.
            pub(crate) const fn factor(number: f64) -> Self {
                Self::narrow(Extended::<f64>::of(number))
            }

            /// The highest bits of `bits`.
            #[inline]
            pub(crate) const fn from_top(bits: u64) -> $word {
                (bits >> (u64::BITS - <$word>::BITS)) as $word
            }

            /// The same number with the digits of one word. The other digits are cut off.
            #[inline]
            pub(crate) const fn narrow(wide: Extended<f64>) -> Self {
                Self::new(Self::from_top(wide.digits), wide.power)
            }

            /// The same number with 64 digits.
            #[inline]
            pub(crate) const fn widen(self) -> Extended<f64> {
                Extended { digits: (self.digits as u64) << (u64::BITS - <$word>::BITS), power: self.power }
            }

            pub(crate) const fn less_than(self, other: Self) -> bool {
                self.power < other.power || (self.power == other.power && self.digits < other.digits)
            }

            #[inline]
            pub(crate) const fn times(self, other: Self) -> Self {
                Self {
                    digits: Self::high(self.digits, other.digits),
                    power: self.power.wrapping_add(other.power),
                }
            }

            /// The same number with full digits. At most the highest bit may be missing before.
            #[inline]
            pub(crate) const fn filled_by_one(self) -> Self {
                let short = (self.digits < Self::TOP) as i32;
                Self { digits: self.digits << (short & 1), power: self.power.wrapping_sub(short) }
            }

            /// The same number with full digits.
            #[inline]
            pub(crate) const fn filled(self) -> Self {
                Self::new(self.digits, self.power)
            }

            /// The sum of two numbers with full digits.
            #[inline]
            pub(crate) const fn plus(self, other: Self) -> Self {
                let (large, small) = if self.power < other.power { (other, self) } else { (self, other) };
                let added = Self::down(small.digits, large.power.wrapping_sub(small.power));
                let (sum, over) = large.digits.overflowing_add(added);
                if over {
                    Self { digits: (sum >> 1).wrapping_add(Self::TOP), power: large.power.wrapping_add(1) }
                } else {
                    Self { digits: sum, power: large.power }
                }
            }

            /// The difference between this number and one of at most half its size. Both have full digits.
            #[inline]
            pub(crate) const fn minus_half_at_most(self, other: Self) -> Self {
                let taken = Self::down(other.digits, self.power.wrapping_sub(other.power));
                Self { digits: self.digits.wrapping_sub(taken), power: self.power }.filled_by_one()
            }

            /// The distance between two numbers, for constructors.
            #[inline(never)]
            pub(crate) const fn distance(self, other: Self) -> Self {
                let (large, small) = if self.less_than(other) { (other, self) } else { (self, other) };
                let taken = Self::down(small.digits, large.power.wrapping_sub(small.power));
                Self::new(large.digits.saturating_sub(taken), large.power)
            }

            /// The quotient by long division, for constructors. It is zero if the divisor is zero.
            pub(crate) const fn over(self, by: Self) -> Self {
                if self.digits == 0 || by.digits == 0 {
                    return Self::ZERO;
                }
                let fits = self.digits >= by.digits;
                let mut rest = if fits { self.digits.saturating_sub(by.digits) } else { self.digits };
                let mut quotient: $word = if fits { 1 } else { 0 };
                let mut power = self.power.wrapping_sub(by.power).wrapping_add(Self::BITS);
                while quotient < Self::TOP {
                    let carry = rest >= Self::TOP;
                    rest <<= 1;
                    quotient <<= 1;
                    power = power.wrapping_sub(1);
                    if carry || rest >= by.digits {
                        rest = rest.wrapping_sub(by.digits);
                        quotient = quotient.saturating_add(1);
                    }
                }
                Self { digits: quotient, power }
            }

            /// `1 / self`, or zero if the number is zero.
            pub(crate) const fn reciprocal(self) -> Self {
                Self::ONE.over(self)
            }

            /// The number as a word of fraction bits. It must be below 1.
            #[inline]
            pub(crate) const fn fraction(self) -> $word {
                Self::down(self.digits, 0_i32.wrapping_sub(self.power))
            }

            /// The digits and the power of `value`, or zero if `value` is not positive and finite.
            #[inline]
            pub(crate) const fn of(value: $float) -> Self {
                const STORED: i32 = <$float>::MANTISSA_DIGITS as i32 - 1;
                let bits = value.to_bits();
                let exponent = (bits >> STORED) as i32;
                let stored = bits & ((1 << STORED) - 1);
                // In `exponent`, negative values have the sign bit set, and infinities and NaN have all other bits set.
                if exponent >= 2 * <$float>::MAX_EXP - 1 {
                    return Self::ZERO;
                }
                let biased = if exponent > 1 { exponent } else { 1 };
                let power = <$float>::MIN_EXP.saturating_add(biased).saturating_sub(1);
                let digits = if exponent == 0 { stored } else { stored | (1 << STORED) };
                Self::new(digits, power.saturating_add(Self::BITS - STORED - 1))
            }

            /// The nearest float. Ties round up, because digits were cut off. Above the range the result is infinity; below it, a
            /// subnormal or zero.
            #[inline]
            pub(crate) const fn round(self) -> $float {
                const STORED: i32 = <$float>::MANTISSA_DIGITS as i32 - 1;
                const DROPPED: i32 = <$word>::BITS as i32 - STORED - 1;
                if self.power > <$float>::MAX_EXP {
                    return <$float>::INFINITY;
                }
                // Subnormals keep fewer digits and have the least exponent.
                let above_least = self.power.wrapping_sub(<$float>::MIN_EXP);
                let (missing, exponent) = if above_least < 0 { (above_least, 0) } else { (0, above_least) };
                let half = Self::down(self.digits, DROPPED.wrapping_sub(missing).wrapping_sub(1));
                // A carry out of the digits increases the exponent, as it should.
                <$float>::from_bits(((exponent as $word) << STORED).wrapping_add(half.wrapping_add(1) >> 1))
            }

            /// The upper half of the product.
            #[inline]
            pub(crate) const fn high(a: $word, b: $word) -> $word {
                ((a as $wide).wrapping_mul(b as $wide) >> <$word>::BITS) as $word
            }

            /// `word` shifted towards the high end, or zero if the shift is as long as the word.
            #[inline]
            pub(crate) const fn up(word: $word, by: i32) -> $word {
                match word.checked_shl(by as u32) {
                    Some(shifted) => shifted,
                    None => 0,
                }
            }

            /// `word` shifted towards the low end, or zero if the shift is as long as the word.
            #[inline]
            pub(crate) const fn down(word: $word, by: i32) -> $word {
                match word.checked_shr(by as u32) {
                    Some(shifted) => shifted,
                    None => 0,
                }
            }
        }
    };
}

extended!(f32, u32, u64);
extended!(f64, u64, u128);
