//! Measures how long a chart takes to be drawn again: the page's own way from values to a canvas, on request of the address.

use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use crate::chart::frame::Frame;
use crate::chart::palette::Palette;
use crate::chart::{axes, canvas, lines};
use crate::io::frames;
use crate::io::screen;
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::series::{Point, pieces};
use etalon_explorer::chart::zoom::Time;
use etalon_explorer::race::opening;
use etalon_explorer::race::slot::Line;
use etalon_explorer::view::View;

/// The chart that is redrawn: its size in CSS pixels, its lines, and the points of each line.
const SIZE: (f64, f64) = (900.0, 320.0);
const LINES: usize = 4;
const POINTS: u32 = 900;

/// Redraws that are counted, and redraws before them that are not.
const REDRAWS: usize = 200;
const WARM: usize = 20;

/// Draws a chart with new values at each frame, and passes the milliseconds of the script to `done` as JSON.
pub fn measure(done: impl Fn(String) + 'static) {
    let Some(mut chart) = Chart::new() else {
        done(r#"{"charts":null}"#.to_owned());
        return;
    };
    let frames: Vec<[Vec<Point>; LINES]> = (0..REDRAWS + WARM).map(values).collect();
    let mut times = Vec::new();
    let mut next = 0;
    frames::animate(move |_| {
        let Some(values) = frames.get(next) else { return false };
        let begun = frames::now();
        let drawn = chart.redraw(values);
        times.push(frames::now() - begun);
        next += 1;
        if drawn.is_some() && next < frames.len() {
            return true;
        }
        done(chart.report(times.get(WARM..).unwrap_or_default()));
        false
    });
}

struct Chart {
    layers: [HtmlCanvasElement; 2],
    frame: Frame,
    palette: Palette,
    time: Time,
    axes: Option<(Axis, Axis)>,
}

impl Chart {
    fn new() -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let frame = Frame::new(SIZE.0, SIZE.1, screen::density());
        let layer = || {
            let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
            canvas.set_width((frame.width * frame.density).round() as u32);
            canvas.set_height((frame.height * frame.density).round() as u32);
            // The chart lies above everything, because a browser may skip what is not visible.
            let style = "position:fixed;top:0;left:0;z-index:9;width:900px;height:320px";
            canvas.style().set_css_text(style);
            document.body()?.append_child(&canvas).ok()?;
            Some(canvas)
        };
        Some(Self {
            layers: [layer()?, layer()?],
            frame,
            palette: screen::read_palette(),
            time: Time::of(&View::default(), POINTS),
            axes: None,
        })
    }

    /// Draws the values as lines on the canvas. As on the page, axes are drawn only if they have changed.
    fn redraw(&mut self, values: &[Vec<Point>; LINES]) -> Option<()> {
        let all = || values.iter().flatten().map(|point| point.1);
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
        let (x, y) = (Axis::time(&self.time, (0.0, f64::from(POINTS))), Axis::losses(low, high, false));
        let config = opening::config();
        let shown: Vec<lines::Curve> = Line::all()
            .zip(values)
            .map(|(line, values)| lines::Curve::of(&config, line, pieces(values, &x, &y, x.high)))
            .collect();
        let [below, above] = &self.layers;
        let axes = Some((x, y));
        if self.axes != axes {
            let (x, y) = axes.as_ref()?;
            axes::draw(&canvas::clear(below)?, &self.frame, x, y, &self.palette)?;
            self.axes = axes;
        }
        lines::draw(&canvas::clear(above)?, &self.frame, &shown, &self.palette)
    }

    fn report(&self, times: &[f64]) -> String {
        for layer in &self.layers {
            layer.remove();
        }
        let mut times = times.to_vec();
        times.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN);
        format!(
            r#"{{"charts":{{"lines":{LINES},"points":{POINTS},"redraws":{},"density":{},"median_ms":{:.3},"p95_ms":{:.3}}}}}"#,
            times.len(),
            self.frame.density,
            at(0.5),
            at(0.95)
        )
    }
}

/// Curves like a loss: an exponential decay with noise, different at each redraw.
fn values(redraw: usize) -> [Vec<Point>; LINES] {
    let mut state = redraw as u32 + 3;
    let mut noise = move || {
        // The upper bits of Knuth's linear congruential generator.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1u32 << 24)
    };
    core::array::from_fn(|line| {
        let (top, slow) = (2.3 - 0.3 * line as f64, 120.0 + 40.0 * line as f64 + redraw as f64);
        let value = |at: u32| top * (-f64::from(at) / slow).exp() + 0.1;
        (0..POINTS).map(|at| (f64::from(at) + 1.0, value(at) + 0.08 * (noise() - 0.5))).collect()
    })
}
