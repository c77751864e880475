//! What the page does: its state, the trainings that follow from it, and the marks that a measurement reads.

pub mod state;

pub mod marks;
pub mod training;
