//! The two number types a schedule can be built on, and the way from their bits to words and back.

use core::fmt::{Debug, Display};
use core::ops::{Add, Mul, Sub};

use super::ext::Ext;
use super::word::Word;
use digits::Digits;

/// `f32` or `f64`: the type of a schedule's rates. Sealed.
pub trait Real:
    Digits
    + Copy
    + PartialOrd
    + Debug
    + Display
    + Default
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + 'static
{
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// Positive infinity.
    const INFINITY: Self;
    /// The nearest value of this type.
    fn from_f64(value: f64) -> Self;
    /// The same value as an `f64`.
    fn to_f64(self) -> f64;
}

pub(crate) mod digits {
    //! What only this crate may do with a [`Real`](super::Real): take it apart and put it together.

    use super::{Ext, Word};

    pub trait Digits: Sized {
        #[expect(private_bounds, reason = "the trait is sealed: nobody outside can name its words")]
        type Word: Word;
        /// Length of the type.
        const BITS: u8;
        /// Digits of a normal value.
        const DIGITS: u32;
        /// Power of the least normal value.
        const LEAST_POWER: i32;
        /// Power of the greatest value.
        const GREATEST_POWER: i32;
        /// The value's bits, in the low ones.
        fn bits(self) -> u64;
        /// The value with these bits; `None` where the type is too short for them.
        fn of_bits(bits: u64) -> Option<Self>;
        /// The value's digits and power; zero for what is not positive and finite.
        #[expect(private_interfaces, reason = "the trait is sealed: nobody outside can call it")]
        fn to_ext(self) -> Ext<Self::Word>;
        /// The nearest value, ties up, for the digits were cut off; infinity above the range, subnormals and zero below.
        #[expect(private_interfaces, reason = "the trait is sealed: nobody outside can call it")]
        fn from_ext(value: Ext<Self::Word>) -> Self;
    }
}

// The two types differ only in the lengths of their parts.
macro_rules! real {
    ($float:ty, $word:ty) => {
        impl Real for $float {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const INFINITY: Self = <$float>::INFINITY;
            #[inline]
            fn from_f64(value: f64) -> Self {
                value as Self
            }
            #[inline]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
        }

        impl Digits for $float {
            type Word = $word;
            const BITS: u8 = <$word as Word>::BITS as u8;
            const DIGITS: u32 = <$float>::MANTISSA_DIGITS;
            const LEAST_POWER: i32 = <$float>::MIN_EXP;
            const GREATEST_POWER: i32 = <$float>::MAX_EXP;

            fn bits(self) -> u64 {
                u64::from(self.to_bits())
            }
            fn of_bits(bits: u64) -> Option<Self> {
                <$word>::try_from(bits).ok().map(Self::from_bits)
            }
            #[expect(private_interfaces, reason = "the trait is sealed: nobody outside can call it")]
            #[inline]
            fn to_ext(self) -> Ext<$word> {
                const STORED: i32 = <$float>::MANTISSA_DIGITS as i32 - 1;
                let bits = self.to_bits();
                let exponent = (bits >> STORED) as i32;
                let stored = bits & ((1 << STORED) - 1);
                // Negative values have the sign bit in `exponent`, infinities and NaN all of its other bits.
                if exponent >= 2 * <$float>::MAX_EXP - 1 {
                    return Ext::ZERO;
                }
                let power = <$float>::MIN_EXP.saturating_add(exponent.max(1)).saturating_sub(1);
                let digits = if exponent == 0 { stored } else { stored | (1 << STORED) };
                Ext::new(digits, power.saturating_add(<$word as Word>::BITS - STORED - 1))
            }

            #[expect(private_interfaces, reason = "the trait is sealed: nobody outside can call it")]
            #[inline]
            fn from_ext(value: Ext<$word>) -> Self {
                const STORED: i32 = <$float>::MANTISSA_DIGITS as i32 - 1;
                const DROPPED: i32 = <$word as Word>::BITS - STORED - 1;
                if value.power() > <$float>::MAX_EXP {
                    return <$float>::INFINITY;
                }
                // Subnormals keep fewer digits, and the least exponent.
                let above_least = value.power().wrapping_sub(<$float>::MIN_EXP);
                let dropped = DROPPED.wrapping_sub(above_least.min(0));
                let half = value.digits().down(dropped.wrapping_sub(1));
                let exponent = (above_least.max(0) as $word) << STORED;
                // A carry out of the digits runs into the exponent, where it belongs.
                Self::from_bits(exponent.wrapping_add(half.wrapping_add(1) >> 1))
            }
        }
    };
}

real!(f32, u32);
real!(f64, u64);
