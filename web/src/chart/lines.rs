//! The layer of the lines, with the names at their ends and marks where something happened.

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
use crate::model::decimate::decimated;
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
    /// What earlier runs did, drawn more faintly.
    pub ghosts: Vec<Vec<Point>>,
    /// Where it diverged.
    pub diverged: Option<Point>,
    /// Where something happened to it.
    pub marks: Vec<(Mark, Point)>,
    /// From where to where nothing could happen to it, on the time axis.
    pub shades: Vec<(f64, f64)>,
}

impl Line {
    /// A line with nothing beside it.
    #[must_use]
    pub fn of(entrant: Entrant, pieces: Vec<Vec<Point>>) -> Self {
        Self {
            entrant,
            pieces,
            ahead: Vec::new(),
            ghosts: Vec::new(),
            diverged: None,
            marks: Vec::new(),
            shades: Vec::new(),
        }
    }
}

/// Something that happened to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Its rate was cut.
    Cut,
    /// Its rate would have been cut by a rule with another patience.
    Would,
}

/// How strongly what is to come and what was before are drawn.
const AHEAD: f64 = 0.28;
const GHOST: f64 = 0.22;
const SHADE: f64 = 0.08;

/// Draws all lines, the names at their ends, and a cross where one diverged.
pub fn draw(outlet: &Rc<dyn Outlet>, frame: &Frame, lines: &[Line], palette: &Palette) -> Option<()> {
    let scale = Scale::of(frame);
    let root = Paper(Rc::clone(outlet)).into_drawing_area();
    let mut chart = scale.plot(&root, frame).build_cartesian_2d(0.0..1.0, 0.0..1.0).ok()?;
    let columns = (frame.plot_width() * frame.density).ceil() as usize;
    for line in lines {
        shade(&root, frame, scale, line, *palette.entrants.get(line.entrant))?;
    }
    // The reference line lies underneath.
    for line in lines.iter().rev() {
        let colour = *palette.entrants.get(line.entrant);
        let dash: Vec<f64> = line.entrant.dash().iter().map(|part| part * scale.0).collect();
        outlet.dash(&dash);
        for (pieces, strength) in [(&line.ghosts, GHOST), (&line.ahead, AHEAD), (&line.pieces, 1.0)] {
            let style: ShapeStyle = colour.mix(strength).stroke_width(scale.width(line.entrant.width()));
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
    for line in lines {
        let colour = *palette.entrants.get(line.entrant);
        for (mark, at) in &line.marks {
            triangle(&root, frame, scale, *mark, *at, colour, palette)?;
        }
        if let Some(at) = line.diverged {
            cross(&root, frame, scale, at, colour)?;
        }
    }
    if frame.names_lines() {
        names(&root, frame, scale, lines, palette)?;
    }
    Some(())
}

fn shade(root: &Root, frame: &Frame, scale: Scale, line: &Line, colour: RGBColor) -> Option<()> {
    for (from, to) in &line.shades {
        let corners = [scale.point(frame.place((*from, 1.0))), scale.point(frame.place((*to, 0.0)))];
        root.draw(&Rectangle::new(corners, colour.mix(SHADE).filled())).ok()?;
    }
    Some(())
}

/// A triangle that points down at `at`: full where a rate was cut, hollow where it would have been.
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
    let places = labels::spread(&wanted, LABEL + 2.5, frame.top, bottom);
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
