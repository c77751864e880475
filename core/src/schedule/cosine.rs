//! Cosine annealing.

use crate::error::ParamError;
use crate::param::Param;
use crate::real::Real;

/// What a cosine does after `t_max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PastEnd {
    /// Rises again, with period 2·`t_max`, as PyTorch does.
    #[default]
    Rise,
    /// Holds `eta_min`.
    Hold,
}

/// η(t) = η_min + ½(lr − η_min)(1 + cos πt/T_max).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CosineAnnealingLr<F> {
    lr: F,
    t_max: u32,
    eta_min: F,
    past_end: PastEnd,
}

impl<F: Real> CosineAnnealingLr<F> {
    /// Falls from `lr` to `eta_min` in `t_max` steps.
    ///
    /// # Errors
    /// A NaN, infinite or negative rate; `t_max` 0.
    pub fn new(lr: F, t_max: u32, eta_min: F) -> Result<Self, ParamError> {
        Param::Lr.check(lr.to_f64())?;
        Param::TMax.check(f64::from(t_max))?;
        Param::EtaMin.check(eta_min.to_f64())?;
        Ok(Self { lr, t_max, eta_min, past_end: PastEnd::Rise })
    }

    /// The same schedule with another behaviour after `t_max`.
    #[must_use]
    pub fn past_end(self, past_end: PastEnd) -> Self {
        Self { past_end, ..self }
    }

    /// The rate at `step`.
    #[must_use]
    pub fn lr(&self, step: u32) -> F {
        let t = match self.past_end {
            PastEnd::Rise => step % (2 * self.t_max),
            PastEnd::Hold => step.min(self.t_max),
        };
        let (lr, min) = (self.lr.to_f64(), self.eta_min.to_f64());
        let cos = libm::cos(core::f64::consts::PI * f64::from(t) / f64::from(self.t_max));
        F::from_f64(min + (lr - min) * (1.0 + cos) / 2.0)
    }
}
