//! Measures how long the page's questions take on the CPU: the seeds behind the results, every rate, a landscape. It also measures
//! whether a drag stays fast while a question is answered.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use super::figures::Samples;
use super::visit::{collect, numbers};
use crate::device::NO_ADAPTER;
use crate::page::Page;
use crate::page::parts::{
    ACCURACY, BASE_RATE, COSINE, EVERY_RATE, LAND_COMPUTE, LAND_STAGE, MEASURE, RATES_SAID, WHOSE_RUNS,
};
use crate::stage::Stage;
use crate::webdriver::key::LEFT;

/// The number of fresh browsers for each task.
const VISITS: usize = 3;

/// The tasks, as an address names them.
const TASKS: [&str; 2] = ["digits", "names"];

/// What the page says when a question is answered.
const SEEDS_DONE: &str = "^median and middle half of 16 seeds$";
const RATES_DONE: &str = "each at its own leading rate\\.";
const CELLS_DONE: &str = "cells with 1 seed each";

/// The places of a dragged pointer, at 60 a second.
const MOVES: u32 = 90;

/// The steps of one training, and the trainings of each question.
const STEPS: f64 = 900.0;
const SEEDS: f64 = 5.0 * 16.0;
const RATES: f64 = 13.0 * 5.0 * 8.0;
const CELLS: f64 = 24.0 * 16.0;

#[derive(Debug, Default)]
struct Asked {
    seeds: Samples,
    rates: Samples,
    cells: Samples,
    dragged: Samples,
}

/// Asks every question in fresh browsers, on each task.
pub fn measure() -> Result<Vec<String>> {
    let stage = Stage::timed()?;
    let mut lines = Vec::new();
    let mut own = Samples::default();
    for visit in 1..=VISITS {
        println!("the workers alone, visit {visit} of {VISITS}");
        own.extend([workers_alone(&stage)?]);
    }
    lines.push(format!(
        "digits: the workers alone: median {:.0} steps/s ({} samples)",
        own.at(0.5),
        own.len()
    ));
    for task in TASKS {
        let mut asked = Asked::default();
        for visit in 1..=VISITS {
            println!("questions about {task}, visit {visit} of {VISITS}");
            let page = stage.visit(NO_ADAPTER, &format!("?v=3&task={task}&engine=cpu&measure=marks"))?;
            page.settled()?;
            page.script(include_str!("watch.js"), &[])?;
            page.script(include_str!("until.js"), &[])?;
            asked.ask(&page).with_context(|| format!("asking about {task}"))?;
        }
        lines.extend(asked.lines(task, own.at(0.5)));
    }
    Ok(lines)
}

/// The digits' steps a second that all workers train together while the page draws nothing.
fn workers_alone(stage: &Stage) -> Result<f64> {
    let page = stage.visit(NO_ADAPTER, "?v=3&engine=cpu&measure=1")?;
    let measured = page.json_in(MEASURE).context("the page measures itself")?;
    let figures = measured["figures"].as_array().context("the page measured nothing")?;
    let speeds = figures.iter().filter(|figure| figure["engine"] == "CPU");
    let most = speeds.max_by_key(|figure| (figure["workers"].as_u64(), figure["replicas"].as_u64()));
    most.and_then(|figure| figure["steps_per_second"].as_f64()).context("no speed of the workers")
}

/// The milliseconds that a script counts.
fn counted(page: &Page, code: &str, arguments: &[serde_json::Value]) -> Result<f64> {
    page.session.script_async(code, arguments)?.as_f64().context("no time was counted")
}

impl Asked {
    fn ask(&mut self, page: &Page) -> Result<()> {
        let said =
            "until.said(arguments[0], arguments[1], watch.inputs.at(-1) ?? performance.now(), arguments[2])";
        let seeds = [json!(WHOSE_RUNS), json!(SEEDS_DONE)];
        counted(page, said, &seeds).context("the seeds of the opening")?;
        // Another base rate trains every seed of every line again.
        page.session.focus(&page.slider(BASE_RATE)?)?;
        page.session.press(LEFT, 1, 0)?;
        self.seeds.extend([counted(page, said, &seeds).context("the seeds")?]);
        let pressed = "until.pressed(...arguments)";
        let rates = [page.button(EVERY_RATE)?.json(), json!(RATES_SAID), json!(RATES_DONE)];
        self.rates.extend([counted(page, pressed, &rates).context("every rate")?]);
        page.press(ACCURACY)?;
        // Docked charts have no tabs, so what is further down comes last.
        let compute = page.button(LAND_COMPUTE)?;
        page.scroll_to(&compute)?;
        let cells = [compute.json(), json!(LAND_STAGE), json!(CELLS_DONE)];
        self.cells.extend([counted(page, pressed, &cells).context("the landscape")?]);
        self.drag_beside(page)
    }

    /// Drags the slider of a lane while the seeds of all cells are trained. The landscape is about another lane.
    fn drag_beside(&mut self, page: &Page) -> Result<()> {
        page.script("scrollTo(0, 0)", &[])?;
        drop(collect(page)?);
        let there_and_back =
            |at: u32| 0.5 - 0.45 * (f64::from(at) / f64::from(MOVES) * std::f64::consts::TAU).sin();
        let shares: Vec<f64> = (0..=MOVES).map(there_and_back).collect();
        page.sweep(COSINE.slider, &shares, 16)?;
        std::thread::sleep(Duration::from_millis(200));
        self.dragged.extend(numbers(&collect(page)?["outcomes"])?);
        Ok(())
    }

    /// The times, and the speed of each as a share of the speed that the workers have alone. The share does not depend on the machine.
    fn lines(&self, task: &str, alone: f64) -> Vec<String> {
        let seconds = |samples: &Samples, trainings: f64, what: &str| {
            let seconds = samples.at(0.5) / 1_000.0;
            let share = trainings * STEPS / seconds / alone;
            format!(
                "{task}: {what}: median {seconds:.2} s ({} samples), {share:.2} of the digits' speed of the workers alone",
                samples.len()
            )
        };
        vec![
            seconds(&self.seeds, SEEDS, "another base rate to all seeds of all lines (aim 0.6 s)"),
            seconds(&self.cells, CELLS, "24 x 16 cells of a landscape, one seed each (aim 3 s)"),
            seconds(&self.rates, RATES, "every rate of all lines, 8 seeds each (aim 4 s)"),
            self.dragged.line(
                &format!("{task}: slider input to outcome painted, dragged beside a landscape's further seeds (aim p95 50 ms)"),
                "ms",
            ),
        ]
    }
}
