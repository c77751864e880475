//! The same rate at every step: what a warm-up, a plateau or a comparison starts from.

use crate::error::ParamError;
use crate::math::real::Real;
use crate::param::Param;
use crate::schedule::Schedule;

/// η(t) = lr.
///
/// - **Formula**: `lr` at every step.
/// - **Source**: what an optimiser does without a scheduler.
/// - **Parameters**: `lr`, a rate, finite and at least 0.
/// - **Before, at and past the end**: it has no end.
///
/// ```
/// use etalon::{ConstantLr, Schedule};
///
/// let schedule = ConstantLr::new(1.0_f64)?.warm_up(4, 0.5)?;
/// assert_eq!(schedule.values().take(6).collect::<Vec<_>>(), [0.5, 0.625, 0.75, 0.875, 1.0, 1.0]);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConstantLr<F> {
    lr: F,
}

impl<F: Real> ConstantLr<F> {
    /// `lr` at every step.
    ///
    /// # Errors
    /// A NaN, infinite or negative `lr`.
    pub fn new(lr: F) -> Result<Self, ParamError> {
        Param::Lr.check(lr.to_f64())?;
        Ok(Self { lr })
    }

    /// The rate at `step`.
    #[must_use]
    pub fn lr(&self, step: u32) -> F {
        let _ = step;
        self.lr
    }
}

impl<F: Real> Schedule for ConstantLr<F> {
    type Rate = F;

    #[inline]
    fn lr(&self, step: u32) -> F {
        Self::lr(self, step)
    }
}
