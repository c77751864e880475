//! Runs core's fuzz targets. `cargo xtask test` builds them and tries them on random bytes. The command `fuzz` runs them for a
//! long time.
//!
//! The compiler's coverage passes are in stable Rust, and libFuzzer comes from a crate. Neither nightly nor cargo-fuzz is needed.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::report::{Report, missing};
use crate::shell;
use crate::steps::lint;
use crate::tools::system;
use crate::tools::target::Target;

/// The number of inputs for each target.
const INPUTS: u64 = 10_000_000;

/// The flags that cargo-fuzz passes to the compiler, without a sanitizer, because there is no unsafe code to check.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

pub fn build(report: &mut Report, _: &[String]) -> Result<()> {
    let targets = targets()?;
    lint::clippy()?.run(report, "clippy", &["--all-targets"], None, enter);
    report.count(
        "the targets' bodies on drawn bytes",
        shell::check(&mut cargo(&["test", "--locked", "--release"])),
    );
    report.count("the targets build", compile(&targets).map(|_| ()));
    Ok(())
}

pub fn run(report: &mut Report, rest: &[String]) -> Result<()> {
    let inputs = match rest {
        [] => INPUTS,
        [number] => number.parse().with_context(|| format!("the number of inputs, not {number:?}"))?,
        _ => bail!("fuzz takes the number of inputs for each target and nothing else"),
    };
    let targets = targets()?;
    let folder = compile(&targets)?;
    for target in &targets {
        let fuzzed = fuzz(&folder, target, inputs);
        if let Ok(count) = &fuzzed {
            report.notes.push(format!("{target}: {count} inputs, no failure"));
        }
        report.count(target, fuzzed.map(|_| ()));
    }
    Ok(())
}

/// The names of the targets.
fn targets() -> Result<Vec<String>> {
    let folder = fs::read_dir(shell::path("core/fuzz/fuzz_targets")).context("core/fuzz/fuzz_targets")?;
    let mut names: Vec<String> = folder
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    ensure!(!names.is_empty(), "there is no fuzz target");
    Ok(names)
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = shell::cargo(arguments);
    enter(&mut command);
    command
}

/// Makes a cargo command run in the workspace of the fuzz targets.
fn enter(command: &mut Command) {
    command.current_dir(shell::path("core/fuzz")).env_remove("CARGO_TARGET_DIR");
}

/// Builds every target. Returns their folder.
fn compile(targets: &[String]) -> Result<std::path::PathBuf> {
    if cfg!(windows) {
        return Err(missing("fuzz targets are linked by Unix rules"));
    }
    build_all(&system::cxx()?)?;
    let folder = Target::host()?.inside(&shell::path("core/fuzz/target")).join("release");
    for target in targets {
        ensure!(folder.join(target).is_file(), "core/fuzz/Cargo.toml does not name the target {target}");
    }
    Ok(folder)
}

/// Links every target with libFuzzer, which is C++ that the build compiles.
fn build_all(_: &system::Cxx) -> Result<()> {
    let arguments = ["build", "--locked", "--release", "--features", "libfuzzer", "--bins"];
    // With a named target, build scripts get no counters.
    shell::run(Target::host()?.on(&mut cargo(&arguments)).env("RUSTFLAGS", COVERAGE))
}

/// Runs a target on its inputs. Returns the number of inputs that it ran.
fn fuzz(folder: &std::path::Path, target: &str, inputs: u64) -> Result<u64> {
    let corpus = format!("corpus/{target}");
    fs::create_dir_all(shell::path("core/fuzz").join(&corpus))?;
    fs::create_dir_all(shell::path("core/fuzz/artifacts"))?;
    let mut command = shell::program(&folder.join(target), &[]);
    command
        .current_dir(shell::path("core/fuzz"))
        .args([&format!("-runs={inputs}"), "-max_len=512", "-print_final_stats=1", "-verbosity=0"])
        .arg(format!("-artifact_prefix=artifacts/{target}-"))
        .arg(&corpus);
    let heard = shell::hear(&mut command)?;
    ensure!(heard.ok, "{}", shell::tail(&heard.text, 20));
    let count = executed(&heard.text).context("libFuzzer did not say how many inputs it ran")?;
    ensure!(count >= inputs, "libFuzzer ran {count} of {inputs} inputs");
    Ok(count)
}

/// The count in libFuzzer's closing lines.
fn executed(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_libfuzzer_counts() {
        let text = "Done 200 runs\nstat::number_of_executed_units: 200\nstat::average_exec_per_sec: 0\n";
        assert_eq!(executed(text), Some(200));
        assert_eq!(executed("Done"), None);
    }
}
