//! Tests the two engines: each trains, is named on the page, and agrees with the other.

use anyhow::{Context, Result, ensure};

use crate::e2e::browser::{ABSENT, NO_ADAPTER};
use crate::e2e::explorer::Explorer;
use crate::e2e::training::learnt;
use crate::e2e::{Test, sliders, test};

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("the CPU engine trains, and the badge says so", |page| trains(page, "CPU")).at("?engine=cpu"),
    test("the GPU engine trains in software, and the badge says so", |page| trains(page, "GPU")).at("?engine=gpu").alone(),
    test("without a WebGPU adapter everything works on the CPU", |page| trains(page, "CPU")).on(NO_ADAPTER),
    test("without WebGPU everything works on the CPU", |page| trains(page, "CPU")).on(ABSENT),
    test("a GPU asked for and without an adapter ends on the CPU, with a reason", reasoned).on(NO_ADAPTER).at("?engine=gpu").alone(),
    test("a GPU asked for and without WebGPU ends on the CPU, with a reason", reasoned).on(ABSENT).at("?engine=gpu").alone(),
    test("GPU and CPU agree on the first 100 steps", agree).at("?selftest=gpu").alone(),
    test("the page measures its engines", measures).at("?measure=1").alone(),
];

/// Checks that the page trains on the engine that the badge names, and follows a slider there.
pub fn trains(page: &Explorer, engine: &str) -> Result<()> {
    learnt(&page.settled()?)?;
    let named = page.engine()?;
    ensure!(named.split(' ').next_back() == Some(engine), "the badge names {named:?}, not {engine}");
    let before = sliders::figures(&page.results()?, "xponential")?;
    page.drag("γ", 0.3)?;
    let changed = || Ok((sliders::figures(&page.results()?, "xponential")? != before).then_some(()));
    page.until("other results", changed).with_context(|| format!("on the {engine} engine"))
}

/// Checks that the page trains on the CPU and says why it does not train on the GPU.
fn reasoned(page: &Explorer) -> Result<()> {
    trains(page, "CPU")?;
    let said = format!("{} {}", page.badge()?, page.status()?);
    ensure!(said.contains("WebGPU"), "nothing says why there is no GPU: {said}");
    Ok(())
}

fn agree(page: &Explorer) -> Result<()> {
    let found = page.json("selftest")?;
    ensure!(found["ok"].as_bool() == Some(true), "the page's own comparison says {found}");
    Ok(())
}

fn measures(page: &Explorer) -> Result<()> {
    let found = page.json("measure")?;
    let figures = found["figures"].as_array().with_context(|| format!("no figures in {found}"))?;
    for engine in ["cpu", "gpu"] {
        let of_it = |name: &str| name.to_lowercase().contains(engine);
        let mut speeds = figures.iter().filter(|one| one["engine"].as_str().is_some_and(of_it));
        let fast =
            |one: &serde_json::Value| one["steps_per_second"].as_f64().is_some_and(|speed| speed > 50.0);
        ensure!(speeds.any(fast), "the {engine} was not measured: {found}");
    }
    Ok(())
}
