//! The main function of the page: after a drag of a slider, the curve and the training follow.

use anyhow::{Result, ensure};

use super::checks::{lane_follows, same_figures};
use super::{Test, test};
use crate::page::Page;
use crate::page::parts::{COSINE, EXPONENTIAL, LANES, ONE_CYCLE, PLATEAU, RATES, SCHEDULES};
use crate::webdriver::key;

pub const TESTS: &[Test] = &[
    test("the sliders are found by their accessible names", |page| {
        SCHEDULES.iter().try_for_each(|lane| page.slider(lane.slider).map(drop))
    }),
    test("dragging γ changes the learning-rate chart and the results", |page| {
        lane_follows(page, EXPONENTIAL)
    }),
    test("dragging T_max changes the learning-rate chart and the results", |page| lane_follows(page, COSINE)),
    test("dragging patience changes the learning-rate chart and the results", |page| {
        lane_follows(page, PLATEAU)
    }),
    test("dragging pct_start changes the learning-rate chart and the results", |page| {
        lane_follows(page, ONE_CYCLE)
    }),
    test("the chart follows while the pointer is still down", during_a_drag),
    test("the arrow keys move a slider and the curve", arrow_keys),
    test("a slider's neighbours keep their curves and results", neighbours),
];

fn during_a_drag(page: &Page) -> Result<()> {
    let before = page.chart(RATES)?;
    page.drag_and(EXPONENTIAL.slider, 0.1, || page.wait_for_other_rates(&before))
}

fn arrow_keys(page: &Page) -> Result<()> {
    let name = EXPONENTIAL.slider;
    let (from, before) = (page.position(name)?, page.chart(RATES)?);
    // The key moves the thumb away from the right end, where γ may be.
    page.keys(&page.slider(name)?, &key::LEFT.to_string().repeat(12))?;
    let to = page.position(name)?;
    ensure!(to.value < from.value, "twelve presses of Left moved γ from {} to {}", from.value, to.value);
    page.wait_until("another learning-rate curve", || Ok(page.chart(RATES)? != before))
}

fn neighbours(page: &Page) -> Result<()> {
    let before = page.settled()?;
    page.drag(EXPONENTIAL.slider, 0.2)?;
    page.wait_until("other results", || Ok(page.results()? != before))?;
    let after = page.settled()?;
    LANES[1..].iter().try_for_each(|lane| same_figures(*lane, &before, &after))
}
