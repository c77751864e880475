//! Runs clippy. Warnings of the version named here fail a step. Warnings of other versions are only reported.

use std::process::Command;

use anyhow::{Result, bail};

use crate::report::Report;
use crate::shell::{self, hear, tail};
use crate::tools::rust::{self, Subcommand};
use crate::tools::target::Target;

/// The version whose warnings are denied. Each release of Rust brings new lints, so warnings of later versions are not denied.
const DENIED_BY: &str = "1.95";

/// Clippy of the version that is used.
#[derive(Debug)]
pub struct Clippy {
    command: Subcommand,
    version: String,
}

/// Prepares clippy.
pub fn clippy() -> Result<Clippy> {
    let command = rust::clippy()?;
    let said = shell::ask(&mut shell::rustc(&["--version"])).unwrap_or_default();
    Ok(Clippy { command, version: said.split_whitespace().nth(1).unwrap_or("unknown").to_owned() })
}

impl Clippy {
    /// Runs clippy and counts the result under `name`. `place` sets the workspace of the command.
    pub fn run(
        &self,
        report: &mut Report,
        name: &str,
        arguments: &[&str],
        target: Option<&Target>,
        place: impl Fn(&mut Command),
    ) {
        let result = self.warnings(arguments, target, place);
        if let Ok(warnings) = &result
            && *warnings > 0
        {
            report.notes.push(format!(
                "{name}: clippy of Rust {} prints {warnings} warnings; those of {DENIED_BY} alone are denied",
                self.version
            ));
        }
        report.count(name, result.map(|_| ()));
    }

    /// The number of warnings that clippy prints. Errors fail, and denied warnings are errors.
    fn warnings(
        &self,
        arguments: &[&str],
        target: Option<&Target>,
        place: impl Fn(&mut Command),
    ) -> Result<usize> {
        let mut cargo = self.command.cargo(&["--locked", "--quiet"]);
        cargo.args(arguments);
        if let Some(target) = target {
            target.on(&mut cargo);
        }
        if is_denied(&self.version) {
            cargo.args(["--", "-D", "warnings"]);
        }
        place(&mut cargo);
        let heard = hear(&mut cargo)?;
        if !heard.ok {
            bail!("clippy of Rust {} ended with an error:\n{}", self.version, tail(&heard.text, 25));
        }
        Ok(count(&heard.text))
    }
}

/// Whether a version such as `1.95.0` is the one whose warnings are denied.
fn is_denied(version: &str) -> bool {
    version.strip_prefix(DENIED_BY).is_some_and(|rest| rest.starts_with('.'))
}

/// Counts the warnings. The line with cargo's total is not counted.
fn count(text: &str) -> usize {
    let summary = |line: &str| line.contains(" generated ") && line.contains(" warning");
    text.lines().filter(|line| line.starts_with("warning") && !summary(line)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_version_denies() {
        assert!(is_denied("1.95.0") && is_denied("1.95.3"));
        assert!(
            !is_denied("1.9.0") && !is_denied("1.950.0") && !is_denied("1.99.1") && !is_denied("unknown")
        );
    }

    #[test]
    fn warnings_are_counted_without_their_sum() {
        let text = "warning: unused variable: `x`\n --> a.rs:1:1\n\nwarning: `xtask` (bin \"xtask\") generated 1 warning\n";
        assert_eq!(count(text), 1);
        assert_eq!(count(""), 0);
    }
}
