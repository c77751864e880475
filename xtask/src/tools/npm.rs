//! Node, and packages from npm: each version in a folder of its own under `target/tools`. The packages work on the page and are
//! never a part of it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::report::missing;
use crate::shell;
use crate::tools::installation::install;
use crate::tools::{find, folder, system};

/// The accessibility rules of the page's tests.
pub const AXE: Package =
    Package { name: "axe-core", version: "4.14.1", why: "it checks the page's accessibility" };
/// The rival whose redraws are timed beside ours.
pub const UPLOT: Package =
    Package { name: "uplot", version: "1.6.32", why: "our charts are timed beside it" };
/// Lighthouse scores the page. This is the last version that runs on node 20.
pub const LIGHTHOUSE: Package = Package { name: "lighthouse", version: "12.8.2", why: "it scores the page" };

/// Binaryen, as a package of npm.
pub const BINARYEN: Package =
    Package { name: "binaryen", version: "132.0.0", why: "wasm-opt makes the page smaller" };

/// Node, which is installed.
#[derive(Debug)]
pub struct Node(PathBuf);

/// Finds or installs node.
pub fn node(why: &str) -> Result<Node> {
    if find("node").is_none() {
        system::debian(&["nodejs"], &format!("{why}: node runs it"))?;
    }
    find("node").map(Node).ok_or_else(|| missing(format!("{why}: install nodejs")))
}

impl Node {
    /// Node with these arguments. It starts in the root.
    pub fn command(&self, arguments: &[&str]) -> Command {
        shell::program(&self.0, arguments)
    }
}

/// A package of a fixed version. Its files are reached through [`Package::file`] alone, which fetches it.
#[derive(Debug, Clone, Copy)]
pub struct Package {
    name: &'static str,
    version: &'static str,
    why: &'static str,
}

impl Package {
    fn home(self) -> PathBuf {
        folder().join(format!("{}-{}", self.name, self.version))
    }

    /// A file of the package. The package is fetched if the file is missing.
    pub fn file(self, inside: &str) -> Result<PathBuf> {
        self.fetched_into(&self.home(), inside)
    }

    /// A file of the package. The package is fetched into `home` if the file is missing.
    pub(super) fn fetched_into(self, home: &Path, inside: &str) -> Result<PathBuf> {
        let Self { name, version, why } = self;
        let file = home.join("node_modules").join(name).join(inside);
        if file.is_file() {
            return Ok(file);
        }
        if find("npm").is_none() {
            system::debian(&["nodejs", "npm"], &format!("{why}: {name} comes from npm"))?;
        }
        let npm = find("npm").ok_or_else(|| missing(format!("{why}: {name} comes from npm")))?;
        install(&format!("{name} {version} from npm"), why, |it| {
            std::fs::create_dir_all(home)?;
            let arguments = ["install", "--no-save", "--no-audit", "--no-fund", "--prefix"];
            let mut npm = shell::program(&npm, &arguments);
            it.run(npm.arg(home).arg(format!("{name}@{version}")))
        })
        .map_err(|error| missing(format!("{why}: {error:#}")))?;
        if file.is_file() { Ok(file) } else { Err(missing(format!("{why}: {name} has no {inside}"))) }
    }
}
