//! A recent wasm-opt: from the path, from npm, from trunk if the network allows it, or none.

use std::net::{TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::tools::installation::say;
use crate::tools::npm::BINARYEN;
use crate::tools::{find, folder, search_path, version};

/// The oldest usable version. Older ones reject instructions that Rust emits today (bulk memory, saturating conversions).
const LEAST: u32 = 119;

/// The source of wasm-opt.
#[derive(Debug, PartialEq, Eq)]
pub enum WasmOpt {
    /// wasm-opt is on the search path, in this version.
    Found(u32),
    /// Trunk downloads its own.
    Fetched,
    /// There is none. The page is larger, but works.
    Absent,
}

/// Finds or installs wasm-opt.
pub fn wasm_opt() -> WasmOpt {
    if let Some(version) = recent() {
        return WasmOpt::Found(version);
    }
    // If npm has no binaryen, the page can still be built without it.
    if let Err(error) = BINARYEN.fetched_into(&folder(), "bin/wasm-opt") {
        say(&format!("{error:#}"));
    }
    if let Some(version) = recent() {
        return WasmOpt::Found(version);
    }
    if reached("github.com:443") {
        say("Trunk downloads its own wasm-opt.");
        return WasmOpt::Fetched;
    }
    say(&format!(
        "There is no wasm-opt of version {LEAST} or later: the page is built without, and is larger."
    ));
    WasmOpt::Absent
}

impl WasmOpt {
    /// Makes trunk use this wasm-opt.
    pub fn with(&self, trunk: &mut Command) -> Result<()> {
        match self {
            Self::Found(version) => {
                trunk.env("TRUNK_TOOLS_WASM_OPT", format!("version_{version}"));
            }
            Self::Fetched => {}
            Self::Absent => {
                let own = std::env::join_paths([stand_in()?])?;
                let path =
                    [own, search_path()?].join(std::ffi::OsStr::new(if cfg!(windows) { ";" } else { ":" }));
                trunk.env("PATH", path).env("TRUNK_TOOLS_WASM_OPT", "version_0");
            }
        }
        Ok(())
    }
}

/// The version of the wasm-opt on the path, if it is recent enough.
fn recent() -> Option<u32> {
    let words = version(&find("wasm-opt")?)?;
    let number = words.split_whitespace().nth(2)?.parse().ok()?;
    (number >= LEAST).then_some(number)
}

/// Whether a host answers within two seconds.
fn reached(host: &str) -> bool {
    host.to_socket_addrs()
        .is_ok_and(|mut all| all.any(|at| TcpStream::connect_timeout(&at, Duration::from_secs(2)).is_ok()))
}

/// A folder with a `wasm-opt` that only copies, because trunk has no switch to omit it.
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
