//! The surface that plotters draws on: one backend for canvas and SVG. plotters counts whole pixels, which turns slow curves into
//! staircases, so a pixel has sixteen parts here.

use std::convert::Infallible;
use std::rc::Rc;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};

/// Parts of a device pixel.
pub const PARTS: f64 = 16.0;

/// The outlet for lines and texts. What it cannot draw is left out, because every chart has a table with the same numbers.
pub trait Outlet {
    /// Width and height, in parts.
    fn size(&self) -> (u32, u32);

    /// Sets the dashes of all following lines, in parts. An empty pattern is a solid line.
    fn dash(&self, parts: &[f64]);

    /// A line through `points`.
    fn stroke(&self, points: &[BackendCoord], colour: BackendColor, width: u32);

    /// A filled shape.
    fn fill(&self, shape: &Shape<'_>, colour: BackendColor);

    /// A text.
    fn text(&self, text: &str, label: &Label);

    /// The width of a text, in parts.
    fn width(&self, text: &str, size: f64, bold: bool) -> f64;
}

/// A shape that is filled.
#[derive(Debug)]
pub enum Shape<'a> {
    /// Two corners.
    Rect(BackendCoord, BackendCoord),
    /// Centre and radius.
    Circle(BackendCoord, u32),
    /// Corners.
    Polygon(&'a [BackendCoord]),
}

/// The style and place of a text.
#[expect(missing_debug_implementations, reason = "the anchors of plotters have none")]
pub struct Label {
    /// The place of its anchor.
    pub at: BackendCoord,
    /// Height of its font, in parts.
    pub size: f64,
    /// Whether it is bold.
    pub bold: bool,
    /// Its colour.
    pub colour: BackendColor,
    /// The part of its width that is at the anchor.
    pub across: HPos,
    /// The part of its height that is at the anchor.
    pub down: VPos,
}

/// Lets the plotters crate draw on an outlet.
#[derive(Clone)]
pub struct Paper(pub Rc<dyn Outlet>);

type Result<T> = core::result::Result<T, DrawingErrorKind<Infallible>>;

/// The centre of the device pixel nearest to `at`, so that a thin line covers one pixel and not two halves.
fn crisp(at: i32, width: u32) -> i32 {
    let parts = PARTS as i32;
    let half = if (f64::from(width) / PARTS).round() as u32 % 2 == 1 { parts / 2 } else { 0 };
    at.div_euclid(parts) * parts + half
}

impl Paper {
    fn path(&self, points: &[BackendCoord], style: &impl BackendStyle) {
        if points.len() > 1 && style.color().alpha > 0.0 {
            self.0.stroke(points, style.color(), style.stroke_width());
        }
    }

    fn shape(&self, shape: &Shape<'_>, style: &impl BackendStyle) {
        if style.color().alpha > 0.0 {
            self.0.fill(shape, style.color());
        }
    }
}

impl DrawingBackend for Paper {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.0.size()
    }

    fn ensure_prepared(&mut self) -> Result<()> {
        Ok(())
    }

    fn present(&mut self) -> Result<()> {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Result<()> {
        self.shape(&Shape::Rect((x, y), (x + 1, y + 1)), &color);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Result<()> {
        let (mut from, mut to) = (from, to);
        if from.0 == to.0 {
            from.0 = crisp(from.0, style.stroke_width());
            to.0 = from.0;
        }
        if from.1 == to.1 {
            from.1 = crisp(from.1, style.stroke_width());
            to.1 = from.1;
        }
        self.path(&[from, to], style);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<()> {
        if fill {
            self.shape(&Shape::Rect((left, top), (right, bottom)), style);
        } else {
            self.path(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], style);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<()> {
        self.path(&path.into_iter().collect::<Vec<_>>(), style);
        Ok(())
    }

    /// Always filled, because the charts have no rings.
    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Result<()> {
        self.shape(&Shape::Circle(center, radius), style);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vertices: I,
        style: &S,
    ) -> Result<()> {
        self.shape(&Shape::Polygon(&vertices.into_iter().collect::<Vec<_>>()), style);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        position: BackendCoord,
    ) -> Result<()> {
        let label = Label {
            at: position,
            size: style.size(),
            bold: matches!(style.style(), FontStyle::Bold),
            colour: style.color(),
            across: style.anchor().h_pos,
            down: style.anchor().v_pos,
        };
        self.0.text(text, &label);
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Result<(u32, u32)> {
        let width = self.0.width(text, style.size(), matches!(style.style(), FontStyle::Bold));
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}

/// The font family of every text in a chart, in CSS.
pub const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
