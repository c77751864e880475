//! The programs that the page exports: each is run, and has to print the rates that the page draws.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::report::{Report, missing};
use crate::shell::{self, cargo, program};

/// A framework whose programs are Python: its folder, the modules it needs, how far its arithmetic is from ours.
struct Python {
    id: &'static str,
    modules: &'static [&'static str],
    /// Share of the schedule's highest rate: PyTorch counts in `f64`, but by recursion; the others in `f32`.
    tolerance: f64,
}

const PYTHON: [Python; 3] = [
    Python { id: "pytorch", modules: &["torch"], tolerance: 1e-13 },
    Python { id: "keras", modules: &["keras", "jax"], tolerance: 2e-6 },
    Python { id: "optax", modules: &["optax", "jax"], tolerance: 2e-6 },
];

/// Words after the command pick frameworks.
pub fn run(report: &mut Report, rest: &[String]) -> Result<()> {
    let folder = shell::target_dir().join("snippets");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("target/snippets")?;
    }
    let write = ["run", "--locked", "--quiet", "-p", "etalon-web", "--example", "snippets", "--"];
    shell::check(cargo(&write).arg(&folder))?;
    let wanted = |id: &str| rest.is_empty() || rest.iter().any(|word| word == id);
    if wanted("etalon") {
        report.count("etalon", rust(&folder));
    }
    for framework in &PYTHON {
        if wanted(framework.id) {
            report.count(framework.id, python(&folder, framework));
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

/// The programs with our own crate: compiled against it and run, to the last bit.
fn rust(folder: &Path) -> Result<()> {
    let package = folder.join("etalon");
    let built = shell::target_dir().join("snippets-build");
    let manifest = package.join("Cargo.toml");
    let mut build = cargo(&["build", "--offline", "--quiet", "--manifest-path"]);
    shell::check(build.arg(&manifest).env("CARGO_TARGET_DIR", &built).env("RUSTFLAGS", "-D warnings"))?;
    for name in cases(folder)? {
        let printed = shell::ask(&mut program(built.join("debug/snippets"), &[&name]))
            .with_context(|| format!("{name} does not end well"))?;
        compare(folder, &name, &printed, 0.0)?;
    }
    Ok(())
}

/// The programs of a Python framework, where it is installed; it is never installed for this.
fn python(folder: &Path, framework: &Python) -> Result<()> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    for module in framework.modules {
        let find =
            format!("import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)");
        if shell::ask(&mut program(&python, &["-c", &find])).is_none() {
            return Err(missing(format!(
                "{python} has no {module}: `pip install {module}`, or PYTHON names a Python that has it"
            )));
        }
    }
    let programs = folder.join(framework.id);
    let mut run = program(&python, &["xtask/src/steps/snippets.py"]);
    // One thread: the models are tiny. Keras runs on JAX, which optax needs anyway.
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

/// Whether the lines of numbers in `printed` are those expected of `name`.
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
            bail!("{name}: {got:?} is no step and rate");
        };
        ensure!(step == at, "{name}: step {at} where {step} was due");
        let apart = (rate - printed).abs();
        // A NaN is never as near as that.
        ensure!(apart <= tolerance * highest, "{name}, step {step}: the rate is {printed}, not {rate}");
        // Where momentum is not cycled a program may print what its optimizer has.
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
