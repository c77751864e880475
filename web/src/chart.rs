//! Charts on canvas: plotters on plotters-canvas, wrapped once so that lines are as fine as the screen and text is measured
//! without touching the layout.

mod backend;
mod coordinate;
pub mod draw;
pub mod frame;
pub mod palette;
