//! The charts: hiding lines, zooming in time, the cursor that reads values out, the data as a table and as files.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use xtask::shell;

use super::{Test, test};
use crate::device::PHONE;
use crate::page::Page;
use crate::page::parts::{
    ACCURACY, CHART_MENU, CHART_NOTE, CHART_OF_RATES, DATA_OF_RATES, MOMENTUM, RATES, RESET_ZOOM,
    SHOW_ALL_LINES, STATUS, TIME_AXES,
};
use crate::webdriver::key::{END, ENTER, ESCAPE, HOME, LEFT, RIGHT, SHIFT};

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("charts: the legend hides a line in both charts and shows one alone", legend),
    test("charts: the wheel with Ctrl zooms about the pointer, a drag moves, reset shows all", wheel),
    test("charts: without Ctrl the wheel scrolls the page", scrolls),
    test("charts: keys zoom, move and reset", keys),
    test("charts: two fingers zoom", pinch).on(PHONE),
    test("charts: arrow keys move one cursor through both charts and say what is there", arrows),
    test("charts: the time is counted in steps, and in the logarithm", time),
    test("charts: momentum is a third chart on request", momentum),
    test("charts: a cut of the plateau has its reason, another patience its marks", plateau).at("?patience=1"),
    test("charts: PNG, SVG and CSV hold what is shown", files),
    test("charts: the data are a table for everybody", data),
    test("charts: a link opens the same view", link).at("?zoom=3,9&hide=cosine&unit=steps&momentum=1"),
];

/// Waits until the address contains `part`.
fn address_has(page: &Page, part: &str) -> Result<()> {
    page.wait_until(&format!("an address with {part}"), || Ok(page.query()?.contains(part)))
}

/// Waits until the address no longer contains `part`.
fn address_lacks(page: &Page, part: &str) -> Result<()> {
    page.wait_until(&format!("an address without {part}"), || Ok(!page.query()?.contains(part)))
}

fn legend(page: &Page) -> Result<()> {
    let before = page.still_pixels()?;
    let table = page.chart(RATES)?.table;
    page.click(&page.line("Cosine")?)?;
    page.wait_for_both_charts(&before, "charts without the cosine")?;
    address_has(page, "hide=2")?;
    ensure!(
        !page.shows_line("Cosine")? && page.shows_line("Reduce")?,
        "the buttons do not say which lines are shown"
    );
    ensure!(page.chart(RATES)?.table == table, "the table for those who cannot see lost a line");
    let hidden = page.pixels()?;
    page.keys(&page.line("1cycle")?, &format!("{SHIFT}{ENTER}"))?;
    page.wait_for_both_charts(&hidden, "1cycle alone")?;
    address_has(page, "hide=1,2,3,reference")?;
    page.press(SHOW_ALL_LINES)?;
    address_lacks(page, "hide=")?;
    page.wait_until("the charts as they were", || Ok(page.pixels()? == before))
}

fn wheel(page: &Page) -> Result<()> {
    let before = page.still_pixels()?;
    page.turn_wheel(page.point_on(RATES, 0.5)?, -400.0, true)?;
    page.wait_for_both_charts(&before, "zoomed charts")?;
    address_has(page, "zoom=")?;
    let zoomed = page.zoom()?;
    let middle = (zoomed.0 + zoomed.1) / 2.0;
    ensure!((7.0..13.0).contains(&middle), "zooming about the middle shows {zoomed:?}");
    let from = page.point_on(RATES, 0.6)?;
    page.session.drag(&[from, (from.0 - 60.0, from.1), (from.0 - 150.0, from.1)], || Ok(()))?;
    page.wait_until("a later part of the time", || Ok(page.zoom()?.0 > zoomed.0 + 0.5))?;
    page.press(RESET_ZOOM)?;
    address_lacks(page, "zoom=")
}

fn scrolls(page: &Page) -> Result<()> {
    // A page that is higher than its window can scroll.
    page.script("document.body.style.paddingBottom = '2000px'", &[])?;
    page.turn_wheel(page.point_on(RATES, 0.5)?, 300.0, false)?;
    page.wait_until("a page that has scrolled", || page.is_true("return scrollY > 0"))?;
    ensure!(page.zoom()?.0 == 0.0, "the wheel zoomed, too");
    Ok(())
}

