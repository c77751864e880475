//! Sharing: the link, the code for other people's pages, and the embedded page.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::checks::{no_sideways_scroll, same_figures};
use super::{Test, axe, test};
use crate::device::{FRAME, NO_ADAPTER, SMALL_FRAME};
use crate::page::Page;
use crate::page::parts::{
    COPIED, COPY_EMBED, COPY_LINK, EXPONENTIAL, MORE_SHARING, NOT_EMBEDDED, PLAY, RATES, SCHEDULES,
    SHARED_LINK, WHOLE_PAGE,
};
use crate::webdriver::key;

/// The query that embeds the page.
const EMBED: &str = "?embed=1&gamma=0.8";

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("one click copies a link that restores the page", copies).on(NO_ADAPTER),
    test("a browser that does not copy shows the link, selected", refuses).on(NO_ADAPTER),
    test("the embed code is a frame that shows the same settings", embeds).on(NO_ADAPTER),
    test("embedded, the page has cards, charts and player, and a way to the whole", embedded).on(FRAME).at(EMBED),
    test("embedded on a telephone, the page has cards, charts and player", embedded).on(SMALL_FRAME).at(EMBED),
    test("axe: embedded", axe::check).on(FRAME).at(EMBED),
    test("axe: embedded, dark", axe::check).on(FRAME.dark()).at(EMBED),
    test("axe: embedded on a telephone", axe::check).on(SMALL_FRAME).at(EMBED),
];

/// Replaces the clipboard, because a headless browser has none that a test can read.
fn replace_clipboard(page: &Page, works: bool) -> Result<()> {
    let code = format!(
        "navigator.clipboard.writeText = (text) => {{
            if ({works}) window.copied = text;
            return {works} ? Promise.resolve() : Promise.reject(new Error('refused'));
        }};"
    );
    page.script(&code, &[]).map(drop)
}

/// The text that the page has copied.
fn copied(page: &Page) -> Result<String> {
    page.wait_for("copied text", || Ok(page.string("return window.copied").ok()))
}

/// The slider of the exponential is at this value.
fn slider_is_at(page: &Page, value: f64, after: &str) -> Result<()> {
    let now = page.position(EXPONENTIAL.slider)?.value;
    ensure!(now == value, "{after} shows γ at {now}, not at {value}");
    Ok(())
}

fn copies(page: &Page) -> Result<()> {
    replace_clipboard(page, true)?;
    page.drag(EXPONENTIAL.slider, 0.3)?;
    let (at, results) = (page.position(EXPONENTIAL.slider)?.value, page.settled()?);
    page.press(COPY_LINK)?;
    let link = copied(page)?;
    page.wait_for_button(COPIED)?;
    page.open_address(&link)?;
    let again = page.settled()?;
    slider_is_at(page, at, &link)?;
    same_figures(EXPONENTIAL, &results, &again)
}

fn refuses(page: &Page) -> Result<()> {
    replace_clipboard(page, false)?;
    page.press(COPY_LINK)?;
    let selected = "const field = document.activeElement;
        return field.matches('textarea') ? field.value.slice(field.selectionStart, field.selectionEnd) : '';";
    let link = page
        .wait_for("a selected link", || Ok(Some(page.string(selected)?).filter(|link| !link.is_empty())))?;
    let origin = page.string("return location.origin + location.pathname")?;
    ensure!(link.starts_with(&origin), "{link} is no link to the page");
    page.press_key(key::ESCAPE)?;
    page.wait_until("a closed popover", || Ok(page.find(SHARED_LINK)?.is_empty()))?;
    let focused = page.focused()?;
    ensure!(focused == MORE_SHARING, "after Escape the focus is on {focused}");
    page.press(MORE_SHARING)?;
    page.wait_for_part("the opened popover", SHARED_LINK)?;
    page.click(page.find("h1")?.first().context("the page has no name")?)?;
    page.wait_until("a popover that folds when a pointer goes elsewhere", || {
        Ok(page.find(SHARED_LINK)?.is_empty())
    })
}

fn embeds(page: &Page) -> Result<()> {
    replace_clipboard(page, true)?;
    page.drag(EXPONENTIAL.slider, 0.3)?;
    page.settled()?;
    page.press(MORE_SHARING)?;
    page.press(COPY_EMBED)?;
    let code = copied(page)?;
    let at = page.position(EXPONENTIAL.slider)?.value;
    page.session.open("about:blank")?;
    let framed = "document.body.innerHTML = arguments[0]; return document.querySelector('iframe').src;";
    let source = page.script(framed, &[json!(code)])?;
    let source = source.as_str().context("a frame without a source")?;
    ensure!(source.contains("embed=1"), "{source} is not embedded");
    page.session.open(source)?;
    page.wait_for("a slider", || Ok(page.slider(EXPONENTIAL.slider).ok()))?;
    slider_is_at(page, at, "the frame")
}

fn embedded(page: &Page) -> Result<()> {
    for lane in SCHEDULES {
        page.slider(lane.slider)?;
    }
    no_sideways_scroll(page)?;
    let before = page.chart(RATES)?;
    page.drag(EXPONENTIAL.slider, 0.7)?;
    page.wait_for_other_rates(&before)?;
    page.button(PLAY)?;
    let others = page.find(NOT_EMBEDDED)?.len();
    ensure!(others == 0, "the embedded page shows {others} parts of the whole");
    let whole = page.named("a", "link to the whole page", |name| name == WHOLE_PAGE)?;
    let at = page.position(EXPONENTIAL.slider)?.value;
    let target = page.property(&whole, "href")?;
    let target = target.as_str().context("a link without a target")?;
    ensure!(!target.contains("embed"), "{target} is embedded again");
    page.session.open(target)?;
    page.settled()?;
    slider_is_at(page, at, target)
}
