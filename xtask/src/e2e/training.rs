//! Tests real trainings: they learn, they can be watched, and a bad training is shown as bad.

use anyhow::{Context, Result, ensure};

use crate::e2e::{Test, test};

/// The accuracy in percent that every schedule, and the constant rate, reaches on the digits with the initial settings of the
/// page.
const LEARNT: f64 = 85.0;

pub const TESTS: &[Test] = &[
    test("all five trainings end above 85 % accuracy", |page| learnt(&page.settled()?)),
    test("every chart is drawn and says the same in a table", |page| {
        for name in ["Learning rate", "Validation accuracy"] {
            let chart = page.chart(name)?;
            ensure!(chart.table.len() > 10, "{name}: its table has {} rows", chart.table.len());
        }
        Ok(())
    }),
    test("play shows the training slowly, pause holds it, step goes on by hand", |page| {
        let whole = page.chart("Validation accuracy")?;
        page.session.click(&page.button("Restart")?)?;
        page.session.click(&page.button("Play")?).or_else(|_| page.button("Pause").map(drop))?;
        page.until("a button to pause", || Ok(page.has_button("Pause").then_some(())))?;
        page.until("a chart that grows", || {
            Ok((page.chart("Validation accuracy")?.pixels != whole.pixels).then_some(()))
        })?;
        page.session.click(&page.button("Pause")?)?;
        page.until("a button to play", || Ok(page.has_button("Play").then_some(())))?;
        // A frame that had begun when the button was clicked is still drawn.
        page.stands_still()?;
        let held = page.chart("Validation accuracy")?;
        std::thread::sleep(std::time::Duration::from_millis(700));
        ensure!(page.chart("Validation accuracy")? == held, "the training went on while paused");
        page.session.click(&page.button("Step")?)?;
        page.until("a step", || Ok((page.chart("Validation accuracy")? != held).then_some(())))
    }),
    test("the loss is a chart of its own, a click away", |page| {
        page.session.click(&page.button("Loss")?)?;
        let chart = page.until("the chart of the loss", || Ok(page.chart("Loss").ok()))?;
        ensure!(chart.table.len() > 10, "its table has {} rows", chart.table.len());
        Ok(())
    }),
    test("a diverged run is shown as diverged, never as a low loss", |page| {
        let field = page.field("η₀")?;
        page.session.clear(&field)?;
        page.session.keys(&field, "1e30\u{e007}")?;
        page.until("a diverged run", || {
            Ok(page.results()?.iter().flatten().any(|cell| cell.contains("diverged")).then_some(()))
        })?;
        let seen = page.results()?;
        ensure!(!seen.iter().flatten().any(|cell| cell.contains("NaN") || cell.contains("inf")), "{seen:?}");
        for row in seen.iter().filter(|row| row.iter().any(|cell| cell.contains("diverged"))) {
            let numbers = row.iter().filter(|cell| cell.parse::<f64>().is_ok_and(|loss| loss < 1.0)).count();
            ensure!(numbers == 0, "a diverged run with a low figure: {row:?}");
        }
        Ok(())
    }),
    test("the textbook's settings are a click away", |page| {
        let before = page.settled()?;
        page.click(&page.named(".presets a", "preset textbook", |name| name == "textbook")?)?;
        page.until("other results", || Ok((page.results()? != before).then_some(())))?;
        for (name, value) in [("T_max", 20.0), ("patience", 2.0), ("pct_start", 0.3)] {
            let field = page.field(name)?;
            let shown = page.session.script("return arguments[0].value", &[field.json()])?;
            let number = shown.as_str().and_then(|text| text.parse::<f64>().ok());
            ensure!(number == Some(value), "{name} is {shown}, and {value} in the textbook");
        }
        learnt(&page.settled()?)
    }),
];

/// Checks that every run has ended with an accuracy above the limit.
pub fn learnt(results: &[Vec<String>]) -> Result<()> {
    for name in ["xponential", "osine", "lateau", "ycle", "onstant"] {
        let row = super::sliders::figures(results, name)?;
        let shares: Vec<f64> = row.iter().filter_map(|cell| percent(cell)).collect();
        let least =
            shares.iter().copied().reduce(f64::min).with_context(|| format!("no accuracy in {row:?}"))?;
        ensure!(least > LEARNT, "{name} ends with {least} %: {row:?}");
        ensure!(least <= 100.0, "{name} claims {least} %");
    }
    Ok(())
}

/// A share in a cell such as `97.5 %`.
fn percent(cell: &str) -> Option<f64> {
    cell.split('%').next().filter(|before| before.len() < cell.len())?.trim().parse().ok()
}
