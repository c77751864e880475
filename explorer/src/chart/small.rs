//! A small chart as SVG: a name, two labels on each axis, and lines. Its looks and its size are in the style sheet of its panel.

use core::fmt::Write as _;

use crate::chart::axis::Axis;
use crate::chart::decimate::decimated;
use crate::chart::series::{Point, pieces, value_at};

/// Side of the square that the lines are drawn in.
const SIDE: f64 = 1_000.0;
/// Columns of the widest chart.
const COLUMNS: usize = 600;

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn<'a> {
    /// The class of its path.
    pub class: String,
    /// Its dashes, in CSS pixels.
    pub dash: &'a [f64],
    /// Its points.
    pub points: &'a [Point],
    /// Where its run diverged. A cross stands there, as high as the last point before it.
    pub diverged: Option<f64>,
}

/// Adds a chart of `lines` to `html`. The last line is in front.
pub fn draw(html: &mut String, name: &str, x: &Axis, y: &Axis, lines: &[Drawn<'_>]) {
    // Writing to a string cannot fail.
    let _ = write!(html, "<svg class=\"small\"><text class=\"name\" x=\"0\" y=\"-14\">{name}</text>");
    for tick in y.ticks.first().into_iter().chain(y.ticks.last()) {
        let down = (1.0 - y.position(tick.value)) * 100.0;
        let _ = write!(
            html,
            "<line class=\"grid\" x2=\"100%\" y1=\"{down:.2}%\" y2=\"{down:.2}%\"/><text text-anchor=\"end\" x=\"-6\" y=\"{down:.2}%\" dy=\"0.35em\">{}</text>",
            tick.label
        );
    }
    for tick in [x.ticks.first().filter(|tick| tick.value == x.low), x.ticks.last()].into_iter().flatten() {
        // A label begins at the left end, or ends at its place and says what is counted.
        let (anchor, unit) = if tick.value == x.low { ("start", "") } else { ("end", x.unit) };
        let _ = write!(
            html,
            "<text text-anchor=\"{anchor}\" x=\"{:.2}%\" y=\"100%\" dy=\"1.3em\">{unit} {}</text>",
            x.position(tick.value) * 100.0,
            tick.label
        );
    }
    let _ = write!(html, "<svg viewBox=\"0 0 {SIDE} {SIDE}\" preserveAspectRatio=\"none\">");
    for Drawn { class, dash, points, .. } in lines {
        let dash: Vec<String> = dash.iter().map(ToString::to_string).collect();
        let _ = write!(html, "<path class=\"{class}\" stroke-dasharray=\"{}\" d=\"", dash.join(" "));
        for piece in pieces(points, x, y, x.high) {
            for (at, point) in decimated(&piece, COLUMNS).into_iter().enumerate() {
                let verb = if at == 0 { 'M' } else { 'L' };
                let _ = write!(html, "{verb}{:.1} {:.1}", point.0 * SIDE, (1.0 - point.1) * SIDE);
            }
            if piece.len() == 1 {
                // A line without length is drawn as a dot.
                html.push_str("h0");
            }
        }
        html.push_str("\"/>");
    }
    html.push_str("</svg>");
    for line in lines {
        let Some((across, up)) = cross(line, x, y) else { continue };
        let _ = write!(
            html,
            "<text class=\"cross {}\" text-anchor=\"middle\" x=\"{:.2}%\" y=\"{:.2}%\" dy=\"0.35em\">×<title>diverged</title></text>",
            line.class,
            across * 100.0,
            (1.0 - up) * 100.0
        );
    }
    html.push_str("</svg>");
}

/// Where the cross of a line stands, in the unit square. A line that lies beyond an edge has it on that edge.
fn cross(line: &Drawn<'_>, x: &Axis, y: &Axis) -> Option<Point> {
    let ended = line.diverged?;
    let place = (x.position(ended), y.position(value_at(line.points, ended)?));
    ((0.0..=1.0).contains(&place.0) && !place.1.is_nan()).then_some((place.0, place.1.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_path_with_its_dashes() {
        let (x, y) = (Axis::values(0.0, 2.0), Axis::values(0.0, 1.0));
        let points = [(0.0, 0.0), (2.0, 1.0)];
        let line =
            |class: &str, dash| Drawn { class: class.to_owned(), dash, points: &points, diverged: None };
        let mut html = String::new();
        draw(&mut html, "bound", &x, &y, &[line("lane-1", &[]), line("lane-2", &[8.0, 4.0])]);
        assert!(
            html.contains("<path class=\"lane-2\" stroke-dasharray=\"8 4\" d=\"M0.0 1000.0L1000.0 0.0\"/>"),
            "{html}"
        );
        assert!(html.contains(">bound</text>") && html.matches("<path").count() == 2);
        assert!(!html.contains('×'), "no run diverged");
    }

    #[test]
    fn a_run_that_diverged_has_a_cross_where_it_ended() {
        let (x, y) = (Axis::values(0.0, 2.0), Axis::values(0.0, 1.0));
        let crosses = |points: &[Point], ended| {
            let line = Drawn { class: "lane-1".to_owned(), dash: &[], points, diverged: Some(ended) };
            let mut html = String::new();
            draw(&mut html, "bound", &x, &y, &[line]);
            assert!(!html.contains("NaN"), "{html}");
            let at = html.split_once("class=\"cross lane-1\"").map(|(_, cross)| cross);
            at.map(|cross| cross.split(" dy=").next().unwrap().trim().to_owned())
        };
        let at =
            |across: &str, down: &str| Some(format!("text-anchor=\"middle\" x=\"{across}%\" y=\"{down}%\""));
        assert_eq!(crosses(&[(0.0, 0.0), (1.0, 1.0)], 1.5), at("75.00", "0.00"));
        assert_eq!(crosses(&[(0.0, 9.0)], 1.0), at("50.00", "0.00"), "beyond the upper edge");
        assert_eq!(crosses(&[(0.0, f64::NAN)], 1.0), None);
        assert_eq!(crosses(&[], 1.0), None);
        assert_eq!(crosses(&[(0.0, 0.0)], 3.0), None, "beyond the end of the picture");
    }
}
