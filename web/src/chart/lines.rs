//! The layer of the lines, with names at their ends and marks of events.

use std::rc::Rc;

use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::series::LineSeries;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, RGBColor, ShapeStyle};

use crate::chart::frame::Frame;
use crate::chart::palette::Palette;
use crate::chart::paper::{Outlet, Paper};
use crate::chart::scale::{LABEL, Root, Scale};
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::beyond::{Edge, beyond};
use etalon_explorer::chart::decimate::decimated;
use etalon_explorer::chart::labels;
use etalon_explorer::chart::series::Point;
use etalon_explorer::race::config::Config;
use etalon_explorer::race::slot::Line;

/// The curve of a line, in the unit square.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The line that it belongs to.
    pub line: Line,
    /// The name of the line.
    pub name: String,
    /// Its name where there is little room.
    pub short: String,
    /// The part that is shown in full.
    pub pieces: Vec<Vec<Point>>,
    /// The part beyond the play head, drawn faintly.
    pub ahead: Vec<Vec<Point>>,
    /// An earlier run, drawn more faintly.
    pub ghosts: Vec<Vec<Point>>,
    /// The point where it diverged.
    pub diverged: Option<Point>,
    /// Events, such as cuts of its rate.
    pub marks: Vec<(Mark, Point)>,
    /// Parts of the time axis in which its rule could not act.
    pub shades: Vec<(f64, f64)>,
    /// Points that a pointer can take hold of.
    pub handles: Vec<Point>,
    /// The middle half of many runs, as polygons behind all lines.
    pub bands: Vec<Vec<Point>>,
    /// The same of other settings, fainter.
    pub faded: Vec<Vec<Point>>,
    /// One run of the many, thin beside their median.
    pub own: Vec<Vec<Point>>,
    /// Whether it belongs to earlier settings.
    pub old: bool,
    /// Whether it flashes, because an act has just changed it.
    pub flashes: bool,
}

impl Curve {
    /// The curve of `line` without marks or faint parts.
    #[must_use]
    pub fn of(config: &Config, line: Line, pieces: Vec<Vec<Point>>) -> Self {
        Self {
            line,
            name: config.name(line),
            short: config.short_name(line),
            pieces,
            ahead: Vec::new(),
            ghosts: Vec::new(),
            diverged: None,
            marks: Vec::new(),
            shades: Vec::new(),
            handles: Vec::new(),
            bands: Vec::new(),
            faded: Vec::new(),
            own: Vec::new(),
            old: false,
            flashes: false,
        }
    }

    /// Marks where `line` leaves the chart at the upper edge before `until`. A rate below the lower edge is as good as 0.
    pub fn above(&mut self, line: &[Point], x: &Axis, y: &Axis, until: f64) {
        // Hardly a line does, and a moved slider draws all of them.
        if line.iter().all(|(_, value)| *value <= y.high) {
            return;
        }
        let marks = beyond(line, x, y, until).into_iter().filter(|(edge, _)| *edge == Edge::Top);
        self.marks.extend(marks.map(|(edge, place)| (Mark::Beyond(edge), place)));
    }

    /// Marks the edges at which `line` leaves the chart before `until`.
    pub fn beyond(&mut self, line: &[Point], x: &Axis, y: &Axis, until: f64) {
        let marks = beyond(line, x, y, until).into_iter();
        self.marks.extend(marks.map(|(edge, place)| (Mark::Beyond(edge), place)));
    }
}

/// An event on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Its rate was cut.
    Cut,
    /// Its rate would have been cut by a rule with another patience.
    Would,
    /// Its leading median.
    Leading,
    /// It goes on beyond an edge of the chart.
    Beyond(Edge),
}

/// The opacity of the part beyond the play head, and of an earlier run.
const AHEAD: f64 = 0.28;
const GHOST: f64 = 0.22;
const SHADE: f64 = 0.08;
/// The opacity of a band. Where five bands overlap, the lines are still seen.
const BAND: f64 = 0.13;
const FADED: f64 = 0.05;
/// The opacity and the width of one run beside the median.
const OWN: f64 = 0.6;
const THIN: f64 = 1.0;
/// The opacity of a line of earlier settings.
const OLD: f64 = 0.4;
/// A line that flashes: how much wider its glow is, the glow's opacity, and how much wider the line itself is.
const GLOW: (f64, f64, f64) = (9.0, 0.3, 1.5);

