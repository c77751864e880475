//! Asks a question of the trainer and prints the answer: `ask seeds | every-rate | landscape | range-test`, each with `--help`.

mod answers;
mod format;
mod lanes;
mod options;

use std::ops::ControlFlow;
use std::process::ExitCode;

use clap::Command;
use etalon_train::question::Question;
use etalon_train::report::Metrics;
use etalon_train::threads;
use indicatif::{ProgressBar, ProgressStyle};

use self::lanes::Failure;
use self::options::Shared;

fn main() -> ExitCode {
    let command = Command::new("ask")
        .about("Trains many seeds of learning-rate schedules and prints what they show")
        .subcommand_required(true)
        .subcommands([options::seeds(), options::every_rate(), options::landscape(), options::range_test()]);
    let matches = command.get_matches();
    let answer = match matches.subcommand() {
        Some(("seeds", matches)) => answers::seeds(matches),
        Some(("every-rate", matches)) => answers::every_rate(matches),
        Some(("landscape", matches)) => answers::landscape(matches),
        Some(("range-test", matches)) => answers::range_test(matches),
        Some((other, _)) => Err(format!("there is no question called \"{other}\"").into()),
        None => Err("name a question".into()),
    };
    match answer {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Trains the jobs of a question, with a bar on a terminal.
fn answer<Q: Question>(
    mut question: Q,
    shared: &Shared,
    result: impl Fn(&Metrics) -> Q::Result,
) -> Result<Q, Failure> {
    let jobs: Vec<_> = (0..question.jobs()).filter_map(|number| question.job(number)).collect();
    let bar = ProgressBar::new(jobs.len() as u64);
    bar.set_style(ProgressStyle::with_template("{wide_bar} {pos} of {len} trainings, {eta} left")?);
    threads::train(&jobs, shared.threads, |number, metrics| {
        question.add(number, result(&metrics));
        bar.inc(1);
        ControlFlow::Continue(())
    })?;
    bar.finish_and_clear();
    Ok(question)
}
