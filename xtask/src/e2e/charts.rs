//! Tests the charts: hiding lines, zooming in time, the cursor that reads values out, and files with the shown data.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::e2e::browser::PHONE;
use crate::e2e::explorer::Explorer;
use crate::e2e::webdriver::Element;
use crate::e2e::{Test, test};
use crate::shell;

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

const CHARTS: [&str; 2] = ["Learning rate", "Validation accuracy"];

fn chart(page: &Explorer, name: &str) -> Result<Element> {
    page.named("[role=img]", &format!("chart {name}"), |label| label == name)
}

fn pixels(page: &Explorer) -> Result<Vec<String>> {
    CHARTS.iter().map(|name| Ok(page.chart(name)?.pixels)).collect()
}

/// Waits until both charts are drawn in another way than `before`.
fn both_change(page: &Explorer, before: &[String], why: &str) -> Result<()> {
    page.until(why, || Ok(pixels(page)?.iter().zip(before).all(|(now, before)| now != before).then_some(())))
}

/// Waits until the address contains `part`, or no longer contains it.
fn address(page: &Explorer, part: &str, there: bool) -> Result<()> {
    page.until(&format!("an address with {part}: {there}"), || {
        let search = page.session.script("return location.search", &[])?;
        Ok((search.as_str().unwrap_or_default().contains(part) == there).then_some(()))
    })
}

/// The legend's button of this line in the first chart.
fn line(page: &Explorer, name: &str) -> Result<Element> {
    let what = format!("line {name}");
    page.named("[aria-label=Lines] button", &what, |label| label.starts_with(name))
}

fn legend(page: &Explorer) -> Result<()> {
    let before = pixels(page)?;
    let tables = page.chart("Learning rate")?.table;
    page.session.click(&line(page, "Cosine")?)?;
    both_change(page, &before, "charts without the cosine")?;
    address(page, "hide=cosine", true)?;
    let pressed = |name: &str| {
        let button = line(page, name)?;
        page.session.script("return arguments[0].getAttribute('aria-pressed')", &[button.json()])
    };
    ensure!(
        pressed("Cosine")? == "false" && pressed("Reduce")? == "true",
        "the buttons do not tell what is shown"
    );
    ensure!(page.chart("Learning rate")?.table == tables, "the table for those who cannot see lost a line");
    let hidden = pixels(page)?;
    // Shift and Enter in WebDriver's notation.
    page.session.keys(&line(page, "1cycle")?, "\u{e008}\u{e007}")?;
    both_change(page, &hidden, "1cycle alone")?;
    address(page, "hide=exponential,cosine,plateau,constant", true)?;
    page.session.click(&page.button("Show all lines")?)?;
    address(page, "hide=", false)?;
    page.until("the charts as they were", || Ok((pixels(page)? == before).then_some(())))
}

/// The place in the viewport at a share of the chart's width.
fn spot(page: &Explorer, name: &str, share: f64) -> Result<(f64, f64)> {
    let code = "const r = arguments[0].getBoundingClientRect();
        return [r.left + r.width * arguments[1], r.top + r.height / 2];";
    let at = page.session.script(code, &[chart(page, name)?.json(), json!(share)])?;
    Ok((at[0].as_f64().context("no place")?, at[1].as_f64().context("no place")?))
}

fn turn(page: &Explorer, (x, y): (f64, f64), delta: f64, ctrl: bool) -> Result<()> {
    let wheel = json!({
        "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": delta, "modifiers": if ctrl { 2 } else { 0 },
    });
    page.session.devtools("Input.dispatchMouseEvent", &wheel).map(drop)
}

fn wheel(page: &Explorer) -> Result<()> {
    let before = pixels(page)?;
    let at = spot(page, "Learning rate", 0.5)?;
    turn(page, at, -400.0, true)?;
    both_change(page, &before, "zoomed charts")?;
    address(page, "zoom=", true)?;
    let zoomed = window(page)?;
    let middle = (zoomed.0 + zoomed.1) / 2.0;
    ensure!((7.0..13.0).contains(&middle), "zooming about the middle shows {zoomed:?}");
    let from = spot(page, "Learning rate", 0.6)?;
    page.session.drag(&[from, (from.0 - 60.0, from.1), (from.0 - 150.0, from.1)], || Ok(()))?;
    page.until("a later part of the time", || Ok((window(page)?.0 > zoomed.0 + 0.5).then_some(())))?;
    page.session.click(&page.button("Reset zoom")?)?;
    address(page, "zoom=", false)
}

/// The part of the time that the address names, in epochs.
fn window(page: &Explorer) -> Result<(f64, f64)> {
    let code = "return new URLSearchParams(location.search).get('zoom')?.split(',').map(Number) ?? [];";
    let window = page.session.script(code, &[])?;
    Ok((window[0].as_f64().unwrap_or(0.0), window[1].as_f64().unwrap_or(f64::INFINITY)))
}

