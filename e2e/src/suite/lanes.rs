//! Lanes that a visitor makes: cooled down from the play head, and drawn.

use anyhow::{Context, Result, ensure};

use super::{Test, axe, test};
use crate::device::{NARROW, PHONE};
use crate::page::Page;
use crate::page::parts::{
    ADD_POINT, APPLY, COOL_DOWN, COSINE, DRAW, HISTORY_BUTTONS, IMPORT_MESSAGES, POINTS, PROGRAM, RATES,
    REMOVE_POINT, SCHEDULE_OF, STATUS, STEP,
};
use crate::webdriver::key;

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("a lane cools down from the play head, and the history has it as it was", cools_down),
    test("a lane cools down on a telephone", cools_down).on(PHONE),
    test("a drawn lane begins as it was, and its points are set by keys", draws_by_keys),
    test("a drawn lane takes the pointer in the chart of the rates", draws_by_pointer).at("?v=2&2.kind=drawn&2.points=0:1,0.5:1,1:0&lr=0.01"),
    test("pasted code that no kind has becomes a drawn lane", pastes),
    test("points of a drawn lane that are refused change nothing", refuses_points).at("?v=2&2.kind=drawn&2.points=0:1,0:2"),
    test("a drawn lane is edited on a telephone", on_a_telephone).on(PHONE.dark()).at("?v=2&2.kind=drawn"),
    test("a drawn lane is edited at 320 pixels", on_a_telephone).on(NARROW).at("?v=2&2.kind=drawn"),
];

/// The column of the rates' table for the lane at this place, from 1.
fn rates_of(page: &Page, place: usize) -> Result<Vec<f64>> {
    let table = page.chart(RATES)?.table;
    let cell = |row: &Vec<String>| row.get(place).and_then(|cell| cell.parse().ok()).context("a rate");
    table.iter().skip(1).map(cell).collect()
}

fn cools_down(page: &Page) -> Result<()> {
    page.settled()?;
    let before = rates_of(page, 2)?;
    let menu = page.named("select", COOL_DOWN, |name| name == COOL_DOWN)?;
    ensure!(page.property(&menu, "disabled")? == true, "a finished run can be cooled down");
    page.restart()?;
    (0..12).try_for_each(|_| page.press(STEP))?;
    page.wait_until("an enabled menu", || Ok(page.property(&menu, "disabled")? == false))?;
    page.choose(COOL_DOWN, "Cosine annealing")?;
    page.wait_until("a lane that decays at the end", || {
        Ok(page.query()?.contains("2.kind=warmup_stable_decay"))
    })?;
    page.settled()?;
    page.wait_until("other rates", || Ok(rates_of(page, 2)? != before))?;
    let after = rates_of(page, 2)?;
    ensure!(after[..12].iter().all(|rate| *rate == before[12]), "{after:?} do not hold {}", before[12]);
    ensure!(after[12..].windows(2).all(|pair| pair[1] < pair[0]), "{after:?} do not decay");
    page.wait_for_text(STATUS, "until epoch 12")?;
    axe::check(page)?;
    let past = page.find(HISTORY_BUTTONS)?.len();
    ensure!(past > 0, "the history has no lane named {}", COSINE.name);
    Ok(())
}

fn draws_by_keys(page: &Page) -> Result<()> {
    page.settled()?;
    let before = rates_of(page, 2)?;
    page.choose(&format!("{SCHEDULE_OF}2"), DRAW)?;
    page.wait_for_part("the points", POINTS)?;
    page.settled()?;
    let drawn = rates_of(page, 2)?;
    let differs = before.iter().zip(&drawn).any(|(was, is)| (was - is).abs() > 0.015 * before[0]);
    ensure!(!differs, "the lane was {before:?} and is {drawn:?}");
    // The cosine begins at the base rate.
    page.set_field("Point 1: rate", "0.02")?;
    page.wait_until("another first rate", || Ok(rates_of(page, 2)?[0] == 0.02))?;
    page.press_key(key::UP)?;
    page.wait_until("a higher first rate", || Ok(rates_of(page, 2)?[0] > 0.02))?;
    page.settled()?;
    axe::check(page)?;
    let count = page.find(REMOVE_POINT)?.len();
    page.click(&page.find(REMOVE_POINT)?[1])?;
    page.wait_until("a point less", || Ok(page.find(REMOVE_POINT)?.len() == count - 1))?;
    page.press(ADD_POINT)?;
    page.wait_until("a point more", || Ok(page.find(REMOVE_POINT)?.len() == count))?;
    page.wait_until("the points in the address", || Ok(page.query()?.contains("2.kind=drawn&2.points=0:")))?;
    page.settled()?;
    let left = rates_of(page, 2)?;
    page.reload()?;
    page.settled()?;
    ensure!(rates_of(page, 2)? == left, "the link leads to {:?} and not to {left:?}", rates_of(page, 2)?);
    Ok(())
}

fn draws_by_pointer(page: &Page) -> Result<()> {
    page.settled()?;
    page.open_panel("Your own")?;
    page.wait_for_part("the points", POINTS)?;
    let (left, top, width, height) = page.place(&page.chart_element(RATES)?)?;
    // Beside the curve, in the first half of the run: a new point, which is dragged downwards.
    let at = |x: f64, y: f64| (left + width * x, top + height * y);
    let before = rates_of(page, 2)?;
    page.session.drag(&[at(0.3, 0.4), at(0.3, 0.5), at(0.32, 0.7)], || {
        page.wait_until("a curve that follows", || Ok(rates_of(page, 2)? != before))
    })?;
    page.wait_until("a fourth point", || Ok(page.find(REMOVE_POINT)?.len() == 4))?;
    page.settled()?;
    let after = rates_of(page, 2)?;
    let lowest = after[..10].iter().copied().fold(f64::INFINITY, f64::min);
    ensure!(lowest < 0.006, "the rates are {after:?}");
    ensure!(after[0] == before[0] && after[10] == before[10], "other points moved too: {after:?}");
    // The exported program has the same table.
    ensure!(page.query()?.contains("2.points="), "{}", page.query()?);
    page.wait_for_text(PROGRAM, "import torch")?;
    Ok(())
}

fn refuses_points(page: &Page) -> Result<()> {
    page.wait_for_text(STATUS, "point 2 must be later")?;
    let usual = rates_of(page, 2)?;
    page.open_panel("Your own")?;
    page.set_field("Point 2: epoch", "-3")?;
    page.wait_for_text(".card.lane-2", "point 2 must be inside the run")?;
    axe::check(page)?;
    ensure!(rates_of(page, 2)? == usual, "a refused point changed the curve");
    Ok(())
}

fn on_a_telephone(page: &Page) -> Result<()> {
    page.settled()?;
    page.open_panel("Your own")?;
    page.wait_for_part("the points", POINTS)?;
    super::checks::no_sideways_scroll(page)?;
    axe::check(page)
}

fn pastes(page: &Page) -> Result<()> {
    page.paste("optimizer = torch.optim.AdamW(model.parameters(), lr=0.02)\nMultiStepLR(optimizer, milestones=[5, 12], gamma=0.1)")?;
    page.wait_for_text(IMPORT_MESSAGES, "a curve of 6 points, through the rate of every epoch")?;
    page.press(APPLY)?;
    page.wait_until("the lane in the address", || Ok(page.query()?.contains("5.kind=drawn")))?;
    page.settled()?;
    let rates = rates_of(page, 5)?;
    ensure!((rates[4], rates[5], rates[12]) == (0.02, 0.002, 2e-4), "the rates are {rates:?}");
    page.wait_for_text(PROGRAM, "shares = [")
}
