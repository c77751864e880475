//! AdamW's constants, and what one step of it is made with.

use serde::{Deserialize, Serialize};

/// AdamW's first beta, unless the schedule cycles it.
pub const BETA1: f64 = 0.9;
/// AdamW's second beta.
pub const BETA2: f64 = 0.999;
/// AdamW's epsilon.
pub const EPS: f64 = 1e-8;
/// AdamW's decoupled weight decay, unless a job says otherwise: torch's default.
pub const WEIGHT_DECAY: f64 = 0.01;

/// What one optimiser step is made with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// Learning rate.
    pub lr: f64,
    /// AdamW's first beta.
    pub beta1: f64,
    /// AdamW's decoupled weight decay.
    pub weight_decay: f64,
}
