//! The picture of a range test: the loss over the rate, what diverged, and the two suggested rates.

use core::fmt::Write as _;

use super::{HIGH, LOW, Tested};
use crate::chart::axis::Axis;
use crate::chart::decimate::decimated;
use crate::chart::grid::levels;
use crate::chart::series::{Point, pieces};
use crate::race::yours::Yours;

/// Side of the square that the line is drawn in.
const SIDE: f64 = 1_000.0;
/// Columns of the widest screen that the line is drawn for.
const COLUMNS: usize = 800;
/// Percent of the width, up to which a word fits on the right of a mark on a phone.
const ROOM: f64 = 80.0;

impl Tested {
    /// The picture as what stands in an SVG element. Its looks are in the panel's style sheet.
    #[must_use]
    pub fn picture(&self, yours: Yours) -> String {
        let x = Axis::base_rates(LOW, HIGH, yours);
        let known = self.answer.losses.len();
        let line: Vec<Point> =
            (0..known).filter_map(|at| Some((*self.rates.get(at)?, self.value(at)?))).collect();
        let values = || line.iter().map(|point| point.1);
        let y = Axis::losses(values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max), false);
        let mut html = String::new();
        levels(&mut html, &y);
        // Writing to a string cannot fail.
        for tick in &x.ticks {
            let across = x.position(tick.value) * 100.0;
            let _ = write!(
                html,
                "<line class=\"grid\" x1=\"{across:.2}%\" x2=\"{across:.2}%\" y2=\"100%\"/><text class=\"below\" x=\"{across:.2}%\" y=\"100%\" dy=\"1.5em\">{}</text>",
                tick.label
            );
        }
        html.push_str("<text class=\"name\" x=\"-44\" dy=\"-0.9em\">training loss</text>");
        if let Some(gone) = self.answer.diverged.and_then(|at| self.rates.get(at)) {
            let from = x.position(*gone) * 100.0;
            // Near the right edge there is room on the left only.
            let (class, dx) = if from < ROOM { ("inside", 6) } else { ("inside before", -6) };
            let _ = write!(
                html,
                "<rect class=\"gone\" x=\"{from:.2}%\" width=\"{:.2}%\" height=\"100%\"/><text class=\"{class}\" x=\"{from:.2}%\" dx=\"{dx}\" y=\"100%\" dy=\"-0.7em\">diverged</text>",
                100.0 - from
            );
        }
        let _ = write!(
            html,
            "<svg viewBox=\"0 0 {SIDE} {SIDE}\" preserveAspectRatio=\"none\"><path class=\"curve\" d=\""
        );
        for piece in pieces(&line, &x, &y, HIGH) {
            for (at, point) in decimated(&piece, COLUMNS).into_iter().enumerate() {
                let verb = if at == 0 { 'M' } else { 'L' };
                let _ = write!(html, "{verb}{:.1} {:.1}", point.0 * SIDE, (1.0 - point.1) * SIDE);
            }
        }
        html.push_str("\"/></svg>");
        if let Some(found) = self.suggestion(yours) {
            // One name is at the foot of its line and the other at the top, so that they do not meet on a narrow screen.
            for (name, rate, at) in [
                ("base rate", found.base_lr, "y=\"100%\" dy=\"-0.7em\""),
                ("max_lr", found.max_lr, "dy=\"1em\""),
            ] {
                let across = x.position(rate) * 100.0;
                let _ = write!(
                    html,
                    "<line class=\"mark\" x1=\"{across:.2}%\" x2=\"{across:.2}%\" y2=\"100%\"/><text class=\"at\" x=\"{across:.2}%\" dx=\"5\" {at}>{name} {}</text>",
                    crate::number::exact(yours.rate(rate))
                );
            }
        }
        html
    }
}
