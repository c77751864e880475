//! Cosine annealing.

use core::num::NonZeroU32;

use crate::error::ParamError;
use crate::math::ext::Ext;
use crate::math::ramp::{Shape, Span, reciprocal};
use crate::math::real::Real;
use crate::math::word::Word;
use crate::param::Param;

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
pub struct CosineAnnealingLr<F: Real> {
    lr: F,
    t_max: NonZeroU32,
    eta_min: F,
    past_end: PastEnd,
    /// 1 / `t_max`.
    per_step: Ext<F::Word>,
    span: Span<F::Word>,
}

impl<F: Real> CosineAnnealingLr<F> {
    /// Falls from `lr` to `eta_min` in `t_max` steps.
    ///
    /// # Errors
    /// A NaN, infinite or negative rate; `t_max` 0.
    pub fn new(lr: F, t_max: u32, eta_min: F) -> Result<Self, ParamError> {
        Param::Lr.check(lr.to_f64())?;
        Param::EtaMin.check(eta_min.to_f64())?;
        let Some(whole) = NonZeroU32::new(t_max) else {
            Param::TMax.check(0.0)?;
            return Self::new(lr, 1, eta_min);
        };
        Ok(Self {
            lr,
            t_max: whole,
            eta_min,
            past_end: PastEnd::Rise,
            per_step: reciprocal(F::Word::count(t_max)),
            span: Span::new(lr.to_ext(), eta_min.to_ext()),
        })
    }

    /// The same schedule with another behaviour after `t_max`.
    #[must_use]
    pub fn past_end(self, past_end: PastEnd) -> Self {
        Self { past_end, ..self }
    }

    /// The rate at `step`.
    #[must_use]
    pub fn lr(&self, step: u32) -> F {
        // In whole steps, so that no rounding of the angle piles up however many periods have gone by.
        let (turns, done) =
            if step < self.t_max.get() { (0, step) } else { (step / self.t_max, step % self.t_max) };
        if turns > 0 && self.past_end == PastEnd::Hold {
            return self.eta_min;
        }
        let left = self.t_max.get().wrapping_sub(done);
        let from_near = done < left;
        let share = F::Word::count(if from_near { done } else { left }).times(self.per_step);
        // An odd turn runs backwards.
        let from_start = from_near == (turns & 1 == 0);
        F::from_ext(self.span.value(Shape::Cos, share, from_start))
    }
}
