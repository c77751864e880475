//! Where a run starts and what it sees, from a seed: split, initial weights, batch order; the same for every schedule.

/// Split, weights and batch order of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Hidden units.
    pub width: u32,
    /// Indices of the training samples, 1,440 of 1,797.
    pub train: Vec<u16>,
    /// Indices of the validation samples, 357.
    pub validation: Vec<u16>,
    /// For each epoch the order of the training samples, as positions in `train`, 1,440 each.
    pub order: Order,
    /// Initial parameters, in the layout of [`crate::model::Layout`].
    pub weights: Vec<f32>,
}

/// The order in which an epoch takes the training samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Shuffled afresh for each epoch, from this seed.
    Seeded(u64),
    /// Listed, one list an epoch: for following somebody else's run.
    Listed(Vec<Vec<u16>>),
}
