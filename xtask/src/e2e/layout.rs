//! The page on a screen: what fits where, in which colours.

use anyhow::{Context, Result, ensure};

use crate::e2e::browser::{Device, LAPTOP, PHONE};
use crate::e2e::explorer::Explorer;
use crate::e2e::{Test, test};

pub const TESTS: &[Test] = &[
    test("one screen of 1280 by 800 holds everything one works with", |page| {
        for name in super::sliders::MAIN {
            inside(page, "input[type=range]", name)?;
        }
        for name in ["Learning rate", "Validation accuracy"] {
            inside(page, "[role=img]", name)?;
        }
        let bottom = page.number("const all = [...document.querySelectorAll('table')].filter(t => \
            t.getBoundingClientRect().width > 50 && /accuracy|final|best/i.test(t.rows[0]?.textContent ?? '')); \
            return all[0].getBoundingClientRect().bottom;")?;
        ensure!(bottom <= 800.0, "the results end at {bottom} of 800 pixels");
        no_sideways_scroll(page)
    }),
    Test {
        device: PHONE,
        ..test("a telephone of 390 pixels scrolls down only", |page| {
            no_sideways_scroll(page)?;
            page.drag("γ", 0.3)?;
            no_sideways_scroll(page)
        })
    },
    Test {
        device: Device { dark: true, ..LAPTOP },
        ..test("dark follows the system", |page| {
            let light = page.brightness()?;
            ensure!(light < 0.3, "the background's brightness is {light}");
            Ok(())
        })
    },
    test("light follows the system", |page| {
        let light = page.brightness()?;
        ensure!(light > 0.7, "the background's brightness is {light}");
        Ok(())
    }),
    test("every control has a name", |page| {
        for element in page.session.find("input, select, button, textarea")? {
            let name = page.session.label(&element)?;
            ensure!(
                !name.trim().is_empty(),
                "a control without a name: {}",
                page.session.script("return arguments[0].outerHTML", &[element.json()])?
            );
        }
        Ok(())
    }),
];

/// The named element lies in the viewport without scrolling.
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

fn no_sideways_scroll(page: &Explorer) -> Result<()> {
    let over = page.number("const e = document.scrollingElement; return e.scrollWidth - e.clientWidth;")?;
    ensure!(over <= 0.0, "the page is {over} pixels wider than its window");
    Ok(())
}