fn keys(page: &Page) -> Result<()> {
    let chart = page.chart_element(ACCURACY)?;
    let before = page.still_pixels()?;
    page.keys(&chart, "++")?;
    page.wait_for_both_charts(&before, "zoomed charts")?;
    address_has(page, "zoom=")?;
    let zoomed = page.zoom()?;
    page.wait_for_text(STATUS, "in sight")?;
    page.keys(&chart, &format!("{SHIFT}{RIGHT}{RIGHT}{SHIFT}"))?;
    page.wait_until("a later part of the time", || Ok(page.zoom()?.0 > zoomed.0))?;
    page.keys(&chart, "0")?;
    address_lacks(page, "zoom=")
}

fn pinch(page: &Page) -> Result<()> {
    page.pinch(page.point_on(RATES, 0.5)?, 30.0, 90.0)?;
    address_has(page, "zoom=")?;
    let (from, to) = page.zoom()?;
    ensure!(to - from < 12.0, "fingers three times as far apart show {from} to {to} of 20 epochs");
    page.press(RESET_ZOOM)?;
    address_lacks(page, "zoom=")
}

fn arrows(page: &Page) -> Result<()> {
    let chart = page.chart_element(RATES)?;
    let before = page.still_pixels()?;
    page.keys(&chart, &format!("{HOME}{RIGHT}{RIGHT}{RIGHT}"))?;
    page.wait_for_both_charts(&before, "a cursor in both charts")?;
    page.wait_until("words about epoch 3", || {
        let words = page.status()?;
        Ok(words.contains("At epoch 3") && words.contains("Exponential 0.0146"))
    })?;
    page.keys(&chart, &END.to_string())?;
    page.wait_for_text(STATUS, "At epoch 20")?;
    page.keys(&chart, &ESCAPE.to_string())?;
    page.wait_until("the charts without a cursor", || Ok(page.pixels()? == before))
}

fn time(page: &Page) -> Result<()> {
    let before = page.still_pixels()?;
    page.open_chart_menu(RATES)?;
    page.press("steps")?;
    page.wait_for_both_charts(&before, "another time axis")?;
    address_has(page, "unit=steps")?;
    let steps = page.pixels()?;
    let log = page.named(TIME_AXES, "log time axis", |label| label == "log")?;
    page.click(&log)?;
    page.wait_for_both_charts(&steps, "a logarithmic time axis")?;
    // Escape closes the menu and gives the focus back to its button.
    page.keys(&log, &ESCAPE.to_string())?;
    page.wait_until("a closed menu", || Ok(!page.has_button("Save as CSV")))?;
    let focused = page.focused()?;
    ensure!(focused == format!("{CHART_MENU}{RATES}"), "the focus went to {focused}");
    page.keys(&page.chart_element(RATES)?, &format!("{END}{LEFT}"))?;
    page.wait_for_text(STATUS, "At step 899")
}

fn momentum(page: &Page) -> Result<()> {
    ensure!(page.chart_element(MOMENTUM).is_err(), "momentum is shown before anybody asks for it");
    page.open_chart_menu(RATES)?;
    page.press("momentum β₁")?;
    let shown = page.wait_for("a chart of momentum", || Ok(page.chart(MOMENTUM).ok()))?;
    address_has(page, "momentum=1")?;
    let cycle: Vec<&str> = shown.table.iter().filter_map(|row| row.get(4)).map(String::as_str).collect();
    ensure!(
        cycle.contains(&"0.950") && cycle.iter().any(|value| value.starts_with("0.85")),
        "1cycle's: {cycle:?}"
    );
    Ok(())
}

fn plateau(page: &Page) -> Result<()> {
    let chart = page.chart_element(RATES)?;
    page.keys(&chart, &HOME.to_string())?;
    let mut explained = false;
    for _ in 0..20 {
        page.keys(&chart, &RIGHT.to_string())?;
        explained |= page.text_of(CHART_NOTE)?.contains("without improvement, 1 tolerated");
    }
    ensure!(explained, "no cut of the plateau has a reason");
    page.keys(&chart, &ESCAPE.to_string())?;
    let before = page.still_pixels()?;
    page.open_chart_menu(RATES)?;
    page.keys(&page.field("patience were")?, "0")?;
    page.wait_for_text(CHART_OF_RATES, "would have cut after epochs")?;
    page.wait_for_both_charts(&before, "marks of another patience")?;
    address_has(page, "replay=0")
}

