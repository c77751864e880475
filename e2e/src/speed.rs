//! Measures the speed of the page in a browser.

mod engines;
mod figures;
mod questions;
mod rival;
mod visit;

use anyhow::Result;
use xtask::report::Report;

/// Measures what a visitor feels, and our charts beside those of a rival.
pub fn felt(report: &mut Report) -> Result<()> {
    let lines = visit::measure()?;
    report.count("page in a browser", Ok(()));
    report.notes.extend(lines);
    let answered = questions::measure().map(|lines| report.notes.extend(lines));
    report.count("questions in a browser", answered);
    let redraws = rival::beside();
    let counted = redraws.map(|lines| report.notes.extend(lines));
    report.count("charts beside uPlot", counted);
    Ok(())
}

/// Measures how fast the engines train.
pub fn engines(report: &mut Report) -> Result<()> {
    let lines = engines::in_browser()?;
    report.count("engines in a browser", Ok(()));
    report.notes.extend(lines);
    Ok(())
}
