//! Runs the programs that the page exports. Each must print the rates that the page draws.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::report::{Report, missing};
use crate::shell::{self, cargo, program};
use crate::tools::python::{self, Python};

/// A framework whose programs are in Python.
struct Framework {
    /// The folder of its programs.
    id: &'static str,
    modules: &'static [&'static str],
    prepare: fn(&[&str]) -> Result<Python>,
    /// The allowed difference as a share of the schedule's highest rate. PyTorch computes in `f64`, but by recursion. The others
    /// compute in `f32`.
    tolerance: f64,
}

#[rustfmt::skip]
const PYTHON: [Framework; 3] = [
    Framework { id: "pytorch", modules: &["torch"], prepare: python::with_installed, tolerance: 1e-13 },
    Framework { id: "keras", modules: &["keras", "jax"], prepare: python::with_packages, tolerance: 2e-6 },
    Framework { id: "optax", modules: &["optax", "jax"], prepare: python::with_packages, tolerance: 2e-6 },
];

/// Frameworks whose programs are in Rust: the folder of the programs, and the tolerance. burn prints `f64` rates.
const ETALON: (&str, f64) = ("etalon", 0.0);
const BURN: (&str, f64) = ("burn", 1e-12);

/// With this argument the step compiles and runs burn's programs, and nothing else, because burn alone compiles for minutes.
const WITH_BURN: &str = "--burn";

/// Runs the programs. Arguments select frameworks.
pub fn run(report: &mut Report, rest: &[String]) -> Result<()> {
    let folder = shell::target_dir().join("snippets");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("target/snippets")?;
    }
    let write = ["run", "--locked", "--quiet", "-p", "etalon-explorer", "--example", "snippets", "--"];
    shell::check(cargo(&write).arg(&folder))?;
    if rest.iter().any(|word| word == WITH_BURN) {
        report.count(BURN.0, rust(&folder, BURN));
        return Ok(());
    }
    let wanted = |id: &str| rest.is_empty() || rest.iter().any(|word| word == id);
    if wanted(ETALON.0) {
        report.count(ETALON.0, rust(&folder, ETALON));
    }
    if wanted(BURN.0) {
        report.count(BURN.0, Err(missing("compiled by `cargo xtask snippets --burn`")));
    }
    for framework in &PYTHON {
        if wanted(framework.id) {
            let ran = (framework.prepare)(framework.modules)
                .and_then(|python| in_python(&python, &folder, framework));
            report.count(framework.id, ran);
        }
    }
    Ok(())
}

/// The names of all cases.
fn cases(folder: &Path) -> Result<Vec<String>> {
    let mut names: Vec<String> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.strip_suffix(".expected")?.to_owned()))
        .collect();
    names.sort();
    ensure!(!names.is_empty(), "no program was written");
    Ok(names)
}

/// Compiles the programs of a Rust framework into one binary and runs each program.
fn rust(folder: &Path, (id, tolerance): (&str, f64)) -> Result<()> {
    let built = shell::target_dir().join("snippets-build");
    let manifest = folder.join(id).join("Cargo.toml");
    // Our own crate has no dependencies to download, so it needs no network.
    let offline = if id == ETALON.0 { &["--offline"][..] } else { &[] };
    let mut build = cargo(&[&["build", "--quiet"], offline, &["--manifest-path"]].concat());
    shell::check(build.arg(&manifest).env("CARGO_TARGET_DIR", &built).env("RUSTFLAGS", "-D warnings"))?;
    for name in cases(folder)? {
        let printed = shell::ask(&mut program(&built.join("debug/snippets"), &[&name]))
            .with_context(|| format!("{name} fails"))?;
        compare(folder, &name, &printed, tolerance)?;
    }
    Ok(())
}

/// Runs the programs of a Python framework.
fn in_python(python: &Python, folder: &Path, framework: &Framework) -> Result<()> {
    let programs = folder.join(framework.id);
    let mut run = python.command(&["xtask/src/steps/snippets.py"]);
    // One thread is enough, because the models are tiny.
    run.arg(&programs).env("OMP_NUM_THREADS", "1").env("JAX_PLATFORMS", "cpu");
    if std::env::var_os("KERAS_BACKEND").is_none() {
        run.env("KERAS_BACKEND", "jax");
    }
    shell::check(&mut run)?;
    for name in cases(folder)? {
        let file = |ending: &str| -> PathBuf { programs.join(format!("{name}.{ending}")) };
        if let Ok(error) = fs::read_to_string(file("error")) {
            bail!("{name}: {}", shell::tail(&error, 12));
        }
        let printed = fs::read_to_string(file("out")).with_context(|| format!("{name} printed nothing"))?;
        compare(folder, &name, &printed, framework.tolerance)?;
    }
    Ok(())
}

/// Whether the lines of numbers in `printed` are the expected ones of `name`.
fn compare(folder: &Path, name: &str, printed: &str, tolerance: f64) -> Result<()> {
    let expected = fs::read_to_string(folder.join(format!("{name}.expected")))?;
    let (expected, printed) = (rows(&expected), rows(printed));
    ensure!(
        expected.len() == printed.len(),
        "{name} printed {} lines of numbers, not {}",
        printed.len(),
        expected.len()
    );
    let highest = expected.iter().filter_map(|row| row.get(1)).fold(0.0_f64, |a, b| a.max(*b));
    for (wanted, got) in expected.iter().zip(&printed) {
        let (Some([step, rate]), Some([at, printed])) = (wanted.first_chunk(), got.first_chunk()) else {
            bail!("{name}: {got:?} is not a step and a rate");
        };
        ensure!(step == at, "{name}: step {at} where {step} was due");
        let apart = (rate - printed).abs();
        // A NaN fails this comparison.
        ensure!(apart <= tolerance * highest, "{name}, step {step}: the rate is {printed}, not {rate}");
        // If momentum is not cycled, a program may print the optimizer's momentum.
        if let (Some(momentum), Some(printed)) = (wanted.get(2), got.get(2)) {
            let apart = (momentum - printed).abs();
            ensure!(apart <= tolerance, "{name}, step {step}: the momentum is {printed}, not {momentum}");
        }
    }
    Ok(())
}

/// The lines that begin with a digit, as numbers.
fn rows(text: &str) -> Vec<Vec<f64>> {
    let numbers = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    numbers
        .map(|line| line.split_whitespace().map(|word| word.parse().unwrap_or(f64::NAN)).collect())
        .collect()
}
