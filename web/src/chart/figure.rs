//! A chart as a picture of its own: paper, title, legend, axes and lines, for downloads.

use std::rc::Rc;

use plotters::drawing::IntoDrawingArea;
use plotters::element::{PathElement, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle};

use crate::chart::frame::Frame;
use crate::chart::palette::Palette;
use crate::chart::paper::{Outlet, Paper};
use crate::chart::scale::{LABEL, Scale};
use crate::chart::svg::Svg;
use crate::chart::{axes, lines};
use etalon_explorer::chart::axis::Axis;

/// Size of the picture in CSS pixels.
pub const SIZE: (f64, f64) = (900.0, 420.0);
/// Room for title and legend.
const HEAD: f64 = 62.0;

/// What is in the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// The runs that it shows.
    pub subtitle: String,
    /// Time.
    pub x: Axis,
    /// Values.
    pub y: Axis,
    /// Lines.
    pub curves: Vec<lines::Curve>,
}

impl Figure {
    /// Draws the picture at `density` pixels to the CSS pixel.
    pub fn draw(&self, outlet: &Rc<dyn Outlet>, density: f64, palette: &Palette) -> Option<()> {
        let frame = Frame { top: HEAD, ..Frame::new(SIZE.0, SIZE.1 - 8.0, density) };
        let scale = Scale::of(&frame);
        let root = Paper(Rc::clone(outlet)).into_drawing_area();
        let corners = [(0, 0), scale.point(SIZE)];
        root.draw(&Rectangle::new(corners, palette.paper.filled())).ok()?;
        let left = Pos::new(HPos::Left, VPos::Center);
        let title = scale.text(15.0, palette.ink, FontStyle::Bold, left);
        root.draw_text(&self.title, &title, scale.point((14.0, 18.0))).ok()?;
        let after = outlet.width(&self.title, 15.0 * scale.0, true) / scale.0;
        let quiet = scale.text(LABEL, palette.quiet, FontStyle::Normal, left);
        root.draw_text(&self.subtitle, &quiet, scale.point((14.0 + after + 14.0, 19.0))).ok()?;
        let mut x = 14.0;
        for curve in &self.curves {
            let colour = *palette.lines.get(curve.line);
            let dash: Vec<f64> = curve.line.dash().iter().map(|part| part * scale.0).collect();
            outlet.dash(&dash);
            let swatch = vec![scale.point((x, 41.0)), scale.point((x + 26.0, 41.0))];
            let width = scale.width(curve.line.width());
            root.draw(&PathElement::new(swatch, colour.stroke_width(width))).ok()?;
            outlet.dash(&[]);
            let name = &curve.name;
            let style = scale.text(LABEL, colour, FontStyle::Normal, left);
            root.draw_text(name, &style, scale.point((x + 32.0, 41.0))).ok()?;
            x += 32.0 + outlet.width(name, LABEL * scale.0, false) / scale.0 + 22.0;
        }
        axes::draw(outlet, &frame, &self.x, &self.y, palette)?;
        lines::draw(outlet, &frame, &self.curves, palette)
    }

    /// The picture as SVG.
    #[must_use]
    pub fn svg(&self, palette: &Palette) -> String {
        let svg = Svg::new(SIZE.0, SIZE.1);
        let outlet: Rc<dyn Outlet> = Rc::<Svg>::clone(&svg);
        // As on a canvas, what cannot be drawn is left out.
        let _ = self.draw(&outlet, 1.0, palette);
        svg.file(&self.title)
    }
}

#[cfg(test)]
mod tests {
    use plotters::style::RGBColor;

    use super::*;
    use crate::chart::lines::{Curve, Mark};
    use etalon_explorer::chart::zoom::Time;
    use etalon_explorer::race::opening;
    use etalon_explorer::race::slot::PerLine;
    use etalon_explorer::view::View;

    #[test]
    fn an_svg_holds_what_the_chart_shows() {
        let palette = Palette {
            grid: RGBColor(230, 230, 230),
            quiet: RGBColor(90, 90, 90),
            ink: RGBColor(0, 0, 0),
            paper: RGBColor(255, 255, 255),
            plus: RGBColor(0, 0, 200),
            minus: RGBColor(200, 0, 0),
            lines: PerLine::from_fn(|line| RGBColor(line.index() as u8, 1, 2)),
        };
        let config = opening::config();
        let mut curves: Vec<Curve> = config
            .lines()
            .map(|line| Curve::of(&config, line, vec![vec![(0.0, 0.25), (0.5, 0.75), (1.0, 0.5)]]))
            .collect();
        curves[2].marks.push((Mark::Cut, (0.5, 0.75)));
        curves[3].diverged = Some((0.5, 0.0));
        let time = Time::of(&View::default(), 20);
        let figure = Figure {
            title: "Rates < & >".to_owned(),
            subtitle: "seed 1".to_owned(),
            x: Axis::time(&time, (0.0, 20.0)),
            y: Axis::rates(0.01, 0.001, false),
            curves,
        };
        let svg = figure.svg(&palette);
        assert!(svg.starts_with("<svg xmlns") && svg.ends_with("</svg>\n"));
        assert!(svg.contains("Rates &lt; &amp; &gt;") && !svg.contains("NaN"));
        // Each line is in the chart and in the legend, with its colour and dashes.
        for line in config.lines() {
            let colour = format!("stroke=\"#{:02x}0102\"", line.index());
            let strokes: Vec<&str> = svg.lines().filter(|line| line.contains(&colour)).collect();
            assert!(strokes.len() >= 2, "{line:?}");
            let dashed = strokes.iter().filter(|line| line.contains("stroke-dasharray")).count();
            assert_eq!(dashed > 0, !line.dash().is_empty(), "{line:?}");
            assert!(svg.contains(&format!(">{}<", config.name(line))));
        }
        for label in [">20<", ">0.01<", ">epoch<", ">1cycle ×<"] {
            assert!(svg.contains(label), "no {label}");
        }
    }
}
