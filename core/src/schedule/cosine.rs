//! Cosine annealing.

use core::num::NonZeroU32;

use crate::error::ParamError;
use crate::math::ext::Ext;
use crate::math::ramp::{Shape, Span, reciprocal};
use crate::math::real::Real;
use crate::math::word::Word;
use crate::param::Param;
use crate::schedule::Schedule;

/// What a cosine does after `t_max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum PastEnd {
    /// Rises again, with period 2·`t_max`, as PyTorch does.
    #[default]
    Rise,
    /// Holds `eta_min`.
    Hold,
}

/// Cosine annealing: half a cosine from `lr` down to `eta_min`.
///
/// - **Formula**: η(t) = η_min + ½ (`lr` − η_min) (1 + cos πt/T_max).
/// - **Source**: Loshchilov & Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts* (2017), without the restarts;
///   PyTorch's `CosineAnnealingLR`. PyTorch steps by a recursion whose relative error just before `t_max` is 10⁻¹¹ at a
///   `t_max` of 1,000 and 6·10⁻⁶ at a million; here the angle is measured from the nearer end, and the error stays below
///   one unit in the last place.
/// - **Parameters**: `lr` and `eta_min`, rates, finite and at least 0; `t_max` in steps, from 1. An `eta_min` equal to `lr`
///   is a constant rate and one above it a rise: legal, and seldom meant. PyTorch also takes a negative `eta_min` and a
///   `t_max` of 0 (and divides by it at the first step): refused here.
/// - **Before, at and past the end**: `lr` itself at step 0, `eta_min` itself at `t_max`. Past it the rate rises again,
///   reaches `lr` at 2·`t_max` and goes on with that period, as PyTorch does ([`PastEnd::Rise`]); or it stays
///   ([`PastEnd::Hold`]).
///
/// ```
/// use etalon::{CosineAnnealingLr, PastEnd};
///
/// let schedule = CosineAnnealingLr::new(0.1_f64, 20, 0.001)?;
/// assert_eq!(schedule.lr(0), 0.1);
/// assert_eq!(schedule.lr(10), 0.0505);
/// assert_eq!(schedule.lr(20), 0.001);
/// assert_eq!(schedule.lr(40), 0.1);
/// assert_eq!(schedule.past_end(PastEnd::Hold).lr(40), 0.001);
/// # Ok::<(), etalon::ParamError>(())
/// ```
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
        Param::TMax.check_count(t_max)?;
        Ok(Self {
            lr,
            t_max: NonZeroU32::new(t_max).unwrap_or(NonZeroU32::MIN),
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

    /// The rate `done` steps into the fall, of at most `t_max`.
    #[inline]
    fn on_the_way(&self, done: u32) -> F {
        let left = self.t_max.get().wrapping_sub(done);
        let share = F::Word::count(done.min(left)).times(self.per_step).filled_by_one();
        F::from_ext(self.span.value(Shape::Cos, share, done < left))
    }

    /// The rate at a step from `t_max` on; apart, because most calls come before and should not pay for the division.
    #[cold]
    fn after_the_end(&self, step: u32) -> F {
        // In whole steps, so that no rounding of the angle piles up however many periods have gone by.
        let (turns, rest) = (step / self.t_max, step % self.t_max);
        match self.past_end {
            PastEnd::Hold => self.eta_min,
            // The rise is the fall seen in a mirror, bit for bit.
            PastEnd::Rise if turns & 1 == 1 => self.on_the_way(self.t_max.get().wrapping_sub(rest)),
            PastEnd::Rise => self.on_the_way(rest),
        }
    }

    /// The rate at `step`.
    #[must_use]
    #[inline]
    pub fn lr(&self, step: u32) -> F {
        let t_max = self.t_max.get();
        if step < t_max { self.on_the_way(step) } else { self.after_the_end(step) }
    }
}

impl<F: Real> Schedule for CosineAnnealingLr<F> {
    type Rate = F;

    #[inline]
    fn lr(&self, step: u32) -> F {
        Self::lr(self, step)
    }
}
