//! The canvas backend with finer coordinates: plotters counts whole pixels, which makes staircases of slow curves, and measures
//! text by inserting elements, which forces layouts. Here a pixel has sixteen parts and text is measured by the canvas, once.

use std::cell::RefCell;
use std::collections::HashMap;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Parts of a device pixel.
pub const PARTS: f64 = 16.0;

thread_local! {
    /// Widths of texts by font and text: a page shows a few hundred different ones.
    static WIDTHS: RefCell<HashMap<String, f64>> = RefCell::new(HashMap::new());
}

/// How many widths are kept before all are forgotten.
const MOST_WIDTHS: usize = 4_096;

type Result<E> = core::result::Result<(), DrawingErrorKind<E>>;

/// A canvas with coordinates of [`PARTS`] per device pixel.
pub struct Fine {
    canvas: CanvasBackend,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
}

impl Fine {
    /// The cleared `canvas`, or `None` where it has no 2D context.
    pub fn clear(canvas: &HtmlCanvasElement) -> Option<Self> {
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let (width, height) = (canvas.width(), canvas.height());
        context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0).ok()?;
        context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
        context.set_transform(1.0 / PARTS, 0.0, 0.0, 1.0 / PARTS, 0.0, 0.0).ok()?;
        context.set_line_join("round");
        let parts = PARTS as u32;
        Some(Self {
            canvas: CanvasBackend::with_canvas_object(canvas.clone())?,
            context,
            size: (width * parts, height * parts),
        })
    }

    /// The 2D context, for what plotters has no word for: dashes.
    pub fn context(&self) -> CanvasRenderingContext2d {
        self.context.clone()
    }
}

/// The centre of the device pixel nearest to `at`, for a line of this width: hairlines are one pixel, not two halves.
fn crisp(at: i32, width: u32) -> i32 {
    let parts = PARTS as i32;
    let half = if (f64::from(width) / PARTS).round() as u32 % 2 == 1 { parts / 2 } else { 0 };
    at.div_euclid(parts) * parts + half
}

impl DrawingBackend for Fine {
    type ErrorType = <CanvasBackend as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<Self::ErrorType> {
        self.canvas.ensure_prepared()
    }

    fn present(&mut self) -> Result<Self::ErrorType> {
        self.canvas.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Result<Self::ErrorType> {
        self.canvas.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<Self::ErrorType> {
        let (mut from, mut to) = (from, to);
        if from.0 == to.0 {
            from.0 = crisp(from.0, style.stroke_width());
            to.0 = from.0;
        }
        if from.1 == to.1 {
            from.1 = crisp(from.1, style.stroke_width());
            to.1 = from.1;
        }
        self.canvas.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<Self::ErrorType> {
        self.canvas.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<Self::ErrorType> {
        self.canvas.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<Self::ErrorType> {
        self.canvas.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vertices: I,
        style: &S,
    ) -> Result<Self::ErrorType> {
        self.canvas.fill_polygon(vertices, style)
    }

    /// Draws at device scale: a font sixteen times as large, scaled down, would lose its hinting.
    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        position: BackendCoord,
    ) -> Result<Self::ErrorType> {
        let context = &self.context;
        let BackendColor { alpha, rgb: (red, green, blue) } = style.color();
        context.save();
        let scaled = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        context.set_fill_style_str(&format!("rgba({red},{green},{blue},{alpha})"));
        context.set_font(&font(style));
        context.set_text_baseline(match style.anchor().v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Right => "right",
            HPos::Center => "center",
        });
        let at = (f64::from(position.0) / PARTS, (f64::from(position.1) / PARTS).round());
        let drawn = scaled.and_then(|()| context.fill_text(text, at.0, at.1));
        context.restore();
        // A canvas that draws no text still has its lines, and its table says the same.
        drop(drawn);
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> core::result::Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let font = font(style);
        let key = format!("{font}|{text}");
        let width = WIDTHS.with_borrow_mut(|widths| {
            if widths.len() > MOST_WIDTHS {
                widths.clear();
            }
            *widths.entry(key).or_insert_with(|| {
                self.context.set_font(&font);
                self.context.measure_text(text).map_or(0.0, |metrics| metrics.width())
            })
        });
        Ok(((width * PARTS).ceil() as u32, style.size().ceil() as u32))
    }
}

/// A CSS font at device scale; plotters' sizes count parts.
fn font<S: BackendTextStyle>(style: &S) -> String {
    format!("{} {}px {}", style.style().as_str(), style.size() / PARTS, style.family().as_str())
}
