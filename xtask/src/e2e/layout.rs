//! Tests the layout of the page on a screen, and its colours.

use anyhow::{Context, Result, ensure};

use crate::e2e::browser::{Device, LAPTOP, PHONE};
use crate::e2e::explorer::Explorer;
use crate::e2e::{Test, test};

/// A laptop with dark colours.
const DARK: Device = Device { dark: true, ..LAPTOP };

pub const TESTS: &[Test] = &[
    test("one screen of 1280 by 800 holds everything one works with", one_screen),
    test("nothing lies over a control or a result", uncovered),
    test("a telephone of 390 pixels scrolls down only", telephone).on(PHONE),
    test("dark follows the system", |page| brightness(page, 0.0, 0.3)).on(DARK),
    test("light follows the system", |page| brightness(page, 0.7, 1.0)),
    test("every control has a name", named),
];

pub fn one_screen(page: &Explorer) -> Result<()> {
    for name in super::sliders::MAIN {
        inside(page, "input[type=range]", name)?;
    }
    for name in ["Learning rate", "Validation accuracy"] {
        inside(page, "[role=img]", name)?;
    }
    for name in ["Play", "Step", "Restart"] {
        inside(page, "button", name)?;
    }
    let bottom =
        page.number(concat!(include_str!("results.js"), "return table.getBoundingClientRect().bottom;"))?;
    ensure!(bottom <= 800.0, "the results end at {bottom} of 800 pixels");
    no_sideways_scroll(page)
}

fn uncovered(page: &Explorer) -> Result<()> {
    let found = page.session.script(include_str!("covered.js"), &[])?;
    let found: Vec<&str> = found.as_array().into_iter().flatten().filter_map(|one| one.as_str()).collect();
    ensure!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

fn telephone(page: &Explorer) -> Result<()> {
    no_sideways_scroll(page)?;
    uncovered(page)?;
    page.drag("γ", 0.3)?;
    no_sideways_scroll(page)
}

fn brightness(page: &Explorer, least: f64, most: f64) -> Result<()> {
    let light = page.brightness()?;
    ensure!((least..=most).contains(&light), "the background's brightness is {light}");
    Ok(())
}

fn named(page: &Explorer) -> Result<()> {
    for element in page.session.find("input, select, button, textarea")? {
        let name = page.session.label(&element)?;
        let code = "return arguments[0].checkVisibility({ visibilityProperty: true }) ? arguments[0].outerHTML : '';";
        let shown = page.session.script(code, &[element.json()])?;
        ensure!(!name.trim().is_empty() || shown == "", "a control without a name: {shown}");
    }
    Ok(())
}

/// Checks that the named element is in the viewport without scrolling.
fn inside(page: &Explorer, css: &str, name: &str) -> Result<()> {
    let element = page.named(css, name, |label| label.contains(name))?;
    let code = "const r = arguments[0].getBoundingClientRect(); return [r.top, r.bottom, r.left, r.right];";
    let place = page.session.script(code, &[element.json()])?;
    let edge = |at: usize| place[at].as_f64().context("an element without a place");
    let (top, bottom, left, right) = (edge(0)?, edge(1)?, edge(2)?, edge(3)?);
    ensure!(
        top >= 0.0 && bottom <= 800.0 && left >= 0.0 && right <= 1280.0,
        "{name} lies at {left}..{right} by {top}..{bottom}, outside 1280 by 800"
    );
    Ok(())
}

pub fn no_sideways_scroll(page: &Explorer) -> Result<()> {
    let found = page.session.script(include_str!("wide.js"), &[])?;
    let found: Vec<&str> = found.as_array().into_iter().flatten().filter_map(|one| one.as_str()).collect();
    ensure!(found.is_empty(), "the page scrolls sideways, for {}", found.join("; "));
    Ok(())
}
