//! Runs other programs: with visible output, with output that is kept too, or for a quick answer.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use anyhow::{Context, Result, bail, ensure};

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or(here.clone(), Path::to_path_buf)
}

/// The path of a file inside the repository.
pub fn path(inside: impl AsRef<Path>) -> PathBuf {
    root().join(inside)
}

/// The folder into which cargo builds.
pub fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| path("target"), |dir| root().join(dir))
}

fn command(name: &OsStr, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root());
    command
}

/// A program that a step has built. It starts in the root. Programs that are installed come from `tools`.
pub fn program(file: &Path, arguments: &[&str]) -> Command {
    command(file.as_os_str(), arguments)
}

/// Cargo. It starts in the root.
pub fn cargo(arguments: &[&str]) -> Command {
    command(OsStr::new("cargo"), arguments)
}

/// The Rust compiler. It starts in the root.
pub fn rustc(arguments: &[&str]) -> Command {
    command(OsStr::new("rustc"), arguments)
}

/// Git. It starts in the root.
pub fn git(arguments: &[&str]) -> Command {
    command(OsStr::new("git"), arguments)
}

/// The command as one types it.
pub fn spelled(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs a program with visible output. An exit status other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", spelled(command));
    let status = command.status().with_context(|| format!("cannot run `{}`", spelled(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", spelled(command));
    }
    Ok(())
}

/// The output of a program, and whether it succeeded.
#[derive(Debug)]
pub struct Heard {
    /// Whether its exit status was 0.
    pub ok: bool,
    /// Everything it printed, both streams in order of arrival.
    pub text: String,
}

/// Runs a program with visible output and keeps the output.
pub fn hear(command: &mut Command) -> Result<Heard> {
    println!("$ {}", spelled(command));
    let text = Mutex::new(String::new());
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run `{}`", spelled(command)))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        if let Some(stream) = out {
            scope.spawn(|| echo(stream, &text));
        }
        if let Some(stream) = err {
            scope.spawn(|| echo(stream, &text));
        }
    });
    let status = child.wait()?;
    let text = text.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(Heard { ok: status.success(), text })
}

/// Runs a program with visible output. An exit status other than 0 is an error that quotes the end of the output.
pub fn check(command: &mut Command) -> Result<()> {
    let heard = hear(command)?;
    if !heard.ok {
        bail!("`{}` failed:\n{}", spelled(command), tail(&heard.text, 25));
    }
    Ok(())
}

/// Runs a program and returns its standard output. An exit status other than 0 is an error.
pub fn output(command: &mut Command) -> Result<String> {
    println!("$ {}", spelled(command));
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    print!("{text}");
    ensure!(output.status.success(), "ended with {}:\n{}", output.status, tail(&text, 20));
    Ok(text)
}

/// Copies a stream to the terminal and into `kept`, line by line.
fn echo(stream: impl Read, kept: &Mutex<String>) {
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let words = String::from_utf8_lossy(&line);
        // A closed terminal must not end the program that is being watched.
        let _ = std::io::stdout().write_all(words.as_bytes());
        kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push_str(&words);
        line.clear();
    }
}

/// The standard output of a program that answers at once, or `None` if the program is missing or fails.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The last lines of a long text. They contain the reason of a failure.
pub fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}
