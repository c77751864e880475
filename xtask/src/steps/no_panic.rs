//! The proof that nothing in core panics: a program that calls everything links without a way to panic.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::report::{Report, missing};
use crate::shell;
use crate::steps::firmware;
use crate::tools::target::{CORTEX_M0, CORTEX_M4F, Target, Triple};

/// What the program is linked for. `None` is the host.
const TARGETS: [Option<Triple>; 3] = [None, Some(CORTEX_M0), Some(CORTEX_M4F)];

/// How it is optimised: for speed, for size, and for speed with the overflow checks of a debug build.
const PROFILES: [&str; 3] = ["release", "small", "checked"];

pub fn run(report: &mut Report, _: &[String]) -> Result<()> {
    report.count("every public function is called", every_function_is_called());
    for triple in TARGETS {
        let name = triple.map_or_else(|| "the host".to_owned(), |triple| triple.to_string());
        match prepare(triple) {
            Ok(target) => {
                for profile in PROFILES {
                    let linked = shell::check(&mut link(target.as_ref(), profile));
                    report.count(&format!("{name}, {profile}"), linked);
                }
                report.count(&format!("{name}: a panic is noticed"), a_panic_is_noticed(target.as_ref()));
            }
            Err(error) => report.count(&name, Err(error)),
        }
    }
    Ok(())
}

fn prepare(triple: Option<Triple>) -> Result<Option<Target>> {
    match triple {
        Some(triple) => triple.prepare("the proof is made for microcontrollers too").map(Some),
        None if cfg!(target_os = "linux") => Ok(None),
        None => Err(missing("on the host the proof is linked by Linux's rules")),
    }
}

/// Links the program. It starts at `main` without a board's start-up code, which is why it needs flags.
fn link(target: Option<&Target>, profile: &str) -> Command {
    let mut command =
        firmware::cargo(&["build", "--locked", "--quiet", "-p", "no_panic", "--profile", profile]);
    command.args(["--target-dir", "target/no_panic"]);
    if let Some(target) = target {
        target.on(&mut command).env("RUSTFLAGS", "-C link-arg=-emain");
    }
    command
}

/// Adds one index that may lie outside. The program must then fail to link, for that reason.
fn a_panic_is_noticed(target: Option<&Target>) -> Result<()> {
    let output = link(target, "release").args(["--features", "may_panic"]).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(!output.status.success(), "a program that may panic was linked: the proof proves nothing");
    ensure!(said.contains("etalon_can_panic"), "it failed for another reason:\n{}", shell::tail(&said, 20));
    Ok(())
}

fn every_function_is_called() -> Result<()> {
    let mut functions = BTreeSet::new();
    read_sources(&shell::path("core/src"), &mut |text| functions.extend(public_functions(text)))?;
    ensure!(
        functions.len() > 50,
        "only {} functions were found in core/src: is it read right?",
        functions.len()
    );
    let calls = fs::read_to_string(shell::path("firmware/no_panic/src/calls.rs"))?;
    let forgotten: Vec<&String> =
        functions.iter().filter(|path| !calls.contains(&format!("{path}("))).collect();
    if !forgotten.is_empty() {
        bail!("firmware/no_panic/src/calls.rs does not call {forgotten:?}");
    }
    Ok(())
}

fn read_sources(folder: &Path, read: &mut impl FnMut(&str)) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            read_sources(&path, read)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            read(&fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// `Type::function` for what a file offers: public functions of its types, and functions of its public traits and their
/// implementations. It relies on rustfmt's layout. Formatting is left out, as the program's own words explain.
fn public_functions(text: &str) -> Vec<String> {
    let mut owner: Option<(String, bool)> = None;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.starts_with("mod tests") {
            break;
        } else if let Some(header) = line.strip_prefix("impl") {
            owner = implemented(header);
        } else if let Some(header) = line.strip_prefix("pub trait ") {
            owner = Some((first_word(header), true));
        } else if line.starts_with('}') {
            owner = None;
        } else if let (Some((owner, all)), Some(body)) = (&owner, line.strip_prefix("    ")) {
            let open = body.strip_prefix("pub ").or(all.then_some(body)).unwrap_or_default();
            if let Some(name) = open.strip_prefix("const ").unwrap_or(open).strip_prefix("fn ") {
                found.push(format!("{owner}::{}", first_word(name)));
            }
        }
    }
    found
}

/// The type that an `impl` line is about, and whether all its functions are public because a trait demands them.
fn implemented(header: &str) -> Option<(String, bool)> {
    let header = after_generics(header).trim_start();
    match header.split_once(" for ") {
        Some((of, _))
            if ["fmt::", "core::error::", "core::iter::"].iter().any(|skip| of.starts_with(skip)) =>
        {
            None
        }
        Some((_, on)) => Some((first_word(on), true)),
        None => Some((first_word(header), false)),
    }
}

/// What follows `<…>`, if that is how it begins.
fn after_generics(text: &str) -> &str {
    if !text.starts_with('<') {
        return text;
    }
    let mut depth = 0_u32;
    for (at, letter) in text.char_indices() {
        match letter {
            '<' => depth += 1,
            '>' if depth == 1 => return &text[at + 1..],
            '>' => depth -= 1,
            _ => {}
        }
    }
    text
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_public() {
        let text = "
impl<A: Schedule, B: Schedule<Rate = A::Rate>> Schedule for Sequence<A, B> {
    fn lr(&self, step: u32) -> A::Rate {
        self.first.lr(step)
    }
}
impl<F: Real> Plain<F> {
    pub fn new(lr: F) -> Self {}
    pub const fn spec(self) -> Spec {}
    pub(crate) fn inner(self) {}
    fn own(self) {}
}
pub trait Schedule: Copy {
    fn values(&self) -> Values<'_, Self> {
}
impl fmt::Display for Plain {
    fn fmt(&self) {}
}
mod tests {
";
        assert_eq!(public_functions(text), ["Sequence::lr", "Plain::new", "Plain::spec", "Schedule::values"]);
    }
}
