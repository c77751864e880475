//! Exponential decay: the rate is multiplied by γ at every step.

use crate::error::ParamError;
use crate::math;
use crate::math::ext::Ext;
use crate::math::functions::exp2;
use crate::math::log2::Log2;
use crate::math::real::Real;
use crate::math::word::Word;
use crate::param::Param;
use crate::schedule::Schedule;

/// η(t) = lr · γᵗ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExponentialLr<F: Real> {
    lr: F,
    gamma: f64,
    start: Ext<F::Word>,
    /// log2 γ; `None` where γ is 0.
    log2_gamma: Option<Log2>,
}

impl<F: Real> ExponentialLr<F> {
    /// Starts at `lr`, multiplies by `gamma` at every step. `gamma` is an `f64` for `f32` rates too.
    ///
    /// # Errors
    /// A NaN, infinite or negative `lr` or `gamma`.
    pub fn new(lr: F, gamma: f64) -> Result<Self, ParamError> {
        Param::Lr.check(lr.to_f64())?;
        Param::Gamma.check(gamma)?;
        Ok(Self { lr, gamma, start: lr.to_ext(), log2_gamma: (gamma > 0.0).then(|| Log2::of(gamma)) })
    }

    /// γ.
    #[must_use]
    pub fn gamma(&self) -> f64 {
        self.gamma
    }

    /// Steps after which the rate has halved (negative where γ > 1 doubles it, infinite where γ is 1).
    #[must_use]
    pub fn half_life(&self) -> f64 {
        -1.0 / math::log2(self.gamma)
    }

    /// The rate at `step`.
    #[must_use]
    #[inline]
    pub fn lr(&self, step: u32) -> F {
        let Some(log2_gamma) = self.log2_gamma else {
            return if step == 0 { self.lr } else { F::ZERO };
        };
        let (whole, fraction) = log2_gamma.times(step);
        // Beyond these powers every rate is infinite or zero, whatever the fraction.
        let whole = whole.clamp(-8_192, 8_192) as i32;
        let growth = exp2(F::Word::from_top(fraction)).scaled(whole);
        F::from_ext(self.start.times(growth).filled_by_one())
    }
}

impl<F: Real> Schedule for ExponentialLr<F> {
    type Rate = F;

    #[inline]
    fn lr(&self, step: u32) -> F {
        Self::lr(self, step)
    }
}
