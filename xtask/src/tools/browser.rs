//! Browsers for tests, each with its driver. The variables `CHROMIUM`, `CHROMEDRIVER`, `FIREFOX` and `GECKODRIVER` come first,
//! then programs on the path, then Debian's packages.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::report::missing;
use crate::shell;
use crate::tools::{find, rust, system};

/// The version of geckodriver that is compiled if none is on the path.
const GECKODRIVER: &str = "0.37.1";

/// The maker of a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// Chromium or Chrome.
    Chromium,
    /// Firefox.
    Firefox,
}

/// A browser and its driver, both installed.
#[derive(Debug, Clone)]
pub struct Browser {
    make: Make,
    program: PathBuf,
    driver: PathBuf,
}

impl Browser {
    /// The maker of the browser.
    pub fn make(&self) -> Make {
        self.make
    }

    /// The browser's file, for programs that start it themselves.
    pub fn file(&self) -> &Path {
        &self.program
    }

    /// The browser with these arguments.
    pub fn command(&self, arguments: &[&str]) -> Command {
        shell::program(&self.program, arguments)
    }

    /// Its driver with these arguments.
    pub fn driver(&self, arguments: &[&str]) -> Command {
        shell::program(&self.driver, arguments)
    }
}

/// A Firefox. Its driver is compiled if it is missing.
pub fn firefox() -> Result<Browser> {
    let program = || named("FIREFOX", &["firefox", "firefox-esr"]);
    if program()?.is_none() {
        system::debian(&["firefox-esr"], "the page is tried in Firefox too")?;
    }
    let driver = || named("GECKODRIVER", &["geckodriver"]);
    if driver()?.is_none() {
        rust::helper("geckodriver", "geckodriver", GECKODRIVER, "it steers Firefox in tests")
            .map_err(|error| missing(format!("geckodriver: {error:#}")))?;
    }
    let absent = |what| missing(format!("{what}: not found although installed"));
    Ok(Browser {
        make: Make::Firefox,
        program: program()?.ok_or_else(|| absent("Firefox"))?,
        driver: driver()?.ok_or_else(|| absent("geckodriver"))?,
    })
}

/// A Chromium or Chrome.
pub fn chromium() -> Result<Browser> {
    if let Some(found) = look_for_chromium()? {
        return Ok(found);
    }
    system::debian(
        &["chromium", "chromium-driver"],
        "tests and pictures of the page need a Chromium and its driver",
    )?;
    look_for_chromium()?.ok_or_else(|| missing("Chromium and ChromeDriver: not found although installed"))
}

fn look_for_chromium() -> Result<Option<Browser>> {
    let chromium =
        named("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])?;
    let driver = named("CHROMEDRIVER", &["chromedriver"])?;
    let found = chromium.zip(driver);
    Ok(found.map(|(program, driver)| Browser { make: Make::Chromium, program, driver }))
}

/// A program that is named by an environment variable, or has one of its usual names.
fn named(variable: &str, usual: &[&str]) -> Result<Option<PathBuf>> {
    match std::env::var_os(variable) {
        Some(set) if Path::new(&set).is_file() => Ok(Some(PathBuf::from(set))),
        Some(set) => Err(missing(format!("{variable} is {}, which is not a file", set.display()))),
        None => Ok(usual.iter().find_map(|name| find(name))),
    }
}
