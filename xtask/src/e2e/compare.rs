//! Tests comparison: sorting results, restoring configurations, ghosts, and a tuning that is undone completely.

use anyhow::{Context, Result, ensure};

use crate::e2e::browser::{NO_ADAPTER, PHONE};
use crate::e2e::explorer::Explorer;
use crate::e2e::sliders::figures;
use crate::e2e::{Test, axe, test};

/// Schedules, by a part of the names of their rows.
const SCHEDULES: [&str; 5] = ["xponential", "osine", "lateau", "ycle", "onstant"];

pub const TESTS: &[Test] = &[
    test("results sort by every column, both ways and back", sorts).on(NO_ADAPTER),
    test("steps to 90 and 95 % are counted at the ends of epochs", marks).on(NO_ADAPTER),
    test("a configuration is kept and comes back exactly", restores).on(NO_ADAPTER),
    test("a ghost is drawn in both charts, and leaves no trace", pins_a_ghost).on(NO_ADAPTER),
    test("each tuned fairly, and the same rate for all again", tunes)
        .on(NO_ADAPTER)
        .at("?epochs=4&engine=cpu"),
    test("a tuning is cancelled by hand and by a changed setting", cancels)
        .on(NO_ADAPTER)
        .at("?engine=cpu&epochs=200"),
    test("all five runs show one fingerprint", fingerprints).on(NO_ADAPTER),
    test("comparing fits a telephone", |page| {
        page.drag("γ", 0.3)?;
        entries(page, 1)?;
        let wide = page.session.script(include_str!("wide.js"), &[])?;
        ensure!(wide.as_array().is_some_and(Vec::is_empty), "the page scrolls sideways: {wide}");
        axe::check(page)
    })
    .on(PHONE),
];

/// A number in a cell such as `97.5 %`, `1,125` or `0.0100`.
fn number(cell: &str) -> Option<f64> {
    let digits: String =
        cell.chars().filter(|c| *c != ',').take_while(|c| c.is_ascii_digit() || "-.e".contains(*c)).collect();
    digits.parse().ok()
}

/// The column of the results whose heading begins with `name`.
fn column(page: &Explorer, name: &str) -> Result<Vec<Option<f64>>> {
    let rows = page.results()?;
    let at = rows[0].iter().position(|head| head.starts_with(name)).with_context(|| format!("no {name}"))?;
    Ok(rows[1..].iter().map(|row| row.get(at).and_then(|cell| number(cell))).collect())
}

fn sorts(page: &Explorer) -> Result<()> {
    let names = |page: &Explorer| -> Result<Vec<String>> {
        Ok(page.results()?.iter().skip(1).map(|row| row[0].clone()).collect())
    };
    let order = names(page)?;
    let columns = [
        ("best accuracy", false),
        ("final accuracy", false),
        ("final loss", true),
        ("best loss", true),
        ("to 90 %", true),
        ("to 95 %", true),
        ("Ση", false),
        ("last η", false),
        ("time", true),
    ];
    for (name, rises_first) in columns {
        let head = page.named("th button", name, |label| label == name)?;
        for rises in [rises_first, !rises_first] {
            page.click(&head)?;
            let code = "return arguments[0].closest('th').getAttribute('aria-sort');";
            let said = page.session.script(code, &[head.json()])?;
            let wanted = if rises { "ascending" } else { "descending" };
            ensure!(said == wanted, "{name} says that it is sorted {said}");
            let values: Vec<f64> = column(page, name)?.into_iter().flatten().collect();
            let sorted =
                values.windows(2).all(|pair| if rises { pair[0] <= pair[1] } else { pair[0] >= pair[1] });
            ensure!(sorted && values.len() > 3, "{name} is not {wanted}: {values:?}");
        }
        page.click(&head)?;
        ensure!(names(page)? == order, "after {name} the rows stand otherwise: {:?}", names(page)?);
    }
    Ok(())
}

fn marks(page: &Explorer) -> Result<()> {
    page.settled()?;
    let (to_90, to_95) = (column(page, "to 90 %")?, column(page, "to 95 %")?);
    for (one, other) in to_90.iter().zip(&to_95) {
        let (Some(one), Some(other)) = (one, other) else {
            anyhow::bail!("a run of 20 epochs never reaches 95 %: {to_90:?}, {to_95:?}")
        };
        ensure!(one <= other && *other <= 900.0, "90 % after {one} steps, 95 % after {other}");
        ensure!(one % 45.0 == 0.0 && other % 45.0 == 0.0, "{one} and {other} are no ends of epochs");
    }
    // With a rate close to 0 the training learns nothing.
    let field = page.field("η₀")?;
    page.session.clear(&field)?;
    page.session.keys(&field, "1e-7\u{e007}")?;
    page.until("never", || {
        Ok(page
            .results()?
            .iter()
            .skip(1)
            .filter(|row| row.iter().any(|cell| cell == "never"))
            .nth(3)
            .map(drop))
    })
}

/// Waits for this number of kept configurations. Returns the names of their buttons without the verb.
fn entries(page: &Explorer, count: usize) -> Result<Vec<String>> {
    let code = "return [...document.querySelectorAll('.past button')].map(b => b.ariaLabel);";
    page.until(&format!("{count} kept configurations"), || {
        let labels = page.session.script(code, &[])?;
        let labels = labels.as_array().into_iter().flatten().filter_map(|label| label.as_str());
        let names: Vec<String> =
            labels.filter_map(|label| label.strip_prefix("Restore: ").map(str::to_owned)).collect();
        Ok((names.len() == count).then_some(names))
    })
}

fn all_figures(page: &Explorer) -> Result<Vec<Vec<String>>> {
    let results = page.settled()?;
    SCHEDULES.iter().map(|name| figures(&results, name)).collect()
}

