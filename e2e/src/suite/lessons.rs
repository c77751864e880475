//! Traps and their repairs, sentences with numbers that can be clicked, and presets as links.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::checks::same;
use super::{Test, test};
use crate::device::PHONE;
use crate::page::Page;
use crate::page::parts::{
    COSINE, EXPONENTIAL, FIX, FORMULAS, LANES, LESSONS, NUMBERS_IN_SENTENCES, PANEL, PRESETS, RATES, TRAP,
    TRAPS, TRAPS_IN_PANEL,
};
use crate::webdriver::Element;

/// PyTorch's textbook example: a cosine from 0.001 to 0.001.
const FLAT: &str = "?v=1&lr=0.001&eta_min=0.001";

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("the page opens without a trap", no_trap),
    test("the textbook's flat cosine is a trap on its card, and its repair bends the curve", on_the_card).at(FLAT),
    test("a trap is explained under its parameter, with a repair that can be read", in_the_panel).at(FLAT),
    test("a trap does not move its card", moves_nothing),
    test("a run that only trains too slowly is reported when it has been trained", too_slow).at("?v=1&lr=0.001").on(PHONE),
    test("a number in a sentence moves its slider and the curve", number_in_a_sentence),
    test("a preset is a link: a click applies it without a reload, and its address opens it", preset),
    test("every schedule has its formula, readable by eye and ear", formulas),
];

fn no_trap(page: &Page) -> Result<()> {
    page.settled()?;
    let traps = page.text_of(TRAPS)?;
    ensure!(traps.trim().is_empty(), "the page opens with a trap: {traps}");
    Ok(())
}

/// The button that repairs a trap in this place.
fn fix_in(page: &Page, place: &str) -> Result<Element> {
    page.named(&format!("{place} button"), "repair", |name| name.starts_with(FIX))
}

fn on_the_card(page: &Page) -> Result<()> {
    page.settled()?;
    let card = page.text_of(&COSINE.card())?;
    ensure!(card.contains("flat line"), "the cosine's card says {card}");
    let before = page.chart(RATES)?;
    page.click(&fix_in(page, &COSINE.card())?)?;
    page.wait_until("another learning-rate curve and no trap of a flat line", || {
        let trap = page.text_of(&format!("{} {TRAP}", COSINE.card()))?;
        Ok(!trap.contains("flat line") && page.chart(RATES)?.differs_from(&before))
    })?;
    page.wait_until("an address without the trap", || {
        let address = page.address()?;
        Ok(!address.contains("eta_min") && address.contains("lr=0.001"))
    })
}

fn in_the_panel(page: &Page) -> Result<()> {
    page.settled()?;
    page.open_panel(COSINE.name)?;
    let trap = page.wait_for("a trap in the panel", || {
        Ok(Some(page.text_of(TRAPS_IN_PANEL)?).filter(|text| !text.is_empty()))
    })?;
    ensure!(trap.contains("constant rate") && trap.contains("0.00100"), "the panel says {trap}");
    page.click(&fix_in(page, PANEL)?)?;
    page.wait_until("no trap of η_min in the panel", || {
        Ok(!page.text_of(TRAPS_IN_PANEL)?.contains("flat line"))
    })
}

fn moves_nothing(page: &Page) -> Result<()> {
    page.settled()?;
    let before = page.tops_of_cards()?;
    page.set_field(COSINE.slider, "5")?;
    page.wait_for_text(&COSINE.card(), "climbs again")?;
    let after = page.tops_of_cards()?;
    ensure!(after == before, "the cards moved from {before:?} to {after:?}");
    Ok(())
}

fn too_slow(page: &Page) -> Result<()> {
    page.wait_for_text(&EXPONENTIAL.card(), "behind the constant")
}

fn number_in_a_sentence(page: &Page) -> Result<()> {
    let slider = EXPONENTIAL.slider;
    page.settled()?;
    let (at, before) = (page.position(slider)?, page.chart(RATES)?);
    let number =
        page.named(NUMBERS_IN_SENTENCES, "number that sets γ to 0.8", |name| name.contains("γ = 0.8"))?;
    page.click(&number)?;
    page.wait_until("another γ and curve", || {
        Ok(page.position(slider)?.value != at.value && page.chart(RATES)?.differs_from(&before))
    })?;
    let value = page.value_of(slider)?;
    ensure!(value == "0.8", "γ is {value}");
    let sentence = page.text_of(&EXPONENTIAL.sentence())?;
    ensure!(sentence.contains("γ = 0.8") && sentence.contains("11 %"), "the sentence says {sentence}");
    Ok(())
}

fn preset(page: &Page) -> Result<()> {
    let before = page.settled()?;
    page.script("window.loaded_once = true", &[])?;
    let link = page.named(PRESETS, "preset short cosine", |name| name == "short cosine")?;
    let target = page.property(&link, "href")?;
    page.click(&link)?;
    page.wait_until("other results", || Ok(page.results()? != before))?;
    ensure!(page.is_true("return window.loaded_once === true")?, "the page was loaded again");
    let applied = page.settled()?;
    page.wait_until("the preset's address", || Ok(json!(page.address()?) == target))?;
    page.session.open(target.as_str().context("a link without an address")?)?;
    same(&applied, &page.settled()?)
}

fn formulas(page: &Page) -> Result<()> {
    page.settled()?;
    let code = format!(
        "return [...document.querySelectorAll('{FORMULAS}')].map((m) => [m.namespaceURI, m.getAttribute('aria-label'),
            m.getBoundingClientRect().width > 30].join('|'))"
    );
    let formulas = page.list(&code)?;
    let lessons = page.find(LESSONS)?.len();
    ensure!(
        formulas.len() == lessons && lessons > LANES.len(),
        "{} formulas in {lessons} lessons",
        formulas.len()
    );
    for one in formulas {
        ensure!(one.contains("MathML|") && one.contains("eta"), "no formula with words: {one}");
        ensure!(one.ends_with("true"), "no width: {one}");
    }
    Ok(())
}
