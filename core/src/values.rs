//! The rates of a schedule one after another.

use crate::schedule::Schedule;

/// An iterator over rates from step 0 (or from [`Values::from_step`]) to step `u32::MAX`; made by [`Schedule::values`].
///
/// ```
/// use etalon::{ExponentialLr, Schedule};
///
/// let schedule = ExponentialLr::new(1.0_f64, 0.5)?;
/// assert_eq!(schedule.values().take(3).collect::<Vec<_>>(), [1.0, 0.5, 0.25]);
/// assert_eq!(schedule.values().from_step(10).next(), Some(schedule.lr(10)));
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Values<'a, S> {
    schedule: &'a S,
    /// `None` after the last step.
    step: Option<u32>,
}

impl<'a, S: Schedule> Values<'a, S> {
    pub(crate) fn new(schedule: &'a S) -> Self {
        Self { schedule, step: Some(0) }
    }

    /// The same from another step on: where a training resumes.
    #[must_use]
    pub fn from_step(self, step: u32) -> Self {
        Self { step: Some(step), ..self }
    }
}

impl<S: Schedule> Iterator for Values<'_, S> {
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

impl<S: Schedule> core::iter::FusedIterator for Values<'_, S> {}
