//! The landscape: it is trained cell by cell, a cell is read and set by keyboard and pointer, and other settings make it old.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use xtask::shell;

use super::checks::no_sideways_scroll;
use super::{Test, axe, test};
use crate::device::{NO_ADAPTER, PHONE};
use crate::page::Page;
use crate::page::parts::{
    BASE_RATE, COSINE_ANNEALING, EXPONENTIAL, LAND_ACROSS, LAND_CELLS, LAND_COMPUTE, LAND_CROSS, LAND_LANE,
    LAND_PLOT, LAND_SAID, LAND_STAGE, LAND_TABLE,
};
use crate::webdriver::key;

pub const TESTS: &[Test] = &[
    test("landscape: a cell is read by keyboard, and Enter goes there", reads_and_sets)
        .on(NO_ADAPTER)
        .at("?engine=cpu&epochs=1"),
    test("landscape: the cross goes where a pointer clicks", clicks)
        .on(NO_ADAPTER)
        .at("?engine=cpu&epochs=1"),
    test("landscape: another lane and other parameters are a part of the link", chooses).on(NO_ADAPTER),
    test("landscape: the cells are a table, a picture and a file", files)
        .on(NO_ADAPTER)
        .at("?engine=cpu&epochs=1"),
    test("landscape: axe finds nothing on a telephone, dark", accessible)
        .on(PHONE.dark())
        .at("?engine=cpu&epochs=1"),
];

/// Trains the landscape until each cell has a seed.
fn compute(page: &Page) -> Result<()> {
    page.press(LAND_COMPUTE)?;
    page.wait_for_text(LAND_STAGE, "384 cells with")
}

fn reads_and_sets(page: &Page) -> Result<()> {
    let stage = page.text_of(LAND_STAGE)?;
    ensure!(stage.contains("Nothing is trained yet"), "before a press it says {stage}");
    compute(page)?;
    let plot = page.wait_for_part("the map", LAND_PLOT)?;
    page.keys(&plot, &format!("{}{}{}", key::RIGHT, key::HOME, key::UP))?;
    let said = page.text_of(LAND_SAID)?;
    ensure!(said.contains("rate η₀ 0.001:") && said.contains(" seed"), "the cell says {said}");
    page.keys(&plot, &key::ENTER.to_string())?;
    page.wait_until("the rate of the cell", || Ok(page.value_of(BASE_RATE)? == "0.001"))?;
    let gamma = page.value_of(EXPONENTIAL.slider)?;
    ensure!(said.contains(&format!("γ {gamma}")), "γ is {gamma} after the cell {said}");
    let stage = page.text_of(LAND_STAGE)?;
    ensure!(stage.contains("384 cells"), "going to a cell made the map old: {stage}");
    page.set_field("epochs", "2")?;
    page.wait_for_text(LAND_STAGE, "other settings")?;
    page.set_field("epochs", "1")?;
    page.wait_for_text(LAND_STAGE, "384 cells")
}

fn clicks(page: &Page) -> Result<()> {
    let plot = page.wait_for_part("the map", LAND_PLOT)?;
    let cross = page.wait_for_part("the cross", LAND_CROSS)?;
    page.click(&plot)?;
    // The middle of two decades.
    page.wait_until("a rate in the middle", || {
        let rate: f64 = page.value_of(BASE_RATE)?.parse().context("the rate")?;
        Ok((0.009..0.0125).contains(&rate) && rate != 0.01)
    })?;
    let (left, top, width, height) = page.place(&cross)?;
    let home = page.place(&plot)?;
    let centre = ((left + width / 2.0 - home.0) / home.2, (top + height / 2.0 - home.1) / home.3);
    ensure!((0.45..0.55).contains(&centre.0) && (0.4..0.6).contains(&centre.1), "the cross is at {centre:?}");
    let from = (left + width / 2.0, top + height / 2.0);
    let to = (home.0 + 3.0, home.1 + home.3 - 3.0);
    page.session.drag(&[from, ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0), to], || Ok(()))?;
    page.wait_until("the lowest rate", || Ok(page.value_of(BASE_RATE)? == "0.001"))
}

fn chooses(page: &Page) -> Result<()> {
    page.choose(LAND_LANE, COSINE_ANNEALING)?;
    page.wait_until("the lane in the address", || Ok(page.query()?.contains("landscape=2,t_max,lr")))?;
    page.choose(LAND_ACROSS, "T_max")?;
    page.wait_until("the turned map", || Ok(page.query()?.contains("landscape=2,lr,t_max")))?;
    let plot = page.wait_for_part("the map", LAND_PLOT)?;
    let name = page.session.label(&plot)?;
    ensure!(name == "Map of rate η₀ over T_max", "the map is called {name}");
    page.open("?landscape=2,eta_min,lr")?;
    page.opened()?;
    let plot = page.wait_for_part("the map", LAND_PLOT)?;
    page.wait_until("the linked map", || Ok(page.session.label(&plot)?.contains("η_min")))
}

fn files(page: &Page) -> Result<()> {
    compute(page)?;
    page.click(page.find(LAND_TABLE)?.first().context("no table unfolds")?)?;
    page.wait_until("a value in each of the cells", || Ok(page.find(LAND_CELLS)?.len() == 384))?;
    let folder = shell::target_dir().join("e2e").join("landscape");
    // The files of an earlier run could be taken for those of this run.
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder)?;
    let allow = json!({ "behavior": "allow", "downloadPath": folder });
    page.session.devtools("Browser.setDownloadBehavior", &allow)?;
    let save = |kind: &str| -> Result<Vec<u8>> {
        page.press(&format!("Save the landscape as {}", kind.to_uppercase()))?;
        let file = folder.join(format!("etalon-landscape-1-epochs-seed-1.{kind}"));
        // An empty file stands in for the download until it is complete.
        let complete = || std::fs::metadata(&file).is_ok_and(|file| file.len() > 0);
        page.wait_until(&format!("the file {}", file.display()), || Ok(complete()))?;
        Ok(std::fs::read(&file)?)
    };
    ensure!(save("png")?.starts_with(b"\x89PNG\r\n\x1a\n"), "the PNG does not begin like one");
    let csv = String::from_utf8(save("csv")?)?;
    ensure!(csv.starts_with("gamma,lr,seeds,"), "the CSV begins {csv:.60}");
    ensure!(csv.lines().count() == 385, "the CSV has {} lines", csv.lines().count());
    Ok(())
}

fn accessible(page: &Page) -> Result<()> {
    no_sideways_scroll(page)?;
    compute(page)?;
    axe::check(page)
}
