//! Rates kept between two bounds.

use crate::error::{ParamError, Reason};
use crate::math::real::Real;
use crate::param::Param;
use crate::schedule::Schedule;

/// A schedule kept between two rates; made by [`Schedule::clamp`].
///
/// - **Formula**: min(max(η(t), `min_lr`), `max_lr`). The curve has a kink where it meets a bound: to land on a floor
///   smoothly, give a cosine its `eta_min` instead.
/// - **Source**: the `minimum` and `end_value` of other libraries.
/// - **Parameters**: two rates, finite, at least 0, `min_lr` not above `max_lr`.
/// - **Past the end**: as the inner schedule, within the bounds. Momentum is left alone.
///
/// ```
/// use etalon::{ExponentialLr, Schedule};
///
/// let schedule = ExponentialLr::new(1.0_f64, 0.5)?.clamp(0.2, 0.8)?;
/// assert_eq!(schedule.values().take(4).collect::<Vec<_>>(), [0.8, 0.5, 0.25, 0.2]);
/// assert!(schedule.clamp(0.8, 0.2).is_err());
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clamp<S: Schedule> {
    inner: S,
    min_lr: S::Rate,
    max_lr: S::Rate,
}

impl<S: Schedule> Clamp<S> {
    pub(crate) fn new(inner: S, min_lr: S::Rate, max_lr: S::Rate) -> Result<Self, ParamError> {
        Param::MinLr.check(min_lr.to_f64())?;
        Param::MaxLr.check(max_lr.to_f64())?;
        if min_lr > max_lr {
            return Err(ParamError {
                param: Param::MinLr,
                value: min_lr.to_f64(),
                reason: Reason::TooLarge { max: max_lr.to_f64() },
            });
        }
        Ok(Self { inner, min_lr, max_lr })
    }
}

impl<S: Schedule> Schedule for Clamp<S> {
    type Rate = S::Rate;

    fn lr(&self, step: u32) -> S::Rate {
        let rate = self.inner.lr(step);
        if rate < self.min_lr {
            self.min_lr
        } else if rate > self.max_lr {
            self.max_lr
        } else {
            rate
        }
    }

    fn momentum(&self, step: u32) -> Option<S::Rate> {
        self.inner.momentum(step)
    }
}
