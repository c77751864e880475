//! The highest layer: the cursor, the play head, and the lines' values under the cursor.

use std::rc::Rc;

use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle};

use crate::chart::axes::unit_place;
use crate::chart::frame::Frame;
use crate::chart::palette::Palette;
use crate::chart::paper::{Outlet, Paper};
use crate::chart::scale::{LABEL, Root, Scale};
use etalon_explorer::chart::axis::{Axis, Tick};
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

/// Draws the cursor over a chart with the axis `x`.
pub fn draw(
    outlet: &Rc<dyn Outlet>,
    frame: &Frame,
    x: &Axis,
    cursor: &Cursor,
    palette: &Palette,
) -> Option<()> {
    let scale = Scale::of(frame);
    let root = Paper(Rc::clone(outlet)).into_drawing_area();
    let upright = |x: f64, strength: f64| {
        let ends = vec![scale.point(frame.place((x, 0.0))), scale.point(frame.place((x, 1.0)))];
        root.draw(&PathElement::new(ends, palette.ink.mix(strength).stroke_width(scale.width(1.0)))).ok()
    };
    if let Some(x) = cursor.head {
        upright(x, 0.35)?;
    }
    if let Some(at) = cursor.at {
        outlet.dash(&[2.0 * scale.0, 2.0 * scale.0]);
        upright(at, 0.7)?;
        outlet.dash(&[]);
        let foot = Foot::of(outlet, frame, x, at, &cursor.moment);
        foot.draw(&root, scale, palette)?;
    }
    for (line, point) in &cursor.dots {
        let at = scale.point(frame.place(*point));
        let colour = *palette.lines.get(*line);
        root.draw(&Circle::new(at, scale.px(4.5), palette.paper.filled())).ok()?;
        root.draw(&Circle::new(at, scale.px(3.25), colour.filled())).ok()?;
    }
    Some(())
}

/// The moment's name below the cursor, over the labels of the axis.
struct Foot<'a> {
    moment: &'a str,
    /// The middle of the name and the height of the axis, in CSS pixels.
    at: (f64, f64),
    /// What it covers: its own room, and every label that reaches into it. Half a number would be misread.
    covers: (f64, f64),
}

impl<'a> Foot<'a> {
    fn of(outlet: &Rc<dyn Outlet>, frame: &Frame, axis: &Axis, share: f64, moment: &'a str) -> Self {
        let scale = Scale::of(frame);
        let width = |text: &str, bold: bool| outlet.width(text, LABEL * scale.0, bold) / scale.0;
        let (x, y) = frame.place((share, 0.0));
        let half = width(moment, true) / 2.0 + 5.0;
        let x = x.clamp(half, (frame.width - half).max(half));
        let room = (x - half, x + half);
        let label = |tick: &Tick| {
            let (middle, half) =
                (frame.place((axis.position(tick.value), 0.0)).0, width(&tick.label, false) / 2.0);
            (middle - half, middle + half)
        };
        let labels = axis
            .ticks
            .iter()
            .map(label)
            .chain(unit_place(frame).map(|(left, _)| (left, left + width(axis.unit, false))));
        let reached = labels.filter(|(left, right)| *left < room.1 && *right > room.0);
        let covers = reached.fold(room, |all, (left, right)| (all.0.min(left - 1.0), all.1.max(right + 1.0)));
        Self { moment, at: (x, y), covers }
    }

    fn draw(&self, root: &Root, scale: Scale, palette: &Palette) -> Option<()> {
        let ((x, y), (left, right)) = (self.at, self.covers);
        let corners = [scale.point((left, y + 4.0)), scale.point((right, y + 19.0))];
        root.draw(&Rectangle::new(corners, palette.paper.filled())).ok()?;
        let style = scale.text(LABEL, palette.ink, FontStyle::Bold, Pos::new(HPos::Center, VPos::Top));
        root.draw_text(self.moment, &style, scale.point((x, y + 7.0))).ok()
    }
}
