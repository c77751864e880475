//! Comparison: sorting results, restoring configurations, and ghosts.

use anyhow::{Result, bail, ensure};

use super::checks::{no_sideways_scroll, seeds_are_trained};
use super::{Test, axe, test};
use crate::device::{NO_ADAPTER, PHONE};
use crate::page::Page;
use crate::page::parts::{
    BASE_RATE, BEATS_CONSTANT, CARDS, EXPONENTIAL, FINGERPRINTS, FORGET, GHOST, HISTORY_BUTTONS, HISTORY_NOW,
    LANES, OVER_SEEDS, RESTORE,
};

pub const TESTS: &[Test] = &[
    test("results sort by every column, both ways and back", sorts).on(NO_ADAPTER),
    test("steps to 90 and 95 % are counted at the ends of epochs", marks).on(NO_ADAPTER),
    test("a configuration is stored and comes back exactly", restores).on(NO_ADAPTER),
    test("a ghost is drawn in both charts, and leaves no trace", pins_a_ghost).on(NO_ADAPTER),
    test("all runs show one fingerprint", fingerprints).on(NO_ADAPTER),
    test("comparing fits a telephone", fits_a_telephone).on(PHONE),
];

/// The columns of the results, and whether a first click sorts from the least value up.
const COLUMNS: [(&str, bool); 7] = [
    ("final accuracy", false),
    (OVER_SEEDS, false),
    (BEATS_CONSTANT, false),
    ("final loss", true),
    ("steps to 90 %", true),
    ("steps to 95 %", true),
    ("last η", false),
];

fn sorts(page: &Page) -> Result<()> {
    seeds_are_trained(page)?;
    let order = page.results()?.names();
    for (name, rises_first) in COLUMNS {
        let head = page.named("th button", name, |label| label == name)?;
        for rises in [rises_first, !rises_first] {
            page.click(&head)?;
            let code = "return arguments[0].closest('th').getAttribute('aria-sort');";
            let direction = page.script(code, &[head.json()])?;
            let wanted = if rises { "ascending" } else { "descending" };
            ensure!(direction == wanted, "{name} says that it is sorted {direction}");
            let values: Vec<f64> = page.results()?.column(name)?.into_iter().flatten().collect();
            let sorted =
                values.windows(2).all(|pair| if rises { pair[0] <= pair[1] } else { pair[0] >= pair[1] });
            ensure!(sorted && values.len() > 3, "{name} is not {wanted}: {values:?}");
        }
        page.click(&head)?;
        let names = page.results()?.names();
        ensure!(names == order, "after {name} the rows have another order: {names:?}");
    }
    Ok(())
}

fn marks(page: &Page) -> Result<()> {
    let results = page.settled()?;
    let (to_90, to_95) = (results.column("steps to 90 %")?, results.column("steps to 95 %")?);
    for pair in to_90.iter().zip(&to_95) {
        let (Some(to_90), Some(to_95)) = pair else {
            bail!("a run of 20 epochs never reaches 95 %: {to_90:?}, {to_95:?}")
        };
        ensure!(to_90 <= to_95 && *to_95 <= 900.0, "90 % after {to_90} steps, 95 % after {to_95}");
        ensure!(to_90 % 45.0 == 0.0 && to_95 % 45.0 == 0.0, "{to_90} and {to_95} are no ends of epochs");
    }
    // With a rate close to 0 the training learns nothing.
    page.set_field(BASE_RATE, "1e-7")?;
    page.wait_until("four rows with the word never", || {
        let results = page.results()?;
        let never = results.rows().iter().filter(|row| row.iter().any(|cell| cell == "never"));
        Ok(never.count() >= 4)
    })
}

/// Waits for this number of stored configurations. Returns the names of their buttons without the verb.
fn stored(page: &Page, count: usize) -> Result<Vec<String>> {
    let code = format!("return [...document.querySelectorAll('{HISTORY_BUTTONS}')].map(b => b.ariaLabel);");
    page.wait_for(&format!("{count} stored configurations"), || {
        let labels = page.list(&code)?;
        let names: Vec<String> =
            labels.iter().filter_map(|label| label.strip_prefix(RESTORE).map(str::to_owned)).collect();
        Ok((names.len() == count).then_some(names))
    })
}

fn all_figures(page: &Page) -> Result<Vec<Vec<String>>> {
    page.settled()?.all_figures()
}

fn wait_for_figures(page: &Page, what: &str, figures: &[Vec<String>]) -> Result<()> {
    page.wait_until(what, || Ok(all_figures(page)? == figures))
}

fn restores(page: &Page) -> Result<()> {
    let slider = EXPONENTIAL.slider;
    let (figures, at, query) = (all_figures(page)?, page.position(slider)?, page.query()?);
    page.drag(slider, 0.3)?;
    let names = stored(page, 1)?;
    let (dragged, dragged_to) = (all_figures(page)?, page.position(slider)?);
    ensure!(dragged != figures, "dragging γ changed nothing");
    let change = page.text_of(HISTORY_NOW)?;
    ensure!(change.contains("γ 0.9 →"), "the change is not described: {change:?}");
    page.press_first(&format!("{RESTORE}{}", names[0]))?;
    wait_for_figures(page, "the old results", &figures)?;
    let now = page.position(slider)?;
    ensure!(now == at, "γ stood at {at:?} and stands at {now:?}");
    ensure!(page.query()? == query, "the address was {query} and is {}", page.query()?);
    page.wait_until("the dragged configuration among the stored", || {
        Ok(stored(page, 1)?[0].contains("γ 0.9 →"))
    })?;
    page.press_first(RESTORE)?;
    wait_for_figures(page, "the dragged results", &dragged)?;
    let now = page.position(slider)?;
    ensure!(now == dragged_to, "γ stood at {dragged_to:?} and stands at {now:?}");
    axe::check(page)
}

fn pins_a_ghost(page: &Page) -> Result<()> {
    page.settled()?;
    page.drag(EXPONENTIAL.slider, 0.2)?;
    stored(page, 1)?;
    page.settled()?;
    // The pointer lies on no chart.
    page.stands_still()?;
    let before = page.pixels()?;
    page.press_first(GHOST)?;
    page.wait_for_both_charts(&before, "a ghost in both charts")?;
    let button = page.named(HISTORY_BUTTONS, "ghost button", |name| name.starts_with(GHOST))?;
    let pressed = page.property(&button, "ariaPressed")?;
    ensure!(pressed == "true", "the button says {pressed}");
    page.press_first(GHOST)?;
    page.wait_until("no ghost", || Ok(page.pixels()? == before))?;
    page.press_first(FORGET)?;
    stored(page, 0).map(drop)
}

fn fingerprints(page: &Page) -> Result<()> {
    page.settled()?;
    let prints = page.texts_of(FINGERPRINTS)?;
    ensure!(
        prints.len() == LANES.len() && prints.iter().all(|one| *one == prints[0]),
        "fingerprints: {prints:?}"
    );
    ensure!(
        page.text_of(CARDS)?.contains(&prints[0]),
        "the card shows another fingerprint than {}",
        prints[0]
    );
    Ok(())
}

fn fits_a_telephone(page: &Page) -> Result<()> {
    page.drag(EXPONENTIAL.slider, 0.3)?;
    stored(page, 1)?;
    no_sideways_scroll(page)?;
    axe::check(page)
}
