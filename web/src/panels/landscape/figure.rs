//! A landscape as a picture of its own: title, map, cross and the scale of the colours, for downloads.

use etalon_train::task::Measure;
use std::rc::Rc;

use etalon_explorer::panels::landscape::map::Sketch;
use etalon_explorer::panels::landscape::shade::{Scale, cividis};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord};

use super::draw::{Place, draw, solid, themed};
use crate::chart::palette::Palette;
use crate::chart::paper::{Label, Outlet, PARTS, Shape};

/// Size of the picture in CSS pixels.
pub const SIZE: (f64, f64) = (960.0, 560.0);
/// Room for the title.
const HEAD: f64 = 44.0;
/// Room for the scale.
const SIDE: f64 = 130.0;
/// Steps of colour in the scale.
const STEPS: usize = 60;

/// What is in the picture.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// How far it is.
    pub subtitle: String,
    /// What its colours measure.
    pub measure: Measure,
    /// The map.
    pub sketch: Sketch,
    /// Where the present settings are, counted in cells.
    pub cross: Option<(f64, f64)>,
}

impl Figure {
    /// Draws the picture at `density` pixels to the CSS pixel.
    pub fn draw(&self, outlet: &Rc<dyn Outlet>, density: f64, palette: &Palette) -> Option<()> {
        let px = |css: f64| (css * density * PARTS).round() as i32;
        let at = |x: f64, y: f64| (px(x), px(y));
        let write = |text: &str, at: BackendCoord, size: f64, bold: bool, colour: BackendColor| {
            let (size, across, down) = (size * density * PARTS, HPos::Left, VPos::Center);
            outlet.text(text, &Label { at, size, bold, colour, across, down });
        };
        let rect = |x: f64, y: f64, width: f64, height: f64, colour: BackendColor| {
            outlet.fill(&Shape::Rect(at(x, y), at(x + width, y + height)), colour);
        };
        rect(0.0, 0.0, SIZE.0, SIZE.1, themed(palette.paper));
        write(&self.title, at(14.0, 18.0), 15.0, true, themed(palette.ink));
        write(&self.subtitle, at(14.0, 38.0), 11.0, false, themed(palette.quiet));
        let inner = Place::within(SIZE.0 - SIDE, SIZE.1 - HEAD - 8.0, density);
        let place = Place { top: inner.top + HEAD, ..inner };
        draw(outlet, &place, &self.sketch, palette);
        if let Some((x, y)) = self.cross {
            let (columns, rows) = self.sketch.size;
            let centre = (
                place.left + place.width * (x + 0.5) / columns as f64,
                place.top + place.height * (1.0 - (y + 0.5) / rows as f64),
            );
            for (width, colour) in [(6.0, solid((255, 255, 255))), (3.0, solid((0, 0, 0)))] {
                let arm = 9.0 + (width - 3.0) / 2.0;
                let line = |from, to| outlet.stroke(&[from, to], colour, px(width) as u32);
                line(at(centre.0 - arm, centre.1), at(centre.0 + arm, centre.1));
                line(at(centre.0, centre.1 - arm), at(centre.0, centre.1 + arm));
            }
        }
        let (left, height) = (SIZE.0 - SIDE + 16.0, place.height - 20.0);
        for step in 0..STEPS {
            let share = step as f64 / STEPS as f64;
            let colour = cividis(1.0 - share);
            rect(left, place.top + share * height, 14.0, height / STEPS as f64 + 0.5, solid(colour.into()));
        }
        let scale = Scale::of(self.measure);
        for (brightness, label) in scale.ticks() {
            let y = place.top + (1.0 - brightness) * height;
            write(label, at(left + 20.0, y), 11.0, false, themed(palette.quiet));
        }
        // The heading is as long as the picture is wide beside the map, so it ends at the right edge.
        let end = |text: &str, at: BackendCoord| {
            let (size, colour) = (11.0 * density * PARTS, themed(palette.ink));
            let label = Label { at, size, bold: false, colour, across: HPos::Right, down: VPos::Center };
            outlet.text(text, &label);
        };
        end(scale.heading, at(SIZE.0 - 14.0, place.top - 14.0));
        Some(())
    }
}
