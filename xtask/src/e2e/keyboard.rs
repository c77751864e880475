//! Tests the page without a mouse, with little space, and with reduced motion: focus, targets, reflow, layout shift, theme.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::e2e::axe::{NARROW, ZOOMED};
use crate::e2e::browser::{Device, NO_ADAPTER, PHONE};
use crate::e2e::explorer::Explorer;
use crate::e2e::layout::no_sideways_scroll;
use crate::e2e::{Test, test};

/// A visitor who prefers reduced motion.
const STILL: Device = Device { still: true, ..NO_ADAPTER };

/// The greatest allowed cumulative layout shift. By its definition, 0.1 counts as good.
const SHIFT: f64 = 0.0;

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("everything is reached by Tab, in the order of the page, with a visible focus", tab_order).on(NO_ADAPTER).at("?engine=cpu"),
    test("everything is reached by Tab on a telephone", tab_order).on(PHONE).at("?engine=cpu"),
    test("a panel is opened, used and left by keyboard alone", panel).on(NO_ADAPTER),
    test("every target is at least 24 pixels wide and high", targets).on(NO_ADAPTER),
    test("every target is at least 24 pixels wide and high on a telephone", targets).on(PHONE),
    test("320 pixels scroll down only", reflows).on(NARROW),
    test("a page zoomed to 200 % scrolls down only", reflows).on(ZOOMED),
    test("nothing shifts while loading, dragging and playing", shifts).on(NO_ADAPTER),
    test("nothing shifts on a telephone", shifts).on(PHONE),
    test("with less motion asked for, the play advances by whole epochs", epochs).on(STILL),
    test("the theme is chosen, worn and remembered", theme).on(NO_ADAPTER),
];

/// Follows the elements that Tab reaches, one after the other, and checks each of them.
fn tab_order(page: &Explorer) -> Result<()> {
    page.session.script(include_str!("focus.js"), &[])?;
    let wanted = page.number("return focusable().length")? as usize;
    ensure!(wanted > 20, "only {wanted} things take the focus");
    page.session.script("window.reached = []; document.activeElement.blur(); scrollTo(0, 0)", &[])?;
    // Some parts are made only when they come into sight, so there may be more elements than counted.
    for _ in 0..wanted + 40 {
        page.session.press('\u{e004}', 1, 0)?;
        if page.session.script("return reach()", &[])? == true {
            break;
        }
    }
    let said = page.session.script("return judge()", &[])?;
    let said: Vec<&str> = said.as_array().context("no judgement")?.iter().filter_map(Value::as_str).collect();
    ensure!(said.is_empty(), "{}", said.join("\n    "));
    Ok(())
}

fn panel(page: &Explorer) -> Result<()> {
    let more = page.named("button", "button for more", |name| name.starts_with("More parameters of"))?;
    page.session.focus(&more)?;
    page.session.press('\u{e007}', 1, 0)?;
    page.until("an open panel", || Ok(page.session.find("[role=dialog]")?.into_iter().next()))?;
    page.until("the focus in the panel", || {
        let code = "return document.activeElement.closest('[role=dialog]') !== null";
        Ok((page.session.script(code, &[])? == true).then_some(()))
    })?;
    page.session.press('\u{e00c}', 1, 0)?;
    page.until("a closed panel", || Ok(page.session.find("[role=dialog]")?.is_empty().then_some(())))?;
    let back = page.session.script("return document.activeElement === arguments[0]", &[more.json()])?;
    ensure!(back == true, "after Escape the focus is not where it was");
    Ok(())
}

fn targets(page: &Explorer) -> Result<()> {
    let found = page.session.script(include_str!("targets.js"), &[])?;
    let found: Vec<&str> = found.as_array().context("no list")?.iter().filter_map(Value::as_str).collect();
    ensure!(found.is_empty(), "{}", found.join("\n    "));
    Ok(())
}

fn reflows(page: &Explorer) -> Result<()> {
    no_sideways_scroll(page)?;
    page.drag("γ", 0.3)?;
    no_sideways_scroll(page)?;
    let more = page.named("button", "button for more", |name| name.starts_with("More parameters of"))?;
    page.click(&more)?;
    page.until("an open panel", || Ok(page.session.find("[role=dialog]")?.into_iter().next()))?;
    no_sideways_scroll(page)
}

fn shifts(page: &Explorer) -> Result<()> {
    page.drag("γ", 0.3)?;
    page.settled()?;
    page.drag("patience", 0.8)?;
    page.settled()?;
    page.click(&page.button("Loss")?)?;
    page.click(&page.button("Restart")?)?;
    page.click(&page.button("Play")?)?;
    page.until("the end of the play", || Ok(page.has_button("Play").then_some(())))?;
    let found = page.session.script_async(include_str!("shifts.js"), &[])?;
    let shift = found["shift"].as_f64().context("no layout shift")?;
    ensure!(shift <= SHIFT, "the layout shifts by {shift:.4}: {}", found["places"]);
    Ok(())
}

fn epochs(page: &Explorer) -> Result<()> {
    page.click(&page.button("Restart")?)?;
    page.click(&page.button("Play")?)?;
    let mut seen = std::collections::BTreeSet::new();
    page.until("the end of the play", || {
        let detail = page.text(".counter .detail")?;
        seen.extend(detail.strip_prefix("step ").map(|step| step.replace([',', '\u{202f}', '\u{a0}'], "")));
        Ok(page.has_button("Play").then_some(()))
    })?;
    ensure!(seen.len() > 2, "only {seen:?} was seen of the play");
    for step in &seen {
        let step: u32 = step.parse().with_context(|| format!("the counter says step {step:?}"))?;
        ensure!(step.is_multiple_of(45), "the play stopped at step {step}, within an epoch of 45");
    }
    Ok(())
}

fn theme(page: &Explorer) -> Result<()> {
    let button = || page.named("button", "theme button", |name| name.contains("Theme: "));
    let light = page.brightness()?;
    ensure!(light > 0.7, "in a light system the page's brightness is {light}");
    for _ in 0..3 {
        page.click(&button()?)?;
        if page.session.label(&button()?)?.contains("dark") {
            break;
        }
    }
    page.until("a dark page", || Ok((page.brightness()? < 0.3).then_some(())))?;
    page.session.reload()?;
    page.settled()?;
    let name = page.session.label(&button()?)?;
    ensure!(name.contains("dark") && page.brightness()? < 0.3, "after a reload the theme is {name:?}");
    page.session.script("localStorage.setItem('etalon-theme', arguments[0])", &[json!("plaid")])?;
    page.session.reload()?;
    page.settled()?;
    ensure!(page.brightness()? > 0.7, "an unknown theme is not the system's");
    Ok(())
}
