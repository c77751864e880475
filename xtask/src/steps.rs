//! The table of steps that `cargo xtask test` is made of; each is a command of its own.

mod bare;
mod bench;
mod core;
mod firmware;
mod fuzz;
mod lighthouse;
mod no_panic;
mod outside;
mod rust;
mod size;
mod snippets;
mod tidy;
mod train;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::report::{Done, Report, conclude, missing};
use crate::{e2e, page};

/// One check.
#[derive(Debug)]
pub struct Step {
    /// Its command.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub purpose: &'static str,
    /// Whether `cargo xtask test` runs it.
    pub in_test: bool,
    /// Runs it; what follows on the command line narrows it down where it can be.
    run: fn(&mut Report, &[String]) -> Result<()>,
}

/// Every step, cheap ones first.
#[rustfmt::skip]
pub const STEPS: &[Step] = &[
    step("tidy", "House rules that no compiler checks: purpose lines, file lengths, arrows between rooms.", tidy::run),
    step("fmt", "Everything is formatted.", rust::fmt),
    step("clippy", "No warning from the compiler or clippy, in any target of the workspace.", rust::clippy),
    step("unit", "Unit and integration tests of the workspace.", rust::unit),
    step("doc", "Every example in the documentation runs.", rust::doc),
    step("docs", "The documentation builds without a warning.", rust::docs),
    step("conformance", "Every value that PyTorch returned is met, or the exact value is, where that is nearer.", core::conformance),
    step("trace", "Our training follows the one PyTorch recorded, for all four schedules.", train::trace),
    step("gpu", "The GPU engine natively: the CPU's training under every policy, divergence, device loss, a thousand replicas.", train::gpu),
    step("targets", "core builds without std for wasm32 and for Cortex-M0 and M4F.", bare::targets),
    step("no-panic", "Nothing in core can panic: a program that calls everything links without a panic handler.", no_panic::run),
    step("firmware", "The same bits on the host, in a browser and on four emulated boards; the examples run there.", firmware::run),
    step("size", "What the four schedules weigh on a Cortex-M0 and an M4F: flash, memory, stack, within budgets.", size::run),
    step("fuzz-build", "The fuzz targets build, and hold on drawn bytes.", fuzz::build),
    step("page", "The explorer builds for release, and weighs no more than it may.", page_step),
    step("wasm", "The CPU engine computes the same bits as WebAssembly as it does natively.", train::wasm),
    step("e2e", "A headless Chromium uses the released page as a visitor would.", e2e::run),
    step("snippets", "Every exported program runs and prints our rates: in Rust, and in Python where the frameworks are installed.", snippets::run),
    step("package", "The crate packs and builds from its package.", core::package),
    step("semver", "The public interface keeps its promises (cargo-semver-checks, where installed).", outside::semver),
    step("deny", "Licences and advisories of all dependencies (cargo-deny, where installed).", outside::deny),
    Step { in_test: false, ..step("fuzz", "Ten million inputs (or as many as told) for each fuzz target.", fuzz::run) },
    Step { in_test: false, ..step("exhaustive", "Every f32 argument of the functions that are our own, against exact values.", core::exhaustive) },
    Step { in_test: false, ..step("bench", "How fast it is, natively and in a browser; `bench web`: only what a visitor feels.", bench::run) },
    Step { in_test: false, ..step("lighthouse", "Lighthouse's four scores of the released page, on a desktop and on a telephone.", lighthouse::run) },
];

const fn step(
    name: &'static str,
    purpose: &'static str,
    run: fn(&mut Report, &[String]) -> Result<()>,
) -> Step {
    Step { name, purpose, in_test: true, run }
}

/// Runs steps one after the other, whatever fails; then lists everything.
pub fn run<'a>(steps: impl Iterator<Item = &'a Step>, rest: &[String]) -> ExitCode {
    let mut done = Vec::new();
    for step in steps {
        println!("\n== {}: {}", step.name, step.purpose);
        let begun = Instant::now();
        let mut report = Report::default();
        if let Err(error) = (step.run)(&mut report, rest) {
            report.count(step.name, Err(error));
        }
        if report.is_empty() {
            report.count(step.name, Err(anyhow::anyhow!("it ran no test at all")));
        }
        done.push(Done { name: step.name, report, took: begun.elapsed() });
    }
    if conclude(&done) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn page_step(report: &mut Report, _: &[String]) -> Result<()> {
    let lacks = page::build()?;
    report.count("page", Ok(()));
    let weight = page::Weight::of_dist()?;
    let allowed = lacks.map_or_else(|| weight.is_allowed(), |lacks| Err(missing(lacks)));
    report.count("all of the page weighs no more than it may", allowed);
    report.notes.push(weight.to_string());
    Ok(())
}
