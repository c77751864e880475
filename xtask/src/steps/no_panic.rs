//! The proof that nothing in core panics: a program that calls everything links without a way to panic.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::report::{Report, missing};
use crate::shell;
use crate::steps::firmware;
use crate::tools::target::{CORTEX_M0, CORTEX_M4F, Target, Triple};

/// The targets that the program is linked for. `None` is the host.
const TARGETS: [Option<Triple>; 3] = [None, Some(CORTEX_M0), Some(CORTEX_M4F)];

/// The profiles: optimised for speed, for size, and for speed with the overflow checks of a debug build.
const PROFILES: [&str; 3] = ["release", "small", "checked"];

/// The file that calls the functions that belong to no kind.
const CALLS: &str = "firmware/no_panic/src/calls.rs";
/// The folder that calls the functions of each kind.
const SUBJECTS: &str = "core/proof/src/subjects";

/// Functions without the guarantee. They read numbers from a text with the standard library's `parse`, which contains checks that
/// may panic.
const EXEMPT: [&str; 1] = ["Settings::set_text"];

/// Traits whose functions are not called by name. Formatting and comparison are called by operators and macros, serde calls its
/// own functions, and the other traits are private to the crate.
const UNCALLED: [&str; 10] = [
    "fmt::",
    "core::error::",
    "core::iter::",
    "Clone",
    "Copy",
    "PartialEq",
    "From<Snapshot>",
    "TryFrom<Stored>",
    "FromSettings",
    "Float",
];

/// The indentation of the items in a macro.
const MACRO: &str = "        ";

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

/// Links the program. It needs flags because it starts at `main`, without the start-up code of a board.
fn link(target: Option<&Target>, profile: &str) -> Command {
    let mut command =
        firmware::cargo(&["build", "--locked", "--quiet", "-p", "no_panic", "--profile", profile]);
    command.args(["--target-dir", "target/no_panic"]);
    if let Some(target) = target {
        target.on(&mut command).env("RUSTFLAGS", "-C link-arg=-emain");
    }
    command
}

/// Adds one index that may be out of bounds. The program must then fail to link, and for this reason.
fn a_panic_is_noticed(target: Option<&Target>) -> Result<()> {
    let output = link(target, "release").args(["--features", "may_panic"]).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(!output.status.success(), "a program that may panic was linked: the proof proves nothing");
    ensure!(said.contains("etalon_can_panic"), "it failed for another reason:\n{}", shell::tail(&said, 20));
    Ok(())
}

fn every_function_is_called() -> Result<()> {
    let sources = read_sources(&shell::path("core/src"))?;
    let mut functions = BTreeSet::new();
    for text in &sources {
        functions.extend(public_functions(text, &kinds(&sources)));
    }
    ensure!(
        functions.len() > 50,
        "only {} functions were found in core/src: the search is wrong",
        functions.len()
    );
    let calls = read_sources(&shell::path(SUBJECTS))?.concat() + &fs::read_to_string(shell::path(CALLS))?;
    let calls = without_parameters(&calls);
    let forgotten: Vec<&String> = functions
        .iter()
        .filter(|path| !calls.contains(&format!("{path}(")) && !EXEMPT.contains(&path.as_str()))
        .collect();
    ensure!(forgotten.is_empty(), "neither {CALLS} nor {SUBJECTS} calls {forgotten:?}");
    Ok(())
}

/// The texts of the Rust files in a folder.
fn read_sources(folder: &Path) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            texts.extend(read_sources(&path)?);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            texts.push(fs::read_to_string(&path)?);
        }
    }
    Ok(texts)
}

/// The kinds for which the macro `timed!` is called.
fn kinds(sources: &[String]) -> Vec<String> {
    let calls = sources.iter().flat_map(|text| text.lines()).filter_map(|line| line.strip_prefix("timed!("));
    calls.map(first_word).collect()
}

/// `Type::function` for every public function in a file: functions of its types, of its public traits and of their
/// implementations, at the margin or in a macro. The search relies on rustfmt's layout. A macro's `$kind` stands for each of
/// `kinds`.
fn public_functions(text: &str, kinds: &[String]) -> Vec<String> {
    let mut owner: Option<(String, bool)> = None;
    let (mut found, mut margin) = (Vec::new(), "");
    for line in text.lines() {
        if line.starts_with("mod tests") {
            break;
        } else if line.starts_with("macro_rules!") {
            margin = MACRO;
        } else if line.starts_with('}') {
            (owner, margin) = (None, "");
        } else if let Some(line) = line.strip_prefix(margin) {
            if let Some(header) = line.strip_prefix("impl") {
                owner = implemented(header);
            } else if let Some(header) = line.strip_prefix("pub trait ") {
                owner = Some((first_word(header), true));
            } else if line.starts_with('}') {
                owner = None;
            } else if let (Some((owner, all)), Some(body)) = (&owner, line.strip_prefix("    ")) {
                let open = body.strip_prefix("pub ").or(all.then_some(body)).unwrap_or_default();
                if let Some(name) = open.strip_prefix("const ").unwrap_or(open).strip_prefix("fn ") {
                    let owners = if owner == "$kind" { kinds } else { std::slice::from_ref(owner) };
                    found.extend(owners.iter().map(|owner| format!("{owner}::{}", first_word(name))));
                }
            }
        }
    }
    found
}

/// The type that an `impl` line is about, and whether all its functions are public because a trait demands them.
fn implemented(header: &str) -> Option<(String, bool)> {
    let header = after_generics(header).trim_start();
    let (of, on) = header.split_once(" for ").map_or((None, header), |(of, on)| (Some(of), on));
    let own = |path: &str| path.strip_prefix("$crate::").unwrap_or(path).to_owned();
    match (of.map(own), own(on)) {
        (Some(of), on) if UNCALLED.iter().any(|skip| of.starts_with(skip)) || on.starts_with('$') => None,
        (of, on) => Some((first_word(&on), of.is_some())),
    }
}

/// The text after `<…>`, if the text begins with that.
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

/// The text with `Type::function` for every `Type::<f32>::function`.
fn without_parameters(text: &str) -> String {
    let mut parts = text.split("::<");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + after_generics(&format!("<{part}")))
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || "_$".contains(*letter)).collect()
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
macro_rules! plain {
    ($float:ty) => {
        impl Plain<$float> {
            pub const fn lr(&self) -> $float {}
        }
        impl FromSettings for Plain<$float> {
            fn from_settings() {}
        }
        impl $kind<$float> {
            pub const fn warm_up(self) {}
        }
        impl $crate::Schedule for $kind<$float> {
            fn lr(&self) {}
        }
        impl $crate::WarmUp<$kind<$float>> {
            pub const fn cut(self) {}
        }
        impl Real for $float {
            fn to_f64(self) {}
        }
    };
}
mod tests {
";
        let kinds = kinds(&["timed!(Plain {\n    fn fill() {}\n});\ntimed!(Other {});\n".to_owned()]);
        let expected = [
            "Sequence::lr",
            "Plain::new",
            "Plain::spec",
            "Schedule::values",
            "Plain::lr",
            "Plain::warm_up",
            "Other::warm_up",
            "WarmUp::cut",
        ];
        assert_eq!(public_functions(text, &kinds), expected);
    }

    #[test]
    fn reads_calls_with_and_without_their_parameters() {
        let text = "A::<f32>::new(B::<C<$float>>::lr(Vec::of(x)))";
        assert_eq!(without_parameters(text), "A::new(B::lr(Vec::of(x)))");
    }
}
