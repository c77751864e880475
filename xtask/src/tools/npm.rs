//! Packages from npm, each version in a folder of its own under `target/tools`: what looks at the page, never a part of it.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::report::missing;
use crate::shell::{self, program};
use crate::tools::{announce, find, folder, system};

/// The accessibility rules the page is held to.
pub const AXE: Package =
    Package { name: "axe-core", version: "4.14.1", why: "it checks the page's accessibility" };
/// The rival whose redraws are timed beside ours.
pub const UPLOT: Package =
    Package { name: "uplot", version: "1.6.32", why: "our charts are timed beside it" };
/// What the page is scored by; the last that runs on node 20.
pub const LIGHTHOUSE: Package = Package { name: "lighthouse", version: "12.8.2", why: "it scores the page" };

/// What makes scripts small.
pub const ESBUILD: Package =
    Package { name: "esbuild", version: "0.28.2", why: "it makes the page's scripts smaller" };

/// A package of a fixed version.
#[derive(Debug, Clone, Copy)]
pub struct Package {
    name: &'static str,
    version: &'static str,
    why: &'static str,
}

impl Package {
    /// Where its programs are, once it has been fetched.
    pub fn programs(self) -> PathBuf {
        self.home().join("node_modules").join(".bin")
    }

    fn home(self) -> PathBuf {
        folder().join(format!("{}-{}", self.name, self.version))
    }

    /// A file of the package, which is fetched where it is not here yet.
    pub fn file(self, inside: &str) -> Result<PathBuf> {
        let Self { name, version, why } = self;
        let home = self.home();
        let file = home.join("node_modules").join(name).join(inside);
        if file.is_file() {
            return Ok(file);
        }
        if find("npm").is_none() {
            system::debian(&["nodejs", "npm"], &format!("{why}: {name} comes from npm"))?;
        }
        announce(&format!("{name} {version} from npm into target/tools"), why);
        install(&home, name, version).map_err(|error| missing(format!("{why}: {error:#}")))?;
        if file.is_file() { Ok(file) } else { Err(missing(format!("{why}: {name} has no {inside}"))) }
    }
}

/// Has npm put a package into a folder.
pub fn install(home: &Path, name: &str, version: &str) -> Result<()> {
    std::fs::create_dir_all(home)?;
    let mut npm = program("npm", &["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]);
    shell::run(npm.arg(home).arg(format!("{name}@{version}")))
}
