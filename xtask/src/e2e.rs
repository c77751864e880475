//! End-to-end tests: a headless Chromium uses the released page as a visitor would.

pub mod browser;
pub mod explorer;
pub mod webdriver;

mod axe;
mod charts;
mod code;
mod compare;
mod engines;
mod firefox;
mod keyboard;
mod layout;
mod learned;
mod lessons;
mod private;
mod robust;
mod share;
mod sliders;
mod training;

use std::cell::OnceCell;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, ensure};

use self::browser::{Device, LAPTOP};
use self::explorer::Explorer;
use self::webdriver::Driver;
use crate::report::{Missing, Report, missing};
use crate::server::{self, Server};
use crate::tools::browser::{self as browsers, Browser, Make};
use crate::{page, shell};

/// The resources of every test: a browser, and a server of the released page.
#[derive(Debug)]
pub struct Stage {
    browser: Browser,
    driver: Driver,
    /// A Firefox, started by the first test that needs it, or the reason why it does not start.
    firefox: OnceCell<std::result::Result<(Browser, Driver), String>>,
    server: Server,
}

/// One test: a visitor's device, the address, and what must hold.
struct Test {
    name: &'static str,
    device: Device,
    query: &'static str,
    /// Whether the test needs its own browser, because it breaks something or measures time.
    alone: bool,
    run: fn(&Explorer) -> Result<()>,
}

/// A test on a laptop that opens the page without a query.
const fn test(name: &'static str, run: fn(&Explorer) -> Result<()>) -> Test {
    Test { name, device: LAPTOP, query: "", alone: false, run }
}

impl Test {
    /// The same test for a visitor with another device.
    const fn on(self, device: Device) -> Self {
        Self { device, ..self }
    }

    /// The same test for a visitor who opens the page with this query.
    const fn at(self, query: &'static str) -> Self {
        Self { query, ..self }
    }

    /// The same test in a browser that no other test uses.
    const fn alone(self) -> Self {
        Self { alone: true, ..self }
    }
}

/// A browser that waits for the next test of the same device.
type Kept = Option<(Device, Explorer)>;

/// All tests, by their subject.
#[rustfmt::skip]
const GROUPS: &[&[Test]] = &[
    sliders::TESTS,
    training::TESTS,
    engines::TESTS,
    charts::TESTS,
    learned::TESTS,
    code::TESTS,
    lessons::TESTS,
    compare::TESTS,
    layout::TESTS,
    keyboard::TESTS,
    robust::TESTS,
    share::TESTS,
    private::TESTS,
    axe::TESTS,
    firefox::TESTS,
];

/// Every test, in the order in which a visitor would meet its subject.
fn tests() -> impl Iterator<Item = &'static Test> {
    GROUPS.iter().copied().flatten()
}

impl Stage {
    /// Finds a browser and serves `dist/` under a sub-path. A page that works there works anywhere.
    pub fn set() -> Result<Self> {
        Self::with("")
    }

    /// The same, for measurements of time.
    pub fn timed() -> Result<Self> {
        Self::with(server::ISOLATED)
    }

    fn with(headers: &'static str) -> Result<Self> {
        let browser = browsers::chromium()?;
        ensure!(page::dist().join("index.html").is_file(), "there is no dist/: `cargo xtask build` makes it");
        let server = Server::start(page::dist(), "/some/where/", headers)?;
        let driver = Driver::start(&browser)?;
        Ok(Self { browser, driver, firefox: OnceCell::new(), server })
    }

    /// The address of the page with this query.
    pub fn url(&self, query: &str) -> String {
        format!("{}{query}", self.server.url("127.0.0.1"))
    }

    /// The explorer, opened by a new visitor.
    pub fn visit(&self, device: Device, query: &str) -> Result<Explorer> {
        let (browser, driver) = match device.make {
            Make::Chromium => (&self.browser, &self.driver),
            Make::Firefox => self.firefox()?,
        };
        let session = browser::fresh(driver, browser, device)?;
        Explorer::open(session, &self.server.url(device.host()), query)
    }

    fn firefox(&self) -> Result<(&Browser, &Driver)> {
        let start = || {
            let browser = browsers::firefox()?;
            let driver = Driver::start(&browser)?;
            Ok((browser, driver))
        };
        let text = |error: anyhow::Error| format!("{error:#}");
        match self.firefox.get_or_init(|| start().map_err(text)) {
            Ok((browser, driver)) => Ok((browser, driver)),
            Err(why) => Err(missing(why.clone())),
        }
    }

    /// The page, opened by a new visitor. If possible, the last test's browser is cleared and used again, because starting a
    /// browser takes longer than most tests.
    fn visit_again(&self, test: &Test, kept: &mut Kept) -> Result<Explorer> {
        match kept.take() {
            Some((device, explorer)) if device == test.device && !test.alone => {
                explorer.forget()?;
                Explorer::open(explorer.session, &self.server.url(device.host()), test.query)
            }
            _ => self.visit(test.device, test.query),
        }
    }

    /// Runs one test. Errors in the console and requests for missing files fail every test.
    fn run(&self, test: &Test, kept: &mut Kept) -> Result<()> {
        let explorer = self.visit_again(test, kept)?;
        let result = explorer
            .opened()
            .context("the page opens trained")
            .and_then(|()| (test.run)(&explorer))
            .and_then(|()| explorer.no_console_error())
            .and_then(|()| {
                let refused = self.server.take_refused();
                ensure!(refused.is_empty(), "the page asks for what is not there: {refused:?}");
                Ok(())
            });
        match result {
            Ok(()) => {
                *kept = (!test.alone).then_some((test.device, explorer));
                Ok(())
            }
            Err(error) if error.is::<Missing>() => Err(error),
            Err(error) => Err(match picture(&explorer, test.name) {
                Ok(file) => anyhow!("{error:#} (a picture is in {})", file.display()),
                Err(_) => error,
            }),
        }
    }
}

/// Runs the tests. With arguments, runs only tests whose names contain one of them.
pub fn run(report: &mut Report, rest: &[String]) -> Result<()> {
    let stage = Stage::set()?;
    let asked = |name: &str| rest.is_empty() || rest.iter().any(|word| name.contains(word.as_str()));
    let mut count = |name: &str, run: &mut dyn FnMut() -> Result<()>| {
        if !asked(name) {
            return;
        }
        let begun = Instant::now();
        let result = run();
        let verdict = match &result {
            Ok(()) => "ok",
            Err(error) if error.is::<Missing>() => "skipped",
            Err(_) => "FAILED",
        };
        println!("{name} ... {verdict} ({:.1} s)", begun.elapsed().as_secs_f64());
        if let Err(error) = &result {
            println!("    {error:#}");
        }
        report.count(name, result);
    };
    let mut kept = None;
    for test in tests() {
        count(test.name, &mut || stage.run(test, &mut kept));
    }
    count(private::OFFLINE, &mut || private::offline(&stage));
    Ok(())
}

/// Saves a picture of the page where a test failed.
fn picture(explorer: &Explorer, name: &str) -> Result<PathBuf> {
    let folder = shell::target_dir().join("e2e");
    std::fs::create_dir_all(&folder).context("target/e2e")?;
    let file = folder.join(format!("{}.png", name.replace(|c: char| !c.is_alphanumeric(), "-")));
    std::fs::write(&file, explorer.session.screenshot()?)?;
    Ok(file.strip_prefix(shell::root()).map(PathBuf::from).unwrap_or(file))
}
