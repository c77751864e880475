//! Measures how fast the engines train in a browser, by the page's own measurement. The results are medians with their range.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::device::LAPTOP;
use crate::page::parts::MEASURE;
use crate::stage::Stage;

/// The number of fresh browsers that measure the page.
const VISITS: usize = 5;

/// The page's own measurements, each as median and range over several fresh browsers.
pub fn in_browser() -> Result<Vec<String>> {
    let stage = Stage::set()?;
    let mut figures: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for visit in 1..=VISITS {
        println!("measuring in browser {visit} of {VISITS}");
        let page = stage.visit(LAPTOP, "?measure=1")?;
        collect(&page.json_in(MEASURE).context("the page measures itself")?, &mut figures)?;
    }
    Ok(figures.into_iter().map(|(name, values)| spread(&name, values)).collect())
}

/// Adds each speed to the list of its engine, number of trainings and workers. A line of words names the list.
fn collect(measured: &Value, into: &mut BTreeMap<String, Vec<f64>>) -> Result<()> {
    let figures = measured["figures"].as_array().context("the page measured nothing")?;
    for figure in figures {
        let text = |key: &str| figure[key].as_str().with_context(|| format!("{key} in {figure}"));
        let count = |key: &str| figure[key].as_u64().with_context(|| format!("{key} in {figure}"));
        let (engine, name) = (text("engine")?, text("name")?);
        let (replicas, workers) = (count("replicas")?, count("workers")?);
        let speed = figure["steps_per_second"].as_f64().with_context(|| format!("no speed in {figure}"))?;
        into.entry(format!("{engine} ({name}), {replicas:>2} trainings at once, workers {workers}"))
            .or_default()
            .push(speed);
    }
    Ok(())
}

/// Median and range in one line.
fn spread(name: &str, mut values: Vec<f64>) -> String {
    values.sort_by(f64::total_cmp);
    let (least, most) =
        (values.first().copied().unwrap_or_default(), values.last().copied().unwrap_or_default());
    let median = values.get(values.len() / 2).copied().unwrap_or_default();
    format!("{name}: {median:.0} steps/s ({least:.0} to {most:.0})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_a_median_with_its_range() {
        let mut figures = BTreeMap::new();
        for speed in [3.0, 1.0, 2.0] {
            let figure = serde_json::json!({
                "engine": "cpu", "name": "simd128", "replicas": 5, "workers": 2, "steps_per_second": speed,
            });
            collect(&serde_json::json!({ "figures": [figure] }), &mut figures).unwrap();
        }
        let lines: Vec<String> = figures.into_iter().map(|(name, values)| spread(&name, values)).collect();
        assert_eq!(lines, ["cpu (simd128),  5 trainings at once, workers 2: 2 steps/s (1 to 3)"]);
    }
}
