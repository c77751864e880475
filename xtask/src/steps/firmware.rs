//! The firmware's programs under QEMU; and one digest of all schedules' bits on boards, host and in a browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::report::{Report, missing};
use crate::shell;
use crate::tools;

/// A processor, and the emulator whose call stands in `firmware/.cargo/config.toml`.
pub struct Board {
    /// The core that is emulated.
    pub core: &'static str,
    /// What its programs are built for.
    pub triple: &'static str,
    /// The emulator.
    pub qemu: &'static str,
    /// The Debian package that has it.
    pub package: &'static str,
}

/// The boards that programs run on.
pub const BOARDS: [Board; 4] = [
    arm("Cortex-M0", "thumbv6m-none-eabi"),
    arm("Cortex-M3", "thumbv7m-none-eabi"),
    arm("Cortex-M4F", "thumbv7em-none-eabihf"),
    Board {
        core: "RV32IMC",
        triple: "riscv32imc-unknown-none-elf",
        qemu: "qemu-system-riscv32",
        package: "qemu-system-misc",
    },
];

const fn arm(core: &'static str, triple: &'static str) -> Board {
    Board { core, triple, qemu: "qemu-system-arm", package: "qemu-system-arm" }
}

/// Programs beside whose source their output is kept.
const PROGRAMS: &str = "firmware/programs/src/bin";

pub fn run(report: &mut Report, _: &[String]) -> Result<()> {
    let programs = programs()?;
    let digest = expected("digest")?;
    report.count("clippy", lint());
    let mut agree = Vec::new();
    let mut compare = |report: &mut Report, place: &'static str, said: Result<String>| {
        let result = said.and_then(|said| same(&said, &digest));
        agree.extend(result.is_ok().then_some(place));
        report.count(&format!("digest on {place}"), result);
    };
    compare(report, "the host", host());
    compare(report, "a browser", in_browser());
    for board in &BOARDS {
        let ready = prepare(board).map_err(|error| error.to_string());
        for program in &programs {
            let said = match &ready {
                Ok(()) => on_board(board, "programs", program),
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
    if let Some(all) = digest.lines().last() {
        let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
        report.notes.push(format!("digest of {all}: the same on {}", agree.join(", ")));
    }
    Ok(())
}

/// The programs there are, in alphabetical order.
fn programs() -> Result<Vec<String>> {
    let folder = fs::read_dir(shell::path(PROGRAMS)).context(PROGRAMS)?;
    let mut names: Vec<String> = folder
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    ensure!(!names.is_empty(), "{PROGRAMS} holds no program");
    Ok(names)
}

/// What a program has to print: it is kept beside its source.
fn expected(program: &str) -> Result<String> {
    let file = format!("{PROGRAMS}/{program}.out");
    fs::read_to_string(shell::path(&file)).context(file)
}

fn same(said: &str, expected: &str) -> Result<()> {
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

/// Cargo, in the firmware's own workspace, where its linker settings and emulators are written down.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = shell::cargo(arguments);
    command.current_dir(shell::path("firmware")).env_remove("CARGO_TARGET_DIR").stdin(Stdio::null());
    command
}

/// Where that workspace's programs are built.
pub fn built(triple: &str, file: &str) -> PathBuf {
    shell::path("firmware/target").join(triple).join("release").join(file)
}

/// Standard output of a command that has to end well.
pub fn output(command: &mut Command) -> Result<String> {
    println!("$ {}", shell::spelled(command));
    let output = command.stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    print!("{text}");
    ensure!(output.status.success(), "ended with {}:\n{}", output.status, shell::tail(&text, 20));
    Ok(text)
}

fn lint() -> Result<()> {
    let clippy = |arguments: &[&str]| {
        let arguments = [&["clippy", "--locked", "--quiet"], arguments, &["--", "-D", "warnings"]].concat();
        shell::check(&mut cargo(&arguments))
    };
    clippy(&["-p", "etalon-digest", "-p", "browser", "-p", "no_panic"])?;
    for Board { triple, .. } in &BOARDS {
        clippy(&["-p", "programs", "-p", "board", "--target", triple])?;
    }
    for triple in ["thumbv6m-none-eabi", "thumbv7em-none-eabihf"] {
        clippy(&["-p", "size", "--target", triple])?;
    }
    Ok(())
}

fn host() -> Result<String> {
    output(&mut cargo(&["run", "--locked", "--release", "--quiet", "-p", "etalon-digest"]))
}

/// A module without bindings, in a page that carries it, opened from a file: no server and no driver needed.
fn in_browser() -> Result<String> {
    const TRIPLE: &str = "wasm32-unknown-unknown";
    tools::target(TRIPLE, "the digest is taken in a browser too")?;
    let chromium = tools::browser()?.program;
    shell::check(&mut cargo(&["build", "--locked", "--release", "-p", "browser", "--target", TRIPLE]))?;
    let wasm = fs::read(built(TRIPLE, "browser.wasm"))?;
    let bytes: Vec<String> = wasm.iter().map(u8::to_string).collect();
    let page = fs::read_to_string(shell::path("firmware/browser/page.html"))?;
    let file = built(TRIPLE, "digest.html");
    fs::write(&file, page.replace("/*WASM*/", &bytes.join(",")))?;
    let dom = dump(&chromium, &file)?;
    let text = dom.split_once("<pre id=\"selftest\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (text, _) = text.context("the page has no element `selftest`")?;
    ensure!(!text.is_empty(), "the page's module did not run");
    Ok(text.to_owned())
}

/// A page's document, after its scripts have run.
fn dump(chromium: &Path, file: &Path) -> Result<String> {
    let profile = built("wasm32-unknown-unknown", "digest-profile");
    let mut command = Command::new(chromium);
    command
        .args(["--headless", "--no-sandbox", "--no-first-run", "--disable-background-networking"])
        .args(["--disable-component-update", "--disable-sync", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", file.display()))
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    println!("$ {}", shell::spelled(&command));
    let output = command.output()?;
    ensure!(output.status.success(), "Chromium ended with {}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Target and emulator, installed where that is ours to do.
pub fn prepare(board: &Board) -> Result<()> {
    tools::target(board.triple, &format!("programs are run on an emulated {}", board.core))?;
    tools::emulator(board.qemu, board.package)
}

/// What a program prints on a board.
pub fn on_board(board: &Board, package: &str, program: &str) -> Result<String> {
    let arguments = [
        "run",
        "--locked",
        "--release",
        "--quiet",
        "--target",
        board.triple,
        "-p",
        package,
        "--bin",
        program,
    ];
    output(&mut cargo(&arguments))
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
