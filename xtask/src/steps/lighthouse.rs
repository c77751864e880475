//! Gets Lighthouse's four scores of the released page on a desktop and on a telephone. The page is sent compressed, as a server
//! sends it.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::page;
use crate::report::Report;
use crate::server::Server;
use crate::shell;
use crate::tools::browser::{self, Browser};
use crate::tools::npm::{self, LIGHTHOUSE, Node};

/// Lighthouse's categories. All but the first must be 100. The first depends on the machine.
const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];

pub fn run(report: &mut Report, rest: &[String]) -> Result<()> {
    let node = npm::node("Lighthouse scores the page")?;
    let program = LIGHTHOUSE.file("cli/index.js")?;
    let chromium = browser::chromium()?;
    page::build_unless_built(rest)?;
    let folder = compressed(&node)?;
    let server = Server::start(folder, "/some/where/", "")?;
    let mut look_as = |device: &str, arguments: &[&str]| -> Result<Value> {
        let found = look(&node, &program, &chromium, &server.url("127.0.0.1"), arguments)?;
        report.notes.push(format!("{device}: {}", scores(&found)?));
        report.count(device, judge(&found));
        Ok(found)
    };
    look_as("desktop", &["--preset=desktop"])?;
    let usual = look_as("mobile", &[])?;
    // Lighthouse slows every machine four times. On a slow one that is slower than a telephone.
    let index =
        usual["environment"]["benchmarkIndex"].as_f64().context("Lighthouse has no benchmarkIndex")?;
    let slower = slowdown(index);
    let device =
        format!("mobile, slowed {slower:.1} times as fits this machine's benchmarkIndex of {index:.0}");
    look_as(&device, &[&format!("--throttling.cpuSlowdownMultiplier={slower:.2}")])?;
    Ok(())
}

/// How many times slower a telephone of the middle class is than a machine with this benchmarkIndex. The lines are those of the
/// lighthouse-cpu-throttling-calculator, to which Lighthouse's page on throttling refers.
fn slowdown(index: f64) -> f64 {
    let (from, least, per_time) = match index {
        1300.0.. => (1300.0, 3.0, 233.0),
        800.0.. => (800.0, 2.0, 500.0),
        _ => (150.0, 1.0, 650.0),
    };
    (least + (index - from) / per_time).max(1.0)
}

/// Makes a copy of `dist/` in which every file has a compressed copy beside it.
fn compressed(node: &Node) -> Result<std::path::PathBuf> {
    let folder = shell::target_dir().join("lighthouse");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("target/lighthouse")?;
    }
    std::fs::create_dir_all(&folder).context("target/lighthouse")?;
    for entry in std::fs::read_dir(page::dist()).context("dist/")? {
        let entry = entry?;
        std::fs::copy(entry.path(), folder.join(entry.file_name())).context("dist/")?;
    }
    let code = "const fs = require('fs'); process.chdir(process.argv[1]); for (const file of fs.readdirSync('.')) \
        fs.writeFileSync(file + '.br', require('zlib').brotliCompressSync(fs.readFileSync(file)))";
    shell::check(node.command(&["-e", code]).arg(&folder))?;
    Ok(folder)
}

fn look(node: &Node, lighthouse: &Path, chromium: &Browser, url: &str, preset: &[&str]) -> Result<Value> {
    let report = shell::target_dir().join("lighthouse.json");
    let mut node = node.command(&[]);
    node.arg(lighthouse).args([url, "--quiet", "--output=json"]).args(preset);
    node.arg("--output-path")
        .arg(&report)
        .arg("--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage");
    node.arg(format!("--only-categories={}", CATEGORIES.join(","))).env("CHROME_PATH", chromium.file());
    shell::check(&mut node)?;
    let text = std::fs::read_to_string(&report).context("Lighthouse wrote no report")?;
    serde_json::from_str(&text).context("Lighthouse's report")
}

/// The score of a category in percent.
fn score(found: &Value, category: &str) -> Result<f64> {
    let score = found["categories"][category]["score"].as_f64();
    Ok((score.with_context(|| format!("Lighthouse has no score for {category}"))? * 100.0).round())
}

fn scores(found: &Value) -> Result<String> {
    let mut parts = Vec::new();
    for category in CATEGORIES {
        parts.push(format!("{category} {}", score(found, category)?));
    }
    for (name, audit) in [
        ("LCP", "largest-contentful-paint"),
        ("blocked", "total-blocking-time"),
        ("shift", "cumulative-layout-shift"),
    ] {
        let value = found["audits"][audit]["displayValue"].as_str().unwrap_or("?");
        parts.push(format!("{name} {}", value.replace('\u{a0}', " ")));
    }
    Ok(parts.join(", "))
}

/// Fails with a list of the audits that cost points. Performance is not judged, because it depends on the machine.
fn judge(found: &Value) -> Result<()> {
    let mut wrong = Vec::new();
    for category in &CATEGORIES[1..] {
        if score(found, category)? == 100.0 {
            continue;
        }
        for audit in found["categories"][*category]["auditRefs"].as_array().into_iter().flatten() {
            let one = &found["audits"][audit["id"].as_str().unwrap_or_default()];
            if audit["weight"].as_f64() > Some(0.0) && one["score"].as_f64().is_some_and(|score| score < 1.0)
            {
                wrong.push(format!("{category}: {} {}", one["title"], one["details"]["items"][0]));
            }
        }
        wrong.push(format!("{category} is below 100"));
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n    "));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::slowdown;

    #[test]
    fn a_slow_machine_is_slowed_less() {
        let known = [(150.0, 1.0), (800.0, 2.0), (1300.0, 3.0), (1533.0, 4.0), (1999.0, 6.0)];
        for (index, times) in known {
            assert!((slowdown(index) - times).abs() < 1e-9, "{index}");
        }
        assert_eq!(slowdown(20.0), 1.0);
    }
}
