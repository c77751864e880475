//! The place of a chart's plot inside its canvas, in CSS pixels.

/// A chart's size, its margins and the screen's density.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Device pixels in a CSS pixel.
    pub density: f64,
    /// Room for the names at the ends of the lines. A narrow canvas has none.
    pub right: f64,
    /// Room above the plot.
    pub top: f64,
}

/// Room for the labels of the y axis.
pub const LEFT: f64 = 52.0;
/// Room above the plot for half a label.
const TOP: f64 = 9.0;
/// Room for the labels of the x axis.
pub const BOTTOM: f64 = 24.0;
/// Room for the names at the ends of lines.
const NAMES: f64 = 108.0;
/// Narrower canvases have no names.
const NARROW: f64 = 520.0;

impl Frame {
    /// The frame of a canvas of this size.
    #[must_use]
    pub fn new(width: f64, height: f64, density: f64) -> Self {
        let right = if width < NARROW { 16.0 } else { NAMES };
        Self { width, height, density, right, top: TOP }
    }

    /// Whether the lines have names at their ends.
    #[must_use]
    pub fn names_lines(&self) -> bool {
        self.right == NAMES
    }

    /// Width of the plot.
    #[must_use]
    pub fn plot_width(&self) -> f64 {
        (self.width - LEFT - self.right).max(1.0)
    }

    /// Height of the plot.
    #[must_use]
    pub fn plot_height(&self) -> f64 {
        (self.height - self.top - BOTTOM).max(1.0)
    }

    /// Whether there is anything to draw on.
    #[must_use]
    pub fn is_drawable(&self) -> bool {
        self.width >= 120.0 && self.height >= 60.0
    }

    /// The share of the plot's width that lies left of canvas position `x`, if `x` is over the plot.
    #[must_use]
    pub fn share(&self, x: f64) -> Option<f64> {
        let share = (x - LEFT) / self.plot_width();
        (-0.02..=1.02).contains(&share).then_some(share.clamp(0.0, 1.0))
    }

    /// Canvas position, in CSS pixels, of a point in the unit square.
    #[must_use]
    pub fn place(&self, point: (f64, f64)) -> (f64, f64) {
        (LEFT + point.0 * self.plot_width(), self.top + (1.0 - point.1) * self.plot_height())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_shares_agree() {
        let frame = Frame::new(800.0, 240.0, 2.0);
        for share in [0.0, 0.3, 1.0] {
            let back = frame.share(frame.place((share, 0.5)).0).unwrap();
            assert!((back - share).abs() < 1e-12);
        }
        assert_eq!(frame.share(5.0), None);
        assert_eq!(frame.share(799.0), None);
    }
}
