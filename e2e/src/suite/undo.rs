//! The way back: undo, redo, and the browser's Back after a preset.

use anyhow::{Result, ensure};

use super::{Test, test};
use crate::page::Page;
use crate::page::parts::{EXPONENTIAL, PRESETS, REDO, UNDO};
use crate::webdriver::key;

pub const TESTS: &[Test] = &[
    test("undo and redo go over the last settings, after a reload too", undo),
    test("Ctrl-Z undoes a change of the settings", by_key),
    test("the browser's Back leaves a preset", back),
];

fn gamma(page: &Page, value: &str) -> Result<()> {
    page.wait_until(&format!("γ = {value}"), || Ok(page.value_of(EXPONENTIAL.slider)? == value))
}

fn undo(page: &Page) -> Result<()> {
    let before = page.value_of(EXPONENTIAL.slider)?;
    for value in ["0.8", "0.7"] {
        page.set_field(EXPONENTIAL.slider, value)?;
        remembered(page, value)?;
    }
    page.press(UNDO)?;
    gamma(page, "0.8")?;
    page.wait_until("γ in the address", || page.is_true("return location.search.includes('gamma=0.8')"))?;
    page.reload()?;
    page.settled()?;
    gamma(page, "0.8")?;
    page.press(UNDO)?;
    gamma(page, &before)?;
    page.press(REDO)?;
    page.press(REDO)?;
    gamma(page, "0.7")
}

/// Waits until the settings with this γ are remembered.
fn remembered(page: &Page, value: &str) -> Result<()> {
    let code = format!("return sessionStorage.getItem('etalon.trail')?.includes('gamma={value}')");
    page.wait_until("remembered settings", || page.is_true(&code))
}

fn by_key(page: &Page) -> Result<()> {
    let before = page.value_of(EXPONENTIAL.slider)?;
    let slider = page.slider(EXPONENTIAL.slider)?;
    page.session.focus(&slider)?;
    page.press_key(key::LEFT)?;
    ensure!(page.value_of(EXPONENTIAL.slider)? != before, "the arrow key changed nothing");
    page.keys(&slider, &format!("{}z", key::CONTROL))?;
    gamma(page, &before)
}

fn back(page: &Page) -> Result<()> {
    page.set_field(EXPONENTIAL.slider, "0.8")?;
    page.script("window.loaded_once = true", &[])?;
    let preset = page.named(PRESETS, "preset short cosine", |name| name == "short cosine")?;
    page.click(&preset)?;
    page.wait_until("another γ", || Ok(page.value_of(EXPONENTIAL.slider)? != "0.8"))?;
    page.script("history.back()", &[])?;
    gamma(page, "0.8")?;
    ensure!(page.is_true("return window.loaded_once === true")?, "the page was loaded again");
    Ok(())
}
