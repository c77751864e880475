//! The rates of a schedule, one after another.

use core::ops::Range;

use crate::schedule::Schedule;

/// An iterator over all rates from step 0 (or from [`Values::starting_at`]) to step `u32::MAX`. [`Schedule::values`] makes it.
///
/// ```
/// use etalon::{ExponentialLr, Schedule};
///
/// let schedule = ExponentialLr::<f64>::new(1.0, 0.5)?;
/// assert_eq!(schedule.values().take(3).collect::<Vec<_>>(), [1.0, 0.5, 0.25]);
/// assert_eq!(schedule.values().starting_at(10).next(), Some(schedule.lr(10)));
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Values<S> {
    schedule: S,
    /// `None` after the last step.
    step: Option<u32>,
}

impl<S: Schedule> Values<S> {
    pub(crate) fn starting(schedule: S) -> Self {
        Self { schedule, step: Some(0) }
    }

    /// The same iterator from another step on, for a training that resumes.
    #[must_use]
    pub fn starting_at(self, step: u32) -> Self {
        Self { step: Some(step), ..self }
    }
}

impl<S: Schedule> Iterator for Values<S> {
    type Item = S::Rate;

    fn next(&mut self) -> Option<S::Rate> {
        let step = self.step?;
        self.step = step.checked_add(1);
        Some(self.schedule.lr(step))
    }

    fn nth(&mut self, skipped: usize) -> Option<S::Rate> {
        let skipped = u32::try_from(skipped).ok();
        self.step = self.step.zip(skipped).and_then(|(step, skipped)| step.checked_add(skipped));
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.step.map_or(Some(0), |step| (u32::MAX.wrapping_sub(step) as usize).checked_add(1));
        (left.unwrap_or(usize::MAX), left)
    }
}

impl<S: Schedule> core::iter::FusedIterator for Values<S> {}

/// An iterator over the rates of a range of steps. It knows its length. [`Schedule::rates`] makes it.
#[derive(Debug, Clone)]
pub struct Rates<S> {
    schedule: S,
    steps: Range<u32>,
}

impl<S: Schedule> Rates<S> {
    pub(crate) fn of(schedule: S, steps: Range<u32>) -> Self {
        Self { schedule, steps }
    }

    fn left(&self) -> usize {
        self.steps.end.saturating_sub(self.steps.start) as usize
    }
}

impl<S: Schedule> Iterator for Rates<S> {
    type Item = S::Rate;

    fn next(&mut self) -> Option<S::Rate> {
        self.steps.next().map(|step| self.schedule.lr(step))
    }

    fn nth(&mut self, skipped: usize) -> Option<S::Rate> {
        self.steps.nth(skipped).map(|step| self.schedule.lr(step))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left(), Some(self.left()))
    }
}

impl<S: Schedule> DoubleEndedIterator for Rates<S> {
    fn next_back(&mut self) -> Option<S::Rate> {
        self.steps.next_back().map(|step| self.schedule.lr(step))
    }
}

impl<S: Schedule> ExactSizeIterator for Rates<S> {}
impl<S: Schedule> core::iter::FusedIterator for Rates<S> {}
