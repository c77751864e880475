//! The range test: it suggests a peak and a base rate, and both are taken with one click.

use anyhow::{Context, Result, ensure};

use super::checks::no_sideways_scroll;
use super::{Test, axe, test};
use crate::device::{NO_ADAPTER, PHONE};
use crate::page::Page;
use crate::page::parts::{BASE_RATE, ONE_CYCLE, RANGE_SAID, RUN_RANGE_TEST};

pub const TESTS: &[Test] = &[
    test("range test: its suggestion becomes max_lr and base rate", suggests)
        .on(NO_ADAPTER)
        .at("?engine=cpu&epochs=4"),
    test("range test: axe finds nothing on a telephone, dark", accessible)
        .on(PHONE.dark())
        .at("?engine=cpu&epochs=4"),
];

/// Runs the test to its end. Returns the name of the button that begins with `prefix`.
fn suggested(page: &Page, prefix: &str) -> Result<String> {
    page.press(RUN_RANGE_TEST)?;
    page.wait_for_text(RANGE_SAID, "median loss of 8 runs")?;
    page.wait_for("a suggestion", || {
        let names = page.texts_of("button")?;
        Ok(names.into_iter().find(|name| name.starts_with(prefix)))
    })
}

fn suggests(page: &Page) -> Result<()> {
    ensure!(page.text_of(RANGE_SAID)? == "Nothing is tested yet.", "it says something before anybody asks");
    let base = suggested(page, "base rate = ")?;
    let rate = base.rsplit(' ').next().context("no rate")?;
    page.press(&base)?;
    page.wait_until("the suggested base rate", || Ok(page.value_of(BASE_RATE)? == rate))?;
    page.press_first("max_lr = ")?;
    page.open_panel(ONE_CYCLE.name)?;
    let peak: f64 = page.value_of("max_lr")?.parse().context("max_lr")?;
    let rate: f64 = rate.parse().context("the base rate")?;
    ensure!((9.0..11.0).contains(&(peak / rate)), "the peak is {peak} and the base rate {rate}");
    // Neither rate is a setting of the test.
    ensure!(!page.text_of(RANGE_SAID)?.contains("other settings"), "taking the suggestion made the test old");
    page.set_field("epochs", "5")?;
    page.wait_for_text(RANGE_SAID, "other settings")
}

fn accessible(page: &Page) -> Result<()> {
    suggested(page, "base rate = ")?;
    axe::check(page)?;
    page.set_field("epochs", "5")?;
    page.wait_for_text(RANGE_SAID, "other settings")?;
    no_sideways_scroll(page)?;
    axe::check(page)
}
