//! Every rate: the third chart of outcomes, its marker, and the rates that it gives to the lanes.

use anyhow::{Context, Result, ensure};

use super::checks::no_sideways_scroll;
use super::{Test, axe, test};
use crate::device::{NO_ADAPTER, PHONE};
use crate::page::Page;
use crate::page::parts::{
    BANNER, BASE_RATE, EVERY_RATE, EXPONENTIAL, FACTS, LANES, MARKER, ONE_RATE, OWN_RATES, RATES_SAID,
    RATES_TABLE,
};
use crate::webdriver::key;

pub const TESTS: &[Test] = &[
    test("every rate is trained, and each lane gets its own and gives it back", gives_rates)
        .on(NO_ADAPTER)
        .at("?epochs=2&engine=cpu"),
    test("the marker of every rate is the base rate, by keys and by pointer", marks)
        .on(NO_ADAPTER)
        .at("?epochs=2&engine=cpu&chart=rates"),
    test("every rate trains only a changed lane again", trains_what_changed)
        .on(NO_ADAPTER)
        .at("?epochs=2&engine=cpu&chart=rates"),
    test("every rate where most lanes diverge", diverges)
        .on(NO_ADAPTER)
        .at("?epochs=2&engine=cpu&chart=rates&lr=1e30"),
    test("every rate fits a telephone, dark", fits_a_telephone)
        .on(PHONE.dark())
        .at("?epochs=2&engine=cpu&chart=rates&rates_by=distance"),
];

/// The rows of the table of every rate.
fn rows(page: &Page) -> Result<Vec<Vec<String>>> {
    let code = format!(
        "return [...document.querySelectorAll('{RATES_TABLE} tr')].map((row) => [...row.cells].map((cell) => cell.textContent));"
    );
    serde_json::from_value(page.script(&code, &[])?).context("no table of every rate")
}

fn gives_rates(page: &Page) -> Result<()> {
    let figures = page.settled()?.all_figures()?;
    page.press(EVERY_RATE)?;
    page.wait_until("the focus on the tab of the chart", || Ok(page.focused()? == EVERY_RATE))?;
    page.wait_for_button(OWN_RATES)?;
    let rows = rows(page)?;
    ensure!(rows.len() == 14 && rows.iter().all(|row| row.len() == 1 + LANES.len()), "the table is {rows:?}");
    ensure!(rows[1..].iter().flatten().all(|cell| cell != "–"), "a rate is missing: {rows:?}");
    let said = page.text_of(RATES_SAID)?;
    ensure!(said.contains("Leading median: ") && said.contains("other"), "the page says {said:?}");
    ensure!(page.find(BANNER)?.is_empty(), "there is a banner, and nobody has a rate of its own");
    axe::check(page)?;
    page.press(OWN_RATES)?;
    page.wait_for_text(BANNER, "at the rate of its own leading median")?;
    let facts = page.text_of(FACTS)?;
    ensure!(facts.matches("own rate: ").count() == LANES.len(), "the cards say {facts:?}");
    page.wait_until("the rates in the address", || Ok(page.query()?.contains(".rate=")))?;
    ensure!(page.settled()?.all_figures()? != figures, "other rates changed nothing");
    axe::check(page).context("with the banner")?;
    page.press(ONE_RATE)?;
    page.wait_until("the results at one rate", || Ok(page.settled()?.all_figures()? == figures))?;
    ensure!(page.find(BANNER)?.is_empty(), "the banner stays");
    Ok(())
}

fn marks(page: &Page) -> Result<()> {
    page.wait_for_button(OWN_RATES)?;
    let before = rows(page)?;
    let marker = page.slider(MARKER)?;
    page.keys(&marker, &key::RIGHT.to_string())?;
    page.wait_until("a higher base rate", || Ok(page.value_of(BASE_RATE)? == "0.0207"))?;
    page.drag(MARKER, 0.8)?;
    let dragged: f64 = page.value_of(BASE_RATE)?.parse().context("a base rate")?;
    ensure!((0.035..0.045).contains(&dragged), "dragged to 80 % of two decades, the base rate is {dragged}");
    page.settled()?;
    ensure!(
        page.has_button(OWN_RATES) && rows(page)? == before,
        "moving the marker trained every rate again"
    );
    page.set_field(BASE_RATE, "0.02")?;
    let at = page.position(MARKER)?.share();
    ensure!((at - 0.65).abs() < 0.01, "at a base rate of 0.02 the marker is at {at}");
    Ok(())
}

fn trains_what_changed(page: &Page) -> Result<()> {
    page.wait_for_button(OWN_RATES)?;
    let before = rows(page)?;
    page.drag(EXPONENTIAL.slider, 0.1)?;
    page.wait_until("trainings of every rate under way", || Ok(!page.has_button(OWN_RATES)))?;
    // Four of five lanes are trained already, so the count begins with their share.
    let said = page.text_of(RATES_SAID)?;
    let counts: Vec<f64> = said
        .split(" of ")
        .filter_map(|part| part.split_whitespace().next()?.replace(',', "").parse().ok())
        .collect();
    match counts[..] {
        [done, all, ..] => ensure!(done >= 0.8 * all, "all lanes are trained again: {said:?}"),
        _ => ensure!(page.has_button(OWN_RATES), "it trains and does not say how far it is: {said:?}"),
    }
    page.wait_for_button(OWN_RATES)?;
    let after = rows(page)?;
    let column = |rows: &[Vec<String>], at: usize| -> Vec<String> {
        // Medians alone: the standing depends on all lanes.
        rows.iter().map(|row| row[at].split(',').next().unwrap_or_default().to_owned()).collect()
    };
    ensure!(column(&before, 1) != column(&after, 1), "the changed lane ends as before");
    ensure!(
        (2..=5).all(|at| column(&before, at) == column(&after, at)),
        "another lane ends otherwise than before"
    );
    Ok(())
}

fn diverges(page: &Page) -> Result<()> {
    page.wait_for_button(OWN_RATES)?;
    // 1cycle keeps its ratio of peak to base, so its rates are those of the opening where the base rate is 1e30.
    let rows = rows(page)?;
    let gone = |row: &Vec<String>| row[1].starts_with("diverged") && !row[4].starts_with("diverged");
    ensure!(rows[1..].iter().all(gone), "the table is {rows:?}");
    page.press(OWN_RATES)?;
    page.wait_for_text(BANNER, "1cycle")?;
    axe::check(page)
}

fn fits_a_telephone(page: &Page) -> Result<()> {
    page.wait_for_button(OWN_RATES)?;
    page.press(OWN_RATES)?;
    page.wait_for_text(BANNER, "leading median")?;
    no_sideways_scroll(page)?;
    axe::check(page)
}
