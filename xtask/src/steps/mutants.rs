//! Changes core's code in small ways and runs its tests. If no test notices a change, a test is missing.

use std::fs;

use anyhow::{Context, Result, bail, ensure};

use crate::report::Report;
use crate::shell::{self, git};
use crate::tools::rust;

/// Changes the lines that differ from a commit. The argument names the commit.
pub fn run(report: &mut Report, rest: &[String]) -> Result<()> {
    let base = match rest {
        [] => "HEAD~1",
        [base] => base.as_str(),
        _ => bail!("mutants takes one commit to compare with, and nothing else"),
    };
    let mutants = rust::mutants()?;
    let folder = shell::target_dir().join("mutants");
    fs::create_dir_all(&folder).context("target/mutants")?;
    let lines = shell::ask(&mut git(&["diff", base, "--", "core/src"]));
    let lines = lines.with_context(|| format!("git knows no commit {base}"))?;
    if lines.is_empty() {
        report.count("mutants", Ok(()));
        report.notes.push(format!("core/src is as in {base}: there is no line to change"));
        return Ok(());
    }
    let changed = folder.join("changed.diff");
    fs::write(&changed, lines + "\n").context("target/mutants")?;
    let mut cargo = mutants.cargo(&["--package", "etalon", "--colors", "never", "--in-diff"]);
    cargo.arg(&changed).arg("--output").arg(&folder);
    // cargo-mutants exits with an error if a mutant survives. Its lists name the survivors.
    let heard = shell::hear(&mut cargo)?;
    let list = |name: &str| -> Vec<String> {
        let text = fs::read_to_string(folder.join("mutants.out").join(name)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    };
    let [caught, missed, late] = ["caught.txt", "missed.txt", "timeout.txt"].map(list);
    ensure!(
        heard.ok || !missed.is_empty() || !late.is_empty(),
        "cargo-mutants failed:\n{}",
        shell::tail(&heard.text, 25)
    );
    for _ in &caught {
        report.count("caught", Ok(()));
    }
    for mutant in &missed {
        report.count(mutant, Err(anyhow::anyhow!("no test notices")));
    }
    for mutant in &late {
        report.count(mutant, Err(anyhow::anyhow!("a test does not end")));
    }
    if report.is_empty() {
        report.count("mutants", Ok(()));
        report.notes.push(format!("nothing that differs from {base} can be changed"));
    }
    Ok(())
}
