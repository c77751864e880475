//! A schedule from a function of the step.

use crate::math::real::Real;
use crate::schedule::Schedule;

/// A schedule that asks a function for each rate. [`from_fn`] makes it.
///
/// - **Formula**: η(t) = `rate`(t).
/// - **Source**: PyTorch's `LambdaLR`, whose function returns a factor: `from_fn(move |step| lr * factor(step))`.
/// - **Parameters**: `rate`, a function that returns the same rate for the same step at any time.
/// - **Past the end**: what the function returns. It is called for steps up to `u32::MAX`.
/// - **State**: its fingerprint covers the rates of about a thousand steps. Where that does not tell two functions apart, give your
///   schedule a type of its own with a [`Schedule::fingerprint`].
///
/// ```
/// use etalon::{ConstantLr, ExponentialLr, LinearLr, Schedule, from_fn};
///
/// // PyTorch's MultiStepLR with gamma = 0.1.
/// let milestones = [30, 60, 80];
/// let cuts = move |step| milestones.iter().filter(|milestone| step >= **milestone).count();
/// let steps = from_fn(move |step| 0.1 * 0.1_f64.powi(cuts(step) as i32));
/// assert_eq!((steps.lr(29), steps.lr(30)), (0.1, 0.1 * 0.1));
///
/// // The product of two schedules, as PyTorch's ChainedScheduler computes it.
/// let (decay, warm_up) = (ExponentialLr::<f64>::new(0.1, 0.9)?, LinearLr::<f64>::new(1.0, 0.5, 1.0, 4)?);
/// let both = from_fn(move |step| decay.lr(step) * warm_up.lr(step));
/// assert_eq!(both.lr(0), 0.05);
/// assert_eq!(both.then(10, ConstantLr::<f64>::new(0.01)?).lr(10), 0.01);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FromFn<F> {
    rate: F,
}

/// A schedule whose rate at each step is what `rate` returns. See [`FromFn`].
#[must_use]
pub const fn from_fn<R: Real, F: Fn(u32) -> R>(rate: F) -> FromFn<F> {
    FromFn { rate }
}

impl<R: Real, F: Fn(u32) -> R> Schedule for FromFn<F> {
    type Rate = R;

    fn lr(&self, step: u32) -> R {
        (self.rate)(step)
    }
}
