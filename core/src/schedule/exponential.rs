//! Exponential decay: the rate is multiplied by γ at every step.

use core::fmt;

use crate::catalog::{KindSpec, Stepped};
use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::math;
use crate::math::block::{BLOCK, Growth};
use crate::math::extended::Extended;
use crate::math::log2::Log2;
use crate::math::real::Real;
use crate::param::{FACTOR, LR, ParamSpec, Scale, Unit, check};
use crate::schedule::{fill_one_by_one, timed};
use crate::settings::{FromSettings, Settings};

/// Exponential decay: the rate is multiplied by γ at every step.
///
/// - **Formula**: η(t) = `lr` · γᵗ.
/// - **Source**: PyTorch's `ExponentialLR`, which multiplies again at every step and drifts from the formula by hundreds of
///   units in the last place in a million steps. Here each step's power is computed by itself, from log2 γ with 96 fraction
///   bits, so that step 4,000,000,000 is as exact as step 1.
/// - **Parameters**: `lr` is a rate, finite and at least 0. `gamma` is a pure number, finite and at least 0. It is an `f64` for
///   `f32` rates too: with 0.999999 rounded to an `f32`, the rate is 1.3 % off after a million steps. A `gamma` of 1 keeps the
///   rate. Above 1 the rate grows, as in a learning-rate range test. With 0 the rate is `lr` once and then 0. PyTorch also takes
///   a negative γ, which makes every other rate negative. It is refused here.
/// - **Before, at and past the end**: the rate is exactly `lr` at step 0. There is no end. A rate below the smallest positive
///   float is 0 (PyTorch's recursion gets stuck just above that float). A rate above the largest float is +∞, as in PyTorch.
///
/// ```
/// use etalon::ExponentialLr;
///
/// let schedule = ExponentialLr::<f64>::new(0.1, 0.9)?;
/// assert_eq!(schedule.lr(0), 0.1);
/// assert_eq!(schedule.lr(10), 0.03486784401000001);
/// assert_eq!(schedule.lr(1_000_000), 0.0);
/// assert_eq!((schedule.half_life() * 10.0).round(), 66.0); // steps, times ten
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct ExponentialLr<F: Real> {
    lr: F,
    gamma: f64,
    start: Extended<F>,
    /// log2 γ, or `None` if γ is 0.
    log2_gamma: Option<Log2>,
}

const GAMMA: ParamSpec = ParamSpec::new(
    "gamma",
    "γ",
    Unit::Number,
    FACTOR,
    0.9,
    "The rate is multiplied by γ at every step; 1 keeps it, above 1 it grows.",
)
.slider(0.5, 0.999, Scale::LogFromOne)
.required();

pub(crate) const SPEC: KindSpec = KindSpec {
    id: "exponential",
    label: "Exponential",
    torch: Some("ExponentialLR"),
    stepped: Stepped::Epoch,
    params: &[GAMMA, LR],
};

impl<F: Real> ExponentialLr<F> {
    /// The rate at step 0.
    #[must_use]
    pub const fn initial_lr(&self) -> F {
        self.lr
    }

    /// γ.
    #[must_use]
    pub const fn gamma(&self) -> f64 {
        self.gamma
    }

    /// The number of steps after which the rate has halved. It is ∞ for γ = 1. For γ > 1, where the rate doubles, it is
    /// negative.
    #[must_use]
    pub fn half_life(&self) -> f64 {
        // The logarithm of 1 is +0, and 1 / −0 would be −∞.
        1.0 / (0.0 - math::log2(self.gamma))
    }

    fn add_settings(&self, fingerprint: &mut Fingerprint) {
        fingerprint.number(self.lr);
        fingerprint.number(self.gamma);
    }
}

macro_rules! exponential {
    ($float:ty) => {
        impl ExponentialLr<$float> {
            /// Starts at `lr` and multiplies by `gamma` at every step. `gamma` is an `f64` for `f32` rates too.
            ///
            /// # Errors
            /// A NaN, infinite or negative `lr` or `gamma`.
            #[inline]
            pub const fn new(lr: $float, gamma: f64) -> Result<Self, ParamError> {
                check!(LR.check(lr as f64));
                check!(GAMMA.check(gamma));
                Ok(Self { lr, gamma, start: Extended::<$float>::of(lr), log2_gamma: Log2::of(gamma) })
            }

            /// The rate at `step`.
            #[must_use]
            #[inline]
            pub const fn lr(&self, step: u32) -> $float {
                let Some(log2_gamma) = self.log2_gamma else {
                    return if step == 0 { self.lr } else { 0.0 };
                };
                let growth = Extended::<$float>::growth(log2_gamma, step);
                self.start.times(growth).filled_by_one().round()
            }

            fn fill_row(&self, first_step: u32, rates: &mut [$float]) {
                let last = u32::try_from(rates.len()).ok().and_then(|len| first_step.checked_add(len));
                let (Some(log2_gamma), Some(_)) = (self.log2_gamma, last) else {
                    return fill_one_by_one(self, first_step, rates);
                };
                if rates.len() < BLOCK.wrapping_mul(2) {
                    return fill_one_by_one(self, first_step, rates);
                }
                let powers = Growth::new(log2_gamma);
                let start = self.start.widen();
                let mut step = first_step;
                for block in rates.chunks_mut(BLOCK) {
                    let anchor = start.times(Extended::<f64>::growth(log2_gamma, step));
                    for (rate, value) in block.iter_mut().zip(powers.from(anchor)) {
                        *rate = Extended::<$float>::sure(value).unwrap_or_else(|| self.lr(step));
                        step = step.wrapping_add(1);
                    }
                }
            }
        }

        impl FromSettings for ExponentialLr<$float> {
            fn from_settings(settings: &Settings) -> Result<Self, ParamError> {
                Self::new(settings.float(&LR)?, settings.number(&GAMMA)?)
            }
        }
    };
}

exponential!(f32);
exponential!(f64);
timed!(ExponentialLr {
    fn fill(&self, first_step: u32, rates: &mut [Self::Rate]) {
        self.fill_row(first_step, rates);
    }
});

impl<F: Real> fmt::Debug for ExponentialLr<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExponentialLr").field("lr", &self.lr).field("gamma", &self.gamma).finish()
    }
}
