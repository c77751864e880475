//! The table of steps. Each is a command of its own, and `cargo xtask test` runs most of them.

mod bare;
mod bench;
mod big_endian;
mod core;
mod firmware;
mod fuzz;
mod instructions;
mod lighthouse;
mod lint;
mod msrv;
mod mutants;
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

pub use self::core::tables;
use crate::report::{Done, Report, conclude, missing};
use crate::{e2e, page};

/// One check.
#[derive(Debug)]
pub struct Step {
    /// Its command.
    pub name: &'static str,
    /// Its purpose in one sentence.
    pub purpose: &'static str,
    /// Whether `cargo xtask test` runs it.
    pub in_test: bool,
    /// Runs it. The arguments after the command narrow it down, where a step takes any.
    run: fn(&mut Report, &[String]) -> Result<()>,
}

/// Every step, cheap ones first.
#[rustfmt::skip]
pub const STEPS: &[Step] = &[
    step("tidy", "House rules that no compiler checks: purpose lines, file lengths, arrows between rooms.", tidy::run),
    step("fmt", "Everything is formatted.", rust::fmt),
    step("clippy", "No warning of clippy 1.95 or the compiler, in any target of the workspace; other versions' are reported.", rust::clippy),
    step("unit", "Unit and integration tests of the workspace.", rust::unit),
    step("doc", "Every example in the documentation runs.", rust::doc),
    step("docs", "The documentation builds without a warning.", rust::docs),
    step("conformance", "Every rate is the one PyTorch returned, or nearer to the exact one.", core::conformance),
    step("trace", "Our training follows the one that PyTorch recorded, step by step.", train::trace),
    step("gpu", "The GPU engine natively: the CPU's training under every policy, divergence, device loss, a thousand replicas.", train::gpu),
    step("targets", "core builds without std for wasm32 and for Cortex-M0 and M4F.", bare::targets),
    step("msrv", "core compiles on the oldest Rust that it names, as its users compile it.", msrv::run),
    step("no-panic", "Nothing in core can panic: a program that calls everything links without a panic handler.", no_panic::run),
    step("firmware", "The same bits on the host, in a browser and on four emulated boards; the examples run there.", firmware::run),
    step("size", "The schedules stay within their budgets of flash, memory and stack on a Cortex-M0 and an M4F.", size::run),
    step("instructions", "What one rate costs on three emulated processors, beside libm by hand; `--write` puts it into core's README, `--check` compares.", instructions::run),
    step("fuzz-build", "The fuzz targets build, and hold on drawn bytes.", fuzz::build),
    step("page", "The explorer builds for release and stays within its budget of bytes.", page_step),
    step("wasm", "The CPU engine computes the same bits as WebAssembly as it does natively.", train::wasm),
    step("e2e", "A headless Chromium uses the released page as a visitor would.", e2e::run),
    step("snippets", "Every exported program runs and prints our rates, in Rust and Python; `snippets --burn` compiles burn's.", snippets::run),
    step("package", "The crate packs and builds from its package.", core::package),
    step("semver", "The public interface keeps its promises (cargo-semver-checks, where installed).", outside::semver),
    step("deny", "Licences and advisories of all dependencies (cargo-deny, where installed).", outside::deny),
    Step { in_test: false, ..step("fuzz", "Ten million inputs for each fuzz target; `fuzz N` gives it N.", fuzz::run) },
    Step { in_test: false, ..step("exhaustive", "Every f32 argument of the functions that are our own, against exact values.", core::exhaustive) },
    Step { in_test: false, ..step("mutants", "A test notices every small change of core's lines that differ from HEAD~1; `mutants COMMIT` names another.", mutants::run) },
    Step { in_test: false, ..step("big-endian", "The same bits on a big-endian machine, which Miri interprets.", big_endian::run) },
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

/// Runs steps one after the other, whatever fails, and lists all results.
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
