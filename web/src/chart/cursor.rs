//! The highest layer: the cursor, the play head, and the lines' values under the cursor.

use std::rc::Rc;

use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle};

use crate::chart::frame::Frame;
use crate::chart::palette::Palette;
use crate::chart::paper::{Outlet, Paper};
use crate::chart::scale::{LABEL, Root, Scale};
use etalon_explorer::chart::series::Point;
use etalon_explorer::race::slot::Line;

/// What the cursor layer shows, in the unit square.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cursor {
    /// The place of the cursor, 0 to 1. Pointer and arrow keys move it.
    pub at: Option<f64>,
    /// The place of the play head, unless all is shown.
    pub head: Option<f64>,
    /// The name of that moment.
    pub moment: String,
    /// The lines' values there.
    pub dots: Vec<(Line, Point)>,
}

/// Draws the cursor.
pub fn draw(outlet: &Rc<dyn Outlet>, frame: &Frame, cursor: &Cursor, palette: &Palette) -> Option<()> {
    let scale = Scale::of(frame);
    let root = Paper(Rc::clone(outlet)).into_drawing_area();
    let upright = |x: f64, strength: f64| {
        let ends = vec![scale.point(frame.place((x, 0.0))), scale.point(frame.place((x, 1.0)))];
        root.draw(&PathElement::new(ends, palette.ink.mix(strength).stroke_width(scale.width(1.0)))).ok()
    };
    if let Some(x) = cursor.head {
        upright(x, 0.35)?;
    }
    if let Some(x) = cursor.at {
        outlet.dash(&[2.0 * scale.0, 2.0 * scale.0]);
        upright(x, 0.7)?;
        outlet.dash(&[]);
        foot(&root, outlet, frame, scale, x, &cursor.moment, palette)?;
    }
    for (line, point) in &cursor.dots {
        let at = scale.point(frame.place(*point));
        let colour = *palette.lines.get(*line);
        root.draw(&Circle::new(at, scale.px(4.5), palette.paper.filled())).ok()?;
        root.draw(&Circle::new(at, scale.px(3.25), colour.filled())).ok()?;
    }
    Some(())
}

/// Draws the moment's name below the cursor, over the labels of the axis.
fn foot(
    root: &Root,
    outlet: &Rc<dyn Outlet>,
    frame: &Frame,
    scale: Scale,
    x: f64,
    moment: &str,
    palette: &Palette,
) -> Option<()> {
    let (x, y) = frame.place((x, 0.0));
    let half = outlet.width(moment, LABEL * scale.0, true) / scale.0 / 2.0 + 5.0;
    let x = x.clamp(half, (frame.width - half).max(half));
    let corners = [scale.point((x - half, y + 4.0)), scale.point((x + half, y + 19.0))];
    root.draw(&Rectangle::new(corners, palette.paper.filled())).ok()?;
    let style = scale.text(LABEL, palette.ink, FontStyle::Bold, Pos::new(HPos::Center, VPos::Top));
    root.draw_text(moment, &style, scale.point((x, y + 7.0))).ok()
}
