//! Measures speed, natively and on the released page in a browser. `bench` measures everything, `bench web` only what a visitor
//! feels.

use anyhow::Result;

use crate::report::Report;
use crate::shell::{self, cargo};
use crate::steps::train;
use crate::{browse, page};

pub fn run(report: &mut Report, rest: &[String]) -> Result<()> {
    if rest.first().is_some_and(|word| word == "web") {
        page::build_unless_built(rest)?;
        report.add(browse::run("bench", &[])?);
        return Ok(());
    }
    for package in ["etalon", "etalon-train"] {
        if shell::path(if package == "etalon" { "core/benches" } else { "train/benches" }).is_dir() {
            let mut command = cargo(&["bench", "--locked", "-p", package, "--benches", "--"]);
            report.count(package, shell::run(command.args(rest)));
        }
    }
    report.count("CPU engine in V8", train::in_v8("5"));
    report.count("page", page::build().map(drop));
    report.add(browse::run("engines", &[])?);
    report.add(browse::run("bench", &[])?);
    Ok(())
}
