//! The model's shape and the order of its parameters in memory.

use crate::job::JobError;

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
/// AdamW's decoupled weight decay, unless a job says otherwise: torch's default.
pub const WEIGHT_DECAY: f64 = 0.01;

/// How many hidden units: a multiple of 8 from 8 to 128.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Width(u8);

impl Width {
    /// The narrowest model.
    pub const MIN: Width = Width(8);
    /// The usual model.
    pub const USUAL: Width = Width(32);
    /// The widest model.
    pub const MAX: Width = Width(128);
    /// Distance of two widths.
    pub const STEP: u32 = 8;

    /// `units` hidden units.
    ///
    /// # Errors
    /// Anything but a multiple of 8 from 8 to 128.
    pub const fn new(units: u32) -> Result<Self, JobError> {
        if units < 8 || units > 128 || !units.is_multiple_of(Self::STEP) {
            return Err(JobError::Width(units));
        }
        Ok(Self(units as u8))
    }

    /// Every width there is, the narrowest first.
    pub fn all() -> impl Iterator<Item = Width> {
        (1..=16).map(|eights| Width(8 * eights))
    }

    /// Hidden units.
    #[must_use]
    pub const fn units(self) -> usize {
        self.0 as usize
    }

    /// Where a model of this width keeps its parameters.
    #[must_use]
    pub const fn layout(self) -> Layout {
        Layout { width: self.units() }
    }
}

impl Default for Width {
    fn default() -> Self {
        Self::USUAL
    }
}

/// Where each block of parameters lies: `w1` as `[INPUTS][width]` (the transpose of `torch.nn.Linear`'s), `b1`, `w2` as
/// `[width][CLASSES]` (transposed too), `b2`.
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
    pub const fn parameters(self) -> usize {
        self.b2() + CLASSES
    }
}
