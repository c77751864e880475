//! Tests the main function of the page: after a drag of a slider, the curve and the training follow.

use std::cell::Cell;

use anyhow::{Result, ensure};

use crate::e2e::explorer::Explorer;
use crate::e2e::{Test, test};

/// The main sliders, by a part of their accessible names.
pub const MAIN: [&str; 4] = ["γ", "T_max", "patience", "pct_start"];

pub const TESTS: &[Test] = &[
    test("the four sliders are found by their accessible names", |page| {
        for name in MAIN {
            page.slider(name)?;
        }
        Ok(())
    }),
    test("dragging γ changes the learning-rate chart and the results", |page| {
        follows(page, "γ", "xponential")
    }),
    test("dragging T_max changes the learning-rate chart and the results", |page| {
        follows(page, "T_max", "osine")
    }),
    test("dragging patience changes the learning-rate chart and the results", |page| {
        follows(page, "patience", "lateau")
    }),
    test("dragging pct_start changes the learning-rate chart and the results", |page| {
        follows(page, "pct_start", "ycle")
    }),
    test("the chart follows while the pointer is still down", |page| {
        let before = page.chart("Learning rate")?;
        page.drag_and("γ", 0.1, || {
            page.until("another learning-rate curve before the pointer is let go", || {
                let now = page.chart("Learning rate")?;
                Ok((now.pixels != before.pixels && now.table != before.table).then_some(()))
            })
        })
    }),
    test("the arrow keys move a slider and the curve", |page| {
        let (slider, from, before) = (page.slider("γ")?, page.at("γ")?, page.chart("Learning rate")?);
        // The left arrow key in WebDriver's notation. It moves away from the right end, where γ may be.
        page.session.keys(&slider, &"\u{e012}".repeat(12))?;
        let to = page.at("γ")?;
        ensure!(to.value < from.value, "twelve presses of Left moved γ from {} to {}", from.value, to.value);
        page.until("another learning-rate curve", || {
            Ok((page.chart("Learning rate")? != before).then_some(()))
        })
    }),
    test("a slider's neighbours keep their curves and results", |page| {
        let before = page.settled()?;
        page.drag("γ", 0.2)?;
        page.until("other results", || Ok((page.results()? != before).then_some(())))?;
        let after = page.settled()?;
        for name in ["osine", "lateau", "ycle", "onstant"] {
            let (old, new) = (figures(&before, name)?, figures(&after, name)?);
            ensure!(old == new, "dragging γ changed the results of {name}: {old:?} became {new:?}");
        }
        Ok(())
    }),
];

/// Drags `slider` to another place. The curve, its table and the results of `schedule` must follow.
pub fn follows(page: &Explorer, slider: &str, schedule: &str) -> Result<()> {
    let at = page.at(slider)?;
    let share = if (at.value - at.min) / (at.max - at.min) > 0.5 { 0.15 } else { 0.85 };
    let (chart, results) = (page.chart("Learning rate")?, figures(&page.results()?, schedule)?);
    page.drag(slider, share)?;
    let seen = Cell::new("nothing");
    page.until("another curve, table and result", || {
        let now = page.chart("Learning rate")?;
        let other = [
            now.pixels != chart.pixels,
            now.table != chart.table,
            figures(&page.results()?, schedule)? != results,
        ];
        seen.set(if other[0] { "the picture" } else { "nothing" });
        Ok(other.iter().all(|changed| *changed).then_some(()))
    })
}

/// A schedule's row of the results, without the time, which differs from run to run.
pub fn figures(results: &[Vec<String>], schedule: &str) -> Result<Vec<String>> {
    let head = results.first().map(Vec::as_slice).unwrap_or_default();
    let timed = |at: &usize| head.get(*at).is_some_and(|name| name.to_lowercase().contains("time"));
    let row = results.iter().skip(1).find(|row| row.first().is_some_and(|name| name.contains(schedule)));
    let Some(row) = row else { anyhow::bail!("no row of the results is called {schedule}: {results:?}") };
    Ok(row.iter().enumerate().filter(|(at, _)| !timed(at)).map(|(_, cell)| cell.clone()).collect())
}
