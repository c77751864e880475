//! The three layers of a chart: axes, lines, cursor. Each is drawn on a canvas of its own, so that hovering redraws the cursor
//! only.

use plotters::chart::{ChartBuilder, LabelAreaPosition};
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement};
use plotters::series::LineSeries;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle, TextStyle};
use web_sys::HtmlCanvasElement;

use crate::chart::backend::{Fine, PARTS};
use crate::chart::coordinate::Coordinate;
use crate::chart::frame::{BOTTOM, Frame, LEFT, TOP};
use crate::chart::palette::Palette;
use crate::model::axis::Axis;
use crate::model::entrant::Entrant;
use crate::model::labels;
use crate::model::series::Point;

/// One entrant's line, in the unit square.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Whose it is.
    pub entrant: Entrant,
    /// What is shown.
    pub pieces: Vec<Vec<Point>>,
    /// What is to come, drawn faintly.
    pub ahead: Vec<Vec<Point>>,
    /// Where it diverged.
    pub diverged: Option<Point>,
}

const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const LABEL: f64 = 11.0;

/// CSS pixels in parts of device pixels.
#[derive(Debug, Clone, Copy)]
struct Scale(f64);

impl Scale {
    fn of(frame: &Frame) -> Self {
        Self(frame.density * PARTS)
    }

    fn px(self, css: f64) -> i32 {
        (css * self.0).round() as i32
    }

    fn width(self, css: f64) -> u32 {
        (css * self.0).round() as u32
    }

    fn point(self, css: (f64, f64)) -> (i32, i32) {
        (self.px(css.0), self.px(css.1))
    }

    fn text(self, size: f64, colour: RGBColor, style: FontStyle, pos: Pos) -> TextStyle<'static> {
        (FONT, size * self.0).into_font().style(style).color(&colour).pos(pos)
    }
}

/// Draws grid and labels.
pub fn axes(canvas: &HtmlCanvasElement, frame: &Frame, x: &Axis, y: &Axis, palette: &Palette) -> Option<()> {
    let scale = Scale::of(frame);
    let root = Fine::clear(canvas)?.into_drawing_area();
    let mut chart = ChartBuilder::on(&root)
        .margin_top(scale.px(TOP))
        .margin_right(scale.px(frame.right))
        .set_label_area_size(LabelAreaPosition::Left, scale.px(LEFT))
        .set_label_area_size(LabelAreaPosition::Bottom, scale.px(BOTTOM))
        .build_cartesian_2d(Coordinate(x.clone()), Coordinate(y.clone()))
        .ok()?;
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
    if frame.names_lines() {
        let style = scale.text(LABEL, palette.quiet, FontStyle::Normal, Pos::new(HPos::Left, VPos::Top));
        let right = frame.place((1.0, 0.0));
        root.draw_text("epoch", &style, scale.point((right.0 + 20.0, right.1 + 7.0))).ok()?;
    }
    Some(())
}

/// Draws all lines, the names at their ends, and a cross where one diverged.
pub fn lines(canvas: &HtmlCanvasElement, frame: &Frame, lines: &[Line], palette: &Palette) -> Option<()> {
    let scale = Scale::of(frame);
    let fine = Fine::clear(canvas)?;
    let context = fine.context();
    let root = fine.into_drawing_area();
    let mut chart = ChartBuilder::on(&root)
        .margin_top(scale.px(TOP))
        .margin_right(scale.px(frame.right))
        .set_label_area_size(LabelAreaPosition::Left, scale.px(LEFT))
        .set_label_area_size(LabelAreaPosition::Bottom, scale.px(BOTTOM))
        .build_cartesian_2d(0.0..1.0, 0.0..1.0)
        .ok()?;
    // The reference line lies underneath.
    for line in lines.iter().rev() {
        let colour = *palette.entrants.get(line.entrant);
        let dash: js_sys::Array =
            line.entrant.dash().iter().map(|part| wasm_bindgen::JsValue::from(part * scale.0)).collect();
        context.set_line_dash(&dash).ok()?;
        for (pieces, strength) in [(&line.ahead, 0.28), (&line.pieces, 1.0)] {
            let style: ShapeStyle = colour.mix(strength).stroke_width(scale.width(line.entrant.width()));
            for piece in pieces {
                if let [alone] = piece[..] {
                    root.draw(&Circle::new(scale.point(frame.place(alone)), scale.px(3.0), colour.filled()))
                        .ok()?;
                }
                chart.draw_series(LineSeries::new(piece.iter().copied(), style)).ok()?;
            }
        }
    }
    context.set_line_dash(&js_sys::Array::new()).ok()?;
    for line in lines {
        if let Some(at) = line.diverged {
            cross(&root, frame, scale, at, *palette.entrants.get(line.entrant))?;
        }
    }
    if frame.names_lines() {
        names(&root, frame, scale, lines, palette)?;
    }
    Some(())
}

