//! The configurations of PyTorch's vectors, as `build.rs` read them.

use etalon::{AnnealStrategy, Length, Mode, ThresholdMode};

/// A row of `ExponentialLR.json`.
pub(crate) struct Exponential {
    pub(crate) lr: f64,
    pub(crate) gamma: f64,
    pub(crate) steps: u32,
}

/// A row of `CosineAnnealingLR.json`.
pub(crate) struct Cosine {
    pub(crate) lr: f64,
    pub(crate) t_max: u32,
    pub(crate) eta_min: f64,
    pub(crate) steps: u32,
}

/// A row of `ReduceLROnPlateau.json`; the metrics as bits of `f64`.
pub(crate) struct Rule {
    pub(crate) lr: f64,
    pub(crate) mode: Mode,
    pub(crate) factor: f64,
    pub(crate) patience: u32,
    pub(crate) threshold: f64,
    pub(crate) threshold_mode: ThresholdMode,
    pub(crate) cooldown: u32,
    pub(crate) min_lr: f64,
    pub(crate) eps: f64,
    pub(crate) metrics: &'static [u64],
}

/// A row of `OneCycleLR.json`.
pub(crate) struct Cycle {
    pub(crate) max_lr: f64,
    pub(crate) length: Length,
    pub(crate) pct_start: f64,
    pub(crate) anneal_strategy: AnnealStrategy,
    pub(crate) momentum: Option<(f64, f64)>,
    pub(crate) div_factor: f64,
    pub(crate) final_div_factor: f64,
    pub(crate) three_phase: bool,
    pub(crate) steps: u32,
}

include!(concat!(env!("OUT_DIR"), "/vectors.rs"));
