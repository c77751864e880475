//! The two engines: each trains, is named on the page, and agrees with the other.

use anyhow::{Context, Result, ensure};

use super::checks::trains_on;
use super::{Test, test};
use crate::device::{NO_ADAPTER, NO_WEBGPU};
use crate::page::Page;
use crate::page::parts::{MEASURE, SELF_TEST};

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("the CPU engine trains, and the badge says so", |page| trains_on(page, "CPU")).at("?engine=cpu"),
    test("the GPU engine trains in software, and the badge says so", |page| trains_on(page, "GPU")).at("?engine=gpu").alone(),
    test("without a WebGPU adapter everything works on the CPU", |page| trains_on(page, "CPU")).on(NO_ADAPTER),
    test("without WebGPU everything works on the CPU", |page| trains_on(page, "CPU")).on(NO_WEBGPU),
    test("a request for a GPU without an adapter ends on the CPU, with a reason", reasoned).on(NO_ADAPTER).at("?engine=gpu").alone(),
    test("a request for a GPU without WebGPU ends on the CPU, with a reason", reasoned).on(NO_WEBGPU).at("?engine=gpu").alone(),
    test("GPU and CPU agree on the first 100 steps", agree).at("?selftest=gpu").alone(),
    test("the page measures its engines", measures).at("?measure=1").alone(),
];

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
