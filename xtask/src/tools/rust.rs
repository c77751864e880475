//! Commands of cargo: commands that rustup installs, commands that are never installed for a step, and helpers from crates.io.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use crate::report::missing;
use crate::shell;
use crate::tools::installation::{install, say};
use crate::tools::{folder, program, search_path};

/// The time limit for the download of a compiled helper. Compiling takes little longer.
const DOWNLOAD: Duration = Duration::from_secs(90);

/// Helpers run for a moment and compile for minutes. So they are compiled as fast as possible, whatever their own settings are.
const UNOPTIMISED: [(&str, &str); 7] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    // Code that unwinds after a panic is a part of what is compiled.
    ("CARGO_PROFILE_RELEASE_PANIC", "abort"),
    ("CARGO_TERM_PROGRESS_WHEN", "always"),
    ("CARGO_TERM_PROGRESS_WIDTH", "100"),
];

/// A command of cargo that is installed.
#[derive(Debug, Clone, Copy)]
pub struct Subcommand(&'static str);

impl Subcommand {
    /// The command with these arguments. It starts in the root.
    pub fn cargo(self, arguments: &[&str]) -> Command {
        let mut cargo = shell::cargo(&[self.0]);
        cargo.args(arguments);
        if let Ok(path) = search_path() {
            cargo.env("PATH", path);
        }
        cargo
    }

    fn is_here(self) -> bool {
        shell::ask(&mut self.cargo(&["--version"])).is_some()
    }
}

/// `cargo fmt`, which rustup installs.
pub fn fmt() -> Result<Subcommand> {
    component(Subcommand("fmt"), "rustfmt", "it checks the formatting")
}

/// `cargo clippy`, which rustup installs.
pub fn clippy() -> Result<Subcommand> {
    component(Subcommand("clippy"), "clippy", "it checks the code")
}

fn component(command: Subcommand, name: &str, why: &str) -> Result<Subcommand> {
    if !command.is_here() {
        install(&format!("Rust's component {name}"), why, |it| {
            it.run(&mut program("rustup", &["component", "add", name]))
        })
        .map_err(|error| missing(format!("{name} ({error:#}): run `rustup component add {name}`")))?;
    }
    Ok(command)
}

/// A command that is used if it is installed, and never installed for this.
pub fn installed(command: &'static str) -> Result<Subcommand> {
    let command = Subcommand(command);
    if command.is_here() {
        return Ok(command);
    }
    let Subcommand(name) = command;
    Err(missing(format!("cargo-{name} is not installed: `cargo install --locked cargo-{name}`")))
}

/// `cargo mutants`, which is compiled if it is missing.
pub fn mutants() -> Result<Subcommand> {
    let command = Subcommand("mutants");
    if !command.is_here() {
        helper(
            "cargo-mutants",
            "cargo-mutants",
            "27.1.0",
            "it changes the code and sees whether a test notices",
        )?;
    }
    Ok(command)
}

/// Installs the program `name` of a package from crates.io into the project's own tools. With `cargo-binstall` it is downloaded,
/// without it compiled.
pub(super) fn helper(package: &str, name: &str, version: &str, why: &str) -> Result<()> {
    let root = folder();
    let root = root.to_str().context("the path of target/tools is not UTF-8")?;
    let what = format!("{package} {version}");
    if shell::ask(&mut shell::cargo(&["binstall", "-V"])).is_some() {
        let arguments = ["binstall", "--no-confirm", "--disable-strategies", "compile", "--root", root];
        let downloaded = install(&what, &format!("{why} (by cargo-binstall)"), |it| {
            let mut cargo = shell::cargo(&arguments);
            it.run_within(DOWNLOAD, cargo.args(["--version", version, package]))
        });
        match downloaded {
            Ok(()) => return Ok(()),
            Err(error) => say(&format!("{error:#}\nThe program is compiled instead.")),
        }
    }
    let cargo = || {
        let mut cargo =
            shell::cargo(&["install", package, "--version", version, "--bin", name, "--root", root]);
        cargo.envs(UNOPTIMISED);
        cargo
    };
    install(&what, &format!("{why} (it compiles for some minutes, once)"), |it| {
        // The build must go on if the lock file names a version that the registry no longer offers.
        it.run(cargo().arg("--locked")).or_else(|locked| {
            it.run(&mut cargo()).map_err(|error| anyhow!("{error:#}\nand with its lock file: {locked:#}"))
        })
    })
}
