//! Converts CSS pixels to the parts of device pixels that the paper counts.

use plotters::chart::{ChartBuilder, LabelAreaPosition};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::style::text_anchor::Pos;
use plotters::style::{FontStyle, IntoFont, RGBColor, TextStyle};

use crate::chart::frame::{BOTTOM, Frame, LEFT};
use crate::chart::paper::{FONT, PARTS, Paper};

/// Height of all text, in CSS pixels.
pub const LABEL: f64 = 11.0;

/// The whole drawing area.
pub type Root = DrawingArea<Paper, Shift>;

/// CSS pixels in parts of device pixels.
#[derive(Debug, Clone, Copy)]
pub struct Scale(pub f64);

impl Scale {
    /// The scale of a frame.
    pub fn of(frame: &Frame) -> Self {
        Self(frame.density * PARTS)
    }

    /// A length or place.
    pub fn px(self, css: f64) -> i32 {
        (css * self.0).round() as i32
    }

    /// The width of a line.
    pub fn width(self, css: f64) -> u32 {
        (css * self.0).round() as u32
    }

    /// A point.
    pub fn point(self, css: (f64, f64)) -> (i32, i32) {
        (self.px(css.0), self.px(css.1))
    }

    /// The style of a text.
    pub fn text(self, size: f64, colour: RGBColor, style: FontStyle, pos: Pos) -> TextStyle<'static> {
        (FONT, size * self.0).into_font().style(style).color(&colour).pos(pos)
    }

    /// A plot where `frame` has it.
    pub fn plot<'a, 'b>(self, root: &'a Root, frame: &Frame) -> ChartBuilder<'a, 'b, Paper> {
        let mut builder = ChartBuilder::on(root);
        builder
            .margin_top(self.px(frame.top))
            .margin_right(self.px(frame.right))
            .set_label_area_size(LabelAreaPosition::Left, self.px(LEFT))
            .set_label_area_size(LabelAreaPosition::Bottom, self.px(BOTTOM));
        builder
    }
}
