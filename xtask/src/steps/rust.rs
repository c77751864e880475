//! The checks of cargo itself: formatting, lints, tests, documentation.

use anyhow::{Result, bail, ensure};

use crate::report::Report;
use crate::shell::{self, cargo, tail};
use crate::steps::lint;
use crate::tools::rust::{self, installed};

/// Optional features that are tested with the rest. `defmt` is not among them, because it links only on a microcontroller.
pub const FEATURES: &str = "etalon/serde,etalon/alloc,etalon-proof/oracle,etalon-proof/by_hand";

pub fn fmt(report: &mut Report, _: &[String]) -> Result<()> {
    let fmt = rust::fmt()?;
    report.count("workspace", shell::check(&mut fmt.cargo(&["--all", "--check"])));
    for manifest in other_workspaces() {
        let arguments = ["--all", "--check", "--manifest-path", manifest];
        report.count(manifest, shell::check(&mut fmt.cargo(&arguments)));
    }
    Ok(())
}

pub fn clippy(report: &mut Report, _: &[String]) -> Result<()> {
    let arguments = ["--workspace", "--all-targets", "--features", FEATURES];
    lint::clippy()?.run(report, "workspace", &arguments, None, |_| ());
    Ok(())
}

/// The manifests of the other workspaces that exist beside the main one.
pub fn other_workspaces() -> impl Iterator<Item = &'static str> {
    ["firmware/Cargo.toml", "core/fuzz/Cargo.toml"]
        .into_iter()
        .filter(|manifest| shell::path(manifest).is_file())
}

pub fn unit(report: &mut Report, rest: &[String]) -> Result<()> {
    let nextest = installed("nextest").ok();
    let mut command = if let Some(nextest) = nextest {
        nextest.cargo(&[
            "run",
            "--locked",
            "--workspace",
            "--features",
            FEATURES,
            "--no-fail-fast",
            "--status-level",
            "skip",
        ])
    } else {
        println!("cargo-nextest is not installed: cargo test does the same, without its overview.");
        cargo(&[
            "test",
            "--locked",
            "--workspace",
            "--features",
            FEATURES,
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
        ])
    };
    let heard = shell::hear(command.env("CARGO_TERM_COLOR", "never").args(rest))?;
    let before = report.passed;
    for line in heard.text.lines() {
        if nextest.is_some() { nextest_line(report, line) } else { libtest_line(report, line) }
    }
    concluded(report, before, &heard)
}

pub fn doc(report: &mut Report, rest: &[String]) -> Result<()> {
    let arguments = ["test", "--locked", "--workspace", "--features", FEATURES, "--doc", "--no-fail-fast"];
    libtest(report, &arguments, rest)
}

/// Runs tests without nextest and counts them one by one.
pub fn libtest(report: &mut Report, arguments: &[&str], rest: &[String]) -> Result<()> {
    let heard = shell::hear(cargo(arguments).env("CARGO_TERM_COLOR", "never").args(rest))?;
    let before = report.passed;
    for line in heard.text.lines() {
        libtest_line(report, line);
    }
    concluded(report, before, &heard)
}

/// If a run fails without a failed test, it failed before the tests.
fn concluded(report: &Report, before: u32, heard: &shell::Heard) -> Result<()> {
    if !heard.ok && report.failed.is_empty() {
        bail!("{}", tail(&heard.text, 30));
    }
    ensure!(report.passed > before || !report.failed.is_empty(), "no test was run");
    Ok(())
}

/// Counts a line of nextest such as `        PASS [   0.004s] (1/9) etalon param::tests::name`.
fn nextest_line(report: &mut Report, line: &str) {
    let mut words = line.split_whitespace();
    let status = words.next().unwrap_or_default();
    let known =
        matches!(status, "PASS" | "FAIL" | "SKIP" | "LEAK" | "SIGABRT" | "SIGSEGV" | "TIMEOUT" | "ABORT");
    let Some((_, name)) = line.split_once("] ").filter(|_| known) else { return };
    let name = name.trim();
    match status {
        "PASS" | "LEAK" => report.passed += 1,
        "SKIP" => report.skipped.push((name.to_owned(), ignored_reason(name))),
        _ if report.failed.iter().any(|(known, _)| known == name) => {}
        _ => report.failed.push((name.to_owned(), format!("{status}: see its output above"))),
    }
}

/// Counts a line of libtest such as `test param::tests::name ... ok`.
fn libtest_line(report: &mut Report, line: &str) {
    let Some((name, result)) = line.strip_prefix("test ").and_then(|line| line.split_once(" ... ")) else {
        return;
    };
    match result.split([',', ' ']).next().unwrap_or_default() {
        "ok" => report.passed += 1,
        "ignored" => {
            let reason = result.strip_prefix("ignored, ").map_or_else(|| ignored_reason(name), str::to_owned);
            report.skipped.push((name.to_owned(), reason));
        }
        _ => report.failed.push((name.to_owned(), "see its output above".to_owned())),
    }
}

/// Some runners do not print the reason. The source has a reason, because `tidy` checks it.
fn ignored_reason(_name: &str) -> String {
    "ignored, for the reason given at the test".to_owned()
}

pub fn docs(report: &mut Report, _: &[String]) -> Result<()> {
    let arguments =
        ["doc", "--locked", "--no-deps", "--document-private-items", "-p", "etalon", "-p", "etalon-train"];
    let mut command = cargo(&arguments);
    report.count("etalon, etalon-train", shell::check(command.env("RUSTDOCFLAGS", "-D warnings")));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_nextest_prints() {
        let mut report = Report::default();
        for line in [
            "    Starting 4 tests across 2 binaries (1 test skipped)",
            "        PASS [   0.004s] (1/4) etalon param::tests::table",
            "        FAIL [   0.010s] (2/4) etalon param::tests::broken",
            "        SKIP [         ] (---) etalon exhaustive::all",
            "     Summary [   0.020s] 3 tests run: 2 passed, 1 failed, 1 skipped",
            "        FAIL [   0.010s] (2/4) etalon param::tests::broken",
        ] {
            nextest_line(&mut report, line);
        }
        assert_eq!((report.passed, report.failed.len(), report.skipped.len()), (1, 1, 1));
    }

    #[test]
    fn counts_what_libtest_prints() {
        let mut report = Report::default();
        for line in [
            "running 3 tests",
            "test src/error.rs - error::ParamError (line 9) ... ok",
            "test a::b ... FAILED",
            "test c ... ignored, takes an hour",
            "test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
        ] {
            libtest_line(&mut report, line);
        }
        assert_eq!((report.passed, report.failed.len()), (1, 1));
        assert_eq!(report.skipped, [("c".to_owned(), "takes an hour".to_owned())]);
    }
}
