//! A linear rise before any schedule.

use crate::error::ParamError;
use crate::math::ext::Ext;
use crate::math::ramp::{Shape, Span, reciprocal};
use crate::math::real::digits::Digits;
use crate::math::word::Word;
use crate::param::Param;
use crate::schedule::Schedule;

/// A linear warm-up before another schedule; made by [`Schedule::warm_up`].
///
/// - **Formula**, with W = `warmup_steps`, s = `start_factor` and b the inner schedule's rate at its step 0:
///   η(t) = b·(s + (1 − s)·t/W) for t < W, and the inner schedule at t − W from t = W on.
/// - **Source**: Goyal et al., *Accurate, Large Minibatch SGD* (2017). It is what PyTorch means by
///   `SequentialLR([LinearLR(start_factor, total_iters=W), inner], milestones=[W])`, without the drift of its recursion.
/// - **Parameters**: `warmup_steps` in steps, 0 (no warm-up) and up; `start_factor` from 0 to 1, exact as an `f64` for
///   `f32` rates too. 0 makes the first step with rate 0, a step that learns nothing.
/// - **Before, at and past the end**: b·s at step 0; b, the inner schedule's own step 0, at step W; its total length grows
///   by W. Momentum waits at the inner schedule's step 0.
///
/// ```
/// use etalon::{CosineAnnealingLr, Schedule};
///
/// let schedule = CosineAnnealingLr::new(1.0_f64, 4, 0.0)?.warm_up(2, 0.5)?;
/// let rates: Vec<f64> = schedule.values().take(7).collect();
/// assert_eq!(rates[..3], [0.5, 0.75, 1.0]);
/// assert_eq!(rates[4], 0.5);
/// assert_eq!(rates[6], 0.0);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WarmUp<S: Schedule> {
    inner: S,
    warmup_steps: u32,
    per_step: Ext<<S::Rate as Digits>::Word>,
    span: Span<<S::Rate as Digits>::Word>,
}

impl<S: Schedule> WarmUp<S> {
    pub(crate) fn new(inner: S, warmup_steps: u32, start_factor: f64) -> Result<Self, ParamError> {
        Param::StartFactor.check(start_factor)?;
        let full = inner.lr(0).to_ext();
        let first = full.times(Word::factor(start_factor)).filled_by_one();
        Ok(Self {
            inner,
            warmup_steps,
            per_step: reciprocal(Word::count(warmup_steps)),
            span: Span::new(first, full),
        })
    }
}

impl<S: Schedule> Schedule for WarmUp<S> {
    type Rate = S::Rate;

    fn lr(&self, step: u32) -> S::Rate {
        if step >= self.warmup_steps {
            return self.inner.lr(step.wrapping_sub(self.warmup_steps));
        }
        let left = self.warmup_steps.wrapping_sub(step);
        let share = <S::Rate as Digits>::Word::count(step.min(left)).times(self.per_step).filled_by_one();
        S::Rate::from_ext(self.span.value(Shape::Linear, share, step < left))
    }

    fn momentum(&self, step: u32) -> Option<S::Rate> {
        self.inner.momentum(step.saturating_sub(self.warmup_steps))
    }
}
