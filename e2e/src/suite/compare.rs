//! Comparison: sorting results, restoring configurations, and ghosts.

use anyhow::{Result, ensure};

use super::checks::{no_sideways_scroll, seeds_are_trained};
use super::{Test, axe, test};
use crate::device::{NO_ADAPTER, PHONE};
use crate::page::Page;
use crate::page::parts::{
    BASE_RATE, BEATS_CONSTANT, CARDS, EXPONENTIAL, FIND_GOOD_RATES, FINGERPRINTS, FORGET, GHOST, GOOD_RATES,
    HISTORY_BUTTONS, HISTORY_NOW, LANES, OVER_SEEDS, PAST_CELLS, RESTORE, RESULT_HEADS, RESULT_ROWS,
    SCHEDULE_OF, TO_CARD,
};
use crate::page::results::number;

pub const TESTS: &[Test] = &[
    test("results sort by every column, both ways and back", sorts).on(NO_ADAPTER),
    test("steps to 90 % are counted at the ends of epochs", marks).on(NO_ADAPTER),
    test("the table asks for the good rates, shows them, and forgets those of other settings", good_rates)
        .on(NO_ADAPTER)
        .at(SHORT),
    test("the good rates fit a telephone", good_rates_on_a_telephone).on(PHONE).at(SHORT),
    test("a name in the table leads to its card", to_card),
    test("names are compared by their loss", names_by_loss).on(NO_ADAPTER).at("?v=3&task=names&epochs=4"),
    test("a divergence with every seed fits its column", diverged_fits).on(NO_ADAPTER).at("?v=3&lr=1e30"),
    test("a configuration is stored and comes back exactly", restores).on(NO_ADAPTER),
    test("a ghost is drawn in both charts, and leaves no trace", pins_a_ghost).on(NO_ADAPTER),
    test("all runs show one fingerprint", fingerprints).on(NO_ADAPTER),
    test("comparing fits a telephone", fits_a_telephone).on(PHONE),
];

/// The columns of the results, and whether a first click sorts from the least value up.
const COLUMNS: [(&str, bool); 6] = [
    ("final accuracy", false),
    (OVER_SEEDS, false),
    (BEATS_CONSTANT, false),
    ("final loss", true),
    ("steps to 90 %", true),
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
    for to_90 in results.column("steps to 90 %")? {
        ensure!(
            to_90.is_some_and(|steps| steps % 45.0 == 0.0 && steps <= 900.0),
            "90 % after {to_90:?} steps"
        );
    }
    // With a rate close to 0 the training learns nothing.
    page.set_field(BASE_RATE, "1e-7")?;
    page.wait_until("four rows with the word never", || {
        let results = page.results()?;
        let never = results.rows().iter().filter(|row| row.iter().any(|cell| cell == "never"));
        Ok(never.count() >= 4)
    })
}

/// So short that every rate is soon known.
const SHORT: &str = "?v=3&epochs=2&engine=cpu";

/// The cells of the column of good rates.
fn good_cells(page: &Page) -> Result<Vec<String>> {
    page.texts_of(&format!("{RESULT_ROWS} td:nth-child(7)"))
}

fn find_good_rates(page: &Page) -> Result<Vec<String>> {
    seeds_are_trained(page)?;
    ensure!(good_cells(page)? == ["–"; LANES.len()], "good rates before they are asked for");
    page.press(FIND_GOOD_RATES)?;
    page.wait_for_button(GOOD_RATES)?;
    good_cells(page)
}

fn good_rates(page: &Page) -> Result<()> {
    seeds_are_trained(page)?;
    let (bottom, shift) = (page.bottom_of_results()?, page.shifts()?.shift);
    let cells = find_good_rates(page)?;
    let is_one = |cell: &String| cell == "none" || number(cell).is_some();
    ensure!(cells.iter().all(is_one), "good rates: {cells:?}");
    ensure!(cells.iter().any(|cell| cell.contains('–')), "no lane has a range: {cells:?}");
    ensure!(page.bottom_of_results()? == bottom, "the table has another height");
    let shifted = page.shifts()?.shift - shift;
    ensure!(shifted < 0.001, "the good rates shift the page by {shifted}");
    cells_fit(page)?;
    axe::check(page)?;
    // Another shape of a lane is another question.
    page.drag(EXPONENTIAL.slider, 0.2)?;
    page.wait_for_button(FIND_GOOD_RATES)?;
    ensure!(good_cells(page)? == ["–"; LANES.len()], "good rates of other settings");
    Ok(())
}

fn good_rates_on_a_telephone(page: &Page) -> Result<()> {
    find_good_rates(page)?;
    no_sideways_scroll(page)?;
    axe::check(page)
}

fn to_card(page: &Page) -> Result<()> {
    let names = page.find(TO_CARD)?;
    ensure!(names.len() == LANES.len(), "{} names lead to a card", names.len());
    page.click(&names[1])?;
    page.wait_until("the focus on the second card", || Ok(page.focused()? == format!("{SCHEDULE_OF}2")))
}

fn names_by_loss(page: &Page) -> Result<()> {
    seeds_are_trained(page)?;
    let heads = page.texts_of(RESULT_HEADS)?;
    ensure!(
        heads[1].starts_with("final loss") && !heads.iter().any(|head| head.contains("90 %")),
        "{heads:?}"
    );
    page.drag(EXPONENTIAL.slider, 0.3)?;
    stored(page, 1)?;
    let past = page.text_of(PAST_CELLS)?;
    ensure!(!past.contains('%') && past.contains('.'), "the earlier settings say {past:?}");
    Ok(())
}

fn diverged_fits(page: &Page) -> Result<()> {
    seeds_are_trained(page)?;
    let cells = page.text_of(&format!("{RESULT_ROWS} td:nth-child(3)"))?;
    ensure!(cells.contains("16 of 16 diverged"), "the column says {cells:?}");
    cells_fit(page)
}

/// No cell of the table is wider than its column.
fn cells_fit(page: &Page) -> Result<()> {
    let code = "const end = (cell) => Math.max(...[...cell.childNodes]
            .filter((node) => node.nodeType !== 8 && !node.classList?.contains('visually-hidden'))
            .map((node) => { const range = document.createRange(); range.selectNode(node); return range.getBoundingClientRect().right; }));
        return [...document.querySelectorAll('.results th, .results td')]
            .filter((cell) => end(cell) > cell.getBoundingClientRect().right + 0.5).map((cell) => cell.textContent);";
    let wide = page.list(code)?;
    ensure!(wide.is_empty(), "these are wider than their columns: {wide:?}");
    Ok(())
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
    let before = page.still_pixels()?;
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
