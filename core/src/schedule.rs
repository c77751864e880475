//! The four schedules, one file each.

pub mod cosine;
pub mod exponential;
pub mod one_cycle;
pub mod plateau;
