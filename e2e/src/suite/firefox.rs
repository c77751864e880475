//! The page in Firefox, which has no WebGPU on Linux: it trains on the CPU and follows the sliders.

use anyhow::Result;

use super::checks::{lane_follows, learned, trains_on};
use super::{Test, layout, test};
use crate::device::FIREFOX;
use crate::page::Page;
use crate::page::parts::{ACCURACY, EXPONENTIAL};

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("Firefox: the page opens trained, on the CPU, and follows a slider", |page| trains_on(page, "CPU")).on(FIREFOX),
    test("Firefox: dragging γ changes the learning-rate chart and the results", |page| lane_follows(page, EXPONENTIAL)).on(FIREFOX),
    test("Firefox: one screen of 1280 by 800 holds all controls, charts and results", layout::one_screen).on(FIREFOX),
    test("Firefox: play shows the training, pause holds it", plays).on(FIREFOX),
];

fn plays(page: &Page) -> Result<()> {
    let whole = page.chart(ACCURACY)?;
    page.restart()?;
    page.play()?;
    page.wait_until("a chart that grows", || Ok(page.chart(ACCURACY)?.pixels != whole.pixels))?;
    page.play_ended()?;
    // The page writes the table when nothing moves, a moment after the end.
    page.wait_until("the chart of the whole training", || Ok(page.chart(ACCURACY)?.table == whole.table))?;
    learned(&page.settled()?)
}
