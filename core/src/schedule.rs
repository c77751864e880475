//! What a schedule is, and the four of them, one file each.

pub(crate) mod constant;
pub(crate) mod cosine;
pub(crate) mod exponential;
pub(crate) mod one_cycle;
pub(crate) mod plateau;

use crate::compose::clamp::Clamp;
use crate::compose::cut_on_plateau::CutOnPlateau;
use crate::compose::hold::Hold;
use crate::compose::sequence::Sequence;
use crate::compose::warm_up::WarmUp;
use crate::error::ParamError;
use crate::math::real::Real;
use crate::schedule::plateau::Plateau;
use crate::values::Values;

/// A learning rate for every step: a pure value, with no counter and no optimiser.
///
/// Everything that answers to a step number implements it: [`ConstantLr`](crate::ConstantLr), [`ExponentialLr`](crate::ExponentialLr),
/// [`CosineAnnealingLr`](crate::CosineAnnealingLr), [`OneCycleLr`](crate::OneCycleLr), and what they are composed to. A
/// [`ReduceLrOnPlateau`](crate::ReduceLrOnPlateau) does not, for it answers to metrics.
///
/// Because a schedule is a pure function of the step, a training that stops at step `k` resumes by asking for step `k`:
/// there is nothing to store but that number.
///
/// ```
/// use etalon::{CosineAnnealingLr, Schedule};
///
/// let schedule = CosineAnnealingLr::new(0.1_f32, 90, 0.0)?.warm_up(10, 0.1)?;
/// assert_eq!(schedule.lr(0), 0.01);
/// assert_eq!(schedule.lr(10), 0.1);
/// assert_eq!(schedule.lr(100), 0.0);
/// # Ok::<(), etalon::ParamError>(())
/// ```
pub trait Schedule: Copy {
    /// The type of the rates.
    type Rate: Real;

    /// The rate at `step`, for any step, in constant time.
    #[must_use]
    fn lr(&self, step: u32) -> Self::Rate;

    /// The momentum (or beta1) at `step`, where the schedule cycles it.
    #[must_use]
    fn momentum(&self, step: u32) -> Option<Self::Rate> {
        let _ = step;
        None
    }

    /// The rates from step 0 on.
    fn values(&self) -> Values<'_, Self> {
        Values::new(self)
    }

    /// Writes the rates from `first_step` on into `rates`: the same bits as [`lr`](Self::lr), in less time.
    /// Steps past `u32::MAX` stay at `u32::MAX`.
    fn fill(&self, first_step: u32, rates: &mut [Self::Rate]) {
        fill_one_by_one(self, first_step, rates);
    }

    /// Rises on a line for `warmup_steps` from `start_factor` times this schedule's first rate, then follows it from its step 0.
    ///
    /// # Errors
    /// A `start_factor` outside `[0, 1]`.
    fn warm_up(self, warmup_steps: u32, start_factor: f64) -> Result<WarmUp<Self>, ParamError> {
        WarmUp::new(self, warmup_steps, start_factor)
    }

    /// Follows this schedule before step `milestone`, and from there on `next`, from its own step 0.
    fn then<S: Schedule<Rate = Self::Rate>>(self, milestone: u32, next: S) -> Sequence<Self, S> {
        Sequence::new(self, milestone, next)
    }

    /// Keeps rates between `min_lr` and `max_lr`.
    ///
    /// # Errors
    /// Bounds that are not rates, or `min_lr` above `max_lr`.
    fn clamp(self, min_lr: Self::Rate, max_lr: Self::Rate) -> Result<Clamp<Self>, ParamError> {
        Clamp::new(self, min_lr, max_lr)
    }

    /// Holds the rate of step `last_step` from there on.
    fn hold(self, last_step: u32) -> Hold<Self> {
        Hold::new(self, last_step)
    }

    /// Multiplies the rates by a scale that starts at 1 and is cut whenever a metric stalls.
    ///
    /// # Errors
    /// See [`ReduceLrOnPlateau::new`](crate::ReduceLrOnPlateau::new).
    fn cut_on_plateau(self, settings: Plateau<Self::Rate>) -> Result<CutOnPlateau<Self>, ParamError> {
        CutOnPlateau::new(self, settings)
    }
}

/// What [`Schedule::fill`] does where nothing faster is known.
pub(crate) fn fill_one_by_one<S: Schedule>(schedule: &S, first_step: u32, rates: &mut [S::Rate]) {
    let mut step = first_step;
    for rate in rates {
        *rate = schedule.lr(step);
        step = step.saturating_add(1);
    }
}
