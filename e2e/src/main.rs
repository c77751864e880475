//! Uses the built page in real browsers. `cargo xtask` starts this program: for tests, for pictures, for measurements.

mod device;
mod page;
mod shots;
mod speed;
mod stage;
mod suite;
mod webdriver;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};
use xtask::report::{self, Done, Report, conclude};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let begun = Instant::now();
    let mut report = Report::default();
    if let Err(error) = run(&command, &rest, &mut report) {
        report.count(&command, Err(error));
    }
    // xtask prints the report itself.
    let passed = match std::env::var_os(report::FILE) {
        Some(file) => match report.save(Path::new(&file)) {
            Ok(()) => true,
            Err(error) => {
                eprintln!("{error:#}");
                false
            }
        },
        None => conclude(&[Done { name: "e2e", report, took: begun.elapsed() }]),
    };
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(command: &str, rest: &[String], report: &mut Report) -> Result<()> {
    match command {
        "e2e" => suite::run(report, rest),
        "shots" => shots::take(rest),
        "bench" => speed::felt(report),
        "engines" => speed::engines(report),
        _ => bail!("the commands are e2e, shots, bench and engines"),
    }
}
