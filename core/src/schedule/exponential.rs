//! Exponential decay.

use crate::error::ParamError;
use crate::param::Param;
use crate::real::Real;

/// η(t) = lr · γᵗ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExponentialLr<F> {
    lr: F,
    gamma: f64,
}

impl<F: Real> ExponentialLr<F> {
    /// Starts at `lr`, multiplies by `gamma` at every step. `gamma` is an `f64` for `f32` rates too.
    ///
    /// # Errors
    /// A NaN, infinite or negative `lr` or `gamma`.
    pub fn new(lr: F, gamma: f64) -> Result<Self, ParamError> {
        Param::Lr.check(lr.to_f64())?;
        Param::Gamma.check(gamma)?;
        Ok(Self { lr, gamma })
    }

    /// The rate at `step`.
    #[must_use]
    pub fn lr(&self, step: u32) -> F {
        F::from_f64(self.lr.to_f64() * libm::pow(self.gamma, f64::from(step)))
    }

    /// γ.
    #[must_use]
    pub fn gamma(&self) -> f64 {
        self.gamma
    }

    /// Steps after which the rate has halved (negative where γ > 1 doubles it, infinite where γ is 1).
    #[must_use]
    pub fn half_life(&self) -> f64 {
        -1.0 / libm::log2(self.gamma)
    }
}