fn scrolls(page: &Explorer) -> Result<()> {
    // A page that is higher than its window can scroll.
    page.session.script("document.body.style.paddingBottom = '2000px'", &[])?;
    let at = spot(page, "Learning rate", 0.5)?;
    turn(page, at, 300.0, false)?;
    page.until("a page that has scrolled", || {
        Ok(page.session.script("return scrollY > 0", &[])?.as_bool().filter(|scrolled| *scrolled))
    })?;
    ensure!(window(page)?.0 == 0.0, "the wheel zoomed, too");
    Ok(())
}

fn keys(page: &Explorer) -> Result<()> {
    let chart = chart(page, "Validation accuracy")?;
    let before = pixels(page)?;
    page.session.keys(&chart, "++")?;
    both_change(page, &before, "zoomed charts")?;
    address(page, "zoom=", true)?;
    let zoomed = window(page)?;
    page.until("a word of what is in sight", || Ok(page.status()?.contains("in sight").then_some(())))?;
    page.session.keys(&chart, "\u{e008}\u{e014}\u{e014}\u{e008}")?;
    page.until("a later part of the time", || Ok((window(page)?.0 > zoomed.0).then_some(())))?;
    page.session.keys(&chart, "0")?;
    address(page, "zoom=", false)
}

fn pinch(page: &Explorer) -> Result<()> {
    let (x, y) = spot(page, "Learning rate", 0.5)?;
    let fingers = |kind: &str, apart: f64| {
        let points: Vec<_> = match kind {
            "touchEnd" => Vec::new(),
            _ => [(-apart, 0), (apart, 1)].map(|(dx, id)| json!({ "x": x + dx, "y": y, "id": id })).to_vec(),
        };
        let event = json!({ "type": kind, "touchPoints": points });
        page.session.devtools("Input.dispatchTouchEvent", &event).map(drop)
    };
    fingers("touchStart", 30.0)?;
    for apart in [40.0, 60.0, 90.0] {
        fingers("touchMove", apart)?;
    }
    fingers("touchEnd", 0.0)?;
    address(page, "zoom=", true)?;
    let (from, to) = window(page)?;
    ensure!(to - from < 12.0, "fingers three times as far apart show {from} to {to} of 20 epochs");
    page.session.click(&page.button("Reset zoom")?)?;
    address(page, "zoom=", false)
}

fn arrows(page: &Explorer) -> Result<()> {
    let chart = chart(page, "Learning rate")?;
    let before = pixels(page)?;
    page.session.keys(&chart, "\u{e011}\u{e014}\u{e014}\u{e014}")?;
    both_change(page, &before, "a cursor in both charts")?;
    page.until("words about epoch 3", || {
        let said = page.status()?;
        Ok((said.contains("At epoch 3") && said.contains("Exponential 0.00729")).then_some(()))
    })?;
    page.session.keys(&chart, "\u{e010}")?;
    page.until("words about the end", || Ok(page.status()?.contains("At epoch 20").then_some(())))?;
    page.session.keys(&chart, "\u{e00c}")?;
    page.until("the charts without a cursor", || Ok((pixels(page)? == before).then_some(())))
}

/// Opens the menu of the chart `name`.
fn menu(page: &Explorer, name: &str) -> Result<()> {
    page.session.click(&page.button(&format!("More for the chart {name}"))?)?;
    page.until("an open menu", || Ok(page.has_button("Save as CSV").then_some(())))
}

fn time(page: &Explorer) -> Result<()> {
    let before = pixels(page)?;
    menu(page, "Learning rate")?;
    page.session.click(&page.button("steps")?)?;
    both_change(page, &before, "another time axis")?;
    address(page, "unit=steps", true)?;
    let steps = pixels(page)?;
    let log = page.named("[aria-label='Time axis'] button", "log time axis", |label| label == "log")?;
    page.session.click(&log)?;
    both_change(page, &steps, "a logarithmic time axis")?;
    // Escape closes the menu and gives the focus back to its button.
    page.session.keys(&log, "\u{e00c}")?;
    page.until("a closed menu", || Ok((!page.has_button("Save as CSV")).then_some(())))?;
    let code = "return document.activeElement.getAttribute('aria-label');";
    let focused = page.session.script(code, &[])?;
    ensure!(focused == "More for the chart Learning rate", "the focus went to {focused}");
    page.session.keys(&chart(page, "Learning rate")?, "\u{e010}\u{e012}")?;
    page.until("words about a step", || Ok(page.status()?.contains("At step 899").then_some(())))
}

fn momentum(page: &Explorer) -> Result<()> {
    ensure!(chart(page, "Momentum").is_err(), "momentum is shown unasked");
    menu(page, "Learning rate")?;
    page.session.click(&page.button("momentum β₁")?)?;
    let shown = page.until("a chart of momentum", || Ok(page.chart("Momentum").ok()))?;
    address(page, "momentum=1", true)?;
    let cycle: Vec<&str> = shown.table.iter().filter_map(|row| row.get(4)).map(String::as_str).collect();
    ensure!(
        cycle.contains(&"0.950") && cycle.iter().any(|value| value.starts_with("0.85")),
        "1cycle's: {cycle:?}"
    );
    Ok(())
}

