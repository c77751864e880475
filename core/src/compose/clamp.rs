//! Rates kept between two bounds.

use crate::error::{ParamError, Reason};
use crate::fingerprint::Fingerprint;
use crate::math::real::Real;
use crate::param::{ParamSpec, RATE, Unit};
use crate::schedule::Schedule;

/// The parameters of a clamp. They belong to no kind.
const MIN_LR: ParamSpec = ParamSpec::new("min_lr", "min_lr", Unit::Rate, RATE, 0.0, "The least rate.");
const MAX_LR: ParamSpec = ParamSpec::new("max_lr", "max_lr", Unit::Rate, RATE, 1.0, "The greatest rate.");

/// A schedule whose rates are kept between two bounds. [`Schedule::clamp`] makes it.
///
/// - **Formula**: min(max(η(t), `min_lr`), `max_lr`). The curve has a kink where it meets a bound. To land on a floor smoothly,
///   use a cosine with an `eta_min` instead.
/// - **Source**: the `minimum` and `end_value` of other libraries.
/// - **Parameters**: two rates, finite and at least 0. `min_lr` must not be above `max_lr`.
/// - **Past the end**: the inner schedule's own behaviour, within the bounds. Momentum does not change.
///
/// ```
/// use etalon::{ExponentialLr, Schedule};
///
/// let schedule = ExponentialLr::<f64>::new(1.0, 0.5)?.clamp(0.2, 0.8)?;
/// assert_eq!(schedule.rates(0..4).collect::<Vec<_>>(), [0.8, 0.5, 0.25, 0.2]);
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
        MIN_LR.check(min_lr.to_f64())?;
        MAX_LR.check(max_lr.to_f64())?;
        if min_lr > max_lr {
            return Err(ParamError {
                param: MIN_LR.id,
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

    fn fingerprint(&self, fingerprint: &mut Fingerprint) {
        fingerprint.bytes(b"clamp");
        fingerprint.number(self.min_lr);
        fingerprint.number(self.max_lr);
        self.inner.fingerprint(fingerprint);
    }
}
