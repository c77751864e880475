//! The two engines: each trains, is named on the page, and agrees with the other.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::checks::{seeds_are_trained, trains_on};
use super::{Test, test};
use crate::device::{NO_ADAPTER, NO_WEBGPU};
use crate::page::Page;
use crate::page::parts::{MEASURE, OVER_SEEDS, SELF_TEST};

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("the CPU engine trains, and the badge says so", |page| trains_on(page, "CPU")).at("?engine=cpu"),
    test("the GPU engine trains in software, and the badge says so", |page| trains_on(page, "GPU")).at("?engine=gpu").alone(),
    test("without a WebGPU adapter everything works on the CPU", |page| trains_on(page, "CPU")).on(NO_ADAPTER),
    test("without WebGPU everything works on the CPU", |page| trains_on(page, "CPU")).on(NO_WEBGPU),
    test("a request for a GPU without an adapter ends on the CPU, with a reason", reasoned).on(NO_ADAPTER).at("?engine=gpu").alone(),
    test("a request for a GPU without WebGPU ends on the CPU, with a reason", reasoned).on(NO_WEBGPU).at("?engine=gpu").alone(),
    test("GPU and CPU agree on the first 100 steps", agree).at("?selftest=gpu").alone(),
    test("questions too are answered by the engine that the address asks for, and the engines agree", answers).at("?engine=cpu&epochs=2").alone(),
    test("the page measures its engines", measures).at("?measure=1").alone(),
];

/// Keeps the names of all workers that the page starts. A worker's name says which engine it has.
const KEEP_NAMES: &str = "window.started = []; const Plain = Worker;
    window.Worker = class extends Plain { constructor(script, options) { super(script, options); started.push(options.name); } };";

/// The means over seeds of all lanes, in percent.
fn means(page: &Page) -> Result<Vec<f64>> {
    page.settled()?;
    seeds_are_trained(page)?;
    Ok(page.results()?.column(OVER_SEEDS)?.into_iter().flatten().collect())
}

/// How far two means of 16 seeds of 2 epochs may be apart, in points: two standard errors at a deviation of 2 points.
const APART: f64 = 1.0;

/// The seeds of all lanes are trained by the GPU alone if it trains the race, and its means are those of the CPU.
fn answers(page: &Page) -> Result<()> {
    let by_cpu = means(page)?;
    page.session.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": KEEP_NAMES }))?;
    page.open("?engine=gpu&epochs=2")?;
    let by_gpu = means(page)?;
    let workers: Vec<String> = serde_json::from_value(page.script("return started", &[])?)?;
    ensure!(workers.iter().all(|name| name == "gpu") && !workers.is_empty(), "the workers are {workers:?}");
    ensure!(by_cpu.len() == 5 && by_gpu.len() == 5, "means by CPU {by_cpu:?}, by GPU {by_gpu:?}");
    let apart = by_cpu.iter().zip(&by_gpu).map(|(cpu, gpu)| (cpu - gpu).abs()).fold(0.0, f64::max);
    ensure!(apart <= APART, "means by CPU {by_cpu:?}, by GPU {by_gpu:?}");
    Ok(())
}

/// The page trains on the CPU and says why it does not train on the GPU.
fn reasoned(page: &Page) -> Result<()> {
    trains_on(page, "CPU")?;
    let words = page.words_about_engine()?;
    ensure!(words.contains("WebGPU"), "nothing says why there is no GPU: {words}");
    Ok(())
}

fn agree(page: &Page) -> Result<()> {
    let found = page.json_in(SELF_TEST)?;
    ensure!(found["ok"] == true, "the page's own comparison says {found}");
    Ok(())
}

fn measures(page: &Page) -> Result<()> {
    let found = page.json_in(MEASURE)?;
    let figures = found["figures"].as_array().with_context(|| format!("no figures in {found}"))?;
    for engine in ["cpu", "gpu"] {
        let mut speeds = figures
            .iter()
            .filter(|one| one["engine"].as_str().is_some_and(|name| name.to_lowercase().contains(engine)))
            .filter_map(|one| one["steps_per_second"].as_f64());
        ensure!(speeds.any(|speed| speed > 50.0), "the {engine} was not measured: {found}");
    }
    Ok(())
}
