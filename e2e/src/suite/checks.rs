//! Checks that several themes share.

use anyhow::{Context, Result, ensure};

use crate::page::parts::{BEING_TRAINED, EXPONENTIAL, LANES, Lane, RATES, SHOWN_BY_SEEDS};
use crate::page::{Page, Results};

/// Waits until every lane is trained with every seed. Returns what the page says then.
pub fn seeds_are_trained(page: &Page) -> Result<String> {
    page.wait_for("the trainings of all seeds", || {
        let said = page.text_of(SHOWN_BY_SEEDS)?;
        Ok((!said.is_empty() && !said.contains(BEING_TRAINED)).then_some(said))
    })
}

/// The accuracy in percent that every lane reaches on the digits with the initial settings of the page.
const LEARNED: f64 = 85.0;

/// Every run has ended with an accuracy above the limit.
pub fn learned(results: &Results) -> Result<()> {
    for lane in LANES {
        let (name, row) = (lane.name, results.figures(lane)?);
        let shares = row.iter().filter_map(|cell| percent(cell));
        let least = shares.reduce(f64::min).with_context(|| format!("no accuracy in {row:?}"))?;
        ensure!(least > LEARNED, "{name} ends with {least} %: {row:?}");
        ensure!(least <= 100.0, "{name} claims {least} %");
    }
    Ok(())
}

/// A share in a cell such as `97.5 %`.
fn percent(cell: &str) -> Option<f64> {
    cell.split('%').next().filter(|before| before.len() < cell.len())?.trim().parse().ok()
}

/// Every lane has the same figures in two tables of results.
pub fn same(one: &Results, other: &Results) -> Result<()> {
    for lane in LANES {
        same_figures(lane, one, other)?;
    }
    Ok(())
}

/// A lane has the same figures in two tables of results.
pub fn same_figures(lane: Lane, one: &Results, other: &Results) -> Result<()> {
    let (one, other) = (one.figures(lane)?, other.figures(lane)?);
    ensure!(one == other, "the results of {} differ: {one:?} and {other:?}", lane.name);
    Ok(())
}

/// The page has trained, and trains again when a slider moves.
pub fn follows(page: &Page) -> Result<()> {
    learned(&page.settled()?)?;
    let before = page.figures(EXPONENTIAL)?;
    page.drag(EXPONENTIAL.slider, 0.3)?;
    page.wait_for_other_figures(EXPONENTIAL, &before)
}

/// The badge names this engine, and the page trains on it.
pub fn trains_on(page: &Page, engine: &str) -> Result<()> {
    page.settled()?;
    let named = page.engine()?;
    ensure!(named.split(' ').next_back() == Some(engine), "the badge names {named:?}, not {engine}");
    follows(page).with_context(|| format!("on the {engine} engine"))
}

/// Drags the slider of a lane to another place. The curve, its table and the lane's results must follow.
pub fn lane_follows(page: &Page, lane: Lane) -> Result<()> {
    let share = if page.position(lane.slider)?.share() > 0.5 { 0.15 } else { 0.85 };
    let (chart, figures) = (page.chart(RATES)?, page.figures(lane)?);
    page.drag(lane.slider, share)?;
    page.wait_until("another curve, table and result", || {
        Ok(page.chart(RATES)?.differs_from(&chart) && page.figures(lane)? != figures)
    })
}

/// The page scrolls down only.
pub fn no_sideways_scroll(page: &Page) -> Result<()> {
    let found = page.list(include_str!("../look/wide.js"))?;
    ensure!(found.is_empty(), "the page scrolls sideways, for {}", found.join("; "));
    Ok(())
}

/// Nothing lies over a control or a result.
pub fn nothing_is_covered(page: &Page) -> Result<()> {
    let found = page.list(include_str!("../look/covered.js"))?;
    ensure!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}
