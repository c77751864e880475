//! Accessibility in every state of the page: axe finds no violation of WCAG 2.2 AA and of its own best practices.

use anyhow::{Context, Result, ensure};
use xtask::tools::npm;

use super::{Test, test};
use crate::device::{NARROW, NO_ADAPTER, NO_WEBGPU, PHONE, ZOOMED};
use crate::page::Page;
use crate::page::parts::{
    COSINE, EXPONENTIAL, IMPORT_MESSAGES, MORE_PARAMETERS_BUTTONS, PANEL, PAUSE, REFUSED_FIELD, STEP, TRAP,
    TRAPS_IN_PANEL,
};
use crate::webdriver::key;

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("axe: the page as it opens", check).on(NO_ADAPTER),
    test("axe: dark", check).on(NO_ADAPTER.dark()),
    test("axe: 390 pixels wide", check).on(PHONE),
    test("axe: 390 pixels wide, dark", check).on(PHONE.dark()),
    test("axe: 320 pixels wide", check).on(NARROW),
    test("axe: zoomed to 200 %", check).on(ZOOMED),
    test("axe: without WebGPU", check).on(NO_WEBGPU),
    test("axe: playing, paused and played to the end", playing).on(NO_ADAPTER),
    test("axe: each panel open", panels).on(NO_ADAPTER),
    test("axe: each panel open, dark, on a telephone", panels).on(PHONE.dark()),
    test("axe: everything that unfolds unfolded", unfolded).on(NO_ADAPTER),
    test("axe: everything that unfolds unfolded, dark, on a telephone", unfolded).on(PHONE.dark()),
    test("axe: diverged", diverged).on(NO_ADAPTER).at("?lr=1e30"),
    test("axe: diverged, dark", diverged).on(NO_ADAPTER.dark()).at("?lr=1e30"),
    test("axe: a refused value and a bad address", refused).on(NO_ADAPTER).at("?gamma=NaN&colour=red"),
    test("axe: a trap on its card and in its panel", trapped).on(NO_ADAPTER).at("?lr=0.001&eta_min=0.001"),
    test("axe: a trap on its card and in its panel, dark, on a telephone", trapped).on(PHONE.dark()).at("?lr=0.001&eta_min=0.001"),
    test("axe: pasted code, parsed and refused", pasted).on(NO_ADAPTER),
    test("axe: pasted code, parsed and refused, dark", pasted).on(NO_ADAPTER.dark()),
    test("axe: losses, log axes", check).on(NO_ADAPTER).at("?chart=loss&rate_axis=log&loss_axis=log"),
];

/// Fails with all of axe's findings on the current page.
pub fn check(page: &Page) -> Result<()> {
    let source = std::fs::read_to_string(npm::AXE.file("axe.min.js")?).context("axe-core")?;
    // Contrast does not count while colours change, so the check waits until they stand still.
    page.script(&source, &[])?;
    page.stands_still()?;
    let found = page.session.script_async(include_str!("../look/axe.js"), &[])?;
    let violations: Vec<String> =
        serde_json::from_value(found["violations"].clone()).context("axe returned no list")?;
    ensure!(violations.is_empty(), "axe finds:\n    {}", violations.join("\n    "));
    ensure!(found["rules"].as_u64().is_some_and(|rules| rules > 10), "axe looked at nothing: {found}");
    Ok(())
}

fn playing(page: &Page) -> Result<()> {
    page.restart()?;
    page.press(STEP)?;
    check(page).context("at the first step")?;
    page.play()?;
    page.wait_for_button(PAUSE)?;
    check(page).context("playing")?;
    // The play head runs to the end, even if the check was fast.
    page.play_ended()?;
    check(page).context("at the end")
}

fn panels(page: &Page) -> Result<()> {
    let count = page.find(MORE_PARAMETERS_BUTTONS)?.len();
    ensure!(count == 5, "{count} cards have more parameters");
    for at in 0..count {
        press_more(page, at)?;
        let panel = page.wait_for_part("an open panel", PANEL)?;
        check(page).with_context(|| page.session.label(&panel).unwrap_or_default())?;
        press_more(page, at)?;
    }
    Ok(())
}

/// Presses the button of card number `at`, in the middle of the screen: a message at its lower edge may come at any time.
fn press_more(page: &Page, at: usize) -> Result<()> {
    let button = &page.find(MORE_PARAMETERS_BUTTONS)?[at];
    page.scroll_to(button)?;
    page.click(button)
}

/// Elements that unfold. The panels have a test of their own. What is idle is not in sight.
const FOLDED: &str = "button[aria-expanded=false]:not([aria-label^='More parameters']), details:not([open], .idle, .idle *) > summary";

/// Controls that nobody can scroll to, because they are off the left edge.
const OFF_THE_LEFT: &str = "return [...document.querySelectorAll('button, input, textarea')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.visually-hidden'))
    .filter((one) => one.getBoundingClientRect().left < 0).map((one) => one.outerHTML.slice(0, 80))";

/// Opens, one after the other, every element that is marked as expandable.
fn unfolded(page: &Page) -> Result<()> {
    let count = page.find(FOLDED)?.len();
    ensure!(count > 0, "nothing unfolds");
    // From the last to the first: a summary that is open leaves the list. Docked charts hide their menus, so each look begins at the top.
    for at in (0..count).rev() {
        page.script("scrollTo(0, 0)", &[])?;
        page.stands_still()?;
        let all = page.find(FOLDED)?;
        let Some(fold) = all.get(at) else { continue };
        let name = page.session.label(fold)?;
        page.click(fold).with_context(|| format!("opening {name}"))?;
        check(page).with_context(|| format!("{name} is open"))?;
        let left = page.list(OFF_THE_LEFT)?;
        ensure!(left.is_empty(), "{name} is open: off the screen are {left:?}");
        // A summary stays open, and everything else closes.
        if page.script("return arguments[0].matches('summary')", &[fold.json()])? == false {
            page.keys(fold, &key::ESCAPE.to_string())?;
        }
    }
    Ok(())
}

fn diverged(page: &Page) -> Result<()> {
    page.wait_for_divergence()?;
    check(page)
}

fn refused(page: &Page) -> Result<()> {
    page.set_field(EXPONENTIAL.slider, "-5")?;
    page.wait_for_part("a field marked as refused", REFUSED_FIELD)?;
    check(page)
}

fn trapped(page: &Page) -> Result<()> {
    let trap = page.text_of(&format!("{} {TRAP}", COSINE.card()))?;
    ensure!(trap.contains("flat line"), "the trap is not explained");
    check(page)?;
    page.open_panel(COSINE.name)?;
    page.wait_for_part("a trap in the panel", TRAPS_IN_PANEL)?;
    check(page).context("in the panel")
}

fn pasted(page: &Page) -> Result<()> {
    page.paste("CosineAnnealingLR(optimizer, T_max=8, eta_min=1e-3)")?;
    page.wait_for_text(IMPORT_MESSAGES, "t_max")?;
    check(page).context("taken")?;
    page.paste("WarpLR(optimizer, gamma=-3)")?;
    page.wait_for_text(IMPORT_MESSAGES, "WarpLR")?;
    check(page).context("refused")
}
