//! Runs the firmware's programs under QEMU, and compares the digest of all schedules' bits on boards, on the host and in a
//! browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::report::{Report, missing};
use crate::shell::{self, output};
use crate::steps::{lint, size};
use crate::tools::browser::{self, Browser};
use crate::tools::system::{Emulator, emulator};
use crate::tools::target::{self, Target, Triple};

/// A processor, and the emulator that `firmware/.cargo/config.toml` starts.
pub struct Board {
    /// The core that is emulated.
    pub core: &'static str,
    /// The target of the board's programs.
    pub triple: Triple,
    /// The emulator.
    qemu: &'static str,
    /// The Debian package of the emulator.
    package: &'static str,
}

/// The boards on which programs run.
pub const BOARDS: [Board; 4] = [
    arm("Cortex-M0", target::CORTEX_M0),
    arm("Cortex-M3", target::CORTEX_M3),
    arm("Cortex-M4F", target::CORTEX_M4F),
    Board {
        core: "RV32IMC",
        triple: target::RV32IMC,
        qemu: "qemu-system-riscv32",
        package: "qemu-system-misc",
    },
];

const fn arm(core: &'static str, triple: Triple) -> Board {
    Board { core, triple, qemu: "qemu-system-arm", package: "qemu-system-arm" }
}

/// The folder of the programs. The expected output of each is kept beside its source.
const PROGRAMS: &str = "firmware/programs/src/bin";

pub fn run(report: &mut Report, _: &[String]) -> Result<()> {
    let programs = programs()?;
    let digest = expected("digest")?;
    lint(report)?;
    let mut agree = Vec::new();
    let mut compare = |report: &mut Report, place: &'static str, said: Result<String>| {
        let result = said.and_then(|said| same(&said, &digest));
        agree.extend(result.is_ok().then_some(place));
        report.count(&format!("digest on {place}"), result);
    };
    compare(report, "the host", host());
    compare(report, "a browser", in_browser());
    for board in &BOARDS {
        let ready = board.prepare().map_err(|error| error.to_string());
        for program in &programs {
            let said = match &ready {
                Ok(ready) => ready.run(&["--release", "-p", "programs", "--bin", program]),
                Err(why) => Err(missing(why.clone())),
            };
            if program == "digest" {
                compare(report, board.core, said);
            } else {
                let result = said.and_then(|said| same(&said, &expected(program)?));
                report.count(&format!("{program} on {}", board.core), result);
            }
        }
    }
    let lines = digest.lines().count();
    report.notes.push(format!("{lines} digests, the same on {}", agree.join(", ")));
    Ok(())
}

/// The names of the programs, in alphabetical order.
fn programs() -> Result<Vec<String>> {
    let folder = fs::read_dir(shell::path(PROGRAMS)).context(PROGRAMS)?;
    let mut names: Vec<String> = folder
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    ensure!(!names.is_empty(), "{PROGRAMS} holds no program");
    Ok(names)
}

/// The text that a program must print, which is kept beside its source.
fn expected(program: &str) -> Result<String> {
    let file = format!("{PROGRAMS}/{program}.out");
    fs::read_to_string(shell::path(&file)).context(file)
}

/// Writes the host's output as the digest that every machine must print.
pub fn write_digest() -> Result<()> {
    let file = format!("{PROGRAMS}/digest.out");
    fs::write(shell::path(&file), host()?).context(file)
}

/// Whether a program printed the expected text. The error shows the lines that differ.
pub fn same(said: &str, expected: &str) -> Result<()> {
    if said.trim_end() == expected.trim_end() {
        return Ok(());
    }
    let mut differing = Vec::new();
    let (mut got, mut want) = (said.lines(), expected.lines());
    loop {
        match (got.next(), want.next()) {
            (None, None) => break,
            (got, want) if got == want => {}
            (got, want) => {
                differing.push(format!("- {}\n+ {}", want.unwrap_or_default(), got.unwrap_or_default()))
            }
        }
    }
    bail!("printed something else (+) than what is kept (-):\n{}", differing.join("\n"))
}

/// Cargo in the firmware's own workspace, which sets the linker flags and emulators.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = shell::cargo(arguments);
    enter(&mut command);
    command
}

/// Makes a cargo command run in the firmware's workspace.
pub fn enter(command: &mut Command) {
    command.current_dir(shell::path("firmware")).env_remove("CARGO_TARGET_DIR").stdin(Stdio::null());
}

