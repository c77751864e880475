//! Draws on a canvas. plotters-canvas draws shapes. Whole lines are drawn at once, and the canvas measures text, not the layout.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, DrawingBackend};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use crate::chart::paper::{FONT, Label, Outlet, PARTS, Shape};
use crate::chart::path;

thread_local! {
    /// Widths of texts by font and text. A page shows a few hundred different texts.
    static WIDTHS: RefCell<HashMap<String, f64>> = RefCell::new(HashMap::new());
}

/// The most widths that are stored before all are deleted.
const MOST_WIDTHS: usize = 4_096;

/// A canvas with coordinates of [`PARTS`] per device pixel.
struct Canvas {
    shapes: RefCell<CanvasBackend>,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    /// A buffer for paths, used again for each line.
    path: RefCell<String>,
}

/// The cleared `canvas`, or `None` where it has no 2D context.
pub fn clear(canvas: &HtmlCanvasElement) -> Option<Rc<dyn Outlet>> {
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (width, height) = (canvas.width(), canvas.height());
    context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0).ok()?;
    context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    context.set_transform(1.0 / PARTS, 0.0, 0.0, 1.0 / PARTS, 0.0, 0.0).ok()?;
    context.set_line_join("round");
    context.set_line_dash(&js_sys::Array::new()).ok()?;
    let parts = PARTS as u32;
    Some(Rc::new(Canvas {
        shapes: RefCell::new(CanvasBackend::with_canvas_object(canvas.clone())?),
        context,
        size: (width * parts, height * parts),
        path: RefCell::default(),
    }))
}

impl Outlet for Canvas {
    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn dash(&self, parts: &[f64]) {
        let dash: js_sys::Array = parts.iter().map(|part| JsValue::from(*part)).collect();
        // Without dashes, the colours and the names at their ends still distinguish the lines.
        drop(self.context.set_line_dash(&dash));
    }

    fn stroke(&self, points: &[BackendCoord], colour: BackendColor, width: u32) {
        self.context.set_stroke_style_str(&css(colour));
        self.context.set_line_width(f64::from(width));
        let mut text = self.path.borrow_mut();
        text.clear();
        path::write(points, &mut text);
        if let Ok(path) = Path2d::new_with_path_string(&text) {
            self.context.stroke_with_path(&path);
        }
    }

    fn fill(&self, shape: &Shape<'_>, colour: BackendColor) {
        let mut shapes = self.shapes.borrow_mut();
        let drawn = match shape {
            Shape::Rect(from, to) => shapes.draw_rect(*from, *to, &colour, true),
            Shape::Circle(centre, radius) => shapes.draw_circle(*centre, *radius, &colour, true),
            Shape::Polygon(corners) => shapes.fill_polygon(corners.iter().copied(), &colour),
        };
        drop(drawn);
    }

    /// Draws at device scale, because a large font that is scaled down loses its hinting.
    fn text(&self, text: &str, label: &Label) {
        let context = &self.context;
        context.save();
        let scaled = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        context.set_fill_style_str(&css(label.colour));
        context.set_font(&font(label.size, label.bold));
        context.set_text_baseline(match label.down {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        context.set_text_align(match label.across {
            HPos::Left => "left",
            HPos::Right => "right",
            HPos::Center => "center",
        });
        let at = (f64::from(label.at.0) / PARTS, (f64::from(label.at.1) / PARTS).round());
        let drawn = scaled.and_then(|()| context.fill_text(text, at.0, at.1));
        context.restore();
        drop(drawn);
    }

    fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        let font = font(size, bold);
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
        width * PARTS
    }
}

fn css(colour: BackendColor) -> String {
    let BackendColor { alpha, rgb: (red, green, blue) } = colour;
    format!("rgba({red},{green},{blue},{alpha})")
}

/// A CSS font at device scale.
fn font(size: f64, bold: bool) -> String {
    format!("{} {}px {FONT}", if bold { "bold" } else { "normal" }, size / PARTS)
}
