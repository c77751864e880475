//! The page without a mouse, with little space, and with reduced motion: focus, targets, reflow, layout shift, theme.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::checks::no_sideways_scroll;
use super::{Test, test};
use crate::device::{NARROW, NO_ADAPTER, PHONE, ZOOMED};
use crate::page::Page;
use crate::page::parts::{
    COUNTER_DETAIL, EXPONENTIAL, LOSS, MORE_PARAMETERS, PANEL, PLATEAU, PLAY, RESTART, THEME,
};
use crate::webdriver::key;

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
    test("under reduced motion the play advances by whole epochs", epochs).on(NO_ADAPTER.reduced_motion()),
    test("the theme is chosen, used and remembered", theme).on(NO_ADAPTER),
];

/// Follows the elements that Tab reaches, one after the other, and checks each of them.
fn tab_order(page: &Page) -> Result<()> {
    page.script(include_str!("../look/focus.js"), &[])?;
    let wanted = page.number("return focusable().length")? as usize;
    ensure!(wanted > 20, "only {wanted} elements take the focus");
    page.script("window.reached = []; document.activeElement.blur(); scrollTo(0, 0)", &[])?;
    // Some parts are made only when they come into sight, so there may be more elements than counted.
    for _ in 0..wanted + 40 {
        page.press_key(key::TAB)?;
        if page.is_true("return reach()")? {
            break;
        }
    }
    let faults = page.list("return judge()")?;
    ensure!(faults.is_empty(), "{}", faults.join("\n    "));
    Ok(())
}

fn panel(page: &Page) -> Result<()> {
    let more = page.named("button", "button for more", |name| name.starts_with(MORE_PARAMETERS))?;
    page.session.focus(&more)?;
    page.press_key(key::ENTER)?;
    page.wait_for_part("an open panel", PANEL)?;
    let inside = format!("return document.activeElement.closest('{PANEL}') !== null");
    // Between the button and its panel is at most the button of a hint.
    for _ in 0..2 {
        page.press_key(key::TAB)?;
        if page.is_true(&inside)? {
            break;
        }
    }
    ensure!(page.is_true(&inside)?, "Tab does not lead from the button into the panel");
    page.press_key(key::ESCAPE)?;
    page.wait_until("a closed panel", || Ok(page.find(PANEL)?.is_empty()))?;
    let back = page.script("return document.activeElement === arguments[0]", &[more.json()])?;
    ensure!(back == true, "after Escape the focus is not where it was");
    Ok(())
}

fn targets(page: &Page) -> Result<()> {
    let small = page.list(include_str!("../look/targets.js"))?;
    ensure!(small.is_empty(), "{}", small.join("\n    "));
    Ok(())
}

fn reflows(page: &Page) -> Result<()> {
    no_sideways_scroll(page)?;
    page.drag(EXPONENTIAL.slider, 0.3)?;
    no_sideways_scroll(page)?;
    page.open_panel("")?;
    no_sideways_scroll(page)
}

fn shifts(page: &Page) -> Result<()> {
    page.drag(EXPONENTIAL.slider, 0.3)?;
    page.settled()?;
    page.drag(PLATEAU.slider, 0.8)?;
    page.settled()?;
    page.press(LOSS)?;
    // The player is in the middle of the screen, as for a visitor who has scrolled to it.
    page.scroll_to(&page.button(RESTART)?)?;
    page.restart()?;
    page.play()?;
    page.play_ended()?;
    let found = page.shifts()?;
    ensure!(found.shift <= SHIFT, "the layout shifts by {:.4}: {}", found.shift, found.places);
    Ok(())
}

fn epochs(page: &Page) -> Result<()> {
    page.restart()?;
    page.play()?;
    let mut seen = BTreeSet::new();
    page.wait_until("the end of the play", || {
        let detail = page.text_of(COUNTER_DETAIL)?;
        seen.extend(detail.strip_prefix("step ").map(|step| step.replace([',', '\u{202f}', '\u{a0}'], "")));
        Ok(page.has_button(PLAY))
    })?;
    ensure!(seen.len() > 2, "only {seen:?} was seen of the play");
    for step in &seen {
        let step: u32 = step.parse().with_context(|| format!("the counter says step {step:?}"))?;
        ensure!(step.is_multiple_of(45), "the play stopped at step {step}, within an epoch of 45");
    }
    Ok(())
}

fn theme(page: &Page) -> Result<()> {
    let button = || page.named("button", "theme button", |name| name.contains(THEME));
    let name = || page.session.label(&button()?);
    let light = page.brightness()?;
    ensure!(light > 0.7, "in a light system the page's brightness is {light}");
    for _ in 0..3 {
        page.click(&button()?)?;
        if name()?.contains("dark") {
            break;
        }
    }
    page.wait_until("a dark page", || Ok(page.brightness()? < 0.3))?;
    page.reload()?;
    page.settled()?;
    ensure!(
        name()?.contains("dark") && page.brightness()? < 0.3,
        "after a reload the theme is {:?}",
        name()?
    );
    page.script("localStorage.setItem('etalon-theme', arguments[0])", &[json!("plaid")])?;
    page.reload()?;
    page.settled()?;
    ensure!(page.brightness()? > 0.7, "an unknown theme is not the system's");
    Ok(())
}
