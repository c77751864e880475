//! House rules that no compiler checks. Each rule is one test, which names every place that breaks the rule.

mod kinds;

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::report::Report;
use crate::shell;

/// The greatest number of lines in a source file. A longer file holds two things.
const LONGEST: usize = 500;

/// A file under version control, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is(&self, kinds: &[&str]) -> bool {
        kinds.iter().any(|kind| self.path.ends_with(kind))
    }

    /// The places in this file whose line is `bad`.
    fn lines(&self, bad: impl Fn(&str) -> bool) -> Vec<String> {
        let numbered = self.text.lines().enumerate().filter(|(_, line)| bad(line));
        numbered.map(|(at, line)| format!("{}:{}: {}", self.path, at + 1, line.trim())).collect()
    }
}

/// A rule returns every place that breaks it.
type Rule = fn(&[Source]) -> Vec<String>;

pub fn run(report: &mut Report, _: &[String]) -> Result<()> {
    let sources = sources()?;
    let rules: [(&str, Rule); 12] = [
        ("every source file opens with a line saying what it is for", purpose),
        ("no source file is longer than 500 lines", length),
        ("every ignored test says why, and no test is expected to panic", tests_that_hide),
        ("no mark of unfinished work is left", left_behind),
        ("no file contains a path of one machine", machine_paths),
        ("only core/src/math.rs calls libm in core", libm_calls),
        ("no `_ =>` stands for a kind of schedule", catch_alls),
        ("no line has an archaic word", old_words),
        ("packages depend on each other only as the table allows", arrows),
        ("the table of rooms lists the rooms there are", rooms),
        ("the top level holds only the entries that the design names", top_level),
        ("steps name no target and no installed program, but prepare both", unprepared),
    ];
    for (rule, check) in rules {
        let broken = check(&sources);
        let result = if broken.is_empty() { Ok(()) } else { Err(anyhow::anyhow!("\n{}", broken.join("\n"))) };
        report.count(rule, result);
    }
    Ok(())
}

/// Every text file that git tracks or would add.
fn sources() -> Result<Vec<Source>> {
    let list = shell::ask(&mut shell::git(&["ls-files", "--cached", "--others", "--exclude-standard"]))
        .context("tidy asks git which files belong to the project, and got no answer")?;
    let read = |path: &str| {
        let text = std::fs::read_to_string(shell::path(path)).ok()?;
        Some(Source { path: path.to_owned(), text })
    };
    let sources: Vec<Source> = list.lines().filter_map(read).collect();
    if sources.is_empty() {
        bail!("git lists no file");
    }
    Ok(sources)
}

fn purpose(sources: &[Source]) -> Vec<String> {
    // Inner attributes, of one line or more, may stand above the line in a crate's root.
    let attribute = |line: &str| ["#![", " ", ")]"].iter().any(|part| line.starts_with(part));
    let opens = |text: &str, mark: &str| {
        let first = text.lines().find(|line| !attribute(line)).unwrap_or_default();
        first.starts_with(mark) && first.len() > mark.len() + 3
    };
    let silent = |source: &&Source| {
        source.is(&[".rs"]) && !opens(&source.text, "//!")
            || source.is(&[".wgsl"]) && !opens(&source.text, "//")
    };
    sources.iter().filter(silent).map(|source| source.path.clone()).collect()
}

fn length(sources: &[Source]) -> Vec<String> {
    let code =
        sources.iter().filter(|source| source.is(&[".rs", ".wgsl", ".css", ".js", ".mjs", ".html", ".py"]));
    code.filter_map(|source| {
        let lines = source.text.lines().count();
        (lines > LONGEST).then(|| format!("{}: {lines} lines", source.path))
    })
    .collect()
}

fn tests_that_hide(sources: &[Source]) -> Vec<String> {
    let hides = |line: &str| {
        let line = line.trim();
        line.starts_with("#[should_panic") || line == "#[ignore]"
    };
    rust(sources).flat_map(|source| source.lines(hides)).collect()
}

