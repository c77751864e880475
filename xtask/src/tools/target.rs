//! Rust's targets: the table of their names, and the standard library of each, which is installed if it is missing.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::report::missing;
use crate::shell;
use crate::tools::installation::install;
use crate::tools::program;

/// The browser.
pub const WASM: Triple = Triple("wasm32-unknown-unknown");
/// A Cortex-M0, without hardware for division or floats.
pub const CORTEX_M0: Triple = Triple("thumbv6m-none-eabi");
/// A Cortex-M3, without hardware for floats.
pub const CORTEX_M3: Triple = Triple("thumbv7m-none-eabi");
/// A Cortex-M4F, with hardware for `f32`.
pub const CORTEX_M4F: Triple = Triple("thumbv7em-none-eabihf");
/// A RISC-V core with multiplication and compressed instructions.
pub const RV32IMC: Triple = Triple("riscv32imc-unknown-none-elf");
/// A big-endian machine. Miri interprets it.
pub const S390X: Triple = Triple("s390x-unknown-linux-gnu");

/// The name of a target. Cargo builds for a [`Target`], which only [`Triple::prepare`] returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Triple(&'static str);

impl fmt::Display for Triple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Triple {
    /// Finds the target's standard library, or has rustup install it.
    pub fn prepare(self, why: &str) -> Result<Target> {
        let Self(triple) = self;
        let here = || {
            shell::ask(&mut shell::rustc(&["--print", "target-libdir", "--target", triple]))
                .is_some_and(|folder| Path::new(&folder).is_dir())
        };
        if !here() {
            install(&format!("the Rust target {triple}"), why, |it| {
                it.run(&mut program("rustup", &["target", "add", triple]))
            })
            .map_err(|error| {
                missing(format!("the Rust target {triple} ({error:#}): run `rustup target add {triple}`"))
            })?;
            if !here() {
                return Err(missing(format!("rustup added {triple}, but not to the rustc that is used")));
            }
        }
        Ok(Target(triple.to_owned()))
    }
}

/// A target whose standard library is here.
#[derive(Debug)]
pub struct Target(String);

impl Target {
    /// The target of this machine. Its standard library comes with the compiler.
    pub fn host() -> Result<Self> {
        let host = shell::ask(&mut shell::rustc(&["--print", "host-tuple"])).context("rustc")?;
        Ok(Self(host))
    }

    /// Makes a cargo command build for this target.
    pub fn on<'c>(&self, cargo: &'c mut Command) -> &'c mut Command {
        cargo.args(["--target", &self.0])
    }

    /// The folder for this target inside a folder that cargo builds into.
    pub fn inside(&self, target_dir: &Path) -> PathBuf {
        target_dir.join(&self.0)
    }
}
