//! The tools that build the page: trunk, wasm-bindgen of the locked version, wasm-opt, esbuild, the standard library's source.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, anyhow};

use crate::shell;
use crate::tools::installation::say;
use crate::tools::target::{self, Target};
use crate::tools::wasm_opt::{WasmOpt, wasm_opt};
use crate::tools::{find, npm, rust, search_path, version};

/// The version of trunk that builds this project.
const TRUNK: &str = "0.21.14";

/// The tools of the page, all installed.
#[derive(Debug)]
pub struct Web {
    trunk: PathBuf,
    wasm_opt: WasmOpt,
    /// Whether the standard library is compiled for the page too.
    own_std: bool,
    esbuild: Option<Esbuild>,
    /// Trunk names the target itself when it calls cargo.
    _target: Target,
}

/// Variables that make cargo compile the standard library for the page: for size, with panics that only trap (web/src/io/fault.rs
/// reports the trap), and without the texts of panics, which are 6 % of all that is sent. In Rust this is unstable. The page
/// works without it.
const OWN_STD: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none",
    ),
];

/// Finds or installs all tools of the page. Compilations and downloads run at the same time.
pub fn web() -> Result<Web> {
    let bindgen = locked("wasm-bindgen")?;
    std::thread::scope(|scope| {
        let trunk = scope.spawn(|| tool("trunk", "trunk", TRUNK, "it bundles the page"));
        let bindgen = scope.spawn(|| match bindgen {
            Some(wanted) => {
                let why = "it has to match wasm-bindgen in Cargo.lock";
                tool("wasm-bindgen-cli", "wasm-bindgen", &wanted, why).map(drop)
            }
            None => Ok(()),
        });
        let target = target::WASM.prepare("the page is WebAssembly");
        let own_std = rust::source("compiled for the page, it makes the page smaller");
        let wasm_opt = wasm_opt();
        if esbuild().is_none()
            && let Err(error) = npm::ESBUILD.file("bin/esbuild")
        {
            // The page works with scripts that are not minified.
            say(&format!("{error:#}"));
        }
        let ended = |_| anyhow!("an installation broke off");
        bindgen.join().map_err(ended)??;
        let trunk = trunk.join().map_err(ended)??;
        Ok(Web { trunk, wasm_opt, own_std, esbuild: esbuild(), _target: target? })
    })
}

/// The program of a package from crates.io in this version. It is installed if it is missing.
fn tool(package: &str, name: &str, wanted: &str, why: &str) -> Result<PathBuf> {
    if version_of(name).as_deref() != Some(wanted) {
        rust::helper(package, name, wanted, why)?;
    }
    find(name).with_context(|| format!("{name} is not where it was installed"))
}

impl Web {
    /// The tool that is missing for the smallest page, and how to get it.
    pub fn lacks(&self) -> Option<&'static str> {
        match self {
            Self { own_std: false, .. } => Some(
                "without the source of Rust's standard library the page is larger: `rustup component add rust-src`",
            ),
            Self { wasm_opt: WasmOpt::Absent, .. } => {
                Some("without wasm-opt the page is larger: install binaryen, or npm, which has it")
            }
            Self { esbuild: None, .. } => {
                Some("without esbuild the page's scripts are larger: install npm, which has it")
            }
            Self { wasm_opt: WasmOpt::Found(_) | WasmOpt::Fetched, .. } => None,
        }
    }

    /// Trunk with these arguments. It finds every tool on its path in the version that it wants, so it downloads none.
    pub fn trunk(&self, arguments: &[&str]) -> Result<Command> {
        let mut trunk = shell::program(&self.trunk, arguments);
        trunk.env("PATH", search_path()?).env("TRUNK_SKIP_VERSION_CHECK", "true").env("NO_COLOR", "true");
        trunk.env("ETALON_XTASK", std::env::current_exe().context("xtask does not find itself")?);
        if self.own_std {
            // The page has its own target folder, so that files that are compiled for other purposes stay as they are.
            trunk.envs(OWN_STD).env("CARGO_TARGET_DIR", shell::target_dir().join("page"));
        }
        self.wasm_opt.with(&mut trunk)?;
        Ok(trunk)
    }
}

/// The second word that a tool prints when it is asked for its version.
fn version_of(tool: &str) -> Option<String> {
    version(&find(tool)?)?.split_whitespace().nth(1).map(str::to_owned)
}

/// The version of a package in Cargo.lock.
fn locked(package: &str) -> Result<Option<String>> {
    let lock = std::fs::read_to_string(shell::path("Cargo.lock")).context("Cargo.lock")?;
    Ok(version_in(&lock, package))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let after = lock.lines().skip_while(|line| *line != name).nth(1)?;
    Some(after.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

/// The tool that makes scripts smaller.
#[derive(Debug)]
pub struct Esbuild(PathBuf);

/// The esbuild on the path. [`web`] installs it.
pub fn esbuild() -> Option<Esbuild> {
    find("esbuild").map(Esbuild)
}

impl Esbuild {
    /// Esbuild with these arguments.
    pub fn command(&self, arguments: &[&str]) -> Command {
        shell::program(&self.0, arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn finds_a_version_in_a_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.118\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.118"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
