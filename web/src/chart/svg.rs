//! Draws as SVG: the same calls as on a canvas become text.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord};

use crate::chart::paper::{FONT, Label, Outlet, PARTS, Shape};
use crate::chart::path;

/// Width of an average character, as a share of the font's height, because nothing measures text here.
const CHARACTER: f64 = 0.56;

/// A picture being written.
pub struct Svg {
    size: (u32, u32),
    body: RefCell<String>,
    dash: RefCell<String>,
}

impl Svg {
    /// An empty picture of this size in CSS pixels.
    #[must_use]
    pub fn new(width: f64, height: f64) -> Rc<Self> {
        let parts = |css: f64| (css * PARTS).round() as u32;
        Rc::new(Self {
            size: (parts(width), parts(height)),
            body: RefCell::default(),
            dash: RefCell::default(),
        })
    }

    /// The whole file, with this title.
    #[must_use]
    pub fn file(&self, title: &str) -> String {
        let (width, height) = self.size;
        let pixels = |parts: u32| f64::from(parts) / PARTS;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"{FONT}\" fill=\"none\" stroke-linejoin=\"round\">\n<title>{}</title>\n{}</svg>\n",
            pixels(width),
            pixels(height),
            escaped(title),
            self.body.borrow()
        )
    }

    fn add(&self, element: core::fmt::Arguments<'_>) {
        let mut body = self.body.borrow_mut();
        // Writing to a string cannot fail.
        let _ = body.write_fmt(element);
        body.push('\n');
    }
}

impl Outlet for Svg {
    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn dash(&self, parts: &[f64]) {
        let mut dash = self.dash.borrow_mut();
        dash.clear();
        if !parts.is_empty() {
            let list: Vec<String> = parts.iter().map(ToString::to_string).collect();
            let _ = write!(dash, " stroke-dasharray=\"{}\"", list.join(" "));
        }
    }

    fn stroke(&self, points: &[BackendCoord], colour: BackendColor, width: u32) {
        let mut d = String::new();
        path::write(points, &mut d);
        let (paint, dash) = (paint("stroke", colour), self.dash.borrow());
        self.add(format_args!("<path d=\"{d}\" {paint} stroke-width=\"{width}\"{dash}/>"));
    }

    fn fill(&self, shape: &Shape<'_>, colour: BackendColor) {
        let paint = paint("fill", colour);
        match shape {
            Shape::Rect((left, top), (right, bottom)) => {
                let (width, height) = (right - left, bottom - top);
                self.add(format_args!(
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" {paint}/>"
                ));
            }
            Shape::Circle((x, y), radius) => {
                self.add(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {paint}/>"));
            }
            Shape::Polygon(corners) => {
                let mut d = String::new();
                path::write(corners, &mut d);
                self.add(format_args!("<path d=\"{d}z\" {paint}/>"));
            }
        }
    }

    fn text(&self, text: &str, label: &Label) {
        let anchor = match label.across {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        // The alphabetic baseline is the only one on which SVG programs agree.
        let down = match label.down {
            VPos::Top => 0.9,
            VPos::Center => 0.36,
            VPos::Bottom => -0.15,
        };
        let (x, y) = (label.at.0, label.at.1 + (label.size * down) as i32);
        let weight = if label.bold { " font-weight=\"bold\"" } else { "" };
        let (paint, size) = (paint("fill", label.colour), label.size);
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\"{weight} {paint}>{}</text>",
            escaped(text)
        ));
    }

    fn width(&self, text: &str, size: f64, _bold: bool) -> f64 {
        text.chars().count() as f64 * size * CHARACTER
    }
}

fn paint(what: &str, colour: BackendColor) -> String {
    let (red, green, blue) = colour.rgb;
    let mut paint = format!("{what}=\"#{red:02x}{green:02x}{blue:02x}\"");
    if colour.alpha < 1.0 {
        let _ = write!(paint, " {what}-opacity=\"{:.2}\"", colour.alpha);
    }
    paint
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
