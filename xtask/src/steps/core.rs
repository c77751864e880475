//! core against what others returned, as the package others get, and what is written from its subjects.

use anyhow::Result;

use super::{firmware, rust};
use crate::report::Report;
use crate::shell::{self, cargo};

/// What PyTorch returned, as it is kept for the tests.
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

/// Searches for the largest error; minutes. A number after the command skips: every n-th.
pub fn exhaustive(report: &mut Report, rest: &[String]) -> Result<()> {
    report.count("exhaustive", shell::run(example("exhaustive").args(rest)));
    Ok(())
}

/// A program of the proofs that takes arguments.
fn example(name: &str) -> std::process::Command {
    let package = ["run", "--locked", "--release", "--quiet", "-p", "etalon-proof", "--features", "oracle"];
    let mut program = cargo(&package);
    program.args(["--example", name, "--"]);
    program
}

pub fn package(report: &mut Report, _: &[String]) -> Result<()> {
    // A check before a commit packs what is there; what a release packs is the same, committed.
    let arguments = ["package", "--locked", "-p", "etalon", "--allow-dirty"];
    report.count("etalon", shell::check(&mut cargo(&arguments)));
    Ok(())
}

/// Writes what the subjects make: tables in the crate's texts, answers to what PyTorch rejects, and the digest.
pub fn tables() -> Result<()> {
    let test = ["test", "--quiet", "-p", "etalon-proof", "--features", rust::FEATURES, "--test", "it"];
    // The tests compare what they have just written, so that they pass.
    shell::run(cargo(&test).env("ETALON_WRITE", "1"))?;
    firmware::write_digest()
}
