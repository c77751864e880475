//! Checks core against recorded values, and as a package, and writes the files that are made from its subjects.

use anyhow::Result;

use super::{firmware, rust};
use crate::report::Report;
use crate::shell::{self, cargo};

/// The values that PyTorch returned, kept for the tests.
const VECTORS: &str = "core/proof/vectors";

pub fn conformance(report: &mut Report, _: &[String]) -> Result<()> {
    let mut files: Vec<_> = std::fs::read_dir(shell::path(VECTORS))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.extension().is_some_and(|kind| kind == "json"))
        .collect();
    files.sort();
    report.count("conformance", shell::check(example("conformance").args(files)));
    Ok(())
}

/// Searches for the largest error. This takes minutes. With a number n after the command, only every n-th argument is tried.
pub fn exhaustive(report: &mut Report, rest: &[String]) -> Result<()> {
    report.count("exhaustive", shell::run(example("exhaustive").args(rest)));
    Ok(())
}

/// An example program of `etalon-proof` that takes arguments.
fn example(name: &str) -> std::process::Command {
    let package = ["run", "--locked", "--release", "--quiet", "-p", "etalon-proof", "--features", "oracle"];
    let mut program = cargo(&package);
    program.args(["--example", name, "--"]);
    program
}

/// The packages that go to crates.io, each after those that it needs.
pub const PUBLISHED: [&str; 2] = ["etalon", "etalon-train"];

pub fn package(report: &mut Report, _: &[String]) -> Result<()> {
    // Before a commit, the check packs the files as they are. A release packs the same files after the commit.
    let mut pack = cargo(&["package", "--locked", "--allow-dirty"]);
    // Together, so that the second one finds the first one as it is now.
    pack.args(PUBLISHED.iter().flat_map(|name| ["--package", name]));
    report.count(&PUBLISHED.join(", "), shell::check(&mut pack));
    Ok(())
}

/// Writes the files that are made from the subjects: tables in the crate's texts, answers to arguments that PyTorch rejects, and
/// the digest.
pub fn tables() -> Result<()> {
    let test = ["test", "--quiet", "-p", "etalon-proof", "--features", rust::FEATURES, "--test", "it"];
    // The tests compare with the files that they have just written, so they pass.
    shell::run(cargo(&test).env("ETALON_WRITE", "1"))?;
    firmware::write_digest()
}
