//! Starts the package `etalon-e2e`, which uses the built page in browsers. It is a package of its own, so that xtask compiles
//! quickly.

use anyhow::{Context, Result, bail};

use crate::report::{self, Report};
use crate::{page, shell};

/// Tests the page in `dist/`, and builds it if there is none. With arguments, only the tests whose names contain one of them.
pub fn e2e(report: &mut Report, rest: &[String]) -> Result<()> {
    if !page::dist().join("index.html").is_file() {
        page::build()?;
    }
    report.add(run("e2e", rest)?);
    Ok(())
}

/// Builds the page and takes its pictures. Arguments pick states.
pub fn shots(rest: &[String]) -> Result<()> {
    page::build_unless_built(rest)?;
    let states: Vec<String> = rest.iter().filter(|word| *word != page::AS_BUILT).cloned().collect();
    let report = run("shots", &states)?;
    match report.failed.first().or(report.skipped.first()) {
        Some((_, reason)) => bail!("{reason}"),
        None => Ok(()),
    }
}

/// Runs one command of `etalon-e2e` and returns its report.
pub fn run(command: &str, rest: &[String]) -> Result<Report> {
    let folder = shell::target_dir().join("e2e");
    std::fs::create_dir_all(&folder).context("target/e2e")?;
    let file = folder.join(format!("{command}.json"));
    // The report of an earlier run must not be taken for the report of this run.
    if file.exists() {
        std::fs::remove_file(&file).context("an earlier report")?;
    }
    let arguments = ["run", "--locked", "--quiet", "--package", "etalon-e2e", "--", command];
    shell::run(shell::cargo(&arguments).args(rest).env(report::FILE, &file))?;
    Report::load(&file)
}
