//! Tests reloading, bad links, invalid input, and failures.

use anyhow::{Context, Result, ensure};

use crate::e2e::explorer::Explorer;
use crate::e2e::sliders::figures;
use crate::e2e::training::learnt;
use crate::e2e::{Test, test};

/// Schedules, by a part of the names of their rows.
const SCHEDULES: [&str; 5] = ["xponential", "osine", "lateau", "ycle", "onstant"];

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("a reload keeps what was set", reload),
    test("an address that points below the first screen opens there", fragment).at("#presets"),
    test("however a slider got there, the results are those of its place", latest_wins),
    test("nonsense in the address is named, and the page works", bad_address)
        .at("?gamma=NaN&t_max=-3&patience=1e99&pct_start=7&engine=abacus&colour=red"),
    test("nonsense in a number field is named, and nothing is lost", bad_field),
    test("a program that breaks off is reported once", broken),
    test("a worker that dies is replaced, and its job redone", worker).at("?fault=kill-worker").alone(),
    test("a lost device ends on the CPU, with a message", |page| survives(page, "lost")).at("?engine=gpu&fault=lose-device").alone(),
    test("a missing adapter ends on the CPU, with a message", |page| survives(page, "adapter")).at("?engine=gpu&fault=no-adapter").alone(),
    test("a refused device ends on the CPU, with a message", |page| survives(page, "")).at("?engine=gpu&fault=deny").alone(),
    test("a shader that does not compile ends on the CPU, with a message", |page| survives(page, "hader")).at("?engine=gpu&fault=shader").alone(),
    test("too little GPU memory ends on the CPU, with a message", |page| survives(page, "memory")).at("?engine=gpu&fault=oom").alone(),
];

fn reload(page: &Explorer) -> Result<()> {
    page.drag("γ", 0.3)?;
    let (before, results) = (page.at("γ")?, page.settled()?);
    page.session.reload()?;
    let again = page.settled()?;
    ensure!(page.at("γ")? == before, "γ stood at {before:?}, after a reload at {:?}", page.at("γ")?);
    same(&results, &again)
}

fn fragment(page: &Explorer) -> Result<()> {
    let code = "const { top } = document.getElementById('presets').getBoundingClientRect(); return top >= 0 && top < innerHeight";
    page.until("the presets in sight", || Ok((page.session.script(code, &[])? == true).then_some(())))
}

/// The error that a browser raises when the program traps.
fn broken(page: &Explorer) -> Result<()> {
    let said = || {
        page.session
            .script("return [...document.querySelectorAll('.failed')].map((said) => said.textContent)", &[])
    };
    page.session
        .script("dispatchEvent(new ErrorEvent('error', { error: new Error('of another script') }))", &[])?;
    ensure!(said()?.as_array().is_some_and(Vec::is_empty), "an error of somebody else is reported as ours");
    let trap = "const trap = new WebAssembly.RuntimeError('unreachable'); \
        dispatchEvent(new ErrorEvent('error', { error: trap })); \
        dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve(), reason: trap }));";
    page.session.script(trap, &[])?;
    let all = page.until("the notice", || Ok(said()?.as_array().filter(|said| !said.is_empty()).cloned()))?;
    ensure!(
        all.len() == 1 && all[0].as_str().is_some_and(|said| said.contains("Reloading")),
        "reported: {all:?}"
    );
    // A reload repairs the page.
    page.session.reload()?;
    page.settled().map(drop)
}

fn latest_wins(page: &Explorer) -> Result<()> {
    for share in [0.9, 0.1, 0.8, 0.2, 0.6] {
        page.drag("γ", share)?;
        page.drag("T_max", share)?;
    }
    let wandered = page.settled()?;
    page.session.reload()?;
    same(&wandered, &page.settled()?)
}

/// Checks that every schedule has the same figures in two tables of results.
fn same(one: &[Vec<String>], other: &[Vec<String>]) -> Result<()> {
    for name in SCHEDULES {
        let (one, other) = (figures(one, name)?, figures(other, name)?);
        ensure!(one == other, "the results of {name} differ: {one:?} and {other:?}");
    }
    Ok(())
}

fn bad_address(page: &Explorer) -> Result<()> {
    let said = page.status()?;
    for name in ["gamma", "t_max", "patience", "pct_start", "abacus", "colour"] {
        ensure!(said.contains(name), "nothing is said about {name}: {said:?}");
    }
    learnt(&page.results()?)
}

fn bad_field(page: &Explorer) -> Result<()> {
    let before = page.settled()?;
    let field = page.field("γ")?;
    page.session.clear(&field)?;
    page.session.keys(&field, "-5\u{e007}")?;
    let said = page.until("a message about gamma", || {
        let said = page.status()?;
        Ok((said.contains("gamma") || said.contains('γ')).then_some(said))
    })?;
    ensure!(said.contains("-5") || said.contains("−5"), "the refused value is not named: {said:?}");
    same(&before, &page.settled()?)
}

fn worker(page: &Explorer) -> Result<()> {
    follows(page)?;
    let said = page.status()?;
    ensure!(said.contains("worker was lost"), "nothing says that a worker was lost: {said:?}");
    learnt(&page.settled()?)
}

/// Checks that the page trains and follows a slider.
fn follows(page: &Explorer) -> Result<()> {
    learnt(&page.settled()?)?;
    let before = figures(&page.results()?, "xponential")?;
    page.drag("γ", 0.3)?;
    page.until("other results", || Ok((figures(&page.results()?, "xponential")? != before).then_some(())))
}

/// Checks that after a fault of the GPU the page trains on the CPU, follows a slider, and says what happened.
fn survives(page: &Explorer, word: &str) -> Result<()> {
    follows(page)?;
    page.until("the CPU in the badge", || Ok(page.engine()?.ends_with("CPU").then_some(())))?;
    let said = format!("{} {}", page.badge()?, page.status()?);
    ensure!(said.contains(word) && said.contains("GPU"), "nothing says what happened to the GPU: {said:?}");
    learnt(&page.settled()?).context("on the CPU that took over")
}
