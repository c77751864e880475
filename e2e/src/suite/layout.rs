//! The layout of the page on a screen, and its colours.

use anyhow::{Result, ensure};

use super::checks::{no_sideways_scroll, nothing_is_covered};
use super::{Test, test};
use crate::device::{LAPTOP, PHONE};
use crate::page::Page;
use crate::page::parts::{ACCURACY, CHART, EXPONENTIAL, PLAY, RATES, RESTART, SCHEDULES, SLIDERS, STEP};

pub const TESTS: &[Test] = &[
    test("one screen of 1280 by 800 holds all controls, charts and results", one_screen),
    test("nothing lies over a control or a result", nothing_is_covered),
    test("a telephone of 390 pixels scrolls down only", telephone).on(PHONE),
    test("dark follows the system", |page| brightness(page, 0.0, 0.3)).on(LAPTOP.dark()),
    test("light follows the system", |page| brightness(page, 0.7, 1.0)),
    test("every control has a name", named),
];

pub fn one_screen(page: &Page) -> Result<()> {
    for lane in SCHEDULES {
        inside(page, SLIDERS, lane.slider)?;
    }
    for name in [RATES, ACCURACY] {
        inside(page, CHART, name)?;
    }
    for name in [PLAY, STEP, RESTART] {
        inside(page, "button", name)?;
    }
    let bottom = page.bottom_of_results()?;
    ensure!(bottom <= 800.0, "the results end at {bottom} of 800 pixels");
    no_sideways_scroll(page)
}

/// The named element is in the viewport without scrolling.
fn inside(page: &Page, css: &str, name: &str) -> Result<()> {
    let element = page.named(css, name, |label| label.contains(name))?;
    let (left, top, width, height) = page.place(&element)?;
    let (right, bottom) = (left + width, top + height);
    ensure!(
        top >= 0.0 && bottom <= 800.0 && left >= 0.0 && right <= 1280.0,
        "{name} lies at {left}..{right} by {top}..{bottom}, outside 1280 by 800"
    );
    Ok(())
}

fn telephone(page: &Page) -> Result<()> {
    no_sideways_scroll(page)?;
    nothing_is_covered(page)?;
    page.drag(EXPONENTIAL.slider, 0.3)?;
    no_sideways_scroll(page)
}

fn brightness(page: &Page, least: f64, most: f64) -> Result<()> {
    let light = page.brightness()?;
    ensure!((least..=most).contains(&light), "the background's brightness is {light}");
    Ok(())
}

fn named(page: &Page) -> Result<()> {
    for element in page.find("input, select, button, textarea")? {
        let name = page.session.label(&element)?;
        let code = "return arguments[0].checkVisibility({ visibilityProperty: true }) ? arguments[0].outerHTML : '';";
        let shown = page.script(code, &[element.json()])?;
        ensure!(!name.trim().is_empty() || shown == "", "a control without a name: {shown}");
    }
    Ok(())
}
