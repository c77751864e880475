//! The page in Firefox, which has no WebGPU on Linux: it trains on the CPU and follows the sliders.

use anyhow::ensure;

use crate::e2e::browser::FIREFOX;
use crate::e2e::training::learnt;
use crate::e2e::{Test, engines, layout, sliders, test};

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("Firefox: the page opens trained, on the CPU, and follows a slider", |page| engines::trains(page, "CPU")).on(FIREFOX),
    test("Firefox: dragging γ changes the learning-rate chart and the results", |page| sliders::follows(page, "γ", "xponential")).on(FIREFOX),
    test("Firefox: one screen of 1280 by 800 holds everything one works with", layout::one_screen).on(FIREFOX),
    test("Firefox: play shows the training, pause holds it", |page| {
        let whole = page.chart("Validation accuracy")?;
        page.session.click(&page.button("Restart")?)?;
        page.session.click(&page.button("Play")?)?;
        page.until("a chart that grows", || {
            Ok((page.chart("Validation accuracy")?.pixels != whole.pixels).then_some(()))
        })?;
        page.until("the end of the play", || Ok(page.has_button("Play").then_some(())))?;
        ensure!(page.chart("Validation accuracy")?.table == whole.table, "the play ends with another chart");
        learnt(&page.settled()?)
    }).on(FIREFOX),
];