/// Presses the button whose name begins with `prefix`. A changing page may remove a button; then this looks again.
fn press(page: &Explorer, prefix: &str) -> Result<()> {
    page.until(&format!("a button {prefix}"), || {
        let button = page.named("button", prefix, |label| label.starts_with(prefix));
        Ok(button.and_then(|button| page.click(&button)).ok())
    })
}

/// Waits for the button that begins a tuning.
fn idle(page: &Explorer) -> Result<()> {
    page.until("a button to tune", || Ok(page.has_button("Tune each fairly").then_some(())))
}

fn restores(page: &Explorer) -> Result<()> {
    let (figures, gamma) = (all_figures(page)?, page.at("γ")?);
    let address = |page: &Explorer| page.session.script("return location.search;", &[]);
    let before = address(page)?;
    page.drag("γ", 0.3)?;
    let names = entries(page, 1)?;
    let (dragged, dragged_to) = (all_figures(page)?, page.at("γ")?);
    ensure!(dragged != figures, "dragging γ changed nothing");
    let said = page.text(".past .now")?;
    ensure!(said.contains("γ 0.9 →"), "the change is not described: {said:?}");
    press(page, &format!("Restore: {}", names[0]))?;
    page.until("the old results", || Ok((all_figures(page)? == figures).then_some(())))?;
    ensure!(page.at("γ")? == gamma, "γ stood at {gamma:?} and stands at {:?}", page.at("γ")?);
    ensure!(address(page)? == before, "the address was {before} and is {}", address(page)?);
    page.until("the dragged one kept", || Ok(entries(page, 1)?[0].contains("γ 0.9 →").then_some(())))?;
    press(page, "Restore: ")?;
    page.until("the dragged results", || Ok((all_figures(page)? == dragged).then_some(())))?;
    ensure!(page.at("γ")? == dragged_to, "γ stood at {dragged_to:?} and stands at {:?}", page.at("γ")?);
    axe::check(page)
}

fn pins_a_ghost(page: &Explorer) -> Result<()> {
    page.settled()?;
    page.drag("γ", 0.2)?;
    entries(page, 1)?;
    page.settled()?;
    // The pointer lies on no chart.
    page.stands_still()?;
    let charts = |page: &Explorer| -> Result<[String; 2]> {
        Ok([page.chart("Learning rate")?.pixels, page.chart("Validation accuracy")?.pixels])
    };
    let before = charts(page)?;
    press(page, "Ghost: ")?;
    page.until("a ghost in both charts", || {
        let now = charts(page)?;
        Ok((now[0] != before[0] && now[1] != before[1]).then_some(()))
    })?;
    let pressed = page
        .session
        .script("return document.querySelector('[aria-label^=\"Ghost: \"]').ariaPressed;", &[])?;
    ensure!(pressed == "true", "the button says {pressed}");
    press(page, "Ghost: ")?;
    page.until("no ghost", || Ok((charts(page)? == before).then_some(())))?;
    press(page, "Forget: ")?;
    entries(page, 0).map(drop)
}

fn tunes(page: &Explorer) -> Result<()> {
    let figures = all_figures(page)?;
    press(page, "Tune each fairly")?;
    page.until("a way back", || Ok(page.has_button("Same rate for all again").then_some(())))?;
    let tuned = all_figures(page)?;
    ensure!(tuned != figures, "tuning changed nothing");
    let address = page.session.script("return location.search;", &[])?;
    ensure!(address.as_str().is_some_and(|query| query.contains("tuned=")), "the address is {address}");
    let facts = page.text(".fact")?;
    ensure!(facts.matches("tuned: ").count() == 5, "the cards say {facts:?}");
    let cells = page.session.find(".grid td")?.len();
    let best = page.session.find(".grid td.best")?.len();
    ensure!((cells, best) == (65, 5), "{cells} cells, {best} of them best");
    let said = page.text(".compare")?;
    ensure!(said.contains("one seed"), "what was done is not said: {said:?}");
    better(&figures, &tuned)?;
    axe::check(page)?;
    press(page, "Same rate for all again")?;
    page.until("the old results", || Ok((all_figures(page)? == figures).then_some(())))
}

/// No schedule is worse at its own best rate, because the final accuracy chose the rate.
fn better(before: &[Vec<String>], after: &[Vec<String>]) -> Result<()> {
    for (old, new) in before.iter().zip(after) {
        let last = |row: &[String]| row.get(2).and_then(|cell| number(cell)).context("no final accuracy");
        ensure!(last(new)? >= last(old)?, "{old:?} became {new:?}");
    }
    Ok(())
}

fn cancels(page: &Explorer) -> Result<()> {
    let figures = all_figures(page)?;
    press(page, "Tune each fairly")?;
    press(page, "Cancel")?;
    idle(page)?;
    ensure!(all_figures(page)? == figures, "a cancelled tuning changed the results");
    press(page, "Tune each fairly")?;
    page.drag("γ", 0.3)?;
    page.until("a message", || Ok(page.status()?.contains("tuning was cancelled").then_some(())))?;
    idle(page)
}

fn fingerprints(page: &Explorer) -> Result<()> {
    page.settled()?;
    let prints = page
        .session
        .script("return [...document.querySelectorAll('.print code')].map(e => e.textContent);", &[])?;
    let prints: Vec<&str> = prints.as_array().into_iter().flatten().filter_map(|one| one.as_str()).collect();
    ensure!(prints.len() == 5 && prints.iter().all(|one| *one == prints[0]), "fingerprints: {prints:?}");
    ensure!(page.text(".card")?.contains(prints[0]), "the card shows another fingerprint than {}", prints[0]);
    Ok(())
}
