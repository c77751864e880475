//! Which schedule a run follows, and how it is stepped: the others per epoch, 1cycle per batch, as in PyTorch's own examples.

use etalon::{CosineAnnealingLr, ExponentialLr, Mode, OneCycleLr, PlateauState, ReduceLrOnPlateau};

/// AdamW's first beta where no schedule cycles it.
pub const BETA1: f64 = 0.9;

/// What sets the learning rate of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
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
}

/// A policy under way: the plateau's memory, and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Controller {
    policy: Policy,
    plateau: Option<PlateauState<f64>>,
}

impl Controller {
    /// Before the first epoch.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        let plateau = match policy {
            Policy::Plateau(rule) => Some(rule.start()),
            Policy::Constant(_) | Policy::Exponential(_) | Policy::Cosine(_) | Policy::OneCycle(_) => None,
        };
        Self { policy, plateau }
    }

    /// The rate at batch `batch` of epoch `epoch` (both from 0).
    #[must_use]
    pub fn rate(&self, epoch: u32, batch: u32, steps_per_epoch: u32) -> Rate {
        let per_epoch = |lr| Rate { lr, beta1: BETA1 };
        match self.policy {
            Policy::Constant(lr) => per_epoch(lr),
            Policy::Exponential(schedule) => per_epoch(schedule.lr(epoch)),
            Policy::Cosine(schedule) => per_epoch(schedule.lr(epoch)),
            Policy::Plateau(rule) => per_epoch(self.plateau.unwrap_or_else(|| rule.start()).lr()),
            Policy::OneCycle(schedule) => {
                let step = epoch.saturating_mul(steps_per_epoch).saturating_add(batch);
                Rate { lr: schedule.lr(step), beta1: schedule.momentum(step).unwrap_or(BETA1) }
            }
        }
    }

    /// Hears the metrics of an epoch: only a plateau listens.
    pub fn observe(&mut self, val_loss: f64, val_accuracy: f64) {
        if let (Policy::Plateau(rule), Some(state)) = (self.policy, self.plateau.as_mut()) {
            let metric = match rule.settings().mode {
                Mode::Min => val_loss,
                Mode::Max => val_accuracy,
            };
            rule.observe(state, metric);
        }
    }
}
