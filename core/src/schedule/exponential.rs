//! Exponential decay: the rate is multiplied by γ at every step.

use crate::error::ParamError;
use crate::math;
use crate::math::block::{BLOCK, Growth, growth};
use crate::math::ext::Ext;
use crate::math::log2::Log2;
use crate::math::real::Real;
use crate::math::word::Word;
use crate::param::Param;
use crate::schedule::{Schedule, fill_one_by_one};

/// Exponential decay: the rate is multiplied by γ at every step.
///
/// - **Formula**: η(t) = `lr` · γᵗ.
/// - **Source**: PyTorch's `ExponentialLR`, which multiplies anew at every step and drifts from the formula by hundreds of
///   units in the last place in a million steps. Here the power is taken afresh at each step, from log2 γ with 96 fraction
///   bits, so that step 4,000,000,000 is as exact as step 1.
/// - **Parameters**: `lr`, a rate, finite and at least 0. `gamma`, a pure number, finite and at least 0, an `f64` for `f32`
///   rates too: rounded to an `f32`, 0.999999 is 1.3 % off after a million steps. 1 keeps the rate; above 1 it grows, as in
///   a learning-rate range test; 0 is `lr` once and then 0. PyTorch also takes a negative γ, which makes every other rate
///   negative: refused here.
/// - **Before, at and past the end**: step 0 is `lr` itself; there is no end. A rate below the smallest positive float is 0
///   (PyTorch's recursion gets stuck just above it), one above the largest is +∞, as in PyTorch.
///
/// ```
/// use etalon::ExponentialLr;
///
/// let schedule = ExponentialLr::new(0.1_f64, 0.9)?;
/// assert_eq!(schedule.lr(0), 0.1);
/// assert_eq!(schedule.lr(10), 0.03486784401000001);
/// assert_eq!(schedule.lr(1_000_000), 0.0);
/// assert_eq!((schedule.half_life() * 10.0).round(), 66.0); // steps, times ten
/// # Ok::<(), etalon::ParamError>(())
/// ```
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
        Ok(Self { lr, gamma, start: lr.to_ext(), log2_gamma: Log2::of(gamma) })
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
        let growth = growth(log2_gamma, step);
        F::from_ext(self.start.times(growth).filled_by_one())
    }
}

impl<F: Real> Schedule for ExponentialLr<F> {
    type Rate = F;

    #[inline]
    fn lr(&self, step: u32) -> F {
        Self::lr(self, step)
    }

    fn fill(&self, first_step: u32, rates: &mut [F]) {
        let last = u32::try_from(rates.len()).ok().and_then(|len| first_step.checked_add(len));
        let (Some(log2_gamma), Some(_)) = (self.log2_gamma, last) else {
            return fill_one_by_one(self, first_step, rates);
        };
        if rates.len() < BLOCK.wrapping_mul(2) {
            return fill_one_by_one(self, first_step, rates);
        }
        let powers = Growth::new(log2_gamma);
        let start = F::Word::widen(self.start);
        let mut step = first_step;
        for block in rates.chunks_mut(BLOCK) {
            let anchor = start.times(growth(log2_gamma, step));
            for (rate, value) in block.iter_mut().zip(powers.from(anchor)) {
                *rate = value.unwrap_or_else(|| Self::lr(self, step));
                step = step.wrapping_add(1);
            }
        }
    }
}
