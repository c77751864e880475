//! The dock: below the first screen both charts stay in sight, and what is pressed down there visibly changes them.

use anyhow::{Result, ensure};

use super::{Test, test};
use crate::device::PHONE;
use crate::page::Page;
use crate::page::parts::{DOCK, DOCKED_CHARTS, PRESETS, RATES};

pub const TESTS: &[Test] = &[
    test("a preset far below the charts changes charts that are in sight", in_sight),
    test("a preset far below the charts changes charts that are in sight, on a telephone", in_sight)
        .on(PHONE),
    test("the charts of a full lineup fit their place, docked too", fits).at(FULL),
    test("the charts of a full lineup fit their place, docked too, on a telephone", fits).on(PHONE).at(FULL),
    test("docking the charts moves nothing", moves_nothing),
    test("docking the charts moves nothing, on a telephone", moves_nothing).on(PHONE),
];

/// All five places are taken.
const FULL: &str = "?v=2&5.kind=warmup_stable_decay";

/// Names what does not fit: parts of a chart's head that lie over each other, or reach beyond it or the window.
const MISFITS: &str = "const seen = (part) => part.offsetParent && getComputedStyle(part).visibility !== 'hidden';
    // The name of an entry is there for readers of the screen alone.
    const words = (part) => {
        const range = document.createRange();
        range.selectNodeContents(part.querySelector('.value') ?? part);
        const at = range.getBoundingClientRect(), swatch = part.querySelector('.swatch')?.getBoundingClientRect();
        return { left: swatch?.width ? swatch.left : at.left, right: at.right, top: at.top, bottom: at.bottom };
    };
    return [...document.querySelectorAll('.plots > .plot:not([hidden])')].flatMap((plot) => {
        const frame = plot.getBoundingClientRect();
        const parts = [...plot.querySelectorAll('header h2, header .tab, header .entry, header .moment')].filter(seen);
        const places = parts.map((part) => [part.textContent.trim(), words(part)]);
        const beyond = places.filter(([, at]) => at.right > Math.min(frame.right, innerWidth) + 1).map(([name]) => name + ' is cut');
        const over = places.flatMap(([name, at], index) => places.slice(index + 1)
            .filter(([, other]) => at.left < other.right - 1 && other.left < at.right - 1 && at.top < other.bottom - 1 && other.top < at.bottom - 1)
            .map(([other]) => name + ' lies over ' + other));
        return [...(frame.right > innerWidth + 1 ? ['a chart is wider than the window'] : []), ...beyond, ...over];
    });";

/// Names in the table that have no room.
const CUT_NAMES: &str = "return [...document.querySelectorAll('.results tbody th')]
    .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent);";

fn fits(page: &Page) -> Result<()> {
    page.settled()?;
    let misfits = || page.list(MISFITS);
    ensure!(misfits()?.is_empty(), "on the first screen: {:?}", misfits()?);
    let cut = page.list(CUT_NAMES)?;
    ensure!(cut.is_empty(), "the table cuts {cut:?}");
    page.wait_for_part("the presets", PRESETS)?;
    page.scroll_to(&page.find(PRESETS)?[0])?;
    page.wait_for_part("the docked charts", DOCK)?;
    page.stands_still()?;
    ensure!(misfits()?.is_empty(), "docked: {:?}", misfits()?);
    Ok(())
}

/// Tops and bottoms of the charts, in pixels of the window.
fn places(page: &Page) -> Result<Vec<(f64, f64)>> {
    page.find(DOCKED_CHARTS)?
        .iter()
        .map(|chart| page.place(chart).map(|(_, top, _, height)| (top, top + height)))
        .collect()
}

fn in_sight(page: &Page) -> Result<()> {
    let preset = page.wait_for("preset short cosine", || {
        Ok(page.named(PRESETS, "preset short cosine", |name| name == "short cosine").ok())
    })?;
    page.scroll_to(&preset)?;
    page.wait_for_part("the docked charts", DOCK)?;
    let docked = places(page)?;
    ensure!(docked.len() == 2, "{} charts are docked", docked.len());
    for (top, bottom) in docked {
        ensure!(
            top >= 0.0 && bottom <= 160.0 && bottom - top > 60.0,
            "a docked chart is at {top} to {bottom}"
        );
    }
    let before = page.chart(RATES)?;
    page.click(&preset)?;
    page.wait_for_other_rates(&before)?;
    page.script("scrollTo(0, 0)", &[])?;
    page.wait_until("charts in their place", || Ok(page.find(DOCK)?.is_empty()))
}

fn moves_nothing(page: &Page) -> Result<()> {
    let heights = || page.number("return document.documentElement.scrollHeight");
    page.wait_for_part("the presets", PRESETS)?;
    let bottom = page.find(PRESETS)?;
    page.scroll_to(&bottom[0])?;
    page.wait_for_part("the docked charts", DOCK)?;
    page.stands_still()?;
    let docked = heights()?;
    page.script("scrollTo(0, 0)", &[])?;
    page.wait_until("charts in their place", || Ok(page.find(DOCK)?.is_empty()))?;
    let free = heights()?;
    ensure!(
        (docked - free).abs() < 4.0,
        "the page is {docked} pixels high with docked charts, {free} without"
    );
    Ok(())
}
