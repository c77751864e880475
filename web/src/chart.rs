//! Charts: plotters on plotters-canvas, wrapped once so that lines are as fine as the screen, drawn in one call each, and the
//! same picture can be had as SVG. Three layers lie on each other, so that hovering redraws the cursor only.

pub mod frame;
pub mod palette;
pub(crate) mod paper;

mod coordinate;
mod path;
mod scale;

pub(crate) mod axes;
pub(crate) mod cursor;
pub(crate) mod lines;

pub(crate) mod canvas;
pub(crate) mod svg;

pub(crate) mod figure;
