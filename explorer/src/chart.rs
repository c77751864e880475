//! Charts in numbers: what is drawn where.

pub mod axis;
pub mod zoom;

pub mod ahead;
pub mod band;
pub mod beyond;
pub mod decimate;
pub mod ghost;
pub mod grid;
pub mod labels;
pub mod middle;
pub mod say;
pub mod series;
pub mod small;

pub mod playback;
