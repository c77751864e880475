//! A rule that watches a metric, together with its memory. Behind a warm-up it is core's `warm_up().cut_on_plateau()`.

use etalon::{
    ConstantLr, CutOnPlateau, CutState, Observed, ParamError, Plateau, PlateauState, ReduceLrOnPlateau,
    WarmUp,
};

use super::Rise;

/// A rule that takes a metric, and what it remembers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watch {
    /// As the rule was given, with rates and not shares.
    settings: Plateau<f64>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Alone(ReduceLrOnPlateau<f64>, PlateauState<f64>),
    Risen(CutOnPlateau<WarmUp<ConstantLr<f64>>>, CutState<f64>),
}

impl Watch {
    /// Before the first metric.
    pub(super) fn new(rule: &ReduceLrOnPlateau<f64>, warm_up: Option<Rise>) -> Result<Self, ParamError> {
        let settings = *rule.settings();
        let Some(Rise { warmup_steps, start_factor }) = warm_up else {
            return Ok(Self { settings, state: State::Alone(*rule, rule.start()) });
        };
        let full = rule.initial_lr();
        let risen = ConstantLr::<f64>::new(full)?.warm_up(warmup_steps, start_factor)?;
        if warmup_steps == 0 {
            return Ok(Self { settings, state: State::Alone(*rule, rule.start()) });
        }
        // core scales the curve, so it takes shares. A share that overflows is larger than every cut; of a rate of 0 nothing is cut.
        let share = |rate: f64| if full > 0.0 { (rate / full).min(f64::MAX) } else { f64::MAX };
        let shares = Plateau { min_lr: share(settings.min_lr), eps: share(settings.eps), ..settings };
        let cut = risen.cut_on_plateau(shares)?;
        Ok(Self { settings, state: State::Risen(cut, cut.start()) })
    }

    /// The settings of the rule.
    #[must_use]
    pub fn settings(&self) -> &Plateau<f64> {
        &self.settings
    }

    /// The rate at `step`.
    #[must_use]
    pub fn lr(&self, step: u32) -> f64 {
        match &self.state {
            State::Alone(_, state) => state.lr(),
            State::Risen(cut, state) => cut.lr(step, state),
        }
    }

    /// Observes the metric of a round.
    pub fn observe(&mut self, metric: f64) -> Observed {
        match &mut self.state {
            State::Alone(rule, state) => rule.observe(state, metric),
            State::Risen(cut, state) => cut.observe(state, metric),
        }
    }

    /// The best metric so far.
    #[must_use]
    pub fn best(&self) -> f64 {
        match &self.state {
            State::Alone(_, state) => state.best(),
            State::Risen(_, state) => state.best(),
        }
    }

    /// The number of bad rounds in a row.
    #[must_use]
    pub fn num_bad_rounds(&self) -> u32 {
        match &self.state {
            State::Alone(_, state) => state.num_bad_epochs(),
            State::Risen(_, state) => state.num_bad_epochs(),
        }
    }

    /// The number of rounds that are left of the cooldown.
    #[must_use]
    pub fn cooldown_left(&self) -> u32 {
        match &self.state {
            State::Alone(_, state) => state.cooldown_counter(),
            State::Risen(_, state) => state.cooldown_counter(),
        }
    }
}
