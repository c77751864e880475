//! The lowest layer: grid and labels.

use std::rc::Rc;

use plotters::drawing::IntoDrawingArea;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle};

use crate::chart::coordinate::Coordinate;
use crate::chart::frame::Frame;
use crate::chart::palette::Palette;
use crate::chart::paper::{Outlet, Paper};
use crate::chart::scale::{LABEL, Scale};
use etalon_explorer::chart::axis::Axis;

/// Draws grid and labels.
pub fn draw(outlet: &Rc<dyn Outlet>, frame: &Frame, x: &Axis, y: &Axis, palette: &Palette) -> Option<()> {
    let scale = Scale::of(frame);
    let root = Paper(Rc::clone(outlet)).into_drawing_area();
    // On a low chart some labels would lie over each other.
    let y = y.spaced(LABEL / frame.plot_height());
    let mut chart = scale.plot(&root, frame).build_cartesian_2d(Coordinate(x.clone()), Coordinate(y)).ok()?;
    let label = scale.text(LABEL, palette.quiet, FontStyle::Normal, Pos::new(HPos::Left, VPos::Top));
    chart
        .configure_mesh()
        .max_light_lines(0)
        .bold_line_style(palette.grid.stroke_width(scale.width(1.0)))
        .light_line_style(palette.grid.mix(0.0))
        .axis_style(palette.grid.mix(0.0))
        .set_all_tick_mark_size(scale.px(3.5))
        .label_style(label)
        .draw()
        .ok()?;
    if let Some(place) = unit_place(frame) {
        let style = scale.text(LABEL, palette.quiet, FontStyle::Normal, Pos::new(HPos::Left, VPos::Top));
        root.draw_text(x.unit, &style, scale.point(place)).ok()?;
    }
    Some(())
}

/// The left upper corner of the time axis' unit, which stands below the names of the lines.
pub fn unit_place(frame: &Frame) -> Option<(f64, f64)> {
    let right = frame.place((1.0, 0.0));
    frame.names_lines().then_some((right.0 + 20.0, right.1 + 7.0))
}
