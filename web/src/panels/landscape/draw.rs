//! Draws a landscape on a canvas or into a file: cells, hatching, outlines, labels.

use std::rc::Rc;

use etalon_explorer::panels::landscape::At;
use etalon_explorer::panels::landscape::map::{Fill, Sketch};
use etalon_explorer::panels::landscape::shade::Colour;
use plotters::style::RGBColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord};

use crate::chart::palette::Palette;
use crate::chart::paper::{Label, Outlet, PARTS, Shape};

/// Room around the cells, in CSS pixels: for the labels, and for the names of the axes.
pub const LEFT: f64 = 54.0;
/// Room on the right.
pub const RIGHT: f64 = 10.0;
/// Room above.
pub const TOP: f64 = 26.0;
/// Room below.
pub const BOTTOM: f64 = 40.0;

/// Height of the labels, in CSS pixels.
const TEXT: f64 = 11.0;
/// Distance of the lines of a hatching, in CSS pixels.
const HATCH: f64 = 6.0;
/// How much of a coarser cell's colour a cell without a training has.
const COARSE: f64 = 0.6;

/// The place of the cells in a picture. Lengths are CSS pixels.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Device pixels in a CSS pixel.
    pub density: f64,
}

impl Place {
    /// The cells in a picture of this size.
    pub fn within(width: f64, height: f64, density: f64) -> Self {
        let (width, height) = ((width - LEFT - RIGHT).max(1.0), (height - TOP - BOTTOM).max(1.0));
        Self { left: LEFT, top: TOP, width, height, density }
    }

    /// A length in parts of device pixels.
    fn px(&self, css: f64) -> i32 {
        (css * self.density * PARTS).round() as i32
    }

    /// The edge of a device pixel nearest to a place, so that neighbouring cells have no seam.
    fn edge(&self, css: f64) -> i32 {
        (css * self.density).round() as i32 * PARTS as i32
    }

    /// A corner of cells: `column` edges from the left, `row` edges from below.
    fn corner(&self, (columns, rows): (usize, usize), (column, row): At) -> BackendCoord {
        let across = self.left + self.width * column as f64 / columns as f64;
        let down = self.top + self.height * (1.0 - row as f64 / rows as f64);
        (self.edge(across), self.edge(down))
    }
}

/// An opaque colour.
pub fn solid(rgb: (u8, u8, u8)) -> BackendColor {
    BackendColor { alpha: 1.0, rgb }
}

/// A colour of the theme.
pub fn themed(colour: RGBColor) -> BackendColor {
    solid((colour.0, colour.1, colour.2))
}

/// Draws the landscape at `place`.
pub fn draw(outlet: &Rc<dyn Outlet>, place: &Place, sketch: &Sketch, palette: &Palette) {
    cells(outlet, place, sketch, palette);
    for line in &sketch.outlines {
        let corners: Vec<BackendCoord> = line.iter().map(|at| place.corner(sketch.size, *at)).collect();
        // Dark with a light edge, so that the line is seen on every colour.
        outlet.stroke(&corners, solid((255, 255, 255)), place.px(4.0) as u32);
        outlet.stroke(&corners, solid((0, 0, 0)), place.px(2.0) as u32);
    }
    labels(outlet, place, sketch, palette);
}

fn cells(outlet: &Rc<dyn Outlet>, place: &Place, sketch: &Sketch, palette: &Palette) {
    let (columns, rows) = sketch.size;
    for (number, fill) in sketch.fills.iter().enumerate() {
        let (column, row) = (number % columns, number / columns);
        let (left, bottom) = place.corner((columns, rows), (column, row));
        let (right, top) = place.corner((columns, rows), (column + 1, row + 1));
        let (from, to) = ((left, top), (right, bottom));
        let paint = |colour: Colour, alpha| {
            let colour = BackendColor { alpha, rgb: colour.into() };
            outlet.fill(&Shape::Rect(from, to), colour);
        };
        match fill {
            Fill::Open => {}
            Fill::Coarse(colour) => paint(*colour, COARSE),
            Fill::Known(colour) => paint(*colour, 1.0),
            Fill::Diverged => {
                outlet.fill(&Shape::Rect(from, to), themed(palette.grid));
                hatch(outlet, place, from, to, themed(palette.quiet), Slope::Rising);
            }
            Fill::Impossible => hatch(outlet, place, from, to, themed(palette.quiet), Slope::Falling),
        }
    }
    let (left, bottom) = place.corner(sketch.size, (0, 0));
    let (right, top) = place.corner(sketch.size, sketch.size);
    let frame = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    outlet.stroke(&frame, themed(palette.grid), place.px(1.0) as u32);
}

/// Which way the lines of a hatching go.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Slope {
    Rising,
    Falling,
}

/// Parallel lines over a rectangle. They continue in the cells beside it.
fn hatch(
    outlet: &Rc<dyn Outlet>,
    place: &Place,
    from: BackendCoord,
    to: BackendCoord,
    colour: BackendColor,
    slope: Slope,
) {
    let step = place.px(HATCH);
    let sum = |point: BackendCoord| match slope {
        Slope::Rising => point.0 + point.1,
        Slope::Falling => point.0 - point.1,
    };
    let corners = [from, to, (from.0, to.1), (to.0, from.1)].map(sum);
    let (low, high) = (corners.into_iter().min().unwrap_or(0), corners.into_iter().max().unwrap_or(0));
    for number in low.div_euclid(step) + 1..=high.div_euclid(step) {
        let total = number * step;
        // The line through all points with this total, from the left edge to the right one, held between the other edges.
        let point = |x: i32| match slope {
            Slope::Rising => {
                let y = (total - x).clamp(from.1, to.1);
                (total - y, y)
            }
            Slope::Falling => {
                let y = (x - total).clamp(from.1, to.1);
                (total + y, y)
            }
        };
        outlet.stroke(&[point(from.0), point(to.0)], colour, place.px(1.0) as u32);
    }
}

fn labels(outlet: &Rc<dyn Outlet>, place: &Place, sketch: &Sketch, palette: &Palette) {
    let (columns, rows) = sketch.size;
    let size = TEXT * place.density * PARTS;
    let write = |text: &str, at: BackendCoord, across, down, colour| {
        let label = Label { at, size, bold: false, colour, across, down };
        outlet.text(text, &label);
    };
    let quiet = themed(palette.quiet);
    let gap = place.px(8.0);
    let foot = place.top + place.height;
    let mut free = i32::MIN;
    for (at, text) in &sketch.x.1 {
        let x = place.px(place.left + place.width * (at + 0.5) / columns as f64);
        let half = (outlet.width(text, size, false) / 2.0) as i32;
        // A label that would touch the one before it is left out.
        if x - half >= free {
            write(text, (x, place.px(foot + 6.0)), HPos::Center, VPos::Top, quiet);
            free = x + half + gap;
        }
    }
    let mut free = i32::MAX;
    for (at, text) in &sketch.y.1 {
        let y = place.px(place.top + place.height * (1.0 - (at + 0.5) / rows as f64));
        if y <= free {
            write(text, (place.px(place.left - 7.0), y), HPos::Right, VPos::Center, quiet);
            free = y - place.px(TEXT + 3.0);
        }
    }
    let ink = themed(palette.ink);
    write(sketch.y.0, (place.px(place.left - 7.0), place.px(place.top - 18.0)), HPos::Left, VPos::Top, ink);
    let right = place.px(place.left + place.width);
    write(sketch.x.0, (right, place.px(foot + 23.0)), HPos::Right, VPos::Top, ink);
}
