//! What the page says of the moment: how far a long training is, and which lines a button has changed.

use anyhow::{Result, ensure};
use serde_json::json;

use super::{Test, test};
use crate::device::NO_ADAPTER;
use crate::page::Page;
use crate::page::parts::{
    ACCURACY, BASE_RATE, CHART, COUNTER, COUNTER_DETAIL, EXPONENTIAL, PRESETS_OF_FIRST_SCREEN, RATES,
    RESTART, STEP, UNDO,
};

pub const TESTS: &[Test] = &[
    test(
        "moments: the outcomes are never blank: after one step of playing each line has a place",
        first_step,
    ),
    test("moments: a long training says how many epochs are trained", counts)
        .on(NO_ADAPTER)
        .at("?epochs=500"),
    test(
        "moments: a preset and its undo make their lines flash once in both charts, a slider does not",
        flashes,
    )
    .on(NO_ADAPTER),
    test("moments: under reduced motion nothing flashes", still).on(NO_ADAPTER.reduced_motion()),
];

/// Pixels of lines in the first quarter of the plot of the outcomes.
fn ink(page: &Page) -> Result<f64> {
    let code = "const c = arguments[0].querySelectorAll('canvas')[1], left = 48 * c.width / c.clientWidth; \
        const d = c.getContext('2d').getImageData(left, 0, (c.width - left) / 4, c.height).data; \
        return d.filter((value, at) => at % 4 === 3 && value > 200).length;";
    let chart = page.chart_element(ACCURACY)?;
    Ok(page.script(code, &[chart.json()])?.as_f64().unwrap_or(0.0))
}

fn first_step(page: &Page) -> Result<()> {
    page.wait_until("lines from the first epochs on", || Ok(ink(page)? > 100.0))?;
    page.press(RESTART)?;
    page.wait_until("an empty chart before the first step", || Ok(ink(page)? == 0.0))?;
    page.press(STEP)?;
    // A dot has a diameter of six pixels.
    page.wait_until("a dot for the first epoch", || Ok(ink(page)? > 25.0))
}

/// From now on records every text of the counter.
fn record_counter(page: &Page) -> Result<()> {
    let code = "const counter = document.querySelector(arguments[0]); window.counted = []; \
        new MutationObserver(() => window.counted.push(counter.textContent)) \
        .observe(counter, { childList: true, subtree: true, characterData: true });";
    page.script(code, &[json!(COUNTER)]).map(drop)
}

fn counts(page: &Page) -> Result<()> {
    page.wait_for_text(COUNTER, "epoch 500 / 500")?;
    record_counter(page)?;
    page.set_field(BASE_RATE, "0.019")?;
    let texts = || page.list("return window.counted");
    page.wait_until("a number of epochs that are trained", || {
        Ok(texts()?.iter().any(|text| text.contains("/ 500") && !text.contains("epoch 500")))
    })?;
    page.wait_for_text(COUNTER_DETAIL, "trained in")?;
    page.wait_for_text(COUNTER, "epoch 500 / 500")?;
    let contradiction =
        texts()?.into_iter().find(|text| text.contains("epoch 500") && text.contains("training"));
    ensure!(contradiction.is_none(), "the page says {contradiction:?}");
    Ok(())
}

/// From now on records which charts flash.
fn record_flashes(page: &Page) -> Result<()> {
    let code = "window.flashed = []; for (const chart of document.querySelectorAll(arguments[0])) \
        new MutationObserver(() => { if (chart.dataset.flashes === 'true') window.flashed.push(chart.ariaLabel); }) \
        .observe(chart, { attributeFilter: ['data-flashes'] });";
    page.script(code, &[json!(CHART)]).map(drop)
}

/// The charts that have flashed since the last question.
fn flashed(page: &Page) -> Result<Vec<String>> {
    page.list("const all = window.flashed; window.flashed = []; return all;")
}

fn flashes(page: &Page) -> Result<()> {
    record_flashes(page)?;
    let both = |why: &str| {
        let mut seen = Vec::new();
        page.wait_until(why, || {
            seen.extend(flashed(page)?);
            Ok(seen.iter().any(|name| name == RATES) && seen.iter().any(|name| name == ACCURACY))
        })?;
        let over = "return !document.querySelector('[data-flashes=true]')";
        page.wait_until("lines that no longer flash", || page.is_true(over))
    };
    page.click(&page.named(PRESETS_OF_FIRST_SCREEN, "preset textbook", |name| name == "textbook")?)?;
    both("lines that flash after a preset")?;
    page.settled()?;
    page.press(UNDO)?;
    both("lines that flash after an undo")?;
    page.settled()?;
    flashed(page)?;
    page.drag(EXPONENTIAL.slider, 0.3)?;
    page.settled()?;
    let flashed = flashed(page)?;
    ensure!(flashed.is_empty(), "while a slider moved, {flashed:?} flashed");
    Ok(())
}

fn still(page: &Page) -> Result<()> {
    record_flashes(page)?;
    let before = page.settled()?;
    page.click(&page.named(PRESETS_OF_FIRST_SCREEN, "preset textbook", |name| name == "textbook")?)?;
    page.wait_until("other results", || Ok(page.results()? != before))?;
    page.settled()?;
    let flashed = flashed(page)?;
    ensure!(flashed.is_empty(), "{flashed:?} flashed");
    Ok(())
}
