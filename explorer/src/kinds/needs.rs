//! What a kind of schedule asks of those who use it. Every kind states it, and the advice beside the cards follows from it.

/// What a kind needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// What it makes of the length of the run.
    pub length: Length,
    /// What it makes of a validation metric.
    pub metric: Metric,
}

/// What a kind makes of the length of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Its shape follows from the length, which must be known from the start.
    FromTheStart,
    /// It runs on at a high rate. The length is decided when its rate begins to fall.
    DecidedLate,
    /// Its rate falls without regard to the length.
    Open,
    /// Its rate never falls, so the length plays no part.
    NoPart,
}

/// What a kind makes of a validation metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// The metric decides when its rate falls.
    Decides,
    /// It has no influence.
    NoPart,
}
