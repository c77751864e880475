//! The lineup: a heading exchanges a schedule, a lane is added and removed, and addresses of both versions open it.

use anyhow::{Result, ensure};

use super::{Test, axe, test};
use crate::device::PHONE;
use crate::page::Page;
use crate::page::parts::{ADD_SCHEDULE, CARDS, COSINE, EMPTY, EXPONENTIAL, RATES, SCHEDULE_OF, STATUS};

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("a heading exchanges the schedule of a lane, which keeps its colour", exchanges),
    test("a lane is added, and emptied again", adds_and_removes),
    test("two lanes of one kind have names and settings of their own", two_of_a_kind)
        .at("?v=2&5.kind=exponential&5.gamma=0.5"),
    test("an empty lineup shows the constant rate", empty)
        .at("?v=2&1.kind=empty&2.kind=empty&3.kind=empty&4.kind=empty"),
    test("a warm-up stands before its schedule", warms_up).at("?v=2&1.warmup_steps=5"),
    test("an address of version 1 means what it meant, and is refused with reasons", first_version)
        .at("?v=1&gamma=0.8&t_max=7&warmup_steps=10&hide=plateau"),
    test("a full lineup fits a telephone and passes axe", full).on(PHONE).at("?v=2&5.kind=warmup_stable_decay"),
];

fn names(page: &Page) -> Result<Vec<String>> {
    Ok(page.settled()?.names())
}

fn wait_for_names(page: &Page, wanted: &[&str]) -> Result<()> {
    page.wait_until(&format!("the lines {wanted:?}"), || {
        let names = names(page)?;
        Ok(names.len() == wanted.len()
            && names.iter().zip(wanted).all(|(name, wanted)| name.contains(wanted)))
    })
}

fn colour(page: &Page, css: &str) -> Result<String> {
    page.string(&format!("return getComputedStyle(document.querySelector('{css} .swatch')).color"))
}

fn exchanges(page: &Page) -> Result<()> {
    wait_for_names(page, &["Exponential", "Cosine", "lateau", "1cycle", "Constant"])?;
    let (before, painted) = (page.chart(RATES)?, colour(page, &COSINE.card())?);
    page.choose(&format!("{SCHEDULE_OF}2"), "Step")?;
    wait_for_names(page, &["Exponential", "Step", "lateau", "1cycle", "Constant"])?;
    page.wait_for_other_rates(&before)?;
    let now = colour(page, &COSINE.card())?;
    ensure!(now == painted, "the lane's colour was {painted} and is {now}");
    page.wait_until("the kind in the address", || {
        Ok(page.query()?.contains("v=3") && page.query()?.contains("2.kind=step"))
    })?;
    page.reload()?;
    wait_for_names(page, &["Exponential", "Step", "lateau", "1cycle", "Constant"])
}

fn adds_and_removes(page: &Page) -> Result<()> {
    page.choose(ADD_SCHEDULE, "Linear")?;
    wait_for_names(page, &["Exponential", "Cosine", "lateau", "1cycle", "Linear", "Constant"])?;
    ensure!(page.find(CARDS)?.len() == 6, "the cards are {}", page.find(CARDS)?.len());
    let add = page.find(&format!("[aria-label='{ADD_SCHEDULE}']"))?.len();
    ensure!(add == 0, "a full lineup offers another place");
    axe::check(page)?;
    page.choose(&format!("{SCHEDULE_OF}5"), EMPTY)?;
    wait_for_names(page, &["Exponential", "Cosine", "lateau", "1cycle", "Constant"])?;
    page.wait_until("an address without the lane", || Ok(!page.query()?.contains("5.kind")))?;
    // The same schedule is trained again when it comes back.
    page.choose(ADD_SCHEDULE, "Linear")?;
    wait_for_names(page, &["Exponential", "Cosine", "lateau", "1cycle", "Linear", "Constant"])
}

fn two_of_a_kind(page: &Page) -> Result<()> {
    let results = page.settled()?;
    let names = results.names();
    ensure!(names.len() == 6 && names[4].contains("Exponential 2"), "the lines are {names:?}");
    let (first, second) = (results.row("Exponential")?, results.row("Exponential 2")?);
    ensure!(first[1..] != second[1..], "both trained alike: {first:?}");
    Ok(())
}

fn empty(page: &Page) -> Result<()> {
    wait_for_names(page, &["Constant"])?;
    let table = page.chart(RATES)?.table;
    ensure!(table[0].len() == 2 && table.len() > 20, "the chart's table begins with {:?}", table[0]);
    Ok(())
}

fn warms_up(page: &Page) -> Result<()> {
    page.settled()?;
    let table = page.chart(RATES)?.table;
    let rate = |epoch: usize| table[epoch + 1][1].parse::<f64>();
    let (start, full, later) = (rate(0)?, rate(5)?, rate(6)?);
    ensure!(start < 0.001 && full == 0.01 && later < full, "the rates are {start}, {full}, {later}");
    Ok(())
}

fn first_version(page: &Page) -> Result<()> {
    page.settled()?;
    let values = (page.value_of(EXPONENTIAL.slider)?, page.value_of(COSINE.slider)?);
    ensure!(values == ("0.8".to_owned(), "7".to_owned()), "the values are {values:?}");
    page.wait_for_text(STATUS, "warmup_steps has no effect")?;
    ensure!(!page.shows_line("Reduce")?, "the plateau's line is shown");
    page.wait_until("an address of version 3", || {
        let query = page.query()?;
        Ok(query.contains("v=3") && query.contains("1.gamma=0.8") && query.contains("hide=3"))
    })
}

fn full(page: &Page) -> Result<()> {
    let names = names(page)?;
    ensure!(names.len() == 6, "the lines are {names:?}");
    super::checks::no_sideways_scroll(page)?;
    axe::check(page)
}
