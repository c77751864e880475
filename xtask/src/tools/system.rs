//! What comes from the system: a browser to test in, emulators. Debian's root gets them installed.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::report::missing;
use crate::shell::{self, program};
use crate::tools::{announce, find, rust};

/// Whose browser it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// Chromium, Chrome.
    Chromium,
    /// Firefox.
    Firefox,
}

/// A browser and the driver that steers it.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Whose it is.
    pub make: Make,
    /// The browser.
    pub program: PathBuf,
    /// Its driver.
    pub driver: PathBuf,
}

/// The geckodriver that is compiled where none is on the path.
const GECKODRIVER: &str = "0.37.1";

/// A Firefox for tests: `FIREFOX` and `GECKODRIVER` where set, else what is on the path, else Debian's package and the
/// driver from crates.io.
pub fn firefox() -> Result<Browser> {
    let program = || named("FIREFOX", &["firefox", "firefox-esr"]);
    if program()?.is_none() {
        debian(&["firefox-esr"], "the page is tried in Firefox too")?;
    }
    let driver = || named("GECKODRIVER", &["geckodriver"]);
    if driver()?.is_none() {
        rust::install("geckodriver", GECKODRIVER, "it steers Firefox in tests")
            .map_err(|error| missing(format!("geckodriver: {error:#}")))?;
    }
    let absent = |what| missing(format!("{what}: not found although installed"));
    Ok(Browser {
        make: Make::Firefox,
        program: program()?.ok_or_else(|| absent("Firefox"))?,
        driver: driver()?.ok_or_else(|| absent("geckodriver"))?,
    })
}

/// The browser for tests: `CHROMIUM` and `CHROMEDRIVER` where set, else what is on the path, else Debian's packages.
pub fn browser() -> Result<Browser> {
    if let Some(found) = look_for_browser()? {
        return Ok(found);
    }
    debian(
        &["chromium", "chromium-driver"],
        "tests and pictures of the page need a Chromium and its driver",
    )?;
    look_for_browser()?.ok_or_else(|| missing("Chromium and ChromeDriver: not found although installed"))
}

fn look_for_browser() -> Result<Option<Browser>> {
    let chromium =
        named("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])?;
    let driver = named("CHROMEDRIVER", &["chromedriver"])?;
    let found = chromium.zip(driver);
    Ok(found.map(|(program, driver)| Browser { make: Make::Chromium, program, driver }))
}

/// Makes sure that an emulator is here.
pub fn emulator(name: &str, package: &str) -> Result<()> {
    if find(name).is_none() {
        debian(&[package], &format!("{name} runs the firmware's programs"))?;
    }
    Ok(())
}

/// A program by an environment variable or by one of its usual names.
fn named(variable: &str, usual: &[&str]) -> Result<Option<PathBuf>> {
    match std::env::var_os(variable) {
        Some(set) if Path::new(&set).is_file() => Ok(Some(PathBuf::from(set))),
        Some(set) => Err(missing(format!("{variable} says {}, where no file is", set.display()))),
        None => Ok(usual.iter().find_map(|name| find(name))),
    }
}

/// Installs Debian packages, where that is ours to do.
pub fn debian(packages: &[&str], why: &str) -> Result<()> {
    let list = packages.join(" ");
    if !Path::new("/etc/debian_version").exists() {
        return Err(missing(format!("{why}: install what Debian calls {list}")));
    }
    if shell::ask(&mut program("id", &["-u"])).as_deref() != Some("0") {
        return Err(missing(format!("{why}: run `sudo apt-get install {list}`")));
    }
    announce(&format!("the Debian packages {list}"), why);
    let apt = |arguments: &[&str]| {
        shell::run(program("apt-get", arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update", "--quiet=2"])
        .and_then(|()| {
            let mut arguments = vec!["install", "--yes", "--quiet=2", "--no-install-recommends"];
            arguments.extend(packages);
            apt(&arguments)
        })
        .map_err(|error| missing(format!("{why}: apt-get could not install {list} ({error:#})")))
}
