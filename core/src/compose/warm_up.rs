//! A linear rise before any schedule.

use core::fmt;

use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::math::real::Real as _;
use crate::math::real::sealed::Float;
use crate::math::way::Way;
use crate::param::{COUNT, LR, ParamSpec, SHARE, Scale, Unit};
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

/// A linear warm-up before another schedule. [`Schedule::warm_up`] makes it.
///
/// - **Formula**, with W = `warmup_steps`, s = `start_factor` and b the inner schedule's rate at its step 0:
///   η(t) = b·(s + (1 − s)·t/W) for t < W, and the inner schedule at t − W from t = W on.
/// - **Source**: Goyal et al., *Accurate, Large Minibatch SGD* (2017). It has the intended meaning of PyTorch's
///   `SequentialLR([LinearLR(start_factor, total_iters=W), inner], milestones=[W])`, without the drift of PyTorch's recursion.
/// - **Parameters**: `warmup_steps` is in steps, and 0 means no warm-up. `start_factor` is from 0 to 1, and it is an `f64` for
///   `f32` rates too. With a `start_factor` of 0 the first step has the rate 0 and learns nothing.
/// - **Before, at and past the end**: the rate is b·s at step 0, and b at step W, where the inner schedule starts at its own step
///   0. The total length grows by W. During the warm-up, momentum stays at the value of the inner schedule's step 0.
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
/// The `warm_up` of each kind is a `const fn`, so a whole plan can lie in flash and be checked by the compiler. See
/// [`checked!`](crate::checked).
#[derive(Clone, Copy, PartialEq)]
pub struct WarmUp<S: Schedule> {
    inner: S,
    rise: Way<S::Rate>,
}

impl<S: Schedule> WarmUp<S> {
    /// The parameters of a warm-up, for sliders and configuration files. They belong to no kind.
    pub const PARAMS: &'static [ParamSpec] = &[WARMUP_STEPS, START_FACTOR];

    pub(crate) fn new(inner: S, warmup_steps: u32, start_factor: f64) -> Result<Self, ParamError> {
        START_FACTOR.check(start_factor)?;
        let full = inner.lr(0);
        LR.check(full.to_f64())?;
        let rise = <S::Rate as Float>::rise(start_factor, full, warmup_steps);
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

    /// The length of the rise in steps.
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
        self.rise.add_to(fingerprint);
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
