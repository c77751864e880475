//! The programs that steps use. Each is a value that only its preparation returns, so a step cannot use a program that it has not
//! prepared. A preparation finds the program or installs it, and says what it installs and why.

pub mod browser;
pub mod npm;
pub mod python;
pub mod rust;
pub mod system;
pub mod target;
pub mod toolchain;

mod installation;
mod wasm_opt;
mod web;

pub use web::web;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::shell;

/// The folder of the project's own tools. They are not on the user's path, and they are deleted with `target/`.
fn folder() -> PathBuf {
    shell::target_dir().join("tools")
}

/// The search path with the project's own tools in front.
fn search_path() -> Result<OsString> {
    let own = [folder().join("bin"), folder().join("node_modules").join(".bin")];
    let old = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(own.into_iter().chain(std::env::split_paths(&old)))?)
}

/// The first program of this name on the search path.
fn find(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&search_path().ok()?).map(|folder| folder.join(&file)).find(|file| file.is_file())
}

/// An installed program by its name. Only preparations may use it.
fn program(name: &str, arguments: &[&str]) -> Command {
    shell::program(Path::new(name), arguments)
}

/// The text that a program prints when it is asked for its version.
fn version(file: &Path) -> Option<String> {
    shell::ask(&mut shell::program(file, &["--version"]))
}
