//! The tests: each uses the built page as a visitor would. A theme is a file with a list of tests, and a row in [`THEMES`].
//!
//! To add a test, write a function over [`Page`] in the file of its theme and a row in the list of that file: `test(name, function)`,
//! with `.on(device)`, `.at(query)` or `.alone()` where they differ from a laptop, no query and a shared browser. When the function
//! starts, the page is open and trained. Selectors and labels belong into `page/parts.rs`, checks of several themes into `checks`.

mod advice;
mod axe;
mod charts;
mod checks;
mod code;
mod compare;
mod dock;
mod engines;
mod every_rate;
mod fields;
mod firefox;
mod keyboard;
mod landscape;
mod lanes;
mod layout;
mod learned;
mod lessons;
mod lineup;
mod log;
mod moments;
mod names;
mod paper;
mod private;
mod range_test;
mod robust;
mod seeds;
mod share;
mod sliders;
mod teach;
mod theory;
mod training;
mod undo;
mod why;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use xtask::report::{Missing, Report};
use xtask::shell;

use crate::device::{Device, LAPTOP};
use crate::page::Page;
use crate::stage::Stage;

/// The tests of every theme, in the order in which a visitor would meet it.
const THEMES: &[&[Test]] = &[
    sliders::TESTS,
    fields::TESTS,
    undo::TESTS,
    dock::TESTS,
    lineup::TESTS,
    lanes::TESTS,
    advice::TESTS,
    training::TESTS,
    engines::TESTS,
    charts::TESTS,
    moments::TESTS,
    every_rate::TESTS,
    learned::TESTS,
    code::TESTS,
    range_test::TESTS,
    log::TESTS,
    names::TESTS,
    lessons::TESTS,
    compare::TESTS,
    landscape::TESTS,
    seeds::TESTS,
    why::TESTS,
    theory::TESTS,
    layout::TESTS,
    keyboard::TESTS,
    robust::TESTS,
    share::TESTS,
    paper::TESTS,
    teach::TESTS,
    private::TESTS,
    axe::TESTS,
    firefox::TESTS,
];

/// One test: a visitor's device, the address, and what must hold.
struct Test {
    name: &'static str,
    device: Device,
    query: &'static str,
    /// Whether the test needs its own browser, because it breaks something or measures time.
    alone: bool,
    run: Run,
}

/// How a test runs.
enum Run {
    /// On a page that is open and whose trainings have ended.
    OnPage(fn(&Page) -> Result<()>),
    /// By itself. The test makes its own visits.
    OnStage(fn(&Stage) -> Result<()>),
}

/// A test on a laptop that opens the page without a query.
const fn test(name: &'static str, run: fn(&Page) -> Result<()>) -> Test {
    Test { name, device: LAPTOP, query: "", alone: false, run: Run::OnPage(run) }
}

/// A test that makes its own visits.
const fn visits(name: &'static str, run: fn(&Stage) -> Result<()>) -> Test {
    Test { name, device: LAPTOP, query: "", alone: true, run: Run::OnStage(run) }
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

/// Runs the tests. With arguments, runs only the tests whose names contain one of them.
pub fn run(report: &mut Report, words: &[String]) -> Result<()> {
    let mut runner = Runner { stage: Stage::set()?, idle: None };
    let wanted = |test: &Test| words.is_empty() || words.iter().any(|word| test.name.contains(word.as_str()));
    for test in THEMES.iter().copied().flatten().filter(|test| wanted(test)) {
        let begun = Instant::now();
        let result = runner.run(test);
        let verdict = match &result {
            Ok(()) => "ok",
            Err(error) if error.is::<Missing>() => "skipped",
            Err(_) => "FAILED",
        };
        println!("{} ... {verdict} ({:.1} s)", test.name, begun.elapsed().as_secs_f64());
        if let Err(error) = &result {
            println!("    {error:#}");
        }
        report.count(test.name, result);
    }
    Ok(())
}

/// Runs tests one after the other.
struct Runner {
    stage: Stage,
    /// The browser of the last test. It waits for the next test of the same device.
    idle: Option<(Device, Page)>,
}

impl Runner {
    fn run(&mut self, test: &Test) -> Result<()> {
        match test.run {
            Run::OnStage(run) => run(&self.stage),
            Run::OnPage(run) => self.run_on_page(test, run),
        }
    }

    /// Runs a test on the page. Errors in the console and requests for missing files fail every test.
    fn run_on_page(&mut self, test: &Test, run: fn(&Page) -> Result<()>) -> Result<()> {
        let page = self.visit(test)?;
        let result = page
            .opened()
            .context("the page opens trained")
            .and_then(|()| run(&page))
            .and_then(|()| page.no_console_error())
            .and_then(|()| self.stage.nothing_was_refused());
        match result {
            Ok(()) => {
                self.idle = (!test.alone).then_some((test.device, page));
                Ok(())
            }
            Err(error) if error.is::<Missing>() => Err(error),
            Err(error) => Err(match picture(&page, test.name) {
                Ok(file) => anyhow!("{error:#} (a picture is in {})", file.display()),
                Err(_) => error,
            }),
        }
    }

    /// The page, opened by a new visitor. If possible, the last test's browser is cleared and used again, because starting a
    /// browser takes longer than most tests.
    fn visit(&mut self, test: &Test) -> Result<Page> {
        match self.idle.take() {
            Some((device, page)) if device == test.device && !test.alone => {
                page.forget()?;
                page.open(test.query)?;
                Ok(page)
            }
            _ => self.stage.visit(test.device, test.query),
        }
    }
}

/// Saves a picture of the page where a test failed.
fn picture(page: &Page, name: &str) -> Result<PathBuf> {
    let folder = shell::target_dir().join("e2e");
    std::fs::create_dir_all(&folder).context("target/e2e")?;
    let file = folder.join(format!("{}.png", name.replace(|c: char| !c.is_alphanumeric(), "-")));
    std::fs::write(&file, page.session.screenshot()?)?;
    Ok(file.strip_prefix(shell::root()).map(PathBuf::from).unwrap_or(file))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::THEMES;

    #[test]
    fn no_two_tests_have_the_same_name() {
        let mut names = BTreeSet::new();
        for test in THEMES.iter().copied().flatten() {
            assert!(names.insert(test.name), "{} is there twice", test.name);
        }
    }
}
