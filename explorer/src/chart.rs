//! Charts in numbers: what is drawn where.

pub mod axis;
pub mod zoom;

pub mod series;
// pub mod ghost;
pub mod decimate;
pub mod labels;

pub mod playback;