/// Draws all lines, the names at their ends, and a cross where one diverged.
pub fn draw(outlet: &Rc<dyn Outlet>, frame: &Frame, curves: &[Curve], palette: &Palette) -> Option<()> {
    let scale = Scale::of(frame);
    let root = Paper(Rc::clone(outlet)).into_drawing_area();
    let mut chart = scale.plot(&root, frame).build_cartesian_2d(0.0..1.0, 0.0..1.0).ok()?;
    let columns = (frame.plot_width() * frame.density).ceil() as usize;
    for curve in curves {
        let colour = *palette.lines.get(curve.line);
        shade(&root, frame, scale, curve, colour)?;
        let bands = curve.bands.iter().map(|band| (band, BAND));
        for (band, strength) in bands.chain(curve.faded.iter().map(|band| (band, FADED))) {
            let corners: Vec<(i32, i32)> =
                band.iter().map(|corner| scale.point(frame.place(*corner))).collect();
            root.draw(&Polygon::new(corners, colour.mix(strength).filled())).ok()?;
        }
    }
    // The reference line is drawn first, below the others.
    for curve in curves.iter().rev() {
        let colour = *palette.lines.get(curve.line);
        let dash: Vec<f64> = curve.line.dash().iter().map(|part| part * scale.0).collect();
        outlet.dash(&dash);
        let full = curve.line.width() + if curve.flashes { GLOW.2 } else { 0.0 };
        if curve.flashes {
            outlet.dash(&[]);
            let style: ShapeStyle = colour.mix(GLOW.1).stroke_width(scale.width(full + GLOW.0));
            for piece in curve.pieces.iter().chain(&curve.ahead) {
                chart.draw_series(LineSeries::new(decimated(piece, columns), style)).ok()?;
            }
            outlet.dash(&dash);
        }
        let layers = [
            (&curve.ghosts, GHOST, full),
            (&curve.ahead, AHEAD, full),
            (&curve.own, OWN, THIN),
            (&curve.pieces, if curve.old { OLD } else { 1.0 }, full),
        ];
        for (pieces, strength, width) in layers {
            let style: ShapeStyle = colour.mix(strength).stroke_width(scale.width(width));
            for piece in pieces {
                if let [alone] = piece[..] {
                    let colour = colour.mix(strength).filled();
                    root.draw(&Circle::new(scale.point(frame.place(alone)), scale.px(3.0), colour)).ok()?;
                }
                chart.draw_series(LineSeries::new(decimated(piece, columns), style)).ok()?;
            }
        }
    }
    outlet.dash(&[]);
    for curve in curves {
        let colour = *palette.lines.get(curve.line);
        for (mark, at) in &curve.marks {
            match mark {
                Mark::Cut | Mark::Would => triangle(&root, frame, scale, *mark, *at, colour, palette)?,
                Mark::Leading => ring(&root, frame, scale, *at, colour, palette)?,
                Mark::Beyond(edge) => arrow(&root, frame, scale, *edge, *at, colour)?,
            }
        }
        for at in &curve.handles {
            let place = scale.point(frame.place(*at));
            root.draw(&Circle::new(place, scale.px(5.5), colour.filled())).ok()?;
            root.draw(&Circle::new(place, scale.px(3.25), palette.paper.filled())).ok()?;
        }
        if let Some(at) = curve.diverged {
            cross(&root, frame, scale, at, colour)?;
        }
    }
    if frame.names_lines() {
        names(&root, frame, scale, curves, palette)?;
    }
    Some(())
}

fn shade(root: &Root, frame: &Frame, scale: Scale, curve: &Curve, colour: RGBColor) -> Option<()> {
    for (from, to) in &curve.shades {
        let corners = [scale.point(frame.place((*from, 1.0))), scale.point(frame.place((*to, 0.0)))];
        root.draw(&Rectangle::new(corners, colour.mix(SHADE).filled())).ok()?;
    }
    Some(())
}

