//! The same rate at every step: a start for a warm-up, a plateau or a comparison.

use core::fmt;

use crate::catalog::{KindSpec, Stepped};
use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::math::real::Real;
use crate::param::{LR, check};
use crate::schedule::timed;
use crate::settings::{FromSettings, Settings};

/// A constant rate.
///
/// - **Formula**: `lr` at every step.
/// - **Source**: an optimiser without a scheduler.
/// - **Parameters**: `lr`, a rate, finite and at least 0.
/// - **Before, at and past the end**: a constant rate has no end.
///
/// ```
/// use etalon::{ConstantLr, Schedule};
///
/// let schedule = ConstantLr::<f64>::new(1.0)?.warm_up(4, 0.5)?;
/// assert_eq!(schedule.rates(0..6).collect::<Vec<_>>(), [0.5, 0.625, 0.75, 0.875, 1.0, 1.0]);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct ConstantLr<F> {
    lr: F,
}

pub(crate) const SPEC: KindSpec =
    KindSpec { id: "constant", label: "Constant", torch: None, stepped: Stepped::Epoch, params: &[LR] };

impl<F: Real> ConstantLr<F> {
    /// The rate.
    #[must_use]
    pub const fn initial_lr(&self) -> F {
        self.lr
    }

    fn add_settings(&self, fingerprint: &mut Fingerprint) {
        fingerprint.number(self.lr);
    }
}

macro_rules! constant {
    ($float:ty) => {
        impl ConstantLr<$float> {
            /// `lr` at every step.
            ///
            /// # Errors
            /// A NaN, infinite or negative `lr`.
            pub const fn new(lr: $float) -> Result<Self, ParamError> {
                check!(LR.check(lr as f64));
                Ok(Self { lr })
            }

            /// The rate at `step`.
            #[must_use]
            pub const fn lr(&self, step: u32) -> $float {
                let _ = step;
                self.lr
            }
        }

        impl FromSettings for ConstantLr<$float> {
            fn from_settings(settings: &Settings) -> Result<Self, ParamError> {
                Self::new(settings.float(&LR)?)
            }
        }
    };
}

constant!(f32);
constant!(f64);
timed!(ConstantLr {});

impl<F: Real> fmt::Debug for ConstantLr<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConstantLr").field("lr", &self.lr).finish()
    }
}
