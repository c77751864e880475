//! The model's shape and the order of its parameters in memory.

/// Pixels of a digit.
pub const INPUTS: usize = 64;
/// Digits there are.
pub const CLASSES: usize = 10;
/// Samples in a batch.
pub const BATCH: usize = 32;
/// Training samples.
pub const TRAIN: usize = 1_440;
/// Validation samples.
pub const VALIDATION: usize = 357;
/// Batches in an epoch.
pub const STEPS_PER_EPOCH: usize = TRAIN / BATCH;
/// AdamW's second beta.
pub const BETA2: f64 = 0.999;
/// AdamW's epsilon.
pub const EPS: f64 = 1e-8;
/// AdamW's decoupled weight decay.
pub const WEIGHT_DECAY: f64 = 0.01;

/// Where each block of parameters lies: `w1` as `[INPUTS][width]` (the transpose of `torch.nn.Linear`'s), `b1`, `w2` as
/// `[width][CLASSES]`, `b2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Hidden units.
    pub width: usize,
}

impl Layout {
    /// Start of `b1`.
    #[must_use]
    pub const fn b1(self) -> usize {
        INPUTS * self.width
    }
    /// Start of `w2`.
    #[must_use]
    pub const fn w2(self) -> usize {
        self.b1() + self.width
    }
    /// Start of `b2`.
    #[must_use]
    pub const fn b2(self) -> usize {
        self.w2() + self.width * CLASSES
    }
    /// Number of parameters.
    #[must_use]
    pub const fn len(self) -> usize {
        self.b2() + CLASSES
    }
    /// Never: every layout holds parameters.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        false
    }
}
