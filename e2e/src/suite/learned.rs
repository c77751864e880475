//! The section on what each model has learned: it is computed when it comes into sight, it follows the play head, and it shows a
//! divergence.

use anyhow::{Context, Result, ensure};

use super::checks::no_sideways_scroll;
use super::{Test, axe, test};
use crate::device::{NO_ADAPTER, PHONE};
use crate::page::parts::{
    ANSWERED, BASE_RATE, BESIDE, CONSTANT, COSINE, COSINE_ANNEALING, EXPONENTIAL, MODELS, MODELS_SHOWN,
    ONE_CYCLE, OPENED_MODELS, WATCH,
};
use crate::page::{Model, Page, Results};

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("two models show filters, ten answers and a confusion matrix", shown).on(NO_ADAPTER).at("?engine=cpu"),
    test("the section of the models is closed until a link leads to it", closed).on(NO_ADAPTER),
    test("an address that shows the models alone opens them", alone).at("?v=3&only=learned"),
    test("filters and answers follow the play head", followed).on(NO_ADAPTER),
    test("a model that diverged shows its last finite state", diverged).on(NO_ADAPTER.dark()),
    test("what was learned fits a telephone", fits_a_telephone).on(PHONE),
];

/// The two models, as soon as `fits` accepts each of them.
fn models(page: &Page, what: &str, fits: impl Fn(&Model) -> bool) -> Result<Vec<Model>> {
    page.wait_for(what, || {
        Ok(Some(page.models()?).filter(|all| all.len() == MODELS_SHOWN && all.iter().all(&fits)))
    })
}

/// Scrolls the section into sight and waits until both models are up to date.
fn look(page: &Page) -> Result<Vec<Model>> {
    page.scroll_to_models()?;
    models(page, "both models", |model| !model.busy && model.filters.contains("after epoch"))
}

fn shown(page: &Page) -> Result<()> {
    let results = page.settled()?;
    for model in look(page)? {
        complete(&model, &results).with_context(|| model.name.clone())?;
    }
    axe::check(page)?;
    page.choose(BESIDE, COSINE_ANNEALING)?;
    let names: Vec<String> = look(page)?.into_iter().map(|model| model.name).collect();
    ensure!(names[0].contains(CONSTANT.name) && names[1].contains(COSINE.name), "the models are {names:?}");
    Ok(())
}

fn closed(page: &Page) -> Result<()> {
    page.wait_for_part("the section", MODELS)?;
    ensure!(page.find(OPENED_MODELS)?.is_empty(), "the section opens by itself");
    page.script("location.hash = 'learned';", &[])?;
    page.wait_until("both models behind a link", || Ok(page.find(OPENED_MODELS)?.len() == MODELS_SHOWN))?;
    let names: Vec<String> = page.models()?.into_iter().map(|model| model.name).collect();
    ensure!(names[1].contains(EXPONENTIAL.name), "beside the constant rate stands {names:?}");
    Ok(())
}

fn alone(page: &Page) -> Result<()> {
    page.wait_until("both models", || Ok(page.find(OPENED_MODELS)?.len() == MODELS_SHOWN))
}

/// A model after 20 epochs shows everything, and agrees with the table of results.
fn complete(model: &Model, results: &Results) -> Result<()> {
    let Model { name, filters, colours, answers, matrix, state, .. } = model;
    ensure!(filters.contains("32 hidden units after epoch 20"), "its filters say {filters:?}");
    ensure!(*colours > 50, "its filters have {colours} colours");
    ensure!(answers.len() == 10, "it answers {answers:?}");
    for (digit, answer) in answers.iter().enumerate() {
        let right = answer.contains(", right, ");
        ensure!(answer.starts_with(&format!("{digit}: {ANSWERED} ")), "digit {digit} is {answer:?}");
        ensure!(right == answer.contains(&format!("{ANSWERED} ✓{digit}")), "{answer:?}");
    }
    ensure!(matrix.len() == 10 && matrix.iter().all(|row| row.len() == 10), "{matrix:?}");
    let all: u64 = matrix.iter().flatten().sum();
    ensure!(all == 357, "{all} validation digits");
    let right: u64 = (0..10).map(|class| matrix[class][class]).sum();
    // The table of results has the count of the training's own engine.
    let share = format!("{:.1} %", right as f64 / 3.57);
    let row = results.row(name)?;
    ensure!(
        row.iter().any(|cell| cell.starts_with(&share)),
        "the matrix makes {share}, the results say {row:?}"
    );
    ensure!(*state == format!("{share} after epoch 20"), "{state}");
    Ok(())
}

fn followed(page: &Page) -> Result<()> {
    let last = look(page)?;
    page.restart()?;
    let first = models(page, "the start", |model| model.state.ends_with("before training"))?;
    for (first, last) in first.iter().zip(&last) {
        ensure!(first.pixels != last.pixels, "{}: its filters did not change", first.name);
    }
    ensure!(
        first.iter().all(|model| model.pixels == first[0].pixels),
        "the models start from different weights"
    );
    page.press(WATCH)?;
    models(page, "models that learn", |model| model.state.ends_with("after epoch 20")).map(drop)
}

fn diverged(page: &Page) -> Result<()> {
    page.set_field(BASE_RATE, "1e30")?;
    for model in look(page)? {
        ensure!(model.state.starts_with("diverged at step "), "{model:?}");
        let text = format!("{} {} {}", model.state, model.filters, model.answers.join(" "));
        ensure!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
    axe::check(page)?;
    page.choose(BESIDE, ONE_CYCLE.name)?;
    let models = look(page)?;
    let one_cycle = models.iter().find(|model| model.name == ONE_CYCLE.name).context("no 1cycle")?;
    ensure!(one_cycle.state.ends_with("after epoch 20"), "{}", one_cycle.state);
    Ok(())
}

fn fits_a_telephone(page: &Page) -> Result<()> {
    look(page)?;
    no_sideways_scroll(page)?;
    axe::check(page)
}