fn left_behind(sources: &[Source]) -> Vec<String> {
    // These are spelled in two parts, so that this file does not contain them.
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X"].concat()];
    let left = |line: &str| {
        marks.iter().any(|mark| line.split(|c: char| !c.is_alphanumeric()).any(|word| word == mark))
    };
    let text =
        sources.iter().filter(|source| source.is(&[".rs", ".wgsl", ".md", ".toml", ".html", ".css", ".yml"]));
    text.flat_map(|source| source.lines(left)).collect()
}

fn machine_paths(sources: &[Source]) -> Vec<String> {
    let homes = ["work", "root", "home", "Users", "farm"].map(|home| format!("/{home}/"));
    let named = |line: &str| {
        homes.iter().any(|home| {
            line.match_indices(home).any(|(at, _)| {
                // A path that continues something else, such as an address, is not a path of this machine.
                !line[..at].ends_with(|before: char| before.is_alphanumeric() || "._-/}~)".contains(before))
            })
        })
    };
    let text =
        sources.iter().filter(|source| !source.path.ends_with("tidy.rs") && !source.path.ends_with(".lock"));
    text.flat_map(|source| source.lines(named)).collect()
}

fn libm_calls(sources: &[Source]) -> Vec<String> {
    let core = sources
        .iter()
        .filter(|source| source.path.starts_with("core/src/") && source.path != "core/src/math.rs");
    let calls = |line: &str| line.contains("libm::") && !line.trim_start().starts_with("//");
    core.flat_map(|source| source.lines(calls)).collect()
}

fn catch_alls(sources: &[Source]) -> Vec<String> {
    let places = |source: &Source| {
        let path = source.path.clone();
        kinds::catch_alls(&source.text).into_iter().map(move |line| format!("{path}:{line}"))
    };
    rust(sources).flat_map(places).collect()
}

/// Archaic words. Each is spelled backwards, so that this file does not contain it.
const OLD_WORDS: [&str; 13] = [
    "dlot", "deeh", "sdeeh", "sraeh", "mohw", "tsel", "dnem", "sdnem", "tnuah", "stnuah", "wena", "nekraeh",
    "foereht",
];

/// Phrases as archaic as these words. Each is spelled in two parts for the same reason.
const OLD_PHRASES: [[&str; 2]; 2] = [["so", "many"], ["as it may", "be"]];

fn old_words(sources: &[Source]) -> Vec<String> {
    let old: Vec<String> = OLD_WORDS.iter().map(|word| word.chars().rev().collect()).collect();
    let phrases = OLD_PHRASES.map(|parts| parts.join(" "));
    let is_old = |line: &str| {
        let line = line.to_lowercase();
        line.split(|c: char| !c.is_alphanumeric()).any(|word| old.iter().any(|known| known == word))
            || phrases.iter().any(|phrase| line.contains(phrase))
    };
    let texts =
        [".rs", ".md", ".py", ".toml", ".js", ".mjs", ".html", ".css", ".wgsl", ".yml", ".sh", ".txt"];
    let ours = sources.iter().filter(|source| source.is(&texts));
    ours.flat_map(|source| source.lines(is_old)).collect()
}

/// The packages of ours that each package may depend on, outside its tests. A row that ends with `/` is about every package in that
/// folder which has no row of its own.
const ARROWS: [(&str, &[&str]); 9] = [
    ("core/Cargo.toml", &[]),
    ("core/proof/Cargo.toml", &["etalon"]),
    ("train/Cargo.toml", &["etalon"]),
    ("explorer/Cargo.toml", &["etalon", "etalon-train"]),
    ("web/Cargo.toml", &["etalon", "etalon-train", "etalon-explorer"]),
    ("core/fuzz/Cargo.toml", &["etalon", "etalon-proof"]),
    ("firmware/", &["etalon", "etalon-proof"]),
    ("xtask/Cargo.toml", &[]),
    ("e2e/Cargo.toml", &["xtask"]),
];

/// Packages that only `web` may depend on: without them, what the explorer knows is tested on any machine.
const BROWSER: [&str; 4] = ["js-sys", "leptos", "wasm-bindgen", "web-sys"];

