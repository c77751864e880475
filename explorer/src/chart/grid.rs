//! The grid of a picture that is written as SVG: a line and a label at each tick.

use core::fmt::Write as _;

use crate::chart::axis::Axis;

/// Adds a level line for each tick of `y`, with its label on the left.
pub fn levels(html: &mut String, y: &Axis) {
    for tick in &y.ticks {
        let down = (1.0 - y.position(tick.value)) * 100.0;
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<line class=\"grid\" x2=\"100%\" y1=\"{down:.2}%\" y2=\"{down:.2}%\"/><text x=\"-7\" y=\"{down:.2}%\" dy=\"0.35em\">{}</text>",
            tick.label
        );
    }
}
