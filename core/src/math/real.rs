//! The two number types a schedule can be built on.

use core::fmt::{Debug, Display};
use core::ops::{Add, Mul, Sub};

use super::extended::Extended;
use super::way::{Shape, Way};
use crate::catalog::{AnySchedule, Built};
use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::settings::Settings;
use sealed::Float;

/// `f32` or `f64`: the type of a schedule's rates. The trait is sealed: other crates cannot implement it.
pub trait Real:
    Float
    + Copy
    + PartialOrd
    + Debug
    + Display
    + Default
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Send
    + Sync
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
    /// The value times 2^`fraction_bits`, rounded to a whole number, for arithmetic without floats. Values below 0 and NaN give
    /// 0, values beyond the range give `u32::MAX`, and ties round up. The conversion itself uses no float arithmetic.
    ///
    /// A rate below 1 keeps the most digits with 32 fraction bits, the format Q0.32. At a rate of 1e-4 its relative error is
    /// 6·10⁻⁷; the error of Q16.16 is 7 %.
    ///
    /// ```
    /// use etalon::{CosineAnnealingLr, Real};
    ///
    /// let schedule = CosineAnnealingLr::<f32>::new(0.25, 20, 0.0)?;
    /// assert_eq!(schedule.lr(0).to_fixed(32), 1 << 30);
    /// # Ok::<(), etalon::ParamError>(())
    /// ```
    fn to_fixed(self, fraction_bits: u32) -> u32;
}

pub(crate) mod sealed {
    //! The functions of a float type that generic code in this crate needs. Macros implement them for `f32` and `f64`.

    use super::{AnySchedule, Built, ParamError, Real, Settings, Way};
    use crate::fingerprint::Fingerprint;

    pub trait Float: Sized {
        /// The integer type that holds the digits.
        type Word: Copy + PartialEq + Into<u64> + core::fmt::Debug + Send + Sync + 'static;
        /// Length of the type in bits.
        const BITS: u8;
        /// The smallest positive number.
        const LEAST: f64;
        /// The largest finite number.
        const GREATEST: f64;
        /// The value's bits, in the low bits of a `u64`.
        fn bits(self) -> u64;
        /// The value with these bits, or `None` if the type is too short for them.
        fn of_bits(bits: u64) -> Option<Self>;
        /// A straight line from `start_factor` times `full` to `full`.
        #[expect(private_interfaces, reason = "the trait is sealed: nobody outside can call it")]
        fn rise(start_factor: f64, full: Self, steps: u32) -> Way<Self>
        where
            Self: Real;
        /// The value of a straight line after `done` steps.
        #[expect(private_interfaces, reason = "the trait is sealed: nobody outside can call it")]
        fn on_rise(rise: &Way<Self>, done: u32) -> Self
        where
            Self: Real;
        /// The schedule that `settings` describe.
        fn build(settings: &Settings) -> Result<Built<Self>, ParamError>
        where
            Self: Real;
        /// The rate of any schedule.
        fn lr_of(schedule: &AnySchedule<Self>, step: u32) -> Self
        where
            Self: Real;
        /// The momentum of any schedule.
        fn momentum_of(schedule: &AnySchedule<Self>, step: u32) -> Option<Self>
        where
            Self: Real;
        /// A row of rates of any schedule.
        fn fill_from(schedule: &AnySchedule<Self>, first_step: u32, rates: &mut [Self])
        where
            Self: Real;
        /// Adds any schedule to a fingerprint.
        fn add_to(schedule: &AnySchedule<Self>, fingerprint: &mut Fingerprint)
        where
            Self: Real;
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
            fn to_fixed(self, fraction_bits: u32) -> u32 {
                if self.to_bits() == Self::INFINITY.to_bits() {
                    return u32::MAX;
                }
                let value = Extended::<$float>::of(self).widen();
                let whole = value.power().saturating_add_unsigned(fraction_bits);
                if value.digits() == 0 {
                    return 0;
                }
                if whole > 32 {
                    return u32::MAX;
                }
                // One more bit than is kept, for rounding.
                let twice = Extended::<f64>::down(value.digits(), 63_i32.saturating_sub(whole));
                u32::try_from(twice.saturating_add(1) >> 1).unwrap_or(u32::MAX)
            }
        }

        impl Float for $float {
            type Word = $word;
            const BITS: u8 = <$word>::BITS as u8;
            const LEAST: f64 = <$float>::from_bits(1) as f64;
            const GREATEST: f64 = <$float>::MAX as f64;

            fn bits(self) -> u64 {
                u64::from(self.to_bits())
            }
            fn of_bits(bits: u64) -> Option<Self> {
                <$word>::try_from(bits).ok().map(Self::from_bits)
            }
            #[expect(private_interfaces, reason = "the trait is sealed: nobody outside can call it")]
            fn rise(start_factor: f64, full: Self, steps: u32) -> Way<Self> {
                Way::<Self>::rise(start_factor, full, steps)
            }
            #[expect(private_interfaces, reason = "the trait is sealed: nobody outside can call it")]
            #[inline]
            fn on_rise(rise: &Way<Self>, done: u32) -> Self {
                rise.value(Shape::Line, done)
            }
            fn build(settings: &Settings) -> Result<Built<Self>, ParamError> {
                Built::<Self>::of(settings)
            }
            #[inline]
            fn lr_of(schedule: &AnySchedule<Self>, step: u32) -> Self {
                schedule.rate(step)
            }
            fn momentum_of(schedule: &AnySchedule<Self>, step: u32) -> Option<Self> {
                schedule.cycled_momentum(step)
            }
            fn fill_from(schedule: &AnySchedule<Self>, first_step: u32, rates: &mut [Self]) {
                schedule.fill_row(first_step, rates);
            }
            fn add_to(schedule: &AnySchedule<Self>, fingerprint: &mut Fingerprint) {
                schedule.add(fingerprint);
            }
        }
    };
}

real!(f32, u32);
real!(f64, u64);