fn arrows(sources: &[Source]) -> Vec<String> {
    let ours =
        ["etalon", "etalon-proof", "etalon-train", "etalon-explorer", "etalon-web", "etalon-e2e", "xtask"];
    let mut broken = Vec::new();
    let manifests = sources.iter().filter(|source| source.path.ends_with("/Cargo.toml"));
    for source in manifests {
        let manifest = &source.path;
        let is_about =
            |(row, _): &&(&str, &[&str])| row == manifest || row.ends_with('/') && manifest.starts_with(*row);
        let Some((_, allowed)) = ARROWS.iter().find(is_about) else {
            broken.push(format!("{manifest} has no row in the table"));
            continue;
        };
        let mut section = String::new();
        for line in source.text.lines().map(str::trim) {
            if let Some(header) = line.strip_prefix('[') {
                section = header.trim_end_matches(']').to_owned();
            }
            let mut name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            let mut dependency = section.ends_with("dependencies") && !section.ends_with("dev-dependencies");
            // A dependency may have a table of its own: `[dependencies.etalon]`.
            if let Some((table, own)) =
                section.rsplit_once('.').filter(|(table, _)| table.ends_with("dependencies"))
            {
                (name, dependency) = (own, !table.ends_with("dev-dependencies"));
            }
            if dependency && ours.contains(&name) && !allowed.contains(&name) {
                broken.push(format!("{manifest} depends on {name}"));
            }
            if dependency && manifest == "explorer/Cargo.toml" && BROWSER.contains(&name) {
                broken.push(format!("{manifest} depends on {name}: it knows no browser"));
            }
            if manifest == "core/Cargo.toml" && section == "dependencies" && line.contains('=') {
                let optional = line.contains("optional = true");
                if name != "libm" && !optional {
                    broken.push(format!("{manifest} depends on {name}: libm is the one dependency it has"));
                }
            }
        }
    }
    broken
}

