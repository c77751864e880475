//! The charts of the page.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{Page, parts};
use crate::webdriver::Element;

/// The contents of a chart: the pixels of its canvases as a fingerprint, and its table in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// The fingerprint of the pixels.
    pub pixels: String,
    /// The rows of its hidden table.
    pub table: Vec<Vec<String>>,
}

impl Chart {
    /// Whether both the pixels and the table differ from another chart.
    pub fn differs_from(&self, other: &Self) -> bool {
        self.pixels != other.pixels && self.table != other.table
    }
}

impl Page {
    /// The element of the chart with exactly this name.
    pub fn chart_element(&self, name: &str) -> Result<Element> {
        self.named(parts::CHART, &format!("chart {name}"), |label| label == name)
    }

    /// The current contents of the chart whose name contains `name`.
    pub fn chart(&self, name: &str) -> Result<Chart> {
        let chart = self.named(parts::CHART, &format!("chart {name}"), |label| label.contains(name))?;
        // The page writes the table only when nothing moves.
        self.wait_for(&format!("a table of the chart {name} for those who cannot see it"), || {
            let seen = self.script(include_str!("../look/chart.js"), &[chart.json()])?;
            let pixels = seen["pixels"].as_str().context("a chart without a canvas")?.to_owned();
            let table: Vec<Vec<String>> = serde_json::from_value(seen["table"].clone())?;
            Ok((!table.is_empty()).then_some(Chart { pixels, table }))
        })
    }

    /// The pixels of the two charts of the first screen.
    pub fn pixels(&self) -> Result<[String; 2]> {
        Ok([self.chart(parts::RATES)?.pixels, self.chart(parts::ACCURACY)?.pixels])
    }

    /// The pixels of both charts once they stand still. A busy machine draws later than it writes.
    pub fn still_pixels(&self) -> Result<[String; 2]> {
        let (mut last, mut same) = (self.pixels()?, 0);
        self.wait_for("charts that stand still", || {
            let now = self.pixels()?;
            same = if now == last { same + 1 } else { 0 };
            last.clone_from(&now);
            Ok((same >= 3).then_some(now))
        })
    }

    /// Waits until both charts of the first screen have other pixels than `before`.
    pub fn wait_for_both_charts(&self, before: &[String; 2], why: &str) -> Result<()> {
        self.wait_until(why, || Ok(self.pixels()?.iter().zip(before).all(|(now, before)| now != before)))
    }

    /// Waits until the chart of the rates has other pixels and another table than `before`.
    pub fn wait_for_other_rates(&self, before: &Chart) -> Result<()> {
        self.wait_until("another learning-rate curve", || Ok(self.chart(parts::RATES)?.differs_from(before)))
    }

    /// The point of the viewport at half the height of a chart and at a share of its width.
    pub fn point_on(&self, chart: &str, share: f64) -> Result<(f64, f64)> {
        let (left, top, width, height) = self.place(&self.chart_element(chart)?)?;
        Ok((left + width * share, top + height / 2.0))
    }

    /// The legend's button of the line whose name begins with `name`.
    pub fn line(&self, name: &str) -> Result<Element> {
        self.named(parts::LEGEND, &format!("line {name}"), |label| label.starts_with(name))
    }

    /// Whether the legend shows the line whose name begins with `name`.
    pub fn shows_line(&self, name: &str) -> Result<bool> {
        Ok(self.property(&self.line(name)?, "aria-pressed")? == "true")
    }

    /// Opens the menu of a chart.
    pub fn open_chart_menu(&self, name: &str) -> Result<()> {
        self.press(&format!("{}{name}", parts::CHART_MENU))?;
        self.wait_for_button("Save as CSV")
    }

    /// Turns the mouse's wheel at a point, with or without Ctrl.
    pub fn turn_wheel(&self, (x, y): (f64, f64), delta: f64, ctrl: bool) -> Result<()> {
        let wheel = json!({
            "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": delta, "modifiers": if ctrl { 2 } else { 0 },
        });
        self.session.devtools("Input.dispatchMouseEvent", &wheel).map(drop)
    }

    /// Puts a finger on a point, moves it up by `by` pixels, and lifts it.
    pub fn swipe_up(&self, (x, y): (f64, f64), by: f64) -> Result<()> {
        self.touch("touchStart", vec![json!({ "x": x, "y": y })])?;
        for part in 1..=6 {
            self.touch("touchMove", vec![json!({ "x": x, "y": y - by * f64::from(part) / 6.0 })])?;
        }
        self.touch("touchEnd", Vec::new())
    }

    fn touch(&self, kind: &str, points: Vec<Value>) -> Result<()> {
        let event = json!({ "type": kind, "touchPoints": points });
        self.session.devtools("Input.dispatchTouchEvent", &event).map(drop)
    }

    /// Puts two fingers on a point, `from` pixels from it, and moves them apart until they are `to` pixels from it.
    pub fn pinch(&self, (x, y): (f64, f64), from: f64, to: f64) -> Result<()> {
        let fingers = |apart: f64| {
            [(-apart, 0), (apart, 1)].map(|(dx, id)| json!({ "x": x + dx, "y": y, "id": id })).to_vec()
        };
        self.touch("touchStart", fingers(from))?;
        for part in 1..=3 {
            self.touch("touchMove", fingers(from + (to - from) * f64::from(part) / 3.0))?;
        }
        self.touch("touchEnd", Vec::new())
    }

    /// The part of the time that the address names, in epochs.
    pub fn zoom(&self) -> Result<(f64, f64)> {
        let code = "return new URLSearchParams(location.search).get('zoom')?.split(',').map(Number) ?? [];";
        let zoom = self.script(code, &[])?;
        Ok((zoom[0].as_f64().unwrap_or(0.0), zoom[1].as_f64().unwrap_or(f64::INFINITY)))
    }
}
