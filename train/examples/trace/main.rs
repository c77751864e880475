//! Says how closely our training follows one that PyTorch recorded: `trace FILE.json …`; fails beyond the bounds.

use std::process::ExitCode;

use etalon_train::task::Measure;
use follow::{Bounds, Closeness, FIRST_10, RATE, follow};

mod follow;

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() {
        eprintln!("usage: trace FILE.json …");
        return ExitCode::FAILURE;
    }
    let mut good = true;
    for file in files {
        let outcome = std::fs::read_to_string(&file)
            .map_err(|why| why.to_string())
            .and_then(|json| follow(&json).map_err(|why| why.to_string()));
        match outcome {
            Ok(runs) => good &= print(&file, &runs),
            Err(why) => {
                eprintln!("{file}: {why}");
                good = false;
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print(file: &str, runs: &[Closeness]) -> bool {
    println!("{file}: our CPU engine under our schedules against PyTorch's float32 run");
    println!(
        "{:<12} {:>14} {:>14} {:>16} {:>22} {:>12}",
        "schedule", "loss 10 steps", "loss 100", "torch 32 vs 64", "at end ours / torch", "rates"
    );
    for run in runs {
        let name = &run.schedule;
        let last = format!("{} / {}", written(run.measure, run.last.0), written(run.measure, run.last.1));
        let verdict = if run.holds() { "" } else { "  BEYOND ITS BOUND" };
        println!(
            "{name:<12} {:>14.2e} {:>14.2e} {:>16.2e} {last:>22} {:>12.1e}{verdict}",
            run.first_10, run.first_100, run.torch_100, run.rates
        );
        if let Some(step) = run.parted {
            println!("{:<12} its own metrics led to other rates from step {step} on", "");
        }
    }
    for measure in [Measure::Accuracy, Measure::Loss] {
        if runs.iter().any(|run| run.measure == measure) {
            let Bounds { first_100, last } = Bounds::of(measure);
            let last = written(measure, last);
            println!(
                "{:<12} {FIRST_10:>14.2e} {first_100:>14.2e} {:>16} {last:>22} {RATE:>12.1e}",
                "bounds", ""
            );
        }
    }
    runs.iter().all(Closeness::holds)
}

/// A value of a measure: the validation accuracy in percent, or the validation loss.
fn written(measure: Measure, value: f64) -> String {
    match measure {
        Measure::Accuracy => format!("{:.2} %", 100.0 * value),
        Measure::Loss => format!("{value:.4}"),
    }
}
