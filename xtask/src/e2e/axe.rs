//! Accessibility in every state of the page: axe finds no violation of WCAG 2.2 AA and of its own best practices.

use anyhow::{Context, Result, ensure};

use crate::e2e::browser::{ABSENT, Device, NO_ADAPTER, PHONE};
use crate::e2e::explorer::Explorer;
use crate::e2e::{Test, code, test};
use crate::tools::npm;

/// The narrowest screen: a telephone, or a laptop at 400 % zoom.
pub const NARROW: Device = Device { width: 320, height: 640, ..PHONE };
/// A laptop whose visitor has zoomed to 200 %.
pub const ZOOMED: Device = Device { width: 640, height: 400, scale: 2.0, ..PHONE };
/// A laptop with dark colours.
const DARK: Device = Device { dark: true, ..NO_ADAPTER };
/// A telephone with dark colours.
const DARK_PHONE: Device = Device { dark: true, ..PHONE };

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("axe: the page as it opens", check).on(NO_ADAPTER),
    test("axe: dark", check).on(DARK),
    test("axe: 390 pixels wide", check).on(PHONE),
    test("axe: 390 pixels wide, dark", check).on(DARK_PHONE),
    test("axe: 320 pixels wide", check).on(NARROW),
    test("axe: zoomed to 200 %", check).on(ZOOMED),
    test("axe: without WebGPU", check).on(ABSENT),
    test("axe: playing, paused and played to the end", playing).on(NO_ADAPTER),
    test("axe: each panel open", panels).on(NO_ADAPTER),
    test("axe: each panel open, dark, on a telephone", panels).on(DARK_PHONE),
    test("axe: everything that unfolds unfolded", unfolded).on(NO_ADAPTER),
    test("axe: everything that unfolds unfolded, dark, on a telephone", unfolded).on(DARK_PHONE),
    test("axe: diverged", diverged).on(NO_ADAPTER).at("?lr=1e30"),
    test("axe: diverged, dark", diverged).on(DARK).at("?lr=1e30"),
    test("axe: a refused value and a bad address", refused).on(NO_ADAPTER).at("?gamma=NaN&colour=red"),
    test("axe: a trap on its card and in its panel", trapped).on(NO_ADAPTER).at("?lr=0.001&eta_min=0.001"),
    test("axe: a trap on its card and in its panel, dark, on a telephone", trapped).on(DARK_PHONE).at("?lr=0.001&eta_min=0.001"),
    test("axe: pasted code, taken and refused", pasted).on(NO_ADAPTER),
    test("axe: pasted code, taken and refused, dark", pasted).on(DARK),
    test("axe: losses, log axes", check).on(NO_ADAPTER).at("?chart=loss&rate_axis=log&loss_axis=log"),
];

/// Fails with all of axe's findings on the current page.
pub fn check(page: &Explorer) -> Result<()> {
    let source = std::fs::read_to_string(npm::AXE.file("axe.min.js")?).context("axe-core")?;
    // Contrast does not count while colours change, so the check waits until they stand still.
    page.session.script(&source, &[])?;
    page.stands_still()?;
    let found = page.session.script_async(include_str!("axe.js"), &[])?;
    let violations: Vec<&str> = found["violations"]
        .as_array()
        .context("axe answered no list")?
        .iter()
        .filter_map(|one| one.as_str())
        .collect();
    ensure!(violations.is_empty(), "axe finds:\n    {}", violations.join("\n    "));
    ensure!(found["rules"].as_u64().is_some_and(|rules| rules > 10), "axe looked at nothing: {found}");
    Ok(())
}

fn playing(page: &Explorer) -> Result<()> {
    page.session.click(&page.button("Restart")?)?;
    page.session.click(&page.button("Step")?)?;
    check(page).context("at the first step")?;
    page.session.click(&page.button("Play")?)?;
    page.until("a button to pause", || Ok(page.has_button("Pause").then_some(())))?;
    check(page).context("playing")?;
    // The play head runs to the end, even if the check was fast.
    page.until("the end of the play", || Ok(page.has_button("Play").then_some(())))?;
    check(page).context("at the end")
}

fn panels(page: &Explorer) -> Result<()> {
    let more = "button[aria-expanded][aria-label^='More parameters']";
    let count = page.session.find(more)?.len();
    ensure!(count == 5, "{count} cards have more parameters");
    for at in 0..count {
        let button = &page.session.find(more)?[at];
        page.click(button)?;
        let panel =
            page.until("an open panel", || Ok(page.session.find("[role=dialog]")?.into_iter().next()))?;
        check(page).with_context(|| page.session.label(&panel).unwrap_or_default())?;
        page.session.click(&page.button("Done")?)?;
    }
    Ok(())
}

/// Controls that nobody can scroll to, because they are off the left edge.
const OFF_THE_LEFT: &str = "return [...document.querySelectorAll('button, input, textarea')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.visually-hidden'))
    .filter((one) => one.getBoundingClientRect().left < 0).map((one) => one.outerHTML.slice(0, 80))";

/// Opens, one after the other, every element that is marked as expandable.
fn unfolded(page: &Explorer) -> Result<()> {
    let closed =
        "button[aria-expanded=false]:not([aria-label^='More parameters']), details:not([open]) > summary";
    let count = page.session.find(closed)?.len();
    ensure!(count > 0, "nothing unfolds");
    for at in 0..count {
        let all = page.session.find(closed)?;
        let Some(fold) = all.get(at.min(all.len().saturating_sub(1))) else { break };
        let name = page.session.label(fold)?;
        page.click(fold)?;
        check(page).with_context(|| format!("{name} is open"))?;
        let left = page.session.script(OFF_THE_LEFT, &[])?;
        ensure!(left.as_array().is_some_and(Vec::is_empty), "{name} is open: off the screen are {left}");
        if page.session.script("return arguments[0].matches('summary')", &[fold.json()])? == false {
            page.session.keys(fold, "\u{e00c}")?;
        }
    }
    Ok(())
}

fn diverged(page: &Explorer) -> Result<()> {
    page.until("a diverged run", || {
        Ok(page.results()?.iter().flatten().any(|cell| cell.contains("diverged")).then_some(()))
    })?;
    check(page)
}

fn refused(page: &Explorer) -> Result<()> {
    let field = page.field("γ")?;
    page.session.clear(&field)?;
    page.session.keys(&field, "-5\u{e007}")?;
    page.until("a field marked as refused", || {
        Ok(page.session.find("[aria-invalid=true]")?.into_iter().next())
    })?;
    check(page)
}

fn trapped(page: &Explorer) -> Result<()> {
    ensure!(page.text(".card.c-cosine .trap")?.contains("flat line"), "the trap is not explained");
    check(page)?;
    let more =
        page.named("button", "more parameters of cosine", |name| name.contains("More parameters of Cosine"))?;
    page.click(&more)?;
    page.until("a trap in the panel", || {
        Ok(page.session.find("[role=dialog] .trap-full")?.into_iter().next())
    })?;
    check(page).context("in the panel")
}

fn pasted(page: &Explorer) -> Result<()> {
    code::paste(page, "CosineAnnealingLR(optimizer, T_max=8, eta_min=1e-3)")?;
    page.until("what it would set", || Ok(code::said(page)?.contains("t_max").then_some(())))?;
    check(page).context("taken")?;
    code::paste(page, "WarpLR(optimizer, gamma=-3)")?;
    page.until("a refusal", || Ok(code::said(page)?.contains("WarpLR").then_some(())))?;
    check(page).context("refused")
}