fn files(page: &Page) -> Result<()> {
    let folder = shell::target_dir().join("e2e").join("files");
    // The files of an earlier run could be taken for those of this run.
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder)?;
    let allow = json!({ "behavior": "allow", "downloadPath": folder });
    page.session.devtools("Browser.setDownloadBehavior", &allow)?;
    page.open_chart_menu(RATES)?;
    let save = |kind: &str| -> Result<Vec<u8>> {
        page.press(&format!("Save as {}", kind.to_uppercase()))?;
        let file: PathBuf = folder.join(format!("etalon-learning-rate-20-epochs-seed-1.{kind}"));
        // An empty file stands in for the download until it is complete.
        let complete = || std::fs::metadata(&file).is_ok_and(|file| file.len() > 0);
        page.wait_until(&format!("the file {}", file.display()), || Ok(complete()))?;
        Ok(std::fs::read(&file)?)
    };
    png(&save("png")?)?;
    svg(&String::from_utf8(save("svg")?)?)?;
    csv(&String::from_utf8(save("csv")?)?)
}

fn png(file: &[u8]) -> Result<()> {
    ensure!(file.starts_with(b"\x89PNG\r\n\x1a\n"), "the PNG does not begin like one");
    let size = |at: usize| {
        file.get(at..at + 4).map(|four| four.iter().fold(0u32, |all, one| all << 8 | u32::from(*one)))
    };
    let (width, height) = (size(16), size(20));
    ensure!((width, height) == (Some(1_800), Some(840)), "the PNG has {width:?} by {height:?} pixels");
    Ok(())
}

fn svg(file: &str) -> Result<()> {
    ensure!(file.starts_with("<svg ") && file.trim_end().ends_with("</svg>"), "the SVG begins {file:.80}");
    for part in
        ["Learning rate", "Cosine annealing", "stroke-dasharray", "<path", ">epoch<", "20 epochs, seed 1"]
    {
        ensure!(file.contains(part), "the SVG has no {part}");
    }
    Ok(())
}

fn csv(file: &str) -> Result<()> {
    let rows: Vec<&str> = file.lines().collect();
    ensure!(rows.len() == 901, "the CSV has {} lines", rows.len());
    ensure!(
        rows[0] == "step,epoch,1_exponential,2_cosine,3_plateau,4_one_cycle,reference",
        "its head is {}",
        rows[0]
    );
    let last: Vec<f64> = rows[900].split(',').filter_map(|cell| cell.parse().ok()).collect();
    let rate = last.get(2).context("the last row has no rate")?;
    // γ = 0.9 after 19 epochs, as PyTorch would compute it to the last digits.
    ensure!((rate / (0.02 * 0.9f64.powi(19)) - 1.0).abs() < 1e-14, "the last rate is {rate}");
    Ok(())
}

fn data(page: &Page) -> Result<()> {
    page.open_chart_menu(RATES)?;
    page.press("steps")?;
    page.press("Show data table")?;
    page.wait_for_text(DATA_OF_RATES, "steps 0 to 49 of 899")?;
    page.press("Rows after")?;
    page.wait_for_text(DATA_OF_RATES, "steps 50 to 99 of 899")?;
    page.wait_for_text(DATA_OF_RATES, "best so far")?;
    page.press("Close")
}

fn link(page: &Page) -> Result<()> {
    ensure!(page.has_button(RESET_ZOOM), "nothing resets the zoom");
    ensure!(page.chart_element(MOMENTUM).is_ok(), "there is no chart of momentum");
    ensure!(!page.shows_line("Cosine")?, "the cosine is shown");
    address_has(page, "zoom=3,9")?;
    // The cursor stays in sight. It cannot go before the first visible step.
    page.keys(&page.chart_element(RATES)?, &HOME.to_string())?;
    page.wait_for_text(STATUS, "At step 0")
}
