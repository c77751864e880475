//! The task and the optimiser: they are chosen beside rate and epochs, and the rest of the page follows.

use anyhow::{Context, Result, ensure};

use super::checks::no_sideways_scroll;
use super::{Test, axe, test};
use crate::device::{NO_ADAPTER, PHONE};
use crate::page::Page;
use crate::page::parts::{CAPTION, INVENTED, LOSS, MODELS_SHOWN, NEXT_LETTERS, PROGRAM};

/// Names that each model makes up.
const INVENTED_BY_EACH: usize = 12;

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("names: the loss is charted, and each model makes up names at the play head", names).on(NO_ADAPTER),
    test("names: a link opens them, dark, on a telephone", linked).on(PHONE.dark()).at("?v=3&task=names"),
    test("SGD is a choice, and the exported program has it", sgd).on(NO_ADAPTER),
];

fn invented(page: &Page) -> Result<Vec<String>> {
    page.wait_for("made-up names of every model", || {
        Ok(Some(page.texts_of(INVENTED)?).filter(|names| names.len() == MODELS_SHOWN * INVENTED_BY_EACH))
    })
}

fn names(page: &Page) -> Result<()> {
    page.settled()?;
    page.choose("task", "names")?;
    page.wait_for_text(CAPTION, "Names, letter by letter, true labels")?;
    page.wait_for("the chart of the loss", || Ok(page.chart(LOSS).ok()))?;
    page.wait_until("an address with the task alone", || {
        let query = page.query()?;
        Ok(query.contains("task=names") && !query.contains("wrong_labels") && !query.contains("chart"))
    })?;
    page.settled()?;
    page.scroll_to_models()?;
    let trained = invented(page)?;
    ensure!(trained.iter().all(|name| !name.is_empty()), "{trained:?}");
    page.restart()?;
    page.wait_until("other names before training", || Ok(page.texts_of(INVENTED)? != trained))?;
    let rows = page.find(NEXT_LETTERS)?.len();
    ensure!(rows == MODELS_SHOWN * 27, "{rows} rows of next letters");
    axe::check(page)
}

fn linked(page: &Page) -> Result<()> {
    page.settled()?;
    page.scroll_to_models()?;
    invented(page)?;
    no_sideways_scroll(page)?;
    axe::check(page)
}

fn sgd(page: &Page) -> Result<()> {
    let before = page.settled()?;
    page.choose("optimiser", "SGD")?;
    page.wait_until("other results", || Ok(page.settled()? != before))?;
    page.wait_until("SGD in the address", || Ok(page.query()?.contains("optimiser=SGD")))?;
    page.scroll_to(page.find(PROGRAM)?.first().context("there is no program")?)?;
    page.wait_for_text(PROGRAM, "torch.optim.SGD(")?;
    page.wait_for_text(PROGRAM, "weight_decay=0")?;
    axe::check(page)
}
