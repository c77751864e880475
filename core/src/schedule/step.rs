//! Step decay: the rate is multiplied by γ every `step_size` steps.

use core::fmt;

use crate::catalog::{KindSpec, Stepped};
use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::math::extended::Extended;
use crate::math::log2::Log2;
use crate::math::real::Real;
use crate::param::{FACTOR, LENGTH, LR, ParamSpec, Scale, Unit, check};
use crate::schedule::timed;
use crate::settings::{FromSettings, Settings};

/// Step decay: the rate is multiplied by γ every `step_size` steps.
///
/// - **Formula**: η(t) = `lr` · γ^⌊t / `step_size`⌋.
/// - **Source**: PyTorch's `StepLR`, which multiplies again at every cut, so its rounding errors add up. Here the power of each
///   cut is computed by itself, from log2 γ with 96 fraction bits.
/// - **Parameters**: `lr` is a rate, finite and at least 0. `step_size` is in steps, from 1. `gamma` is a pure number, finite and
///   at least 0. It is an `f64` for `f32` rates too, and PyTorch's default is 0.1. A `gamma` of 1 keeps the rate. Above 1 the
///   rate grows. With 0 the rate is `lr` for `step_size` steps and then 0. PyTorch also takes a negative γ, and a `step_size` of
///   0, by which it divides at the first step. Both are refused here.
/// - **Before, at and past the end**: the rate is exactly `lr` before step `step_size`, and takes its next value at that step.
///   There is no end. A rate below the smallest positive float is 0, and a rate above the largest float is +∞, as in PyTorch.
///
/// ```
/// use etalon::StepLr;
///
/// let schedule = StepLr::<f64>::new(0.1, 30, 0.5)?;
/// assert_eq!((schedule.lr(0), schedule.lr(29)), (0.1, 0.1));
/// assert_eq!((schedule.lr(30), schedule.lr(59)), (0.05, 0.05));
/// assert_eq!(schedule.lr(90), 0.0125);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct StepLr<F: Real> {
    lr: F,
    step_size: u32,
    gamma: f64,
    start: Extended<F>,
    /// log2 γ, or `None` if γ is 0.
    log2_gamma: Option<Log2>,
}

const STEP_SIZE: ParamSpec =
    ParamSpec::new("step_size", "step size", Unit::Steps, LENGTH, 5.0, "Steps between two cuts.")
        .slider(1.0, 100.0, Scale::Linear)
        .required();
const GAMMA: ParamSpec =
    ParamSpec::new("gamma", "γ", Unit::Number, FACTOR, 0.1, "A cut multiplies the rate by γ.").slider(
        0.01,
        0.99,
        Scale::Log,
    );

pub(crate) const SPEC: KindSpec = KindSpec {
    id: "step",
    label: "Step",
    torch: Some("StepLR"),
    stepped: Stepped::Epoch,
    params: &[STEP_SIZE, GAMMA, LR],
};

impl<F: Real> StepLr<F> {
    /// The rate before the first cut.
    #[must_use]
    pub const fn initial_lr(&self) -> F {
        self.lr
    }

    /// The number of steps between two cuts.
    #[must_use]
    pub const fn step_size(&self) -> u32 {
        self.step_size
    }

    /// The factor by which a cut multiplies the rate.
    #[must_use]
    pub const fn gamma(&self) -> f64 {
        self.gamma
    }

    fn add_settings(&self, fingerprint: &mut Fingerprint) {
        fingerprint.number(self.lr);
        fingerprint.word(u64::from(self.step_size));
        fingerprint.number(self.gamma);
    }
}

macro_rules! step {
    ($float:ty) => {
        impl StepLr<$float> {
            /// Starts at `lr` and multiplies by `gamma` every `step_size` steps. `gamma` is an `f64` for `f32` rates too.
            ///
            /// # Errors
            /// A NaN, infinite or negative `lr` or `gamma`; a `step_size` of 0.
            pub const fn new(lr: $float, step_size: u32, gamma: f64) -> Result<Self, ParamError> {
                check!(LR.check(lr as f64));
                check!(STEP_SIZE.check_count(step_size));
                check!(GAMMA.check(gamma));
                let (start, log2_gamma) = (Extended::<$float>::of(lr), Log2::of(gamma));
                Ok(Self { lr, step_size, gamma, start, log2_gamma })
            }

            /// The rate at `step`.
            #[must_use]
            #[inline]
            pub const fn lr(&self, step: u32) -> $float {
                match (step.checked_div(self.step_size), self.log2_gamma) {
                    (Some(0) | None, _) => self.lr,
                    (Some(_), None) => 0.0,
                    (Some(cuts), Some(log2_gamma)) => {
                        let growth = Extended::<$float>::growth(log2_gamma, cuts);
                        self.start.times(growth).filled_by_one().round()
                    }
                }
            }
        }

        impl FromSettings for StepLr<$float> {
            fn from_settings(settings: &Settings) -> Result<Self, ParamError> {
                let (lr, step_size) = (settings.float(&LR)?, settings.count(&STEP_SIZE)?);
                Self::new(lr, step_size, settings.number(&GAMMA)?)
            }
        }
    };
}

step!(f32);
step!(f64);
timed!(StepLr {});

impl<F: Real> fmt::Debug for StepLr<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StepLr")
            .field("lr", &self.lr)
            .field("step_size", &self.step_size)
            .field("gamma", &self.gamma)
            .finish()
    }
}