/// A triangle that points down at `at`. It is filled for a cut, and hollow for a cut that another patience would have made.
fn triangle(
    root: &Root,
    frame: &Frame,
    scale: Scale,
    mark: Mark,
    at: Point,
    colour: RGBColor,
    palette: &Palette,
) -> Option<()> {
    let (x, y) = frame.place(at);
    let corners = |size: f64| {
        // At the top of the plot there is no room above the point.
        let tip = (y - 3.0).max(frame.top + 8.0);
        [(x, tip), (x - size, tip - 1.6 * size), (x + size, tip - 1.6 * size)]
            .map(|corner| scale.point(corner))
            .to_vec()
    };
    root.draw(&Polygon::new(corners(4.5), colour.filled())).ok()?;
    if mark == Mark::Would {
        let (x, y) = frame.place(at);
        let tip = (y - 3.0).max(frame.top + 8.0) - 2.0;
        let inner = [(x, tip), (x - 2.6, tip - 4.2), (x + 2.6, tip - 4.2)].map(|corner| scale.point(corner));
        root.draw(&Polygon::new(inner.to_vec(), palette.paper.filled())).ok()?;
    }
    Some(())
}

/// A small triangle on an edge of the plot. It points out of the plot.
fn arrow(root: &Root, frame: &Frame, scale: Scale, edge: Edge, at: Point, colour: RGBColor) -> Option<()> {
    let (x, y) = frame.place(at);
    let inwards = match edge {
        Edge::Bottom => -1.0,
        Edge::Top => 1.0,
    };
    let base = y + inwards * 7.0;
    let corners = [(x, y), (x - 4.0, base), (x + 4.0, base)].map(|corner| scale.point(corner));
    root.draw(&Polygon::new(corners.to_vec(), colour.filled())).ok()
}

fn ring(
    root: &Root,
    frame: &Frame,
    scale: Scale,
    at: Point,
    colour: RGBColor,
    palette: &Palette,
) -> Option<()> {
    let at = scale.point(frame.place(at));
    root.draw(&Circle::new(at, scale.px(5.5), colour.filled())).ok()?;
    root.draw(&Circle::new(at, scale.px(3.5), palette.paper.filled())).ok()
}

fn cross(root: &Root, frame: &Frame, scale: Scale, at: Point, colour: RGBColor) -> Option<()> {
    let (x, y) = frame.place(at);
    let style = colour.stroke_width(scale.width(2.25));
    for (dx, dy) in [(5.0, 5.0), (5.0, -5.0)] {
        let ends = vec![scale.point((x - dx, y - dy)), scale.point((x + dx, y + dy))];
        root.draw(&PathElement::new(ends, style)).ok()?;
    }
    Some(())
}

/// Draws the names right of the plot without overlap. A thin line joins each name to the end of its line.
fn names(root: &Root, frame: &Frame, scale: Scale, curves: &[Curve], palette: &Palette) -> Option<()> {
    let last = |curve: &Curve| {
        let shown = curve.pieces.last().or(curve.ahead.last()).and_then(|piece| piece.last().copied());
        curve.diverged.or(shown)
    };
    let ends: Vec<(&Curve, Point)> = curves.iter().filter_map(|curve| Some((curve, last(curve)?))).collect();
    let wanted: Vec<f64> = ends.iter().map(|(_, end)| frame.place(*end).1).collect();
    let bottom = frame.place((0.0, 0.0)).1;
    let places = labels::spread(&wanted, LABEL + 2.5, frame.top, bottom);
    let left = frame.place((1.0, 0.0)).0;
    for (((curve, end), place), wanted) in ends.iter().zip(places).zip(wanted) {
        let colour = *palette.lines.get(curve.line);
        if end.0 > 0.999 {
            let hair = colour.mix(0.55).stroke_width(scale.width(1.0));
            let ends = vec![scale.point((left + 2.0, wanted)), scale.point((left + 11.0, place))];
            root.draw(&PathElement::new(ends, hair)).ok()?;
        }
        let style = match curve.line {
            Line::Lane(_) => FontStyle::Bold,
            Line::Reference => FontStyle::Normal,
        };
        let style = scale.text(LABEL, colour, style, Pos::new(HPos::Left, VPos::Center));
        let text = &curve.short;
        let text = if curve.diverged.is_some() { format!("{text} ×") } else { text.clone() };
        root.draw_text(&text, &style, scale.point((left + 14.0, place))).ok()?;
    }
    Some(())
}