type Root = DrawingArea<Fine, plotters::coord::Shift>;

fn cross(root: &Root, frame: &Frame, scale: Scale, at: Point, colour: RGBColor) -> Option<()> {
    let (x, y) = frame.place(at);
    let style = colour.stroke_width(scale.width(2.25));
    for (dx, dy) in [(5.0, 5.0), (5.0, -5.0)] {
        let ends = vec![scale.point((x - dx, y - dy)), scale.point((x + dx, y + dy))];
        root.draw(&PathElement::new(ends, style)).ok()?;
    }
    Some(())
}

/// Names right of the plot, apart from each other, each joined to the end of its line by a hair.
fn names(root: &Root, frame: &Frame, scale: Scale, lines: &[Line], palette: &Palette) -> Option<()> {
    let last = |line: &Line| {
        let shown = line.pieces.last().or(line.ahead.last()).and_then(|piece| piece.last().copied());
        line.diverged.or(shown)
    };
    let ends: Vec<(&Line, Point)> = lines.iter().filter_map(|line| Some((line, last(line)?))).collect();
    let wanted: Vec<f64> = ends.iter().map(|(_, end)| frame.place(*end).1).collect();
    let bottom = frame.place((0.0, 0.0)).1;
    let places = labels::spread(&wanted, LABEL + 2.5, TOP, bottom);
    let left = frame.place((1.0, 0.0)).0;
    for (((line, end), place), wanted) in ends.iter().zip(places).zip(wanted) {
        let colour = *palette.entrants.get(line.entrant);
        if end.0 > 0.999 {
            let hair = colour.mix(0.55).stroke_width(scale.width(1.0));
            let ends = vec![scale.point((left + 2.0, wanted)), scale.point((left + 11.0, place))];
            root.draw(&PathElement::new(ends, hair)).ok()?;
        }
        let style = match line.entrant {
            Entrant::Schedule(_) => FontStyle::Bold,
            Entrant::Constant => FontStyle::Normal,
        };
        let style = scale.text(LABEL, colour, style, Pos::new(HPos::Left, VPos::Center));
        let text = line.entrant.short();
        let text = if line.diverged.is_some() { format!("{text} ×") } else { text.to_owned() };
        root.draw_text(&text, &style, scale.point((left + 14.0, place))).ok()?;
    }
    Some(())
}

/// What the cursor layer shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cursor {
    /// Where the pointer or the arrow keys are, 0 to 1.
    pub at: Option<f64>,
    /// Where the play head stands, unless all is shown.
    pub head: Option<f64>,
    /// The lines' values there.
    pub dots: Vec<(Entrant, Point)>,
}

/// Draws the cursor.
pub fn cursor(canvas: &HtmlCanvasElement, frame: &Frame, cursor: &Cursor, palette: &Palette) -> Option<()> {
    let scale = Scale::of(frame);
    let fine = Fine::clear(canvas)?;
    let context = fine.context();
    let root = fine.into_drawing_area();
    let upright = |x: f64, strength: f64| {
        let ends = vec![scale.point(frame.place((x, 0.0))), scale.point(frame.place((x, 1.0)))];
        root.draw(&PathElement::new(ends, palette.ink.mix(strength).stroke_width(scale.width(1.0)))).ok()
    };
    if let Some(x) = cursor.head {
        upright(x, 0.35)?;
    }
    if let Some(x) = cursor.at {
        let dash: js_sys::Array =
            [2.0, 2.0].iter().map(|part| wasm_bindgen::JsValue::from(part * scale.0)).collect();
        context.set_line_dash(&dash).ok()?;
        upright(x, 0.7)?;
        context.set_line_dash(&js_sys::Array::new()).ok()?;
    }
    for (entrant, point) in &cursor.dots {
        let at = scale.point(frame.place(*point));
        let colour = *palette.entrants.get(*entrant);
        root.draw(&Circle::new(at, scale.px(4.5), palette.paper.filled())).ok()?;
        root.draw(&Circle::new(at, scale.px(3.25), colour.filled())).ok()?;
    }
    Some(())
}
