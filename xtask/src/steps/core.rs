//! Checks of the published crate.

use anyhow::Result;

use crate::report::Report;
use crate::shell::{self, cargo};

pub fn package(report: &mut Report, _: &[String]) -> Result<()> {
    // A check before a commit packs what is there; what a release packs is the same, committed.
    let arguments = ["package", "--locked", "-p", "etalon", "--allow-dirty"];
    report.count("etalon", shell::run(&mut cargo(&arguments)));
    Ok(())
}
