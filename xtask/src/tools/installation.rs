//! Shows an installation: one line with its reason, a counter of its progress, and one line at its end.

use std::io::{BufReader, IsTerminal as _, Read, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::shell::{spelled, tail};

/// The time between updates of the counter.
const TICK: Duration = Duration::from_millis(250);

/// All running installations: their name, start and progress. Several may run at once and share the line of the counter.
static UNDER_WAY: Mutex<Vec<Installation>> = Mutex::new(Vec::new());

#[derive(Debug)]
struct Installation {
    what: String,
    begun: Instant,
    parts: Option<String>,
}

/// Runs the commands of one installation.
#[derive(Debug)]
pub struct Installer<'a> {
    what: &'a str,
}

/// Installs something: `work` runs the commands. Their output stays hidden unless one fails.
pub fn install<T>(what: &str, why: &str, work: impl FnOnce(&Installer<'_>) -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    say(&format!("Installing {what}: {why}."));
    under_way().push(Installation { what: what.to_owned(), begun, parts: None });
    let done = work(&Installer { what });
    under_way().retain(|one| one.what != what);
    match &done {
        Ok(_) => say(&format!("Installed {what} in {} s.", begun.elapsed().as_secs())),
        Err(_) => say(&format!("Could not install {what}.")),
    }
    done
}

impl Installer<'_> {
    /// Runs one command. An error quotes the end of its output.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        self.run_within(Duration::MAX, command)
    }

    /// Runs one command and stops it after `limit`.
    pub fn run_within(&self, limit: Duration, command: &mut Command) -> Result<()> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot run `{}`", spelled(command)))?;
        let said = Mutex::new(String::new());
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let status = std::thread::scope(|scope| {
            let said = &said;
            out.map(|stream| scope.spawn(move || self.listen(stream, said)));
            err.map(|stream| scope.spawn(move || self.listen(stream, said)));
            wait(&mut child, limit)
        })?;
        let said = said.into_inner().unwrap_or_else(PoisonError::into_inner);
        ensure!(status.success(), "`{}` ended with {status}:\n{}", spelled(command), tail(&said, 20));
        Ok(())
    }

    /// Reads one stream. Cargo's progress updates the counter, and every other line is kept.
    fn listen(&self, stream: impl Read, said: &Mutex<String>) {
        let mut line = Vec::new();
        for byte in BufReader::new(stream).bytes().map_while(|byte| byte.ok()) {
            if byte != b'\r' && byte != b'\n' {
                line.push(byte);
                continue;
            }
            let words = String::from_utf8_lossy(&line);
            if let Some(parts) = parts(&words) {
                let mut all = under_way();
                if let Some(one) = all.iter_mut().find(|one| one.what == self.what) {
                    one.parts = Some(parts);
                }
            } else if !words.trim().is_empty() {
                let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                said.push_str(&words);
                said.push('\n');
            }
            line.clear();
        }
    }
}

fn under_way() -> MutexGuard<'static, Vec<Installation>> {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for the end of a program and updates the counter meanwhile.
fn wait(child: &mut Child, limit: Duration) -> Result<ExitStatus> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if begun.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("it was stopped after {} s", limit.as_secs());
        }
        count();
        std::thread::sleep(TICK);
    }
}

/// Shows the progress of all installations in one line, which is rewritten in place. The line is written only to a terminal.
fn count() {
    let mut out = std::io::stdout().lock();
    if !out.is_terminal() {
        return;
    }
    let all: Vec<String> = under_way()
        .iter()
        .map(|Installation { what, begun, parts }| {
            let parts = parts.as_ref().map_or_else(String::new, |parts| format!("{parts} crates, "));
            format!("{what}: {parts}{} s", begun.elapsed().as_secs())
        })
        .collect();
    // A closed terminal must not end the installation.
    let _ = write!(out, "\r\x1b[K  {}", all.join("; "));
    let _ = out.flush();
}

/// Prints a line in place of the counter.
pub fn say(line: &str) {
    let clear = if std::io::stdout().is_terminal() { "\r\x1b[K" } else { "" };
    println!("{clear}{line}");
}

/// Cargo's progress, from a line such as `Building [==> ] 45/123: serde`.
fn parts(line: &str) -> Option<String> {
    let (_, after) = line.split_once("Building [")?;
    let (_, after) = after.split_once("] ")?;
    let parts = after.split([':', ' ']).next()?;
    parts.contains('/').then(|| parts.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_how_far_cargo_is() {
        assert_eq!(parts("    Building [=====>   ] 45/123: serde, syn").as_deref(), Some("45/123"));
        assert_eq!(parts("   Compiling serde v1.0.0"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_failure_quotes_the_output_and_a_limit_ends_a_command() {
        let shell = |line: &str| {
            let mut shell = Command::new("sh");
            shell.args(["-c", line]);
            shell
        };
        let run = |line: &str, limit| install("x", "y", |it| it.run_within(limit, &mut shell(line)));
        assert!(run("true", Duration::MAX).is_ok());
        let error = run("echo reason >&2; false", Duration::MAX).expect_err("it fails").to_string();
        assert!(error.contains("reason"), "{error}");
        assert!(run("exec sleep 60", Duration::from_millis(1)).is_err());
    }
}
