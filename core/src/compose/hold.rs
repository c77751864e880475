//! A schedule that is constant from a step on.

use crate::fingerprint::Fingerprint;
use crate::schedule::Schedule;

/// A schedule whose rate and momentum are constant from a step on. [`Schedule::hold`] makes it.
///
/// - **Formula**: η(min(t, `last_step`)).
/// - **Source**: optax and Keras hold the last rate at the end of every schedule, and PyTorch does so at the end of none.
/// - **Parameters**: `last_step`, the step whose rate is held.
/// - **Past the end**: the rate and the momentum of `last_step`.
///
/// ```
/// use etalon::{CosineAnnealingLr, Schedule};
///
/// let schedule = CosineAnnealingLr::<f64>::new(0.1, 20, 0.001)?.hold(20);
/// assert_eq!(schedule.lr(1_000), 0.001);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hold<S> {
    inner: S,
    last_step: u32,
}

impl<S> Hold<S> {
    /// [`Schedule::hold`] as a `const fn`, for a `static`.
    #[must_use]
    pub const fn new(inner: S, last_step: u32) -> Self {
        Self { inner, last_step }
    }
}

impl<S: Schedule> Schedule for Hold<S> {
    type Rate = S::Rate;

    fn lr(&self, step: u32) -> S::Rate {
        self.inner.lr(step.min(self.last_step))
    }

    fn momentum(&self, step: u32) -> Option<S::Rate> {
        self.inner.momentum(step.min(self.last_step))
    }

    fn fingerprint(&self, fingerprint: &mut Fingerprint) {
        fingerprint.bytes(b"hold");
        fingerprint.word(u64::from(self.last_step));
        self.inner.fingerprint(fingerprint);
    }
}
