//! core against what others returned, and as the package others get.

use anyhow::Result;

use crate::report::Report;
use crate::shell::{self, cargo};

/// What PyTorch returned, as it is kept for the tests.
const VECTORS: &str = "core/tests/vectors";

pub fn conformance(report: &mut Report, _: &[String]) -> Result<()> {
    let mut program =
        cargo(&["run", "--locked", "--release", "--quiet", "-p", "etalon", "--example", "conformance", "--"]);
    let mut files: Vec<_> = std::fs::read_dir(shell::path(VECTORS))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.extension().is_some_and(|kind| kind == "json"))
        .collect();
    files.sort();
    report.count("conformance", shell::check(program.args(files)));
    Ok(())
}

/// Every `f32` argument of the two functions that are our own; minutes. A number after the command skips: every n-th.
pub fn exhaustive(report: &mut Report, rest: &[String]) -> Result<()> {
    let mut program =
        cargo(&["run", "--locked", "--release", "--quiet", "-p", "etalon", "--example", "exhaustive", "--"]);
    report.count("exhaustive", shell::run(program.args(rest)));
    Ok(())
}

pub fn package(report: &mut Report, _: &[String]) -> Result<()> {
    // A check before a commit packs what is there; what a release packs is the same, committed.
    let arguments = ["package", "--locked", "-p", "etalon", "--allow-dirty"];
    report.count("etalon", shell::check(&mut cargo(&arguments)));
    Ok(())
}
