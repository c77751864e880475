//! The integer words that all schedule arithmetic is done in: `u32` under an `f32`, `u64` under an `f64`.
//!
//! Integers are the reason why a schedule has the same bits everywhere: no float unit, compiler or library has a say.

use super::ext::Ext;
use super::real::digits::Digits;
use super::tables;

/// A word of fixed-point arithmetic.
pub(crate) trait Word: Copy + Ord + core::fmt::Debug + 'static {
    const BITS: i32;
    const ZERO: Self;
    const ONE: Self;
    /// Only the highest bit.
    const TOP: Self;
    /// Coefficients of [`exp2`](super::functions::exp2).
    const EXP2: &'static [Self];
    /// Coefficients of [`versine`](super::functions::versine), the even ones and the odd ones.
    const VERSINE: (&'static [Self], &'static [Self]);

    /// The upper half of the product.
    fn mul_high(self, by: Self) -> Self;
    /// The sum, held at the greatest word.
    fn plus(self, other: Self) -> Self;
    /// The sum modulo the word's size.
    fn plus_wrapping(self, other: Self) -> Self;
    /// The difference, held at zero.
    fn minus(self, other: Self) -> Self;
    /// The difference modulo the word's size.
    fn minus_wrapping(self, other: Self) -> Self;
    /// The sum and whether it went over.
    fn plus_carry(self, other: Self) -> (Self, bool);
    /// Shifted towards the high end; zero where the shift is as long as the word.
    fn up(self, by: i32) -> Self;
    /// Shifted by one towards the high end if `yes` is 1 rather than 0.
    fn up_one_if(self, yes: i32) -> Self;
    /// Shifted towards the low end; zero where the shift is as long as the word.
    fn down(self, by: i32) -> Self;
    /// Zeros above the highest set bit.
    fn zeros(self) -> i32;
    /// The highest bits of `bits`.
    fn from_top(bits: u64) -> Self;

    /// For a fraction of 1: the root 2^(i/16) at or below 2^fraction, and what is left of the fraction.
    fn root(self) -> (Self, Self);

    /// The same number with 64 digits.
    fn widen(number: Ext<Self>) -> Ext<u64>;
    /// A whole number.
    fn count(number: u32) -> Ext<Self>;
    /// A positive pure number, cut off where it is longer than a word; zero for any other.
    fn factor(number: f64) -> Ext<Self>;
}

// The language has no way to be generic over integers, hence the macro.
macro_rules! word {
    ($word:ty, $wide:ty, $roots:expr, $exp2:expr, $even:expr, $odd:expr) => {
        impl Word for $word {
            const BITS: i32 = <$word>::BITS as i32;
            const ZERO: Self = 0;
            const ONE: Self = 1;
            const TOP: Self = 1 << (<$word>::BITS - 1);
            const EXP2: &'static [Self] = &$exp2;
            const VERSINE: (&'static [Self], &'static [Self]) = (&$even, &$odd);

            #[inline]
            fn mul_high(self, by: Self) -> Self {
                ((self as $wide).wrapping_mul(by as $wide) >> <$word>::BITS) as Self
            }
            #[inline]
            fn plus(self, other: Self) -> Self {
                self.saturating_add(other)
            }
            #[inline]
            fn plus_wrapping(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            #[inline]
            fn minus(self, other: Self) -> Self {
                self.saturating_sub(other)
            }
            #[inline]
            fn minus_wrapping(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
            #[inline]
            fn plus_carry(self, other: Self) -> (Self, bool) {
                self.overflowing_add(other)
            }
            #[inline]
            fn up(self, by: i32) -> Self {
                self.checked_shl(by as u32).unwrap_or(0)
            }
            #[inline]
            fn up_one_if(self, yes: i32) -> Self {
                self << (yes & 1)
            }
            #[inline]
            fn down(self, by: i32) -> Self {
                self.checked_shr(by as u32).unwrap_or(0)
            }
            #[inline]
            fn zeros(self) -> i32 {
                self.leading_zeros() as i32
            }
            #[inline]
            fn from_top(bits: u64) -> Self {
                (bits >> (u64::BITS - <$word>::BITS)) as Self
            }

            #[inline]
            fn root(self) -> (Self, Self) {
                const BELOW: u32 = <$word>::BITS - 4;
                let root = $roots.get((self >> BELOW) as usize).copied().unwrap_or(Self::TOP);
                (root, self & ((1 << BELOW) - 1))
            }

            #[inline]
            fn widen(number: Ext<Self>) -> Ext<u64> {
                Ext::new_full(u64::from(number.digits()) << (u64::BITS - <$word>::BITS), number.power())
            }
            #[inline]
            fn count(number: u32) -> Ext<Self> {
                Ext::new(Self::from(number), Self::BITS as i32)
            }
            fn factor(number: f64) -> Ext<Self> {
                let wide = number.to_ext();
                Ext::new(Self::from_top(wide.digits()), wide.power())
            }
        }
    };
}

word!(u32, u64, tables::ROOTS_32, tables::EXP2_32, tables::VERSINE_EVEN_32, tables::VERSINE_ODD_32);
word!(u64, u128, tables::ROOTS_64, tables::EXP2_64, tables::VERSINE_EVEN_64, tables::VERSINE_ODD_64);
