//! One schedule after another.

use crate::fingerprint::Fingerprint;
use crate::schedule::Schedule;

/// Two schedules, one after the other. [`Schedule::then`] makes it.
///
/// - **Formula**: before `milestone`, the first schedule at t; from `milestone` on, the second schedule at t − `milestone`.
/// - **Source**: the intended meaning of PyTorch's `SequentialLR`. The second schedule starts at its own step 0 and from its own
///   base rate, whatever rate the first ended with. The deviations of PyTorch's implementation are left out: a milestone of 0 is
///   not off by one, nothing is replayed or reset, and the order of construction does not matter.
/// - **Parameters**: `milestone`, a step. With 0 the first schedule is never used.
/// - **Longer rows**: `a.then(10, b).then(30, c)`. Milestones count from the first step of the whole. If they are out of order,
///   the earlier one decides: `a.then(30, b).then(10, c)` is `a` until 10 and then `c`; `b` is never used and `a` ends before 30.
///   The milestones of an inner sequence count from its own start: `a.then(10, b.then(30, c))` changes to `c` at step 40.
/// - **Past the end**: the second schedule's own behaviour.
///
/// ```
/// use etalon::{ConstantLr, ExponentialLr, Schedule};
///
/// let schedule = ConstantLr::<f64>::new(0.5)?.then(2, ExponentialLr::<f64>::new(0.25, 0.5)?);
/// assert_eq!(schedule.rates(0..4).collect::<Vec<_>>(), [0.5, 0.5, 0.25, 0.125]);
/// # Ok::<(), etalon::ParamError>(())
/// ```
///
/// In flash:
///
/// ```
/// use etalon::{ConstantLr, ExponentialLr, Schedule, Sequence, checked};
///
/// static PLAN: Sequence<ConstantLr<f32>, ExponentialLr<f32>> = Sequence::new(
///     checked!(ConstantLr::<f32>::new(0.5)),
///     2,
///     checked!(ExponentialLr::<f32>::new(0.25, 0.5)),
/// );
/// assert_eq!(PLAN.lr(3), 0.125);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sequence<A, B> {
    first: A,
    milestone: u32,
    second: B,
}

impl<A, B> Sequence<A, B> {
    /// [`Schedule::then`] as a `const fn`, for a `static`.
    #[must_use]
    pub const fn new(first: A, milestone: u32, second: B) -> Self {
        Self { first, milestone, second }
    }
}

impl<A: Schedule, B: Schedule<Rate = A::Rate>> Schedule for Sequence<A, B> {
    type Rate = A::Rate;

    fn lr(&self, step: u32) -> A::Rate {
        match step.checked_sub(self.milestone) {
            None => self.first.lr(step),
            Some(own) => self.second.lr(own),
        }
    }

    fn momentum(&self, step: u32) -> Option<A::Rate> {
        match step.checked_sub(self.milestone) {
            None => self.first.momentum(step),
            Some(own) => self.second.momentum(own),
        }
    }

    fn fingerprint(&self, fingerprint: &mut Fingerprint) {
        fingerprint.bytes(b"then");
        fingerprint.word(u64::from(self.milestone));
        self.first.fingerprint(fingerprint);
        self.second.fingerprint(fingerprint);
    }
}
