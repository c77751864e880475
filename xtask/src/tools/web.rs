//! What builds the page: trunk, wasm-bindgen of the locked version, wasm-opt.

use std::net::{TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::shell::{self, program};
use crate::tools::{announce, find, folder, npm, rust, search_path, system, version};

/// The trunk this project is built with.
const TRUNK: &str = "0.21.14";
/// Binaryen as npm packs it, where no wasm-opt is on the path.
const BINARYEN: &str = "132.0.0";
/// Older ones reject what Rust emits today (bulk memory, saturating conversions).
const LEAST_WASM_OPT: u32 = 119;

/// The tools of the page, all in place.
#[derive(Debug)]
pub struct Web {
    /// The wasm-opt that was found, in trunk's spelling.
    wasm_opt: WasmOpt,
    /// Whether the standard library is compiled for the page, too.
    own_std: bool,
    /// Whether there is what makes scripts small.
    esbuild: bool,
}

/// What makes cargo compile the standard library for the page: for size, with panics that only trap (the page tells of a trap:
/// web/src/io/fault.rs) and without their texts, 6 % of all that is sent. Rust counts this as unstable; the page works without.
const OWN_STD: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none",
    ),
];

/// Where wasm-opt comes from.
#[derive(Debug, PartialEq, Eq)]
enum WasmOpt {
    /// On the search path, of this version.
    Found(u32),
    /// Trunk downloads its own.
    Fetched,
    /// Nowhere: the page is larger, and works.
    Absent,
}

/// Finds or installs everything the page is built with.
pub fn web() -> Result<Web> {
    rust::target("wasm32-unknown-unknown", "the page is WebAssembly")?;
    if version_of("trunk").as_deref() != Some(TRUNK) {
        rust::install("trunk", TRUNK, "it bundles the page")?;
    }
    if let Some(wanted) = locked("wasm-bindgen")?
        && version_of("wasm-bindgen").as_deref() != Some(wanted.as_str())
    {
        rust::install("wasm-bindgen-cli", &wanted, "it has to match wasm-bindgen in Cargo.lock")?;
    }
    let own_std = rust::source("compiled for the page, it makes the page smaller");
    let wasm_opt = wasm_opt()?;
    if esbuild_at_hand().is_none()
        && let Err(error) = npm::ESBUILD.file("bin/esbuild")
    {
        // The page works with scripts as they are.
        println!("{error:#}");
    }
    Ok(Web { wasm_opt, own_std, esbuild: esbuild_at_hand().is_some() })
}

impl Web {
    /// What is missing for a page as small as it can be, and how to get it.
    pub fn lacks(&self) -> Option<&'static str> {
        match self {
            Self { own_std: false, .. } => Some(
                "without the source of Rust's standard library the page is larger: `rustup component add rust-src`",
            ),
            Self { wasm_opt: WasmOpt::Absent, .. } => {
                Some("without wasm-opt the page is larger: install binaryen, or npm, which has it")
            }
            Self { esbuild: false, .. } => {
                Some("without esbuild the page's scripts are larger: install npm, which has it")
            }
            Self { wasm_opt: WasmOpt::Found(_) | WasmOpt::Fetched, .. } => None,
        }
    }

    /// Trunk with these arguments, which finds every tool on its path in the version it wants: it then downloads none.
    pub fn trunk(&self, arguments: &[&str]) -> Result<Command> {
        let mut trunk = program(find("trunk").context("trunk is not where it was installed")?, arguments);
        trunk.env("PATH", search_path()?).env("TRUNK_SKIP_VERSION_CHECK", "true").env("NO_COLOR", "true");
        if self.own_std {
            // In a folder of its own: what is compiled for other purposes stays as it is.
            trunk.envs(OWN_STD).env("CARGO_TARGET_DIR", shell::target_dir().join("page"));
        }
        match self.wasm_opt {
            WasmOpt::Found(version) => {
                trunk.env("TRUNK_TOOLS_WASM_OPT", format!("version_{version}"));
            }
            WasmOpt::Fetched => {}
            WasmOpt::Absent => {
                let own = std::env::join_paths([stand_in()?])?;
                let path =
                    [own, search_path()?].join(std::ffi::OsStr::new(if cfg!(windows) { ";" } else { ":" }));
                trunk.env("PATH", path).env("TRUNK_TOOLS_WASM_OPT", "version_0");
            }
        }
        Ok(trunk)
    }
}

/// The second word a tool prints for its version.
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

/// A recent wasm-opt: on the path, from npm, from trunk where the network lets it, or none.
fn wasm_opt() -> Result<WasmOpt> {
    if let Some(version) = recent_wasm_opt() {
        return Ok(WasmOpt::Found(version));
    }
    if find("npm").is_none() && !reached("github.com:443") {
        // Where it fails there is still a way to build without.
        if let Err(error) = system::debian(&["nodejs", "npm"], "wasm-opt comes from npm's package binaryen") {
            println!("{error:#}");
        }
    }
    if find("npm").is_some() {
        announce(
            &format!("binaryen {BINARYEN} from npm into target/tools"),
            "wasm-opt makes the page smaller",
        );
        if let Err(error) = npm::install(&folder(), "binaryen", BINARYEN) {
            println!("{error:#}");
        }
        if let Some(version) = recent_wasm_opt() {
            return Ok(WasmOpt::Found(version));
        }
    }
    if reached("github.com:443") {
        println!("Trunk downloads its own wasm-opt.");
        return Ok(WasmOpt::Fetched);
    }
    println!(
        "There is no recent wasm-opt (version {LEAST_WASM_OPT} or later): the page is built without, and is larger."
    );
    Ok(WasmOpt::Absent)
}

/// The version of the wasm-opt on the path, if it is recent enough.
fn recent_wasm_opt() -> Option<u32> {
    let words = version(&find("wasm-opt")?)?;
    let number = words.split_whitespace().nth(2)?.parse().ok()?;
    (number >= LEAST_WASM_OPT).then_some(number)
}

/// Whether a host answers within two seconds.
fn reached(host: &str) -> bool {
    host.to_socket_addrs()
        .is_ok_and(|mut all| all.any(|at| TcpStream::connect_timeout(&at, Duration::from_secs(2)).is_ok()))
}

/// The esbuild on the path.
pub fn esbuild_at_hand() -> Option<PathBuf> {
    find("esbuild")
}

/// A folder with a `wasm-opt` that copies: trunk has no switch that leaves it out.
fn stand_in() -> Result<PathBuf> {
    let folder = folder().join("without-wasm-opt");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("wasm-opt");
    let script = "#!/bin/sh\n# Called by trunk as: wasm-opt --output=TO -O… FROM\n\
        [ \"$1\" = --version ] && { echo 'wasm-opt version 0'; exit; }\ncp \"$3\" \"${1#--output=}\"\n";
    std::fs::write(&file, script)?;
    #[cfg(unix)]
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    Ok(folder)
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
