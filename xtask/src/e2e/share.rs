//! Tests sharing: the link, the code for other people's pages, and the embedded page.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::e2e::browser::{Device, NO_ADAPTER, PHONE};
use crate::e2e::explorer::Explorer;
use crate::e2e::layout::no_sideways_scroll;
use crate::e2e::{Test, axe, sliders, test};

/// The frame on a teacher's page.
const FRAME: Device = Device { width: 700, height: 500, ..NO_ADAPTER };
/// The same on a telephone.
const SMALL_FRAME: Device = Device { width: 360, height: 640, ..PHONE };
/// The same with dark colours.
const DARK_FRAME: Device = Device { dark: true, ..FRAME };
/// An address that embeds the page.
const EMBED: &str = "?embed=1&gamma=0.8";

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("one click copies a link that restores the page", copies).on(NO_ADAPTER),
    test("a browser that does not copy shows the link, selected", refuses).on(NO_ADAPTER),
    test("the embed code is a frame that shows the same settings", embeds).on(NO_ADAPTER),
    test("embedded, the page has cards, charts and player, and a way to the whole", embedded).on(FRAME).at(EMBED),
    test("embedded on a telephone, the page has cards, charts and player", embedded).on(SMALL_FRAME).at(EMBED),
    test("axe: embedded", axe::check).on(FRAME).at(EMBED),
    test("axe: embedded, dark", axe::check).on(DARK_FRAME).at(EMBED),
    test("axe: embedded on a telephone", axe::check).on(SMALL_FRAME).at(EMBED),
];

/// Replaces the clipboard, because a headless browser has none that a test can read.
fn clipboard(page: &Explorer, works: bool) -> Result<()> {
    let code = "navigator.clipboard.writeText = (text) => {
        if (arguments[0]) window.copied = text;
        return arguments[0] ? Promise.resolve() : Promise.reject(new Error('refused'));
    };";
    page.session.script(&code.replace("arguments[0]", if works { "true" } else { "false" }), &[]).map(drop)
}

fn copied(page: &Explorer) -> Result<String> {
    page.until("something copied", || {
        Ok(page.session.script("return window.copied ?? null", &[])?.as_str().map(str::to_owned))
    })
}

fn copies(page: &Explorer) -> Result<()> {
    clipboard(page, true)?;
    page.drag("γ", 0.3)?;
    let (at, results) = (page.at("γ")?, page.settled()?);
    page.session.click(&page.button("Copy link")?)?;
    let link = copied(page)?;
    page.until("a button that says so", || Ok(page.has_button("Copied").then_some(())))?;
    page.session.open("about:blank")?;
    page.session.open(&link)?;
    let again = page.settled()?;
    ensure!(page.at("γ")? == at, "{link} restores γ to {:?}, not to {at:?}", page.at("γ")?);
    let figures = |table: &[Vec<String>]| sliders::figures(table, "xponential");
    ensure!(figures(&again)? == figures(&results)?, "{link} brings other results");
    Ok(())
}

fn refuses(page: &Explorer) -> Result<()> {
    clipboard(page, false)?;
    page.session.click(&page.button("Copy link")?)?;
    let code = "const field = document.activeElement;
        return field.matches('textarea') ? field.value.slice(field.selectionStart, field.selectionEnd) : null;";
    let link = page.until("a selected link", || {
        Ok(page.session.script(code, &[])?.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
    })?;
    let origin = page.session.script("return location.origin + location.pathname", &[])?;
    ensure!(origin.as_str().is_some_and(|origin| link.starts_with(origin)), "{link} is no link to the page");
    page.session.press('\u{e00c}', 1, 0)?;
    page.until("a closed popover", || Ok(page.session.find(".sharing textarea")?.is_empty().then_some(())))?;
    let code = "return document.activeElement.getAttribute('aria-label')";
    let focused = page.session.script(code, &[])?;
    ensure!(focused == "More ways to share", "after Escape the focus is on {focused}");
    Ok(())
}

fn embeds(page: &Explorer) -> Result<()> {
    clipboard(page, true)?;
    page.drag("γ", 0.3)?;
    page.settled()?;
    page.session.click(&page.button("More ways to share")?)?;
    page.session.click(&page.button("Copy embed code")?)?;
    let code = copied(page)?;
    let at = page.at("γ")?;
    page.session.open("about:blank")?;
    let framed = "document.body.innerHTML = arguments[0]; return document.querySelector('iframe').src;";
    let source = page.session.script(framed, &[json!(code)])?;
    let source = source.as_str().context("a frame without a source")?;
    ensure!(source.contains("embed=1"), "{source} is not embedded");
    page.session.open(source)?;
    page.until("a slider", || Ok(page.slider("γ").ok()))?;
    ensure!(page.at("γ")? == at, "the frame shows γ at {:?}, not at {at:?}", page.at("γ")?);
    Ok(())
}

fn embedded(page: &Explorer) -> Result<()> {
    for name in sliders::MAIN {
        page.slider(name)?;
    }
    no_sideways_scroll(page)?;
    let before = page.chart("Learning rate")?;
    page.drag("γ", 0.7)?;
    page.until("another curve", || {
        let now = page.chart("Learning rate")?;
        Ok((now.pixels != before.pixels && now.table != before.table).then_some(()))
    })?;
    page.button("Play")?;
    let shown = page.session.find("header.top, .results, .below")?;
    ensure!(shown.is_empty(), "the embedded page shows {} parts of the whole", shown.len());
    let whole = page.named("a", "link to the whole page", |name| name == "Open in Etalon")?;
    let gamma = page.at("γ")?;
    let target = page.session.script("return arguments[0].href", &[whole.json()])?;
    let target = target.as_str().context("a link without a target")?;
    ensure!(!target.contains("embed"), "{target} is embedded again");
    page.session.open(target)?;
    page.settled()?;
    ensure!(page.at("γ")? == gamma, "{target} restores γ to {:?}, not to {gamma:?}", page.at("γ")?);
    Ok(())
}
