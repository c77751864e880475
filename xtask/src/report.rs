//! The results of the steps: counts, failures and skips, printed at the end.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// This variable names the file into which a program that xtask starts writes its report.
pub const FILE: &str = "ETALON_REPORT";

/// The reason why a test cannot run here. The test counts as skipped, never as passed.
#[derive(Debug)]
pub struct Missing(pub String);

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Missing {}

/// An error that names the thing that is missing here.
pub fn missing(what: impl Into<String>) -> anyhow::Error {
    anyhow::Error::new(Missing(what.into()))
}

/// The results of the tests of one step.
#[derive(Debug, Default)]
pub struct Report {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that failed: name and reason.
    pub failed: Vec<(String, String)>,
    /// Tests that could not be run: name and reason.
    pub skipped: Vec<(String, String)>,
    /// Measurements that are printed again at the end.
    pub notes: Vec<String>,
}

impl Report {
    /// Counts one test by its result. A [`Missing`] counts as skipped.
    pub fn count(&mut self, name: &str, result: anyhow::Result<()>) {
        match result {
            Ok(()) => self.passed += 1,
            Err(error) => match error.downcast_ref::<Missing>() {
                Some(Missing(reason)) => self.skipped.push((name.to_owned(), reason.clone())),
                None => self.failed.push((name.to_owned(), format!("{error:#}"))),
            },
        }
    }

    /// Adds the results of another report.
    pub fn add(&mut self, other: Self) {
        let Self { passed, failed, skipped, notes } = other;
        self.passed += passed;
        self.failed.extend(failed);
        self.skipped.extend(skipped);
        self.notes.extend(notes);
    }

    /// Writes the report into a file.
    pub fn save(&self, file: &Path) -> Result<()> {
        let Self { passed, failed, skipped, notes } = self;
        let all = json!({ "passed": passed, "failed": failed, "skipped": skipped, "notes": notes });
        std::fs::write(file, all.to_string()).with_context(|| file.display().to_string())
    }

    /// Reads a report that [`Report::save`] wrote.
    pub fn load(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).context("the program ended without a report")?;
        let mut all: Value = serde_json::from_str(&text).context("the report is not JSON")?;
        let mut part = |name: &str| all[name].take();
        Ok(Self {
            passed: serde_json::from_value(part("passed"))?,
            failed: serde_json::from_value(part("failed"))?,
            skipped: serde_json::from_value(part("skipped"))?,
            notes: serde_json::from_value(part("notes"))?,
        })
    }

    /// Whether no test was counted at all.
    pub fn is_empty(&self) -> bool {
        self.passed == 0 && self.failed.is_empty() && self.skipped.is_empty()
    }

    /// The step's result in one word.
    fn verdict(&self) -> &'static str {
        match (self.failed.is_empty(), self.passed) {
            (false, _) => "FAILED",
            (true, 0) => "skipped",
            (true, _) => "passed",
        }
    }
}

/// A step that has ended.
#[derive(Debug)]
pub struct Done {
    /// The step's name.
    pub name: &'static str,
    /// The results of its tests.
    pub report: Report,
    /// How long it took.
    pub took: Duration,
}

/// Prints the list of steps, every failure and skip in full, and the totals as the last line. Returns true if nothing failed.
pub fn conclude(steps: &[Done]) -> bool {
    println!(
        "\n{:<12} {:<8} {:>7} {:>7} {:>8} {:>9}",
        "step", "result", "passed", "failed", "skipped", "seconds"
    );
    for Done { name, report, took } in steps {
        println!(
            "{name:<12} {:<8} {:>7} {:>7} {:>8} {:>9.1}",
            report.verdict(),
            report.passed,
            report.failed.len(),
            report.skipped.len(),
            took.as_secs_f64(),
        );
    }
    each(steps, "Measured", |report| report.notes.iter().map(|note| (String::new(), note.clone())).collect());
    each(steps, "Skipped", |report| report.skipped.clone());
    each(steps, "Failed", |report| report.failed.clone());
    let sum = |of: fn(&Report) -> usize| steps.iter().map(|done| of(&done.report)).sum::<usize>();
    let failed = sum(|report| report.failed.len());
    println!(
        "\n{} passed, {failed} failed, {} skipped",
        sum(|report| report.passed as usize),
        sum(|report| report.skipped.len())
    );
    failed == 0
}

/// Prints one list under a heading, if there is anything in it.
fn each(steps: &[Done], heading: &str, list: impl Fn(&Report) -> Vec<(String, String)>) {
    let lines: Vec<String> = steps
        .iter()
        .flat_map(|done| list(&done.report).into_iter().map(|(name, why)| line(done.name, &name, &why)))
        .collect();
    if !lines.is_empty() {
        println!("\n{heading}:\n{}", lines.join("\n"));
    }
}

fn line(step: &str, name: &str, why: &str) -> String {
    let why = why.replace('\n', "\n      ");
    if name.is_empty() || name == step {
        format!("  {step}: {why}")
    } else {
        format!("  {step}: {name}: {why}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_counts_as_skipped_and_what_breaks_as_failed() {
        let mut report = Report::default();
        report.count("a", Ok(()));
        report.count("b", Err(missing("no QEMU")));
        report.count("c", Err(anyhow::anyhow!("broken")));
        assert_eq!((report.passed, report.skipped.len(), report.failed.len()), (1, 1, 1));
        assert_eq!(report.verdict(), "FAILED");
        assert!(!conclude(&[Done { name: "x", report, took: Duration::ZERO }]));
    }

    #[test]
    fn a_saved_report_is_the_same_when_loaded() {
        let mut report = Report { notes: vec!["1 ms".to_owned()], ..Report::default() };
        report.count("a", Ok(()));
        report.count("b", Err(missing("no browser")));
        report.count("c", Err(anyhow::anyhow!("two\nlines")));
        let file = std::env::temp_dir().join(format!("etalon-report-{}.json", std::process::id()));
        report.save(&file).unwrap();
        let mut loaded = Report::load(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert_eq!(format!("{loaded:?}"), format!("{report:?}"));
        assert!(Report::load(&file).is_err());
        loaded.add(report);
        assert_eq!(
            (loaded.passed, loaded.skipped.len(), loaded.failed.len(), loaded.notes.len()),
            (2, 2, 2, 2)
        );
    }

    #[test]
    fn a_step_that_ran_nothing_does_not_look_passed() {
        assert_ne!(Report::default().verdict(), "passed");
        assert!(Report::default().is_empty());
    }
}
