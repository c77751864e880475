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
use crate::{browse, page};

/// One check.
#[derive(Debug)]
pub struct Step {
    /// The name of its command.
    pub name: &'static str,
    /// Its purpose in one sentence.
    pub purpose: &'static str,
    /// Whether `cargo xtask test` runs it.
    pub in_test: bool,
    /// Runs the step. If the step takes arguments, they select a part of it.
    run: fn(&mut Report, &[String]) -> Result<()>,
}

/// Every step, cheap steps first.
#[rustfmt::skip]
pub const STEPS: &[Step] = &[
    step("tidy", "The house rules hold that no compiler checks: purpose lines, file lengths, dependencies between packages.", tidy::run),
    step("fmt", "Everything is formatted.", rust::fmt),
    step("clippy", "Clippy 1.95 and the compiler give no warning in any target of the workspace. Warnings of other versions are only reported.", rust::clippy),
    step("unit", "The unit and integration tests of the workspace pass.", rust::unit),
    step("doc", "Every example in the documentation runs.", rust::doc),
    step("docs", "The documentation builds without a warning.", rust::docs),
    step("conformance", "Every rate is the one that PyTorch returned, or is nearer to the exact rate.", core::conformance),
    step("trace", "Our training follows the one that PyTorch recorded, step by step.", train::trace),
    step("gpu", "The GPU engine runs natively: it trains like the CPU under every policy, and handles divergence, device loss and a thousand replicas.", train::gpu),
    step("targets", "core builds without std for wasm32 and for Cortex-M0 and M4F.", bare::targets),
    step("msrv", "core compiles on the oldest Rust that it names, as its users compile it.", msrv::run),
    step("no-panic", "Nothing in core can panic: a program that calls everything links without a panic handler.", no_panic::run),
    step("firmware", "The bits are the same on the host, in a browser and on four emulated boards. The examples run on the boards.", firmware::run),
    step("size", "The schedules stay within their budgets of flash, memory and stack on a Cortex-M0 and an M4F.", size::run),
    step("instructions", "The cost of one rate on three emulated processors, beside libm by hand, is within its budget. `--write` writes it into core's README, `--check` compares.", instructions::run),
    step("fuzz-build", "The fuzz targets build, and pass on random bytes.", fuzz::build),
    step("page", "The explorer builds for release and stays within its budget of bytes.", page_step),
    step("wasm", "The CPU engine computes the same bits as WebAssembly as it does natively.", train::wasm),
    step("e2e", "A headless Chromium uses the released page as a visitor would.", browse::e2e),
    step("snippets", "Every exported program runs and prints our rates, in Rust and Python; `snippets --burn` compiles burn's.", snippets::run),
    step("package", "The published crates pack, and build from their packages.", core::package),
    step("semver", "The public interface keeps its promises (cargo-semver-checks, if installed).", outside::semver),
    step("deny", "The licences and advisories of all dependencies are in order (cargo-deny, if installed).", outside::deny),
    Step { in_test: false, ..step("fuzz", "Each fuzz target passes on ten million inputs, or on N with `fuzz N`.", fuzz::run) },
    Step { in_test: false, ..step("exhaustive", "Our own functions are compared with exact values at every f32 argument.", core::exhaustive) },
    Step { in_test: false, ..step("mutants", "A test notices every small change to the lines of core that differ from HEAD~1, or from COMMIT with `mutants COMMIT`.", mutants::run) },
    Step { in_test: false, ..step("big-endian", "The bits are the same on a big-endian machine, which Miri interprets.", big_endian::run) },
    Step { in_test: false, ..step("bench", "Measures speed, natively and in a browser. `bench web` measures only what a visitor feels.", bench::run) },
    Step { in_test: false, ..step("lighthouse", "Lighthouse scores the released page, on a desktop and on a telephone.", lighthouse::run) },
];

const fn step(
    name: &'static str,
    purpose: &'static str,
    run: fn(&mut Report, &[String]) -> Result<()>,
) -> Step {
    Step { name, purpose, in_test: true, run }
}

/// Runs steps one after the other, even if one fails, and lists all results.
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
            report.count(step.name, Err(anyhow::anyhow!("the step ran no test")));
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
    report.count("the page stays within its budget of bytes", allowed);
    report.notes.push(weight.to_string());
    Ok(())
}
