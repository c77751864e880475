//! Finds the programs the commands need, and installs what is missing, saying what and why.

pub mod npm;
mod rust;
mod system;
mod web;

pub use rust::{has_cargo_command, target};
pub use system::{Browser, Make, browser, emulator, firefox};
pub use web::{esbuild_at_hand, web};

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::shell;

/// Tools that belong to this project only: never on anybody's path, gone with `target/`.
fn folder() -> PathBuf {
    shell::target_dir().join("tools")
}

/// The search path with the project's own tools in front.
pub fn search_path() -> Result<OsString> {
    let own = [folder().join("bin"), folder().join("node_modules").join(".bin"), npm::ESBUILD.programs()];
    let old = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(own.into_iter().chain(std::env::split_paths(&old)))?)
}

/// The first program of this name on the search path.
fn find(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&search_path().ok()?).map(|folder| folder.join(&file)).find(|file| file.is_file())
}

/// The words a program prints when asked for its version.
fn version(program: &Path) -> Option<String> {
    shell::ask(&mut shell::program(program, &["--version"]))
}

/// Says what is being installed and why.
fn announce(what: &str, why: &str) {
    println!("Installing {what}: {why}.");
}
