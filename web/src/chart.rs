//! Charts: plotters on plotters-canvas. A wrapper makes lines as fine as the screen, draws each line in one call, and writes the
//! same picture as SVG. A chart has three layers, so that hovering redraws only the cursor.

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
