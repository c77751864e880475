//! The two questions above the cards: which cards do not fit an answer, and why.

use anyhow::{Result, ensure};

use super::checks::{no_sideways_scroll, seeds_are_trained};
use super::{Test, axe, test};
use crate::device::{NARROW, NO_ADAPTER, PHONE};
use crate::page::Page;
use crate::page::parts::{ADVICE, ANSWERS, COSINE, EXPONENTIAL, PLATEAU, STATUS, WHEN};
use crate::webdriver::key;

/// Both answers, so that cards fit and do not fit.
const ANSWERED: &str = "?v=3&know_length=yes&trust_metric=no";

pub const TESTS: &[Test] = &[
    test("an answer says on each card why it does not fit, with what the seeds show", says_why)
        .on(NO_ADAPTER),
    test("the answers are given by keys and stand in the address", by_keys),
    test("cards that do not fit meet every contrast", fits).on(NO_ADAPTER).at(ANSWERED),
    test("cards that do not fit meet every contrast, dark, on a telephone", fits)
        .on(PHONE.dark())
        .at(ANSWERED),
    test("the questions fit 320 pixels", fits).on(NARROW).at(ANSWERED),
    test("an answer that is none is refused with the reason", refused).at("?v=3&trust_metric=perhaps"),
];

/// The line of a card that says when to use it.
fn when(page: &Page, card: &str) -> Result<String> {
    page.text_of(&format!("{card} {WHEN}"))
}

fn says_why(page: &Page) -> Result<()> {
    seeds_are_trained(page)?;
    let shift = page.shifts()?.shift;
    let tops = page.tops_of_cards()?;
    ensure!(!page.text_of(".card")?.contains("Here: "), "a card speaks before an answer is given");
    let answers = page.find(ANSWERS)?;
    page.click(&answers[0])?;
    page.wait_for_text(
        &format!("{} {WHEN}", EXPONENTIAL.card()),
        "Does not fit: it ignores the known length",
    )?;
    ensure!(!when(page, &COSINE.card())?.contains("Does not fit"), "cosine does not fit a known length");
    // The schedules of the opening end better than the constant rate with every seed, and the verdict says so.
    for lane in [EXPONENTIAL, COSINE] {
        let said = page.text_of(&format!("{} .evidence", lane.card()))?;
        ensure!(said.starts_with("Here: ") && said.contains(" %, "), "{} says {said:?}", lane.name);
    }
    ensure!(page.tops_of_cards()? == tops, "the cards moved from {tops:?} to {:?}", page.tops_of_cards()?);
    page.click(&answers[1])?;
    page.wait_for_text(&format!("{} {WHEN}", COSINE.card()), "Does not fit: it needs a known length")?;
    ensure!(
        !when(page, &EXPONENTIAL.card())?.contains("Does not fit"),
        "exponential does not fit an open length"
    );
    let shifted = page.shifts()?.shift - shift;
    ensure!(shifted < 0.001, "an answer shifts the page by {shifted}");
    axe::check(page)
}

fn by_keys(page: &Page) -> Result<()> {
    let answers = page.find(ANSWERS)?;
    ensure!(answers.len() == 4, "{} answers", answers.len());
    page.keys(&answers[1], " ")?;
    page.keys(&answers[3], &key::ENTER.to_string())?;
    page.wait_for_text(ADVICE, "Length open, no metric to trust: ")?;
    page.wait_until("both answers in the address", || {
        let query = page.query()?;
        Ok(query.contains("know_length=no") && query.contains("trust_metric=no"))
    })?;
    page.reload()?;
    page.wait_for_text(ADVICE, "Length open, no metric to trust: ")?;
    ensure!(when(page, &PLATEAU.card())?.contains("it needs a metric you trust"), "the plateau fits");
    // The same answer again takes it back.
    page.keys(&page.find(ANSWERS)?[3], " ")?;
    page.wait_until("one answer in the address", || Ok(!page.query()?.contains("trust_metric")))?;
    ensure!(page.text_of(ADVICE)?.is_empty(), "one answer is enough for the advice");
    Ok(())
}

fn fits(page: &Page) -> Result<()> {
    let said = page.text_of(ADVICE)?;
    ensure!(
        said.starts_with("Length known, no metric to trust: Cosine annealing, "),
        "the advice is {said:?}"
    );
    no_sideways_scroll(page)?;
    axe::check(page)
}

fn refused(page: &Page) -> Result<()> {
    page.wait_for_text(STATUS, "trust_metric has no choice “perhaps”")?;
    ensure!(page.find(&format!("{ANSWERS}[aria-pressed=true]"))?.is_empty(), "an answer is given");
    Ok(())
}
