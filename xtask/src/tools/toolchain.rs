//! Other versions of Rust than the current one: the oldest that core supports, and the nightly that has Miri.

use std::process::Command;

use anyhow::Result;

use crate::report::missing;
use crate::shell;
use crate::tools::installation::install;
use crate::tools::program;
use crate::tools::target::Triple;

/// A version of Rust that is installed.
#[derive(Debug)]
pub struct Toolchain(String);

/// Finds a version of Rust, or has rustup install it.
pub fn toolchain(version: &str, why: &str) -> Result<Toolchain> {
    let toolchain = Toolchain(version.to_owned());
    if shell::ask(&mut toolchain.cargo(&["--version"])).is_none() {
        let arguments = ["toolchain", "install", version, "--profile", "minimal", "--no-self-update"];
        install(&format!("Rust {version}"), why, |it| it.run(&mut program("rustup", &arguments))).map_err(
            |error| missing(format!("Rust {version} ({error:#}): run `rustup toolchain install {version}`")),
        )?;
    }
    Ok(toolchain)
}

impl Toolchain {
    /// This version's cargo. It starts in the root.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = program("rustup", &["run", &self.0, "cargo"]);
        // These variables name the cargo that runs this command.
        cargo.args(arguments).env_remove("CARGO").env_remove("RUSTC").env_remove("RUSTDOC");
        cargo
    }
}

/// Miri, an interpreter of programs that finds undefined behaviour and emulates other machines.
#[derive(Debug)]
pub struct Miri {
    nightly: Toolchain,
    triple: Triple,
}

/// Prepares Miri for one target.
pub fn miri(triple: Triple, why: &str) -> Result<Miri> {
    let nightly = toolchain("nightly", why)?;
    let names = shell::ask(&mut program("rustup", &["+nightly", "component", "list", "--installed"]));
    let names = names.unwrap_or_default();
    let lacks = ["miri", "rust-src"].iter().any(|name| !names.lines().any(|line| line.starts_with(name)));
    if lacks {
        let arguments = ["component", "add", "--toolchain", "nightly", "miri", "rust-src"];
        install("Miri", why, |it| it.run(&mut program("rustup", &arguments)))
            .map_err(|error| missing(format!("Miri ({error:#})")))?;
    }
    let miri = Miri { nightly, triple };
    if shell::ask(&mut miri.cargo(&["setup"])).is_none() {
        install(&format!("the standard library of {triple} for Miri"), why, |it| {
            it.run(&mut miri.cargo(&["setup"]))
        })?;
    }
    Ok(miri)
}

impl Miri {
    /// `cargo miri COMMAND` for its target, with these arguments. It starts in the root.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let Some((command, rest)) = arguments.split_first() else { return self.nightly.cargo(&["miri"]) };
        let mut cargo = self.nightly.cargo(&["miri", command, "--target", &self.triple.to_string()]);
        cargo.args(rest);
        cargo
    }
}
