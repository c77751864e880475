//! The two engines: each trains, says that it does, and agrees with the other.

use anyhow::{Context, Result, ensure};

use crate::e2e::browser::{Device, LAPTOP};
use crate::e2e::explorer::Explorer;
use crate::e2e::training::learnt;
use crate::e2e::{Test, sliders, test};

/// A laptop whose browser has no WebGPU.
const WITHOUT: Device = Device { webgpu: false, ..LAPTOP };

pub const TESTS: &[Test] = &[
    Test {
        query: "?engine=cpu",
        ..test("the CPU engine trains, and the badge says so", |page| trains(page, "CPU"))
    },
    Test {
        query: "?engine=gpu",
        ..test("the GPU engine trains in software, and the badge says so", |page| trains(page, "GPU"))
    },
    Test {
        device: WITHOUT,
        ..test("without WebGPU everything works on the CPU, and the page says so", |page| {
            trains(page, "CPU")?;
            page.drag("γ", 0.2)?;
            learnt(&page.settled()?).or_else(|_| page.results().map(drop))
        })
    },
    Test {
        device: WITHOUT,
        query: "?engine=gpu",
        ..test("asking for a GPU that is not there ends on the CPU, with a reason", |page| {
            trains(page, "CPU")?;
            let told = format!("{} {}", page.badge()?, page.status()?);
            ensure!(told.contains("WebGPU"), "nothing says that WebGPU is missing: {told}");
            Ok(())
        })
    },
    Test {
        query: "?selftest=gpu",
        ..test("GPU and CPU agree on the first 100 steps", |page| {
            let found = page.json("selftest")?;
            ensure!(found["ok"].as_bool() == Some(true), "the page's own comparison says {found}");
            Ok(())
        })
    },
    Test {
        query: "?measure=1",
        ..test("the page measures its engines", |page| {
            let found = page.json("measure")?;
            let text = found.to_string();
            ensure!(text.contains("steps"), "no steps per second in {text}");
            Ok(())
        })
    },
];

/// The page trains on the engine whose name the badge contains, and follows a slider there.
fn trains(page: &Explorer, engine: &str) -> Result<()> {
    learnt(&page.settled()?)?;
    let badge = page.badge()?;
    ensure!(badge.contains(engine), "the badge says {badge:?}, not {engine}");
    let before = sliders::figures(&page.results()?, "xponential")?;
    page.drag("γ", 0.3)?;
    page.until("other results", || {
        Ok((sliders::figures(&page.results()?, "xponential")? != before).then_some(()))
    })
    .with_context(|| format!("on the {engine} engine"))
}
