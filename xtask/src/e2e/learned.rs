//! Tests the section on what each model has learned: it is computed when it comes into sight, it follows the play head, and it
//! shows a divergence.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::e2e::axe;
use crate::e2e::browser::{Device, NO_ADAPTER, PHONE};
use crate::e2e::explorer::Explorer;
use crate::e2e::{Test, test};

/// A laptop with dark colours.
const DARK: Device = Device { dark: true, ..NO_ADAPTER };

pub const TESTS: &[Test] = &[
    test("each model shows filters, ten answers and a confusion matrix", shown)
        .on(NO_ADAPTER)
        .at("?engine=cpu"),
    test("filters and answers follow the play head", followed).on(NO_ADAPTER),
    test("a model that diverged shows its last finite state", diverged).on(DARK),
    test("what was learned fits a telephone", |page| {
        look(page)?;
        let wide = page.session.script(include_str!("wide.js"), &[])?;
        ensure!(wide.as_array().is_some_and(Vec::is_empty), "the page scrolls sideways: {wide}");
        axe::check(page)
    })
    .on(PHONE),
];

/// Scrolls the section into sight and waits until all five models are up to date.
fn look(page: &Explorer) -> Result<Vec<Value>> {
    let code = "document.querySelector('#learned').scrollIntoView({ block: 'start', behavior: 'instant' });";
    page.session.script(code, &[])?;
    models(page, "all five models", |models| {
        models.iter().all(|model| {
            let described = model["filters"].as_str().is_some_and(|words| words.contains("after epoch"));
            model["busy"] == "false" && described
        })
    })
}

/// The contents of the five models, as soon as `fits` accepts them.
fn models(page: &Explorer, what: &str, fits: impl Fn(&[Value]) -> bool) -> Result<Vec<Value>> {
    page.until(what, || {
        let seen = page.session.script(include_str!("learned.js"), &[])?;
        let seen = seen.as_array().cloned().unwrap_or_default();
        Ok((seen.len() == 5 && fits(&seen)).then_some(seen))
    })
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn shown(page: &Explorer) -> Result<()> {
    let results = page.settled()?;
    for model in look(page)? {
        let name = model["name"].as_str().context("a model without a name")?.to_owned();
        let said = model["filters"].as_str().unwrap_or_default();
        ensure!(said.contains("32 hidden units after epoch 20"), "{name}: its filters say {said:?}");
        ensure!(
            model["colours"].as_f64() > Some(50.0),
            "{name}: its filters have {} colours",
            model["colours"]
        );
        let answers = texts(&model["answers"]);
        ensure!(answers.len() == 10, "{name} answers {answers:?}");
        for (digit, answer) in answers.iter().enumerate() {
            let right = answer.contains(", right, ");
            ensure!(answer.starts_with(&format!("{digit}: told ")), "{name}: digit {digit} is {answer:?}");
            ensure!(right == answer.contains(&format!("told ✓{digit}")), "{name}: {answer:?}");
        }
        let matrix: Vec<Vec<u64>> = serde_json::from_value(model["matrix"].clone())?;
        ensure!(matrix.len() == 10 && matrix.iter().all(|row| row.len() == 10), "{name}: {matrix:?}");
        let all: u64 = matrix.iter().flatten().sum();
        ensure!(all == 357, "{name}: {all} validation digits");
        let right: u64 = (0..10).map(|class| matrix[class][class]).sum();
        // The table of results has the count of the training's own engine.
        let share = format!("{:.1} %", right as f64 / 3.57);
        let row = results.iter().find(|row| row[0].contains(&name)).context("no such row")?;
        ensure!(
            row.iter().any(|cell| cell.starts_with(&share)),
            "{name}: the matrix makes {share}, the results say {row:?}"
        );
        ensure!(model["state"].as_str() == Some(&format!("{share} after epoch 20")), "{}", model["state"]);
    }
    axe::check(page)
}

fn followed(page: &Explorer) -> Result<()> {
    let last = look(page)?;
    page.session.click(&page.button("Restart")?)?;
    let first = models(page, "the start", |models| {
        models
            .iter()
            .all(|model| model["state"].as_str().is_some_and(|state| state.ends_with("before training")))
    })?;
    for (first, last) in first.iter().zip(&last) {
        ensure!(first["pixels"] != last["pixels"], "{}: its filters did not change", first["name"]);
    }
    let starts = first.iter().map(|model| &model["pixels"]).collect::<Vec<_>>();
    ensure!(starts.iter().all(|pixels| *pixels == starts[0]), "all five start from the same weights");
    page.session.click(&page.button("▶ Watch")?)?;
    models(page, "models that learn", |models| {
        models
            .iter()
            .all(|model| model["state"].as_str().is_some_and(|state| state.ends_with("after epoch 20")))
    })?;
    Ok(())
}

fn diverged(page: &Explorer) -> Result<()> {
    let field = page.field("η₀")?;
    page.session.clear(&field)?;
    page.session.keys(&field, "1e30\u{e007}")?;
    let models = look(page)?;
    let state = |at: usize| models[at]["state"].as_str().unwrap_or_default().to_owned();
    for (at, model) in models.iter().enumerate().filter(|(_, model)| model["name"] != "1cycle") {
        ensure!(state(at).starts_with("diverged at step "), "{model}");
        let text = json!(model).to_string();
        ensure!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
    let cycle = models.iter().position(|model| model["name"] == "1cycle").context("no 1cycle")?;
    ensure!(state(cycle).ends_with("after epoch 20"), "{}", state(cycle));
    axe::check(page)
}
