//! Pythons that run exported programs: an environment under `target/` with packages from PyPI, or a Python of this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::report::missing;
use crate::shell;
use crate::tools::installation::install;
use crate::tools::system;

/// The packages in the environment. Keras computes on JAX, which optax needs anyway.
const PACKAGES: [(&str, &str); 3] = [("optax", "0.2.8"), ("keras", "3.15.1"), ("jax", "0.10.2")];

/// A Python that has the modules it was asked for.
#[derive(Debug)]
pub struct Python(PathBuf);

impl Python {
    /// Python with these arguments. It starts in the root.
    pub fn command(&self, arguments: &[&str]) -> Command {
        shell::program(&self.0, arguments)
    }

    fn has(&self, modules: &[&str]) -> bool {
        // This looks for the modules without loading them. Keras would load a backend, and may not find one here.
        let found = modules.iter().map(|name| format!("s('{name}')")).collect::<Vec<_>>().join(" and ");
        let ask = format!("import sys; from importlib.util import find_spec as s; sys.exit(not ({found}))");
        shell::ask(&mut self.command(&["-c", &ask])).is_some()
    }
}

/// The Python of this machine. The variable `PYTHON` names it, if it is set.
fn of_this_machine() -> Python {
    Python(std::env::var_os("PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from))
}

/// The Python of this machine, if it has these modules. They are never installed for this.
pub fn with_installed(modules: &[&str]) -> Result<Python> {
    let python = of_this_machine();
    if python.has(modules) {
        return Ok(python);
    }
    let list = modules.join(" ");
    let name = python.0.display();
    Err(missing(format!("{name} has no {list}: `pip install {list}`, or PYTHON names a Python that has it")))
}

/// A Python with [`PACKAGES`]: the Python of this machine if it has `modules`, else an environment under `target/`.
pub fn with_packages(modules: &[&str]) -> Result<Python> {
    let python = of_this_machine();
    if python.has(modules) {
        return Ok(python);
    }
    let home = shell::target_dir().join("python");
    let python = Python(home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" }));
    if !is_complete(&python) {
        let list = PACKAGES.map(|(name, version)| format!("{name}=={version}"));
        let why = "the exported programs are run";
        if !python.0.is_file() {
            create(&home, why)?;
        }
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        install(&format!("{} from PyPI", list.join(", ")), why, |it| {
            it.run(python.command(&pip).args(&list))
        })
        .map_err(|error| missing(format!("{why}: {error:#}")))?;
    }
    if python.has(modules) {
        return Ok(python);
    }
    Err(missing(format!("{} has no {}", home.display(), modules.join(", "))))
}

/// Whether the environment has every package in the right version.
fn is_complete(python: &Python) -> bool {
    let pairs: Vec<String> =
        PACKAGES.iter().map(|(name, version)| format!("m.version('{name}') != '{version}'")).collect();
    let ask = format!("import importlib.metadata as m, sys; sys.exit({})", pairs.join(" or "));
    python.0.is_file() && shell::ask(&mut python.command(&["-c", &ask])).is_some()
}

/// Creates an empty environment. On Debian the module that creates it is a package of its own, which belongs to the system's
/// Python.
fn create(home: &Path, why: &str) -> Result<()> {
    let made = |python: &Python| {
        // The remains of a failed attempt must not look like an environment.
        let _ = std::fs::remove_dir_all(home);
        shell::ask(python.command(&["-m", "venv"]).arg(home)).is_some()
    };
    if made(&of_this_machine()) {
        return Ok(());
    }
    system::debian(&["python3", "python3-venv"], why)?;
    if made(&Python(PathBuf::from("/usr/bin/python3"))) {
        return Ok(());
    }
    Err(missing(format!("{why}: python3 creates no environment in {}", home.display())))
}
