//! Compares the schedules with PyTorch's recorded values:
//! `cargo run --release -p etalon-proof --features oracle --example conformance -- FILE.json …`
//!
//! The exit status is 0 if all values agree, 1 on a mismatch, and 2 if a file cannot be read.

use std::path::Path;
use std::process::ExitCode;

use etalon_proof::oracle::report::Report;
use etalon_proof::oracle::vectors;

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() {
        eprintln!("usage: conformance FILE.json …   (files in the format of core/proof/vectors/README.md)");
        return ExitCode::from(2);
    }
    let mut report = Report::default();
    let mut unreadable = false;
    for file in &files {
        match vectors::read(Path::new(file)) {
            Ok(contents) if contents.cases.is_empty() && contents.not_covered.is_empty() => {
                eprintln!("error: {file}: holds no cases");
                unreadable = true;
            }
            Ok(contents) => report.add(&contents),
            Err(bad) => {
                eprintln!("error: {bad}");
                unreadable = true;
            }
        }
    }
    println!("{report}");
    match (unreadable, report.mismatches()) {
        (true, _) => ExitCode::from(2),
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::from(1),
    }
}
