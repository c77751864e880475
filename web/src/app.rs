//! The page's state, the trainings and questions that follow from it, and the marks that a measurement reads.

pub mod state;

pub mod asking;
pub mod every_rate;
pub mod flash;
pub mod marks;
pub mod moving;
pub mod play;
pub mod present;
pub mod progress;
pub mod seeds;
pub mod training;
pub mod undo;
