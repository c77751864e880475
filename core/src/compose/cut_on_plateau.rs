//! A schedule whose rates are scaled down whenever a metric stalls.

use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::math::real::Real;
use crate::math::real::sealed::Float as _;
use crate::schedule::{Observed, Plateau, PlateauState, ReduceLrOnPlateau, Schedule};
use crate::snapshot::{self, Content, Snapshot, StateError};

/// A schedule whose rates are multiplied by a plateau's scale. [`Schedule::cut_on_plateau`] makes it.
///
/// - **Formula**: η(t) · scale. The scale starts at 1 and follows the rule of [`ReduceLrOnPlateau`]. Here `min_lr` and `eps` are
///   shares of the schedule's rate.
/// - **Source**: optax's `reduce_on_plateau` scales in the same way. PyTorch cannot do it: its `SequentialLR` and
///   `ChainedScheduler` refuse a `ReduceLROnPlateau`.
/// - **Parameters**: those of [`Plateau`].
/// - **Past the end**: the schedule's own behaviour, times the scale. The scale never rises again.
///
/// Warm-up, cosine, and cut on plateau:
///
/// ```
/// use etalon::{CosineAnnealingLr, Plateau, Schedule};
///
/// let plan = CosineAnnealingLr::<f64>::new(0.1, 90, 0.0)?.warm_up(10, 0.1)?.cut_on_plateau(Plateau { patience: 1, ..Plateau::default() })?;
/// let mut state = plan.start();
/// for epoch in 0..100 {
///     let lr = plan.lr(epoch, &state);
///     // Train an epoch with `lr`; here the loss stands still, so that every second epoch cuts.
/// #   assert!(lr <= 0.1);
///     plan.observe(&mut state, 0.7);
/// }
/// assert!(state.scale() < 1e-7);
///
/// // Step and state are stored together, bound to the schedule and to the rule.
/// let snapshot = plan.snapshot(100, &state);
/// assert_eq!(plan.restore(&snapshot).unwrap(), (100, state));
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CutOnPlateau<S: Schedule> {
    schedule: S,
    rule: ReduceLrOnPlateau<S::Rate>,
}

/// The state of a [`CutOnPlateau`] between observations. It holds the scale, not a rate.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CutState<F>(PlateauState<F>);

impl<F: Real> CutState<F> {
    /// The factor of the schedule's rates. It is 1 before the first cut.
    #[must_use]
    pub fn scale(&self) -> F {
        self.0.lr()
    }
    /// The best metric so far.
    #[must_use]
    pub fn best(&self) -> F {
        self.0.best()
    }
    /// The number of bad observations in a row.
    #[must_use]
    pub fn num_bad_epochs(&self) -> u32 {
        self.0.num_bad_epochs()
    }
    /// The number of observations that are left of the cooldown.
    #[must_use]
    pub fn cooldown_counter(&self) -> u32 {
        self.0.cooldown_counter()
    }
}

impl<S: Schedule> CutOnPlateau<S> {
    pub(crate) fn new(schedule: S, settings: Plateau<S::Rate>) -> Result<Self, ParamError> {
        Ok(Self { schedule, rule: ReduceLrOnPlateau::checked(S::Rate::ONE, settings)? })
    }

    pub(crate) const fn of(schedule: S, rule: ReduceLrOnPlateau<S::Rate>) -> Self {
        Self { schedule, rule }
    }

    /// The schedule that is scaled.
    #[must_use]
    pub const fn schedule(&self) -> &S {
        &self.schedule
    }

    /// The rule's settings. Here `min_lr` and `eps` are shares of the schedule's rate.
    #[must_use]
    pub const fn settings(&self) -> &Plateau<S::Rate> {
        self.rule.settings()
    }

    /// The state before the first observation: a scale of 1.
    #[must_use]
    pub fn start(&self) -> CutState<S::Rate> {
        CutState(self.rule.start())
    }

    /// The rate at `step` in this state.
    #[must_use]
    #[expect(clippy::arithmetic_side_effects, reason = "a float product cannot panic")]
    pub fn lr(&self, step: u32, state: &CutState<S::Rate>) -> S::Rate {
        // An infinite rate times a scale of 0 would be no number.
        if state.scale() == S::Rate::ZERO { S::Rate::ZERO } else { self.schedule.lr(step) * state.scale() }
    }

    /// The momentum (or beta1) at `step`, or `None` if the schedule does not cycle it.
    #[must_use]
    pub fn momentum(&self, step: u32) -> Option<S::Rate> {
        self.schedule.momentum(step)
    }

    /// Observes one metric.
    pub fn observe(&self, state: &mut CutState<S::Rate>, metric: S::Rate) -> Observed {
        self.rule.observe(&mut state.0, metric)
    }

    /// Step and state, as one record to store. Because they share a record, they never come from different moments.
    #[must_use]
    pub fn snapshot(&self, step: u32, state: &CutState<S::Rate>) -> Snapshot {
        Snapshot::of_state(Content::Cut, self.fingerprint(), step, &state.0)
    }

    /// Continues from a stored record, which must have been made under this schedule and these settings.
    ///
    /// # Errors
    /// See [`StateError`]. A bad record is never repaired.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(u32, CutState<S::Rate>), StateError> {
        snapshot.must_be(Content::Cut, S::Rate::BITS, self.fingerprint())?;
        let state = snapshot::reached_by(&self.rule, snapshot)?;
        Ok((snapshot.stored_step(), CutState(state)))
    }

    /// Continues from a stored record under a schedule or settings that were changed on purpose. Step, scale, best metric and
    /// counters are the stored ones. A count of bad observations above a smaller patience cuts at the next bad observation.
    ///
    /// # Errors
    /// See [`StateError`].
    pub fn restore_under_new_settings(
        &self,
        snapshot: &Snapshot,
    ) -> Result<(u32, CutState<S::Rate>), StateError> {
        snapshot.must_fit(Content::Cut, S::Rate::BITS)?;
        Ok((snapshot.stored_step(), CutState(snapshot::state_of(snapshot)?)))
    }

    fn fingerprint(&self) -> Fingerprint {
        let mut fingerprint = Fingerprint::new();
        self.schedule.fingerprint(&mut fingerprint);
        self.rule.add_settings(&mut fingerprint);
        fingerprint
    }
}
