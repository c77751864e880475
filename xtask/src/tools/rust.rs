//! What comes with Rust: targets, and commands of cargo.

use std::path::Path;

use anyhow::{Context, Result};

use crate::report::missing;
use crate::shell::{self, program};
use crate::tools::{announce, folder};

/// Makes sure that the standard library for `triple` is here.
pub fn target(triple: &str, why: &str) -> Result<()> {
    let here = || {
        shell::ask(&mut program("rustc", &["--print", "target-libdir", "--target", triple]))
            .is_some_and(|folder| Path::new(&folder).is_dir())
    };
    if here() {
        return Ok(());
    }
    announce(&format!("the Rust target {triple}"), why);
    let added = shell::run(&mut program("rustup", &["target", "add", triple]));
    match added {
        Ok(()) if here() => Ok(()),
        Ok(()) => Err(missing(format!("rustup added {triple}, but not to the rustc that is used"))),
        Err(error) => {
            Err(missing(format!("the Rust target {triple} ({error}): run `rustup target add {triple}`")))
        }
    }
}

/// Whether the source of the standard library is here, so that it can be compiled anew; rustup is asked for it where it is not.
pub fn source(why: &str) -> bool {
    let here = || {
        shell::ask(&mut program("rustc", &["--print", "sysroot"])).is_some_and(|root| {
            Path::new(root.trim()).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file()
        })
    };
    if here() {
        return true;
    }
    announce("the source of Rust's standard library", why);
    match shell::run(&mut program("rustup", &["component", "add", "rust-src"])) {
        Ok(()) => here(),
        Err(error) => {
            println!("{error:#}; `rustup component add rust-src` gets it.");
            false
        }
    }
}

/// Whether cargo knows the command `name`.
pub fn has_cargo_command(name: &str) -> bool {
    shell::ask(&mut shell::cargo(&[name, "--version"])).is_some()
}

/// Compiles a program from crates.io into the project's own tools.
pub fn install(package: &str, version: &str, why: &str) -> Result<()> {
    announce(&format!("{package} {version} into target/tools (compiles for some minutes, once)"), why);
    let root = folder();
    let root = root.to_str().context("the path of target/tools is not UTF-8")?;
    let cargo = || {
        let mut cargo = shell::cargo(&["install", package, "--version", version, "--root", root]);
        // These tools run for a moment and compile for minutes: optimising them costs more than it saves.
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        cargo
    };
    // A lock file that names what the registry no longer offers must not stop the build.
    shell::run(cargo().arg("--locked")).or_else(|error| {
        println!("{error}; once more without --locked.");
        shell::run(&mut cargo())
    })
}
