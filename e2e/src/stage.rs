//! What every visit needs: a browser with its driver, and a server of the built page.

use std::cell::OnceCell;

use anyhow::{Result, ensure};
use xtask::report::missing;
use xtask::server::{self, Server};
use xtask::tools::browser::{self as browsers, Browser, Make};

use crate::device::{self, Device};
use crate::page::Page;
use crate::webdriver::Driver;

/// The path under which the page is served. A page that works there works anywhere.
const BASE: &str = "/some/where/";

/// A browser, and a server of the built page.
#[derive(Debug)]
pub struct Stage {
    chromium: Installed,
    /// A Firefox, which the first test that needs it starts, or the reason why it does not start.
    firefox: OnceCell<std::result::Result<Installed, String>>,
    server: Server,
}

/// A browser and its running driver.
#[derive(Debug)]
struct Installed {
    browser: Browser,
    driver: Driver,
}

impl Installed {
    fn start(browser: Browser) -> Result<Self> {
        let driver = Driver::start(&browser)?;
        Ok(Self { browser, driver })
    }
}

/// Serves the built page.
fn serve(headers: &'static str) -> Result<Server> {
    Server::start(xtask::page::dist(), BASE, headers)
}

impl Stage {
    /// Prepares a Chromium and serves `dist/`.
    pub fn set() -> Result<Self> {
        Self::with("")
    }

    /// The same, for measurements of time.
    pub fn timed() -> Result<Self> {
        Self::with(server::ISOLATED)
    }

    fn with(headers: &'static str) -> Result<Self> {
        let browser = browsers::chromium()?;
        let index = xtask::page::dist().join("index.html");
        ensure!(index.is_file(), "there is no dist/: `cargo xtask build` makes it");
        let server = serve(headers)?;
        Ok(Self { chromium: Installed::start(browser)?, firefox: OnceCell::new(), server })
    }

    /// The page, opened with this query by a new visitor.
    pub fn visit(&self, device: Device, query: &str) -> Result<Page> {
        self.visit_at(&self.server, device, query)
    }

    /// The same from a server that only this visitor uses. It is returned, so that a test can stop it.
    pub fn visit_alone(&self, device: Device, query: &str) -> Result<(Page, Server)> {
        let server = serve("")?;
        Ok((self.visit_at(&server, device, query)?, server))
    }

    fn visit_at(&self, server: &Server, device: Device, query: &str) -> Result<Page> {
        let Installed { browser, driver } = match device.make {
            Make::Chromium => &self.chromium,
            Make::Firefox => self.firefox()?,
        };
        let session = device::fresh(driver, browser, device)?;
        let page = Page::new(session, server.url(device.host()));
        page.open(query)?;
        Ok(page)
    }

    fn firefox(&self) -> Result<&Installed> {
        let start = || browsers::firefox().and_then(Installed::start).map_err(|error| format!("{error:#}"));
        self.firefox.get_or_init(start).as_ref().map_err(|reason| missing(reason.clone()))
    }

    /// Fails if a file was requested that does not exist.
    pub fn nothing_was_refused(&self) -> Result<()> {
        let refused = self.server.take_refused();
        ensure!(refused.is_empty(), "the page requests files that do not exist: {refused:?}");
        Ok(())
    }
}
