//! The page as a visitor finds it. Tests name its parts by accessible names and roles. Selectors and labels are in `parts` alone.

mod actions;
mod charts;
mod find;
pub mod parts;
pub mod results;
mod views;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use xtask::tools::browser::Make;

pub use self::results::Results;
pub use self::views::Model;
use crate::webdriver::Session;

/// The time after which a test fails if the page has not answered. It is far longer than needed, on a slow machine too.
const PATIENCE: Duration = Duration::from_secs(40);

/// The page in a browser.
#[derive(Debug)]
pub struct Page {
    /// The browser, for actions that only a few tests need.
    pub session: Session,
    /// The address of the page without a query.
    base: String,
}

impl Page {
    /// A browser that has not opened the page yet.
    pub fn new(session: Session, base: String) -> Self {
        Self { session, base }
    }

    /// Opens the page with this query (such as `?engine=cpu`, or nothing).
    pub fn open(&self, query: &str) -> Result<()> {
        self.session.open(&format!("{}{query}", self.base))
    }

    /// Leaves the page and opens this address, as if it were typed by hand.
    pub fn open_address(&self, address: &str) -> Result<()> {
        self.session.open("about:blank")?;
        self.session.open(address)
    }

    /// Loads the page again.
    pub fn reload(&self) -> Result<()> {
        self.session.reload()
    }

    /// The current address.
    pub fn address(&self) -> Result<String> {
        self.string("return location.href")
    }

    /// The query of the current address.
    pub fn query(&self) -> Result<String> {
        self.string("return location.search")
    }

    /// Leaves the page and clears everything that the browser has stored of it.
    pub fn forget(&self) -> Result<()> {
        let origin = self.script("return location.origin", &[])?;
        self.session.release()?;
        self.session.open("about:blank")?;
        if self.session.make() == Make::Firefox {
            return Ok(());
        }
        let everything = json!({ "origin": origin, "storageTypes": "all" });
        self.session.devtools("Storage.clearDataForOrigin", &everything)?;
        self.session.console().map(drop)
    }

    /// Asks again and again until there is an answer. `what` completes the sentence "the page never shows …".
    pub fn wait_for<T>(&self, what: &str, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
        let begun = Instant::now();
        loop {
            if let Some(answer) = ask()? {
                return Ok(answer);
            }
            if begun.elapsed() > PATIENCE {
                bail!("for {} seconds the page never shows {what}", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Asks again and again until the answer is yes.
    pub fn wait_until(&self, what: &str, mut holds: impl FnMut() -> Result<bool>) -> Result<()> {
        self.wait_for(what, || Ok(holds()?.then_some(())))
    }

    /// Waits until the page is loaded and every training has ended.
    pub fn opened(&self) -> Result<()> {
        self.wait_for("controls", || Ok(self.slider(parts::BASE_RATE).ok()))?;
        if self.results().is_ok() {
            return self.settled().map(drop);
        }
        // An embedded page has no table of results.
        self.wait_until("a player that says that all is trained", || {
            Ok(self.text_of(parts::PLAYER)?.contains("trained in"))
        })
    }

    /// Waits for the end of every animation and transition.
    pub fn stands_still(&self) -> Result<()> {
        let code = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => \
            Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => done())));";
        self.session.script_async(code, &[]).map(drop)
    }

    /// Fails if the console has an error, or if the page says that it broke.
    pub fn no_console_error(&self) -> Result<()> {
        let broken = self.text_of(parts::FAILURE)?;
        ensure!(broken.is_empty(), "the page says: {broken}");
        if self.session.make() == Make::Firefox {
            // Firefox's driver does not report the console.
            return Ok(());
        }
        let messages = self.session.console()?;
        let errors: Vec<&str> = messages
            .iter()
            .filter(|(level, _)| level == "SEVERE")
            .map(|(_, message)| message.as_str())
            .collect();
        ensure!(errors.is_empty(), "errors in the console:\n{}", errors.join("\n"));
        Ok(())
    }

    /// Runs a script in the page. The script sees the arguments as `arguments[…]`.
    pub fn script(&self, code: &str, arguments: &[Value]) -> Result<Value> {
        self.session.script(code, arguments)
    }

    /// The string that a script returns.
    pub fn string(&self, code: &str) -> Result<String> {
        let value = self.script(code, &[])?;
        value.as_str().map(str::to_owned).with_context(|| format!("{value} is not a string, from {code}"))
    }

    /// The number that a script returns.
    pub fn number(&self, code: &str) -> Result<f64> {
        self.script(code, &[])?.as_f64().with_context(|| format!("no number from {code}"))
    }

    /// Whether a script returns `true`.
    pub fn is_true(&self, code: &str) -> Result<bool> {
        Ok(self.script(code, &[])? == true)
    }

    /// The list of strings that a script returns.
    pub fn list(&self, code: &str) -> Result<Vec<String>> {
        let value = self.script(code, &[])?;
        let list = value.as_array().with_context(|| format!("{value} is not a list, from {code}"))?;
        Ok(list.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect())
    }
}
