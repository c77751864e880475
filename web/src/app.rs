//! The page's state, the trainings that follow from it, and the marks that a measurement reads.

pub mod state;

pub mod marks;
pub mod training;
