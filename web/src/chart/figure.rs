//! A chart as a picture of its own: paper, title, legend, axes and lines, for downloads.

use std::rc::Rc;

use plotters::drawing::IntoDrawingArea;
use plotters::element::{PathElement, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle};

use crate::chart::frame::Frame;
use crate::chart::palette::Palette;
use crate::chart::paper::{Outlet, Paper};
use crate::chart::scale::{LABEL, Scale};
use crate::chart::{axes, lines};
use crate::model::axis::Axis;

/// Size of the picture in CSS pixels.
pub const SIZE: (f64, f64) = (900.0, 420.0);
/// Room for title and legend.
const HEAD: f64 = 62.0;

/// What is in the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// Of which runs.
    pub subtitle: String,
    /// Time.
    pub x: Axis,
    /// Values.
    pub y: Axis,
    /// Lines.
    pub lines: Vec<lines::Line>,
}

/// Draws the picture at `density` pixels to the CSS pixel.
pub fn draw(outlet: &Rc<dyn Outlet>, density: f64, figure: &Figure, palette: &Palette) -> Option<()> {
    let frame = Frame { top: HEAD, ..Frame::new(SIZE.0, SIZE.1 - 8.0, density) };
    let scale = Scale::of(&frame);
    let root = Paper(Rc::clone(outlet)).into_drawing_area();
    let corners = [(0, 0), scale.point(SIZE)];
    root.draw(&Rectangle::new(corners, palette.paper.filled())).ok()?;
    let left = Pos::new(HPos::Left, VPos::Center);
    let title = scale.text(15.0, palette.ink, FontStyle::Bold, left);
    root.draw_text(&figure.title, &title, scale.point((14.0, 18.0))).ok()?;
    let after = outlet.width(&figure.title, 15.0 * scale.0, true) / scale.0;
    let quiet = scale.text(LABEL, palette.quiet, FontStyle::Normal, left);
    root.draw_text(&figure.subtitle, &quiet, scale.point((14.0 + after + 14.0, 19.0))).ok()?;
    let mut x = 14.0;
    for line in &figure.lines {
        let colour = *palette.entrants.get(line.entrant);
        let dash: Vec<f64> = line.entrant.dash().iter().map(|part| part * scale.0).collect();
        outlet.dash(&dash);
        let swatch = vec![scale.point((x, 41.0)), scale.point((x + 26.0, 41.0))];
        let width = scale.width(line.entrant.width());
        root.draw(&PathElement::new(swatch, colour.stroke_width(width))).ok()?;
        outlet.dash(&[]);
        let name = line.entrant.name();
        let style = scale.text(LABEL, colour, FontStyle::Normal, left);
        root.draw_text(name, &style, scale.point((x + 32.0, 41.0))).ok()?;
        x += 32.0 + outlet.width(name, LABEL * scale.0, false) / scale.0 + 22.0;
    }
    axes::draw(outlet, &frame, &figure.x, &figure.y, palette)?;
    lines::draw(outlet, &frame, &figure.lines, palette)
}