fn plateau(page: &Explorer) -> Result<()> {
    let chart = chart(page, "Learning rate")?;
    page.session.keys(&chart, "\u{e011}")?;
    let mut said = false;
    for _ in 0..20 {
        page.session.keys(&chart, "\u{e014}")?;
        said |= page.text(".note")?.contains("bad epochs in a row, 1 tolerated");
    }
    ensure!(said, "no cut of the plateau has a reason");
    page.session.keys(&chart, "\u{e00c}")?;
    let before = pixels(page)?;
    menu(page, "Learning rate")?;
    page.session.keys(&page.field("patience were")?, "0")?;
    page.until("epochs it would have cut after", || {
        Ok(page
            .text("[aria-label='Chart Learning rate']")?
            .contains("It would have cut after epochs")
            .then_some(()))
    })?;
    both_change(page, &before, "marks of another patience")?;
    address(page, "replay=0", true)
}

fn files(page: &Explorer) -> Result<()> {
    let folder = shell::target_dir().join("e2e").join("files");
    // The files of an earlier run could be taken for those of this run.
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder)?;
    let allow = json!({ "behavior": "allow", "downloadPath": folder });
    page.session.devtools("Browser.setDownloadBehavior", &allow)?;
    menu(page, "Learning rate")?;
    let save = |kind: &str| -> Result<Vec<u8>> {
        page.session.click(&page.button(&format!("Save as {}", kind.to_uppercase()))?)?;
        let file: PathBuf = folder.join(format!("etalon-learning-rate-20-epochs-seed-1.{kind}"));
        // An empty file stands in for the download until it is complete.
        let there = || std::fs::metadata(&file).is_ok_and(|file| file.len() > 0);
        page.until(&format!("the file {}", file.display()), || Ok(there().then_some(())))?;
        Ok(std::fs::read(&file)?)
    };
    let png = save("png")?;
    let size = |at: usize| {
        png.get(at..at + 4).map(|four| four.iter().fold(0u32, |all, one| all << 8 | u32::from(*one)))
    };
    ensure!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "the PNG is none");
    ensure!(
        (size(16), size(20)) == (Some(1_800), Some(840)),
        "the PNG has {:?} by {:?} pixels",
        size(16),
        size(20)
    );
    let svg = String::from_utf8(save("svg")?)?;
    ensure!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "the SVG begins {:.80}", svg);
    for part in
        ["Learning rate", "Cosine annealing", "stroke-dasharray", "<path", ">epoch<", "20 epochs, seed 1"]
    {
        ensure!(svg.contains(part), "the SVG has no {part}");
    }
    let csv = String::from_utf8(save("csv")?)?;
    let rows: Vec<&str> = csv.lines().collect();
    ensure!(rows.len() == 901, "the CSV has {} lines", rows.len());
    ensure!(rows[0] == "step,epoch,exponential,cosine,plateau,one_cycle,constant", "its head is {}", rows[0]);
    let last: Vec<f64> = rows[900].split(',').filter_map(|cell| cell.parse().ok()).collect();
    // γ = 0.9 after 19 epochs, as PyTorch would compute it to the last digits.
    ensure!((last[2] / (0.01 * 0.9f64.powi(19)) - 1.0).abs() < 1e-14, "the last rate is {}", last[2]);
    Ok(())
}

fn data(page: &Explorer) -> Result<()> {
    menu(page, "Learning rate")?;
    page.session.click(&page.button("steps")?)?;
    page.session.click(&page.button("Show data table")?)?;
    let text = |part: &str| {
        page.until(part, || {
            Ok(page.text("[aria-label='Data of Learning rate']")?.contains(part).then_some(()))
        })
    };
    text("steps 0 to 49 of 899")?;
    page.session.click(&page.button("Rows after")?)?;
    text("steps 50 to 99 of 899")?;
    text("best so far")?;
    page.session.click(&page.button("Close")?)
}

fn link(page: &Explorer) -> Result<()> {
    ensure!(page.has_button("Reset zoom"), "nothing resets the zoom");
    ensure!(chart(page, "Momentum").is_ok(), "there is no chart of momentum");
    let hidden = line(page, "Cosine")?;
    let pressed =
        page.session.script("return arguments[0].getAttribute('aria-pressed')", &[hidden.json()])?;
    ensure!(pressed == "false", "the cosine is shown");
    address(page, "zoom=3,9", true)?;
    // The cursor stays in sight. It cannot go before the first visible step.
    page.session.keys(&chart(page, "Learning rate")?, "\u{e011}")?;
    page.until("words about the first step", || Ok(page.status()?.contains("At step 0").then_some(())))
}
