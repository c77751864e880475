//! Theory beside reality: the table unfolds, compares the curves, and follows the settings.

use anyhow::{Context, Result, ensure};

use super::{Test, axe, test};
use crate::device::NO_ADAPTER;
use crate::page::Page;
use crate::page::parts::{EXPONENTIAL, THEORY, THEORY_ROWS};

pub const TESTS: &[Test] = &[test("theory: each curve has its bound and its peak", unfolds)
    .on(NO_ADAPTER)
    .at("?engine=cpu&epochs=2")];

fn unfolds(page: &Page) -> Result<()> {
    ensure!(page.text_of(THEORY_ROWS)?.is_empty(), "something is computed before anybody asks");
    page.click(page.find(THEORY)?.first().context("nothing unfolds")?)?;
    page.wait_for_text(THEORY_ROWS, "Constant+21 %1 ×")?;
    let before = page.text_of(THEORY_ROWS)?;
    ensure!(before.contains("Exponential") && before.contains(" ×"), "the table says {before}");
    page.set_field(EXPONENTIAL.slider, "0.5")?;
    page.wait_until("another bound", || Ok(page.text_of(THEORY_ROWS)? != before))?;
    axe::check(page)
}
