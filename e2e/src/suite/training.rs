//! Real trainings: they learn, they can be watched, and a bad training is shown as bad.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::checks::learned;
use super::{Test, test};
use crate::page::Page;
use crate::page::parts::{
    ACCURACY, BASE_RATE, CAPTION, COSINE, LOSS, ONE_CYCLE, PAUSE, PLATEAU, PRESETS_OF_FIRST_SCREEN, RATES,
    STATUS, STEP,
};

pub const TESTS: &[Test] = &[
    test("all trainings end above 85 % accuracy", |page| learned(&page.settled()?)),
    test("every chart is drawn and says the same in a table", |page| {
        [RATES, ACCURACY].iter().try_for_each(|name| has_a_table(page, name))
    }),
    test("play shows the training slowly, pause holds it, step goes on by hand", plays),
    test("the loss is a chart of its own, a click away", |page| {
        page.press(LOSS)?;
        page.wait_for("the chart of the loss", || Ok(page.chart(LOSS).ok()))?;
        has_a_table(page, LOSS)
    }),
    test("a diverged run is shown as diverged, never as a low loss", diverges),
    test("the opening says why, and the textbook's settings are a click away", textbook),
];

fn has_a_table(page: &Page, name: &str) -> Result<()> {
    let rows = page.chart(name)?.table.len();
    ensure!(rows > 10, "{name}: its table has {rows} rows");
    Ok(())
}

fn plays(page: &Page) -> Result<()> {
    let whole = page.chart(ACCURACY)?;
    page.restart()?;
    page.play().or_else(|_| page.button(PAUSE).map(drop))?;
    page.wait_for_button(PAUSE)?;
    page.wait_until("a chart that grows", || Ok(page.chart(ACCURACY)?.pixels != whole.pixels))?;
    page.press(PAUSE)?;
    page.play_ended()?;
    // A frame that had begun when the button was clicked is still drawn.
    page.stands_still()?;
    let held = page.chart(ACCURACY)?;
    std::thread::sleep(Duration::from_millis(700));
    ensure!(page.chart(ACCURACY)? == held, "the training went on while paused");
    page.press(STEP)?;
    page.wait_until("a step", || Ok(page.chart(ACCURACY)? != held))
}

fn diverges(page: &Page) -> Result<()> {
    page.set_field(BASE_RATE, "1e30")?;
    let results = page.wait_for_divergence()?;
    let mut cells = results.rows().iter().flatten();
    ensure!(!cells.any(|cell| cell.contains("NaN") || cell.contains("inf")), "{results:?}");
    for row in results.diverged() {
        let low = row.iter().filter_map(|cell| cell.parse::<f64>().ok()).any(|loss| loss < 1.0);
        ensure!(!low, "a diverged run with a low figure: {row:?}");
    }
    Ok(())
}

fn textbook(page: &Page) -> Result<()> {
    let before = page.settled()?;
    let words = page.text_of(CAPTION)?;
    ensure!(words.contains("labels are wrong") && words.contains("noise"), "the opening says {words:?}");
    page.click(&page.named(PRESETS_OF_FIRST_SCREEN, "preset textbook", |name| name == "textbook")?)?;
    page.wait_until("other results", || Ok(page.results()? != before))?;
    for (lane, value) in [(COSINE, 20.0), (PLATEAU, 2.0), (ONE_CYCLE, 0.3)] {
        let shown = page.value_of(lane.slider)?;
        ensure!(shown.parse() == Ok(value), "{} is {shown}, and {value} in the textbook", lane.slider);
    }
    page.wait_for_text(STATUS, "ends below the constant rate")?;
    learned(&page.settled()?)
}
