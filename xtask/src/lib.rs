//! The project's own commands: `cargo xtask serve`, `build`, `test`, and each check by its name. `etalon-e2e`, which xtask starts,
//! uses the public parts.

mod browse;
mod finish;
pub mod page;
pub mod report;
pub mod server;
pub mod shell;
mod steps;
pub mod tools;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::steps::STEPS;

/// Runs the command that the arguments of this process name.
pub fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match dispatch(&command, &rest) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one command with its arguments.
fn dispatch(command: &str, rest: &[String]) -> Result<ExitCode> {
    match command {
        "serve" => page::serve(port(rest)?),
        page::ANNOUNCE => {
            port(&[&["--port".to_owned()], rest].concat())?
                .into_iter()
                .for_each(page::announce_while_parent_lives);
            Ok(ExitCode::SUCCESS)
        }
        finish::COMMAND => finish::run().map(|()| ExitCode::SUCCESS),
        "build" => page::build_for(address(rest)?).map(|_| ExitCode::SUCCESS),
        "test" => Ok(steps::run(STEPS.iter().filter(|step| step.in_test), rest)),
        "shots" => browse::shots(rest).map(|()| ExitCode::SUCCESS),
        "tables" => steps::tables().map(|()| ExitCode::SUCCESS),
        "first-paint" => page::first_paint().map(|()| ExitCode::SUCCESS),
        "" | "help" | "--help" | "-h" => {
            help();
            Ok(ExitCode::SUCCESS)
        }
        name => match STEPS.iter().find(|step| step.name == name) {
            Some(step) => Ok(steps::run(std::iter::once(step), rest)),
            None => bail!("there is no such command; `cargo xtask help` lists them"),
        },
    }
}

/// The address that `--address` names, if any.
fn address(rest: &[String]) -> Result<Option<&str>> {
    match rest {
        [] => Ok(None),
        [flag, address] if flag == "--address" => Ok(Some(address)),
        _ => bail!("build takes `--address https://…/` and nothing else"),
    }
}

/// The port that `--port` names, if any.
fn port(rest: &[String]) -> Result<Option<u16>> {
    let number = match rest {
        [] => return Ok(None),
        [flag, number] if flag == "--port" => number.as_str(),
        [joined] if joined.starts_with("--port=") => &joined["--port=".len()..],
        _ => bail!("serve takes `--port N` and nothing else"),
    };
    let port: u16 = number.parse().with_context(|| format!("--port must be 1 to 65535, got {number:?}"))?;
    if port == 0 {
        bail!("--port must be 1 to 65535, got 0");
    }
    Ok(Some(port))
}

fn help() {
    println!("cargo xtask COMMAND\n");
    let line = |name: &str, purpose: &str| println!("  {name:<12} {purpose}");
    line("serve", "Builds the explorer and serves it on 127.0.0.1 (--port N; 8080 by default).");
    line(
        "build",
        "Builds the explorer into dist/: static files that work from any sub-path. With --address https://…/ links to it have a picture and a frame.",
    );
    line("test", "Runs every step marked * below and lists what passed, failed and was skipped.");
    line("shots", "Takes pictures of every state into target/shots/, and the one in the README.");
    line("tables", "Writes the files made from the kinds: tables in core's texts, answers and the digest.");
    line("first-paint", "Writes into index.html the curves that it shows before the program runs.");
    println!(
        "\n`shots`, `lighthouse` and `bench web` build the page first; with --as-built they use dist/ as it is."
    );
    println!("\nSteps, each a command of its own:\n");
    for step in STEPS {
        let mark = if step.in_test { "*" } else { " " };
        println!("{mark} {:<12} {}", step.name, step.purpose);
    }
}