/// The folders of the top level that are rooms.
fn folders(sources: &[Source]) -> Vec<&str> {
    let mut all: Vec<&str> = sources
        .iter()
        .filter_map(|source| source.path.split_once('/').map(|(folder, _)| folder))
        .filter(|folder| !folder.starts_with('.') && *folder != "docs")
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The file with the table of rooms.
const ROOMS: &str = "docs/ARCHITECTURE.md";

fn rooms(sources: &[Source]) -> Vec<String> {
    let Some(plan) = sources.iter().find(|source| source.path == ROOMS) else {
        return vec![format!("there is no {ROOMS}")];
    };
    let mut listed: Vec<&str> = plan
        .text
        .lines()
        .filter_map(|line| {
            line.strip_prefix("| [`").or(line.strip_prefix("| `"))?.split_once("/`").map(|(name, _)| name)
        })
        .collect();
    listed.sort_unstable();
    let there = folders(sources);
    let missing =
        there.iter().filter(|name| !listed.contains(name)).map(|name| format!("{name}/ is not in the table"));
    let gone = listed
        .iter()
        .filter(|name| !there.contains(name))
        .map(|name| format!("{name}/ is in the table only"));
    missing.chain(gone).collect()
}

fn top_level(sources: &[Source]) -> Vec<String> {
    let named = [
        "Cargo.toml",
        "Cargo.lock",
        "core",
        "train",
        "explorer",
        "web",
        "firmware",
        "e2e",
        "xtask",
        "docs",
        "index.html",
        "Trunk.toml",
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "RELEASING.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
    ];
    let mut strangers: Vec<String> = sources
        .iter()
        .filter_map(|source| source.path.split('/').next())
        .filter(|name| !name.starts_with('.') && !named.contains(name))
        .map(str::to_owned)
        .collect();
    strangers.dedup();
    strangers
}

/// Files of xtask that may name targets and programs, because they prepare them.
const PREPARATIONS: [&str; 2] = ["xtask/src/tools", "xtask/src/shell.rs"];

fn unprepared(sources: &[Source]) -> Vec<String> {
    let steps = rust(sources).filter(|source| {
        ["xtask/src/", "e2e/src/"].iter().any(|room| source.path.starts_with(room))
            && !PREPARATIONS.iter().any(|place| source.path.starts_with(place))
    });
    // These are spelled in two parts, so that this file does not contain them.
    let targets = [
        ["\"thu", "mb"],
        ["\"ris", "cv"],
        ["\"wasm", "32-"],
        ["\"aarch", "64-"],
        ["\"x86", "_64-"],
        ["\"s3", "90x-"],
    ]
    .map(|name| name.concat());
    let calls = [["--tar", "get\""].concat(), ["Command::", "new(\""].concat()];
    let names = |line: &str| {
        let code = line.trim_start();
        !code.starts_with("//") && targets.iter().chain(&calls).any(|name| code.contains(name))
    };
    steps.flat_map(|source| source.lines(names)).collect()
}

fn rust(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources.iter().filter(|source| Path::new(&source.path).extension().is_some_and(|kind| kind == "rs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Vec<Source> {
        vec![Source { path: path.to_owned(), text: text.to_owned() }]
    }

    #[test]
    fn each_rule_finds_what_breaks_it() {
        assert_eq!(purpose(&source("a.rs", "fn main() {}\n")).len(), 1);
        assert_eq!(purpose(&source("a.rs", "#![no_std]\n//! Says why.\n")).len(), 0);
        assert_eq!(length(&source("a.rs", &"\n".repeat(501))).len(), 1);
        assert_eq!(tests_that_hide(&source("a.rs", "#[ignore]\n#[ignore = \"an hour\"]\n")).len(), 1);
        assert_eq!(left_behind(&source("a.md", &["a TO", "DO b"].concat())).len(), 1);
        assert_eq!(machine_paths(&source("a.md", "see /home/me/x\n")).len(), 1);
        assert_eq!(machine_paths(&source("a.md", "https://example.org/home/x\n")).len(), 0);
        let old = ["// as it hee", "ds\n"].concat();
        assert_eq!(old_words(&source("web/a.css", "/* as it is said */\n")).len(), 0);
        assert_eq!(old_words(&source("web/a.css", &old.repeat(2))).len(), 2);
        assert_eq!(
            catch_alls(&source("a.rs", "match k {\n    Kind::Step => 1,\n    _ => 2,\n}\n")),
            ["a.rs:3"]
        );
        assert_eq!(libm_calls(&source("core/src/x.rs", "let y = libm::cos(x);\n")).len(), 1);
        assert_eq!(
            arrows(&source("train/Cargo.toml", "[dependencies]\netalon-web.workspace = true\n")).len(),
            1
        );
        assert_eq!(arrows(&source("train/Cargo.toml", "[dependencies]\netalon.workspace = true\n")).len(), 0);
        assert_eq!(
            arrows(&source("train/Cargo.toml", "[dependencies.etalon-web]\npath = \"..\"\n")).len(),
            2
        );
        assert_eq!(
            arrows(&source("new/Cargo.toml", "[package]\n")),
            ["new/Cargo.toml has no row in the table"]
        );
        assert_eq!(arrows(&source("firmware/new/Cargo.toml", "[dependencies]\nxtask = \"1\"\n")).len(), 1);
        assert_eq!(arrows(&source("explorer/Cargo.toml", "[dependencies]\nweb-sys = \"0.3\"\n")).len(), 1);
        assert_eq!(rooms(&source(ROOMS, "| `attic/` | old things |\n")).len(), 1);
        assert_eq!(top_level(&source("stray.txt", "x")).len(), 1);
        let literal = ["build(\"thu", "mbv6m-none-eabi\")\n"].concat();
        assert_eq!(unprepared(&source("xtask/src/steps/x.rs", &literal)).len(), 1);
        assert_eq!(unprepared(&source("xtask/src/tools/target.rs", &literal)).len(), 0);
        assert_eq!(
            unprepared(&source("xtask/src/page.rs", &["Command::", "new(\"node\")\n"].concat())).len(),
            1
        );
    }
}
