//! Checks by tools that are large to install. If a tool is not installed, its check is skipped.

use anyhow::Result;

use crate::report::{Report, missing};
use crate::shell::{self, git};
use crate::steps::core::PUBLISHED;
use crate::tools::rust::{Subcommand, installed};

pub fn semver(report: &mut Report, _: &[String]) -> Result<()> {
    report.count("semver", installed("semver-checks").and_then(compare_with_release));
    Ok(())
}

/// Compares the public interface with that of the last release.
fn compare_with_release(checks: Subcommand) -> Result<()> {
    let last = shell::ask(&mut git(&["describe", "--tags", "--abbrev=0", "--match", "v*"]))
        .ok_or_else(|| missing("there is no release to compare with yet"))?;
    let mut compare = checks.cargo(&["--baseline-rev", &last]);
    shell::check(compare.args(PUBLISHED.iter().flat_map(|name| ["--package", name])))
}

pub fn deny(report: &mut Report, _: &[String]) -> Result<()> {
    let arguments = ["--locked", "check", "--config", ".deny.toml"];
    report.count("deny", installed("deny").and_then(|deny| shell::check(&mut deny.cargo(&arguments))));
    Ok(())
}
