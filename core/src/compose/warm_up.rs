//! A linear rise before any schedule.

use core::fmt;

use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::math::real::sealed::Float;
use crate::math::way::Way;
use crate::param::{COUNT, ParamSpec, SHARE, Scale, Unit};
use crate::schedule::Schedule;

pub(crate) const WARMUP_STEPS: ParamSpec = ParamSpec::new(
    "warmup_steps",
    "warm-up",
    Unit::Steps,
    COUNT,
    0.0,
    "Steps of a linear rise before the schedule begins.",
)
.slider(0.0, 100.0, Scale::Linear);
pub(crate) const START_FACTOR: ParamSpec = ParamSpec::new(
    "start_factor",
    "start_factor",
    Unit::Number,
    SHARE,
    1.0 / 3.0,
    "Share of the full rate that a warm-up starts with.",
)
.slider(0.0, 1.0, Scale::Linear);

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
/// let schedule = CosineAnnealingLr::<f64>::new(1.0, 4, 0.0)?.warm_up(2, 0.5)?;
/// let rates: Vec<f64> = schedule.rates(0..7).collect();
/// assert_eq!(rates[..3], [0.5, 0.75, 1.0]);
/// assert_eq!(rates[4], 0.5);
/// assert_eq!(rates[6], 0.0);
/// # Ok::<(), etalon::ParamError>(())
/// ```
///
/// A kind's warm-up is a `const fn`, so that a whole plan can lie in flash, checked by the compiler; see [`checked!`](crate::checked).
#[derive(Clone, Copy, PartialEq)]
pub struct WarmUp<S: Schedule> {
    inner: S,
    rise: Way<S::Rate>,
}

impl<S: Schedule> WarmUp<S> {
    /// Its parameters, for sliders and configuration files: they belong to no kind.
    pub const PARAMS: &'static [ParamSpec] = &[WARMUP_STEPS, START_FACTOR];

    pub(crate) fn new(inner: S, warmup_steps: u32, start_factor: f64) -> Result<Self, ParamError> {
        START_FACTOR.check(start_factor)?;
        let rise = <S::Rate as Float>::rise(start_factor, inner.lr(0), warmup_steps);
        Ok(Self { inner, rise })
    }

    pub(crate) const fn of(inner: S, rise: Way<S::Rate>) -> Self {
        Self { inner, rise }
    }

    /// The schedule that follows.
    #[must_use]
    pub const fn inner(&self) -> &S {
        &self.inner
    }

    /// Steps of the rise.
    #[must_use]
    pub const fn warmup_steps(&self) -> u32 {
        self.rise.steps()
    }
}

impl<S: Schedule> Schedule for WarmUp<S> {
    type Rate = S::Rate;

    fn lr(&self, step: u32) -> S::Rate {
        match step.checked_sub(self.rise.steps()) {
            Some(own) => self.inner.lr(own),
            None => <S::Rate as Float>::on_rise(&self.rise, step),
        }
    }

    fn momentum(&self, step: u32) -> Option<S::Rate> {
        self.inner.momentum(step.saturating_sub(self.rise.steps()))
    }

    fn fingerprint(&self, fingerprint: &mut Fingerprint) {
        fingerprint.bytes(b"warm_up");
        fingerprint.word(u64::from(self.rise.steps()));
        // The first rate stands for `start_factor`: it is all that the rise is made of.
        fingerprint.number(self.lr(0));
        self.inner.fingerprint(fingerprint);
    }
}

impl<S: Schedule + fmt::Debug> fmt::Debug for WarmUp<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WarmUp")
            .field("inner", &self.inner)
            .field("warmup_steps", &self.rise.steps())
            .field("first_lr", &self.lr(0))
            .finish()
    }
}
