//! Times our charts beside uPlot, the fastest chart library. Both redraw the same lines, in the same browser, in the same minute.

use anyhow::{Context, Result};
use xtask::server::{ISOLATED, Server};
use xtask::shell;
use xtask::tools::npm::UPLOT;

use super::figures::Samples;
use crate::device::NO_ADAPTER;
use crate::page::Page;
use crate::page::parts::MEASURE;
use crate::stage::Stage;

/// The query with which the page times the redraws of its chart.
const QUERY: &str = "?engine=cpu&measure=charts";

/// The number of times that each is measured, in turns.
const TURNS: usize = 5;

/// The times of both, and their ratio.
pub fn beside() -> Result<Vec<String>> {
    let folder = shell::target_dir().join("bench");
    std::fs::create_dir_all(&folder).context("target/bench")?;
    for (name, inside) in [("uplot.js", "dist/uPlot.iife.min.js"), ("uplot.css", "dist/uPlot.min.css")] {
        std::fs::copy(UPLOT.file(inside)?, folder.join(name)).context("uPlot")?;
    }
    std::fs::write(folder.join("index.html"), include_str!("rival.html"))?;
    std::fs::write(folder.join("rival.js"), include_str!("rival.js"))?;
    let server = Server::start(folder, "/", ISOLATED)?;
    let stage = Stage::timed()?;
    let page = stage.visit(NO_ADAPTER, QUERY)?;
    let (mut ours, mut theirs) = (Turns::default(), Turns::default());
    for turn in 1..=TURNS {
        println!("redraws, turn {turn} of {TURNS}");
        page.open(QUERY)?;
        ours.take(&page)?;
        page.session.open(&server.url("127.0.0.1"))?;
        theirs.take(&page)?;
    }
    let ratio = |share: f64| ours.medians.at(share) / theirs.medians.at(share);
    Ok(vec![
        ours.line("ours"),
        theirs.line("uPlot"),
        format!("ours against uPlot, median of turns (target at most 2): {:.2}", ratio(0.5)),
    ])
}

/// The medians and 95th percentiles of the redraws of each turn.
#[derive(Debug, Default)]
struct Turns {
    medians: Samples,
    p95s: Samples,
}

impl Turns {
    fn take(&mut self, page: &Page) -> Result<()> {
        let found = page.json_in(MEASURE)?;
        let number = |key: &str| found["charts"][key].as_f64().with_context(|| format!("{key} in {found}"));
        self.medians.extend([number("median_ms")?]);
        self.p95s.extend([number("p95_ms")?]);
        Ok(())
    }

    fn line(&self, whose: &str) -> String {
        let (median, p95) = (self.medians.at(0.5), self.p95s.at(0.5));
        format!(
            "redraw of 4 lines of 900 points, script, {whose}: median {median:.3} ms, p95 {p95:.3} ms ({TURNS} turns of 200)"
        )
    }
}
