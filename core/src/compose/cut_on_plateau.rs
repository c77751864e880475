//! A schedule whose rates are scaled down whenever a metric stalls.

use crate::error::ParamError;
use crate::math::real::Real;
use crate::schedule::Schedule;
use crate::schedule::plateau::{Observed, Plateau, PlateauState, ReduceLrOnPlateau};

/// The product of a schedule and a plateau's scale; made by [`Schedule::cut_on_plateau`].
///
/// - **Formula**: η(t) · scale, where scale starts at 1 and follows [`ReduceLrOnPlateau`]: `min_lr` and `eps` are shares
///   of the schedule's rate here, and so is [`PlateauState::lr`].
/// - **Source**: optax's `reduce_on_plateau` scales in the same way. PyTorch cannot do it: its `SequentialLR` and
///   `ChainedScheduler` refuse a `ReduceLROnPlateau`.
/// - **Parameters**: those of [`Plateau`].
/// - **Past the end**: as the schedule, times the scale. The scale never rises again.
///
/// Warm-up, cosine, and cut on plateau:
///
/// ```
/// use etalon::{CosineAnnealingLr, Plateau, Schedule};
///
/// let plan = CosineAnnealingLr::new(0.1_f64, 90, 0.0)?.warm_up(10, 0.1)?.cut_on_plateau(Plateau { patience: 1, ..Plateau::default() })?;
/// let mut state = plan.start();
/// for epoch in 0..100 {
///     let lr = plan.lr(epoch, &state);
///     // Train an epoch with `lr`; here the loss stands still, so that every second epoch cuts.
/// #   assert!(lr <= 0.1);
///     plan.observe(&mut state, 0.7);
/// }
/// assert!(state.lr() < 1e-7);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CutOnPlateau<S: Schedule> {
    schedule: S,
    rule: ReduceLrOnPlateau<S::Rate>,
}

impl<S: Schedule> CutOnPlateau<S> {
    pub(crate) fn new(schedule: S, settings: Plateau<S::Rate>) -> Result<Self, ParamError> {
        Ok(Self { schedule, rule: ReduceLrOnPlateau::new(S::Rate::ONE, settings)? })
    }

    /// The schedule that is scaled.
    #[must_use]
    pub fn schedule(&self) -> &S {
        &self.schedule
    }

    /// The rule that scales it, for storing and restoring its state.
    #[must_use]
    pub fn rule(&self) -> &ReduceLrOnPlateau<S::Rate> {
        &self.rule
    }

    /// The state before the first observation: a scale of 1.
    #[must_use]
    pub fn start(&self) -> PlateauState<S::Rate> {
        self.rule.start()
    }

    /// The rate at `step` in this state.
    #[must_use]
    #[expect(clippy::arithmetic_side_effects, reason = "a float product cannot panic")]
    pub fn lr(&self, step: u32, state: &PlateauState<S::Rate>) -> S::Rate {
        self.schedule.lr(step) * state.lr()
    }

    /// The momentum (or beta1) at `step`, where the schedule cycles it.
    #[must_use]
    pub fn momentum(&self, step: u32) -> Option<S::Rate> {
        self.schedule.momentum(step)
    }

    /// Takes one metric.
    pub fn observe(&self, state: &mut PlateauState<S::Rate>, metric: S::Rate) -> Observed {
        self.rule.observe(state, metric)
    }
}