/// A file that this workspace has built in the release profile.
fn built(target: &Target, file: &str) -> PathBuf {
    target.inside(&shell::path("firmware/target")).join("release").join(file)
}

fn lint(report: &mut Report) -> Result<()> {
    let clippy = lint::clippy()?;
    let shared = ["-p", "etalon-digest", "-p", "browser", "-p", "no_panic"];
    clippy.run(report, "clippy", &shared, None, enter);
    for Board { core, triple, .. } in &BOARDS {
        let name = format!("clippy for {core}");
        let weighed = if size::is_weighed(*triple) { &["-p", "size"][..] } else { &[] };
        match triple.prepare(&format!("the firmware is checked for {core}")) {
            Ok(target) => {
                let packages = [&["-p", "programs", "-p", "board", "-p", "instructions"], weighed].concat();
                clippy.run(report, &name, &packages, Some(&target), enter);
            }
            Err(error) => report.count(&name, Err(error)),
        }
    }
    Ok(())
}

fn host() -> Result<String> {
    output(&mut cargo(&["run", "--locked", "--release", "--quiet", "-p", "etalon-digest"]))
}

/// Takes the digest in a browser, from a page in a file. The page contains the module, so it needs no bindings, no server and no
/// driver.
fn in_browser() -> Result<String> {
    let target = target::WASM.prepare("the digest is taken in a browser too")?;
    let chromium = browser::chromium()?;
    shell::check(target.on(&mut cargo(&["build", "--locked", "--release", "-p", "browser"])))?;
    let wasm = fs::read(built(&target, "browser.wasm"))?;
    let bytes: Vec<String> = wasm.iter().map(u8::to_string).collect();
    let page = fs::read_to_string(shell::path("firmware/browser/page.html"))?;
    let file = built(&target, "digest.html");
    fs::write(&file, page.replace("/*WASM*/", &bytes.join(",")))?;
    let dom = dump(&chromium, &file, &built(&target, "digest-profile"))?;
    let text = dom.split_once("<pre id=\"selftest\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (text, _) = text.context("the page has no element `selftest`")?;
    ensure!(!text.is_empty(), "the page's module did not run");
    Ok(text.to_owned())
}

/// A page's document, after its scripts have run.
fn dump(chromium: &Browser, file: &Path, profile: &Path) -> Result<String> {
    let mut command = chromium.command(&["--headless", "--no-sandbox", "--no-first-run", "--dump-dom"]);
    command
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", file.display()))
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    println!("$ {}", shell::spelled(&command));
    let output = command.output()?;
    ensure!(output.status.success(), "Chromium ended with {}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

impl Board {
    /// Finds or installs the board's target and emulator.
    pub fn prepare(&self) -> Result<Ready> {
        let target = self.triple.prepare(&format!("programs are run on an emulated {}", self.core))?;
        Ok(Ready { target, _emulator: emulator(self.qemu, self.package)? })
    }
}

/// A board whose target and emulator are installed.
#[derive(Debug)]
pub struct Ready {
    target: Target,
    /// Cargo starts the emulator.
    _emulator: Emulator,
}

impl Ready {
    /// Builds the program that cargo's arguments pick, runs it on the board, and returns what it prints. The arguments after `--`
    /// go to the emulator.
    pub fn run(&self, arguments: &[&str]) -> Result<String> {
        let mut command = cargo(&["run", "--locked", "--quiet"]);
        output(self.target.on(&mut command).args(arguments))
    }

    /// The target of the board's programs.
    pub fn target(&self) -> &Target {
        &self.target
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_other_digit_is_a_difference() {
        assert!(same("a 1\nall 2\n", "a 1\nall 2").is_ok());
        let error = same("a 1\nall 3", "a 1\nall 2").expect_err("the last lines differ");
        assert!(error.to_string().contains("- all 2\n+ all 3"), "{error}");
        assert!(same("a 1", "a 1\nall 2").is_err());
        assert!(same("", "a 1").is_err());
    }

    #[test]
    fn every_board_has_its_emulator_written_down() {
        let settings =
            fs::read_to_string(shell::path("firmware/.cargo/config.toml")).expect("the file is there");
        for board in &BOARDS {
            assert!(settings.contains(&format!("[target.{}]", board.triple)), "{}", board.triple);
        }
    }
}
