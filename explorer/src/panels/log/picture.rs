//! The picture of a log: the metric with the cuts above, the rate below.

use core::fmt::Write as _;

use crate::chart::axis::Axis;
use crate::chart::decimate::decimated;
use crate::chart::grid::levels;
use crate::chart::series::{Point, pieces};
use crate::code::log::Replay;

/// Side of the square that the lines are drawn in.
const SIDE: f64 = 1_000.0;
/// Columns of the widest screen that a line is drawn for.
const COLUMNS: usize = 800;
/// The most triangles. More cuts than these are lines only.
const MOST_MARKS: usize = 200;

/// The picture as two SVG elements, for a rule that starts at the rate `start`. Its looks are in the panel's style sheet.
#[must_use]
pub fn picture(values: &[f64], replay: &Replay, start: f64) -> String {
    let x = Axis::places(values.len());
    let place = |at: usize| at as f64 + 1.0;
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let metric =
        Axis::values(finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let positive = replay.rates.iter().copied().filter(|rate| *rate > 0.0);
    let rates = Axis::rates(start, positive.fold(start, f64::min), true);
    let line: Vec<Point> = values.iter().enumerate().map(|(at, value)| (place(at), *value)).collect();
    let mut steps: Vec<Point> = vec![(1.0, start)];
    let mut before = start;
    for (at, after) in replay.rates.iter().enumerate() {
        if *after != before {
            steps.extend([(place(at), before), (place(at), *after)]);
            before = *after;
        }
    }
    steps.push((x.high, before));
    let cuts: Vec<f64> = replay.cuts.iter().map(|at| x.position(place(*at))).collect();
    let mut html = String::from("<svg class=\"metric\">");
    plot(&mut html, "metric", &metric, &pieces(&line, &x, &metric, x.high), &cuts);
    for cut in cuts.iter().take(MOST_MARKS) {
        // Writing to a string cannot fail.
        let _ =
            write!(html, "<svg class=\"mark\" x=\"{:.2}%\"><path d=\"M0 1l-4.5 -8h9z\"/></svg>", cut * 100.0);
    }
    html.push_str("</svg><svg class=\"rate\">");
    plot(&mut html, "rate", &rates, &pieces(&steps, &x, &rates, x.high), &cuts);
    let _ = write!(html, "<text class=\"name\" x=\"{LEFT}\" y=\"100%\" dy=\"1.5em\">{}</text>", x.unit);
    for tick in &x.ticks {
        let across = x.position(tick.value) * 100.0;
        let _ = write!(
            html,
            "<text class=\"below\" x=\"{across:.2}%\" y=\"100%\" dy=\"1.5em\">{}</text>",
            tick.label
        );
    }
    html.push_str("</svg>");
    html
}

/// Where the names of the axes begin: left of the labels.
const LEFT: i32 = -48;

/// The grid with its labels, a line at each cut, and a curve.
fn plot(html: &mut String, name: &str, y: &Axis, curve: &[Vec<Point>], cuts: &[f64]) {
    let _ = write!(html, "<text class=\"name\" x=\"{LEFT}\" dy=\"-1.1em\">{name}</text>");
    levels(html, y);
    let _ = write!(
        html,
        "<svg viewBox=\"0 0 {SIDE} {SIDE}\" preserveAspectRatio=\"none\"><path class=\"cuts\" d=\""
    );
    for cut in cuts {
        let _ = write!(html, "M{:.1} 0V{SIDE}", cut * SIDE);
    }
    html.push_str("\"/><path class=\"curve\" d=\"");
    for piece in curve {
        for (at, point) in decimated(piece, COLUMNS).into_iter().enumerate() {
            let verb = if at == 0 { 'M' } else { 'L' };
            let _ = write!(html, "{verb}{:.1} {:.1}", point.0 * SIDE, (1.0 - point.1) * SIDE);
        }
        if piece.len() == 1 {
            // A line without length is drawn as a dot.
            html.push_str("h0");
        }
    }
    html.push_str("\"/></svg>");
}
