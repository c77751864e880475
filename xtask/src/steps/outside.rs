//! Checks by tools that are large to install: run where they are, listed as skipped where not.

use anyhow::Result;

use crate::report::{Report, missing};
use crate::shell::{self, cargo, program};
use crate::tools;

pub fn semver(report: &mut Report, _: &[String]) -> Result<()> {
    report.count("semver", need("semver-checks").and_then(|()| compare_with_release()));
    Ok(())
}

/// Compares the public interface with the last release's.
fn compare_with_release() -> Result<()> {
    let last = shell::ask(&mut program("git", &["describe", "--tags", "--abbrev=0", "--match", "v*"]))
        .ok_or_else(|| missing("there is no release yet, hence nothing to compare with"))?;
    shell::check(&mut cargo(&["semver-checks", "--package", "etalon", "--baseline-rev", &last]))
}

pub fn deny(report: &mut Report, _: &[String]) -> Result<()> {
    let arguments = ["deny", "--locked", "check", "--config", ".deny.toml"];
    report.count("deny", need("deny").and_then(|()| shell::check(&mut cargo(&arguments))));
    Ok(())
}

fn need(command: &str) -> Result<()> {
    if tools::has_cargo_command(command) {
        return Ok(());
    }
    Err(missing(format!("cargo-{command} is not installed: `cargo install --locked cargo-{command}`")))
}
