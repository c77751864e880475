//! Small pieces that several panels use.

pub mod on_paper;
pub mod place;
pub mod swatch;

pub mod field;
pub mod presets;
pub mod sentence;
pub mod traps;

pub mod fold;
pub mod theme;
