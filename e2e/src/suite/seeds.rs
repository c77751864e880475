//! Many seeds: the page claims what they bear out, and nothing else.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};

use super::checks::seeds_are_trained;
use super::{Test, axe, test};
use crate::device::{NO_ADAPTER, PHONE};
use crate::page::Page;
use crate::page::parts::{
    ACCURACY, BEATS_CONSTANT, BOLD_RESULTS, COMPARISON, DRAW_OWN_SEED, EXPONENTIAL, OVER_SEEDS, SEED,
    SEED_COUNT, STATUS, WHOSE_RUNS,
};

/// Settings under which chance alone ranks the schedules, and rates so low that only the seeds' size of steps decides.
const BY_CHANCE: &str = "?v=2&lr=0.01";
const CLEAR: &str = "?v=2&lr=1e-5";

pub const TESTS: &[Test] = &[
    test("the page names no winner where chance ranks", names_no_winner).on(NO_ADAPTER).at(BY_CHANCE),
    test("what all seeds show is said and bold", says_what_is_shown).on(NO_ADAPTER).at(CLEAR),
    test("one seed alone shows nothing, and the choice is part of the address", chooses).on(NO_ADAPTER),
    test("bands stand behind medians, and what belongs to other settings is gone at once", shows_bands)
        .on(NO_ADAPTER),
    test("while the seed is dragged, no fingerprint of another seed stands", stays_true)
        .on(NO_ADAPTER)
        .at("?engine=cpu"),
    test("a run that is too long for 16 seeds gets fewer, and the page says how many", gets_fewer)
        .on(NO_ADAPTER)
        .at("?engine=cpu&epochs=500"),
    test("what seeds show fits a telephone", |page| {
        seeds_are_trained(page)?;
        super::checks::no_sideways_scroll(page)?;
        axe::check(page)
    })
    .on(PHONE),
];

fn names_no_winner(page: &Page) -> Result<()> {
    let said = seeds_are_trained(page)?;
    ensure!(
        said == "Between these 5 there is no difference that 16 seeds can show.",
        "the page says {said:?}"
    );
    ensure!(page.find(BOLD_RESULTS)?.is_empty(), "a number is bold: {:?}", page.texts_of(BOLD_RESULTS)?);
    page.wait_for_text(STATUS, "no difference that 16 seeds can show")?;
    let claims = format!("{} {}", page.text_of(STATUS)?, page.text_of(COMPARISON)?);
    ensure!(!claims.contains("better than") && !claims.contains("worse than"), "the page claims {claims:?}");
    let results = page.results()?;
    let wins = results.column(BEATS_CONSTANT)?;
    ensure!(wins.iter().flatten().count() == 4, "wins over the constant rate: {wins:?}");
    Ok(())
}

fn says_what_is_shown(page: &Page) -> Result<()> {
    let said = seeds_are_trained(page)?;
    ensure!(said.contains("better than"), "the page says {said:?}");
    page.wait_for_text(STATUS, "better than")?;
    let bold = page.texts_of(BOLD_RESULTS)?;
    ensure!(bold.iter().any(|cell| cell.starts_with("16 of 16")), "bold: {bold:?}");
    axe::check(page)
}

fn chooses(page: &Page) -> Result<()> {
    let of_16 = seeds_are_trained(page)?;
    let choose = "const [select, value] = arguments; select.value = value; select.dispatchEvent(new Event('change', { bubbles: true }));";
    let select = page.named(SEED_COUNT, "choice of seeds", |name| name.contains("Seeds"))?;
    page.script(choose, &[select.json(), "1".into()])?;
    page.wait_for_text(".seeds", "One seed proves nothing")?;
    page.wait_until("the choice in the address", || Ok(page.query()?.contains("seeds=1")))?;
    let results = page.results()?;
    let none = results.column(OVER_SEEDS)?;
    ensure!(none.iter().flatten().count() == 0, "means of one seed: {none:?}");
    let waits = |row: &Vec<String>| row.iter().any(|cell| cell == "…");
    ensure!(!results.rows().iter().any(waits), "something is awaited of one seed: {results:?}");
    page.script(choose, &[select.json(), "32".into()])?;
    let of_32 = seeds_are_trained(page)?;
    ensure!(of_32.contains("32 seeds") && of_32 != of_16, "the page says {of_32:?}");
    Ok(())
}

/// One frame of a drag: the slider's value and the fingerprint.
type Frame = (String, String);

fn stays_true(page: &Page) -> Result<()> {
    seeds_are_trained(page)?;
    page.open_panel("all runs")?;
    let slider = page.slider(SEED)?;
    let first = page.script("return arguments[0].value", &[slider.json()])?;
    page.script(include_str!("../look/seeds.js"), &[slider.json(), ".card.reference .fact".into()])?;
    let shares: Vec<f64> = (0..=60).map(|at| 0.05 + 0.9 * f64::from(at) / 60.0).collect();
    page.sweep(SEED, &shares, 16)?;
    let seen = page.script("const seen = window.seen; window.seen = null; return seen", &[])?;
    let mut frames: Vec<Frame> = serde_json::from_value(seen)?;
    frames.retain(|(seed, _)| first != seed.as_str());
    ensure!(frames.len() > 20, "only {} frames show another seed", frames.len());
    // A fingerprint belongs to one seed, and a seed has one fingerprint.
    let pairs: BTreeSet<(&str, &str)> = frames
        .iter()
        .filter(|(_, print)| !print.is_empty())
        .map(|(seed, print)| (&**seed, &**print))
        .collect();
    let seeds: BTreeSet<&str> = pairs.iter().map(|(seed, _)| *seed).collect();
    let prints: BTreeSet<&str> = pairs.iter().map(|(_, print)| *print).collect();
    ensure!(seeds.len() == pairs.len() && prints.len() == pairs.len(), "seeds with fingerprints: {pairs:?}");
    Ok(())
}

fn gets_fewer(page: &Page) -> Result<()> {
    let said = seeds_are_trained(page)?;
    let choice = page.text_of(".seeds")?;
    let counts = ["8 seeds", "4 seeds", "2 seeds", "One seed"];
    ensure!(counts.iter().any(|count| said.contains(count)), "the page says {said:?} of {choice:?}");
    Ok(())
}

/// What the chart of the outcome says of its lines once all seeds are trained.
const HALF: &str = "median and middle half of 16 seeds";

fn shows_bands(page: &Page) -> Result<()> {
    let whose = || page.text_of(WHOSE_RUNS);
    let medians = || page.wait_until("bands of all lines", || Ok(whose()? == HALF));
    medians()?;
    page.stands_still()?;
    let with_bands = page.chart(ACCURACY)?;
    let held = page.drag_and(EXPONENTIAL.slider, 0.3, || {
        page.wait_until("a line without its seeds", || Ok(whose()?.ends_with("seed 1")))?;
        whose()
    })?;
    ensure!(
        held.starts_with("bands: 16 seeds"),
        "the other lines keep their seeds, but the chart says {held:?}"
    );
    medians()?;
    page.wait_until("another median", || Ok(page.chart(ACCURACY)?.differs_from(&with_bands)))?;
    page.stands_still()?;
    let without_run = page.chart(ACCURACY)?.pixels;
    page.press_first(DRAW_OWN_SEED)?;
    page.wait_until("the run of seed 1", || Ok(page.chart(ACCURACY)?.pixels != without_run))?;
    page.wait_until("the choice in the address", || Ok(page.query()?.contains("own_seed=1")))?;
    page.press_first(DRAW_OWN_SEED)?;
    page.wait_until("the medians alone", || Ok(page.chart(ACCURACY)?.pixels == without_run))
}
