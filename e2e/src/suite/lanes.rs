//! Lanes that a visitor makes: cooled down from the play head.

use anyhow::{Context, Result, ensure};

use super::{Test, axe, test};
use crate::device::PHONE;
use crate::page::Page;
use crate::page::parts::{COOL_DOWN, COSINE, HISTORY_BUTTONS, RATES, STATUS, STEP};

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("a lane cools down from the play head, and the history has it as it was", cools_down),
    test("a lane cools down on a telephone", cools_down).on(PHONE),
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
