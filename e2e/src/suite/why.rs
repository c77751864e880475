//! Why a falling rate helps: pictures and a table of what is left of the movement, for the present settings.

use anyhow::{Context, Result, ensure};

use super::{Test, axe, test};
use crate::device::{NO_ADAPTER, PHONE};
use crate::page::Page;
use crate::page::parts::{EXPONENTIAL, WHY, WHY_PICTURES, WHY_ROWS, WHY_WHEN};

pub const TESTS: &[Test] = &[
    test("why: each line says how much its loss still changes, and follows a slider", changes)
        .on(NO_ADAPTER)
        .at("?engine=cpu"),
    test("why: on a telephone nothing is cut off", |page| shows(page).map(drop)).on(PHONE),
];

/// Scrolls to the panel and waits for its numbers.
fn shows(page: &Page) -> Result<Vec<String>> {
    page.wait_for_part("the panel", WHY)?;
    page.scroll_to(page.find(WHY_PICTURES)?.first().context("no pictures")?)?;
    page.wait_for_text(WHY_WHEN, "In epochs 16 to 20")?;
    let rows = page.wait_for("a change of each line", || {
        let rows = page.texts_of(WHY_ROWS)?;
        Ok((rows.len() == 5 && !rows.iter().any(|row| row.contains('–'))).then_some(rows))
    })?;
    let wide = page.number("return document.documentElement.scrollWidth - innerWidth")?;
    ensure!(wide <= 0.0, "the page is {wide} pixels too wide");
    Ok(rows)
}

fn changes(page: &Page) -> Result<()> {
    let rows = shows(page)?;
    let paths = page.number("return document.querySelectorAll('.why-pictures path[d^=M]').length")?;
    ensure!(paths == 10.0, "{paths} of 10 lines are drawn");
    page.set_field(EXPONENTIAL.slider, "0.5")?;
    page.scroll_to(page.find(WHY_PICTURES)?.first().context("no pictures")?)?;
    page.wait_until("another change of the first line", || {
        let now = page.texts_of(WHY_ROWS)?;
        Ok(now.first().is_some_and(|row| !row.contains('–')) && now.first() != rows.first())
    })?;
    axe::check(page)
}
