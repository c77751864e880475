//! train against what PyTorch's own training recorded.

use anyhow::Result;

use crate::report::Report;
use crate::shell::{self, cargo};

pub fn trace(report: &mut Report, _: &[String]) -> Result<()> {
    let program =
        ["run", "--locked", "--release", "--quiet", "-p", "etalon-train", "--example", "trace", "--"];
    report.count("trace", shell::check(cargo(&program).arg("train/tests/data/training_trace.json")));
    Ok(())
}
