//! Measures speed, natively and on the released page in a browser. `bench` measures everything, `bench web` only what a visitor
//! feels.

mod engines;
mod figures;
mod rival;
mod visit;

use anyhow::Result;

use crate::page;
use crate::report::Report;
use crate::shell::{self, cargo};
use crate::steps::train;

pub fn run(report: &mut Report, rest: &[String]) -> Result<()> {
    if rest.first().is_some_and(|word| word == "web") {
        page::build_unless_built(rest)?;
        return web(report);
    }
    for package in ["etalon", "etalon-train"] {
        if shell::path(if package == "etalon" { "core/benches" } else { "train/benches" }).is_dir() {
            let mut command = cargo(&["bench", "--locked", "-p", package, "--benches", "--"]);
            report.count(package, shell::run(command.args(rest)));
        }
    }
    report.count("CPU engine in V8", train::in_v8("5"));
    report.count("page", page::build().map(drop));
    let lines = engines::in_browser()?;
    report.count("engines in a browser", Ok(()));
    report.notes.extend(lines);
    web(report)
}

/// Measures what a visitor feels, and our charts beside those of a rival.
fn web(report: &mut Report) -> Result<()> {
    let lines = visit::measure()?;
    report.count("page in a browser", Ok(()));
    report.notes.extend(lines);
    let redraws = rival::beside();
    let counted = redraws.map(|lines| report.notes.extend(lines));
    report.count("charts beside uPlot", counted);
    Ok(())
}
