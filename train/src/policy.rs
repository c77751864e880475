//! Which schedule a run follows, and how it is stepped: the others per epoch, 1cycle per batch, as in PyTorch's own examples.

use etalon::{CosineAnnealingLr, ExponentialLr, Mode, OneCycleLr, PlateauState, ReduceLrOnPlateau};

use crate::model::{STEPS_PER_EPOCH, WEIGHT_DECAY};

/// AdamW's first beta where no schedule cycles it.
pub const BETA1: f64 = 0.9;

/// What sets the learning rate of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a plain value, of which there is one for each run")]
pub enum Policy {
    /// The same rate throughout: the reference that tells whether a schedule helps.
    Constant(f64),
    /// Stepped once an epoch.
    Exponential(ExponentialLr<f64>),
    /// Stepped once an epoch.
    Cosine(CosineAnnealingLr<f64>),
    /// Observes once an epoch: validation accuracy in mode `Max`, validation loss in mode `Min`.
    Plateau(ReduceLrOnPlateau<f64>),
    /// Stepped at every batch; cycles beta1 too.
    OneCycle(OneCycleLr<f64>),
}

/// What one optimiser step is made with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Learning rate.
    pub lr: f64,
    /// AdamW's first beta.
    pub beta1: f64,
    /// AdamW's decoupled weight decay.
    pub weight_decay: f64,
}

/// A policy under way: the plateau's memory, and what no schedule moves.
#[derive(Debug, Clone, Copy)]
pub struct Controller {
    policy: Policy,
    plateau: Option<PlateauState<f64>>,
    weight_decay: f64,
}

impl Controller {
    /// Before the first epoch, with the usual weight decay.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        let plateau = match policy {
            Policy::Plateau(rule) => Some(rule.start()),
            Policy::Constant(_) | Policy::Exponential(_) | Policy::Cosine(_) | Policy::OneCycle(_) => None,
        };
        Self { policy, plateau, weight_decay: WEIGHT_DECAY }
    }

    /// With another weight decay.
    #[must_use]
    pub fn with_weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    /// What each step of epoch `epoch` (from 0) is made with.
    #[must_use]
    pub fn rates(&self, epoch: u32) -> [Rate; STEPS_PER_EPOCH] {
        let rate = |lr, beta1| Rate { lr, beta1, weight_decay: self.weight_decay };
        let constant = |lr| [rate(lr, BETA1); STEPS_PER_EPOCH];
        match self.policy {
            Policy::Constant(lr) => constant(lr),
            Policy::Exponential(schedule) => constant(schedule.lr(epoch)),
            Policy::Cosine(schedule) => constant(schedule.lr(epoch)),
            Policy::Plateau(rule) => constant(self.plateau.unwrap_or_else(|| rule.start()).lr()),
            Policy::OneCycle(schedule) => {
                let first = epoch.saturating_mul(STEPS_PER_EPOCH as u32);
                core::array::from_fn(|batch| {
                    let step = first.saturating_add(batch as u32);
                    rate(schedule.lr(step), schedule.momentum(step).unwrap_or(BETA1))
                })
            }
        }
    }

    /// Hears the metrics of an epoch: only a plateau listens.
    pub fn observe(&mut self, val_loss: f64, val_accuracy: f64) {
        if let (Policy::Plateau(rule), Some(state)) = (self.policy, self.plateau.as_mut()) {
            let metric = if rule.settings().mode == Mode::Max { val_accuracy } else { val_loss };
            rule.observe(state, metric);
        }
    }
}
