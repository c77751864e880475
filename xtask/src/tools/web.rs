//! The tools that build the page: trunk, wasm-bindgen of the locked version, wasm-opt.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, anyhow};

use crate::shell;
use crate::tools::target::{self, Target};
use crate::tools::wasm_opt::{WasmOpt, wasm_opt};
use crate::tools::{find, rust, search_path, version};

/// The version of trunk that builds this project.
const TRUNK: &str = "0.21.14";

/// The tools of the page, all installed.
#[derive(Debug)]
pub struct Web {
    trunk: PathBuf,
    wasm_opt: WasmOpt,
    /// Trunk names the target itself when it calls cargo.
    _target: Target,
}

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
        let wasm_opt = wasm_opt();
        let ended = |_| anyhow!("an installation broke off");
        bindgen.join().map_err(ended)??;
        let trunk = trunk.join().map_err(ended)??;
        Ok(Web { trunk, wasm_opt, _target: target? })
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
        match self.wasm_opt {
            WasmOpt::Absent => {
                Some("without wasm-opt the page is larger: install binaryen, or npm, which has it")
            }
            WasmOpt::Found(_) | WasmOpt::Fetched => None,
        }
    }

    /// Trunk with these arguments. It finds every tool on its path in the version that it wants, so it downloads none.
    pub fn trunk(&self, arguments: &[&str]) -> Result<Command> {
        let mut trunk = shell::program(&self.trunk, arguments);
        trunk.env("PATH", search_path()?).env("TRUNK_SKIP_VERSION_CHECK", "true").env("NO_COLOR", "true");
        trunk.env("ETALON_XTASK", std::env::current_exe().context("xtask does not find itself")?);
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
