//! Polynomial decay: a power of the share of the steps that are left.

use core::fmt;

use crate::catalog::{KindSpec, Stepped};
use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::math::extended::Extended;
use crate::math::real::Real;
use crate::math::way::{Shape, Way};
use crate::param::{COUNT, FACTOR, LR, ParamSpec, Scale, Unit, check};
use crate::schedule::timed;
use crate::settings::{FromSettings, Settings};

/// Polynomial decay: the rate is a power of the share of the steps that are left, and 0 at the end.
///
/// - **Formula**: with n = `total_iters`, η(t) = `lr` · (1 − min(t, n) / n)^`power`.
/// - **Source**: PyTorch's `PolynomialLR`, whose defaults are n = 5 and `power` = 1. PyTorch multiplies the last rate at every
///   step, so its rounding errors add up. Here each step's power is computed by itself, from the logarithm of the share with 128
///   digits (64 digits for `f32`).
/// - **Parameters**: `lr` is a rate, finite and at least 0. `total_iters` is in steps. `power` is a pure number, finite and at least
///   0. It is an `f64` for `f32` rates too. With 1 the rates are those of a [`LinearLr`](crate::LinearLr) that falls to 0, bit for
///   bit. Above 1 most of the fall is early, below 1 most of it is late. With a `total_iters` or a `power` of 0 the rate never
///   changes, as in PyTorch. PyTorch also takes a negative `power`, with which the rate grows until PyTorch divides by zero. It is
///   refused here.
/// - **Before, at and past the end**: the rate is exactly `lr` at step 0, and exactly 0 from step n on. A rate below the smallest
///   positive float is 0.
///
/// ```
/// use etalon::{PolynomialLr, Schedule};
///
/// let decay = PolynomialLr::<f64>::new(1.0, 4, 2.0)?;
/// assert_eq!(decay.rates(0..6).collect::<Vec<_>>(), [1.0, 0.5625, 0.25, 0.0625, 0.0, 0.0]);
///
/// let line = PolynomialLr::<f64>::new(1.0, 4, 1.0)?;
/// assert_eq!(line.rates(0..6).collect::<Vec<_>>(), [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct PolynomialLr<F: Real> {
    lr: F,
    power: f64,
    start: Extended<F>,
    exponent: Extended<f64>,
    /// The straight line, which is the schedule of power 1.
    line: Way<F>,
}

const TOTAL_ITERS: ParamSpec = ParamSpec::new(
    "total_iters",
    "total_iters",
    Unit::Steps,
    COUNT,
    5.0,
    "Steps until the rate is 0; it stays there.",
)
.slider(0.0, 100.0, Scale::Linear);
const POWER: ParamSpec = ParamSpec::new(
    "power",
    "power",
    Unit::Number,
    FACTOR,
    1.0,
    "1 is a straight line; above 1 most of the fall is early, below 1 most of it is late.",
)
.slider(0.1, 10.0, Scale::Log);

pub(crate) const SPEC: KindSpec = KindSpec {
    id: "polynomial",
    label: "Polynomial",
    torch: Some("PolynomialLR"),
    stepped: Stepped::Epoch,
    params: &[TOTAL_ITERS, POWER, LR],
};

impl<F: Real> PolynomialLr<F> {
    /// The rate at step 0.
    #[must_use]
    pub const fn initial_lr(&self) -> F {
        self.lr
    }

    /// The number of steps until the rate is 0.
    #[must_use]
    pub const fn total_iters(&self) -> u32 {
        self.line.steps()
    }

    /// The power of the share that is left.
    #[must_use]
    pub const fn power(&self) -> f64 {
        self.power
    }

    fn add_settings(&self, fingerprint: &mut Fingerprint) {
        fingerprint.number(self.lr);
        fingerprint.word(u64::from(self.total_iters()));
        fingerprint.number(self.power);
    }
}

const fn is_one(exponent: Extended<f64>) -> bool {
    exponent.digits() == Extended::<f64>::ONE.digits() && exponent.power() == Extended::<f64>::ONE.power()
}

macro_rules! polynomial {
    ($float:ty) => {
        impl PolynomialLr<$float> {
            /// Falls from `lr` to 0 in `total_iters` steps. `power` is an `f64` for `f32` rates too.
            ///
            /// # Errors
            /// A NaN, infinite or negative `lr` or `power`.
            pub const fn new(lr: $float, total_iters: u32, power: f64) -> Result<Self, ParamError> {
                check!(LR.check(lr as f64));
                check!(POWER.check(power));
                let start = Extended::<$float>::of(lr);
                Ok(Self {
                    lr,
                    power,
                    start,
                    exponent: Extended::<f64>::of(power),
                    line: Way::<$float>::new(start, Extended::<$float>::ZERO, total_iters),
                })
            }

            /// The rate at `step`.
            #[must_use]
            #[inline]
            pub const fn lr(&self, step: u32) -> $float {
                let (total, exponent) = (self.line.steps(), self.exponent);
                if step == 0 || total == 0 || exponent.digits() == 0 {
                    return self.lr;
                }
                if step >= total {
                    return 0.0;
                }
                if is_one(exponent) {
                    return self.line.value(Shape::Line, step);
                }
                let share = Extended::<$float>::share_to(total.wrapping_sub(step), total, exponent);
                self.start.times(share).filled_by_one().round()
            }
        }

        impl FromSettings for PolynomialLr<$float> {
            fn from_settings(settings: &Settings) -> Result<Self, ParamError> {
                let (lr, total_iters) = (settings.float(&LR)?, settings.count(&TOTAL_ITERS)?);
                Self::new(lr, total_iters, settings.number(&POWER)?)
            }
        }
    };
}

polynomial!(f32);
polynomial!(f64);
timed!(PolynomialLr {});

impl<F: Real> fmt::Debug for PolynomialLr<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolynomialLr")
            .field("lr", &self.lr)
            .field("total_iters", &self.total_iters())
            .field("power", &self.power)
            .finish()
    }
}
