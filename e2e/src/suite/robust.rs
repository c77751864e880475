//! Reloading, bad links, invalid input, and failures.

use anyhow::{Context, Result, ensure};

use super::checks::{follows, learned, same};
use super::{Test, test};
use crate::device::PHONE;
use crate::page::Page;
use crate::page::parts::{ALL_PRESETS, BROKEN, COSINE, DOCK, EXPONENTIAL, PRESETS_ID};

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("a reload keeps what was set", reload),
    test("an address that points below the first screen opens there", fragment).at("#presets"),
    test("an address that points below the first screen opens there on a telephone", fragment).on(PHONE).at("#presets"),
    test("however a slider got there, the results are those of its place", latest_wins),
    test("nonsense in the address is named, and the page works", bad_address)
        .at("?gamma=NaN&t_max=-3&patience=1e99&pct_start=7&engine=abacus&colour=red"),
    test("nonsense in a number field is named, and nothing is lost", bad_field),
    test("a program that breaks off is reported once", broken),
    test("a worker that dies is replaced, and its job redone", worker).at("?fault=kill-worker").alone(),
    test("a lost device ends on the CPU, with a message", |page| survives(page, "lost")).at("?engine=gpu&fault=lose-device").alone(),
    test("a missing adapter ends on the CPU, with a message", |page| survives(page, "adapter")).at("?engine=gpu&fault=no-adapter").alone(),
    test("a refused device ends on the CPU, with a message", |page| survives(page, "refused")).at("?engine=gpu&fault=deny").alone(),
    test("a shader that does not compile ends on the CPU, with a message", |page| survives(page, "hader")).at("?engine=gpu&fault=shader").alone(),
    test("too little GPU memory ends on the CPU, with a message", |page| survives(page, "memory")).at("?engine=gpu&fault=oom").alone(),
];

fn reload(page: &Page) -> Result<()> {
    let slider = EXPONENTIAL.slider;
    page.drag(slider, 0.3)?;
    let (before, results) = (page.position(slider)?, page.settled()?);
    page.reload()?;
    let again = page.settled()?;
    let now = page.position(slider)?;
    ensure!(now == before, "γ stood at {before:?}, after a reload at {now:?}");
    same(&results, &again)
}

fn fragment(page: &Page) -> Result<()> {
    let code = format!(
        "const {{ top }} = document.getElementById('{PRESETS_ID}').getBoundingClientRect();
        const dock = document.querySelector('{DOCK}');
        return dock !== null && top >= dock.getBoundingClientRect().bottom && top < innerHeight / 2"
    );
    page.wait_until("the presets below the dock", || page.is_true(&code))?;
    // A link within the page leads to the same place.
    page.script("scrollTo(0, 0)", &[])?;
    page.wait_until("the charts as a whole", || Ok(page.find(DOCK)?.is_empty()))?;
    page.click(page.find(ALL_PRESETS)?.first().context("no link leads to all presets")?)?;
    page.wait_until("the presets below the dock again", || page.is_true(&code))
}

/// Raises the error that a browser raises when the program traps.
fn broken(page: &Page) -> Result<()> {
    page.script("dispatchEvent(new ErrorEvent('error', { error: new Error('of another script') }))", &[])?;
    ensure!(page.texts_of(BROKEN)?.is_empty(), "an error of another script is reported as ours");
    let trap = "const trap = new WebAssembly.RuntimeError('unreachable'); \
        dispatchEvent(new ErrorEvent('error', { error: trap })); \
        dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve(), reason: trap }));";
    page.script(trap, &[])?;
    let notices = page
        .wait_for("the notice", || Ok(Some(page.texts_of(BROKEN)?).filter(|notices| !notices.is_empty())))?;
    ensure!(notices.len() == 1 && notices[0].contains("Reload it"), "reported: {notices:?}");
    // A reload repairs the page.
    page.reload()?;
    page.settled().map(drop)
}

fn latest_wins(page: &Page) -> Result<()> {
    for share in [0.9, 0.1, 0.8, 0.2, 0.6] {
        page.drag(EXPONENTIAL.slider, share)?;
        page.drag(COSINE.slider, share)?;
    }
    let after_detours = page.settled()?;
    page.reload()?;
    same(&after_detours, &page.settled()?)
}

fn bad_address(page: &Page) -> Result<()> {
    let words = page.status()?;
    for name in ["gamma", "t_max", "patience", "pct_start", "abacus", "colour"] {
        ensure!(words.contains(name), "nothing is said about {name}: {words:?}");
    }
    learned(&page.results()?)
}

fn bad_field(page: &Page) -> Result<()> {
    let before = page.settled()?;
    page.set_field(EXPONENTIAL.slider, "-5")?;
    let words = page.wait_for("a message about gamma", || {
        Ok(Some(page.status()?).filter(|words| words.contains("gamma") || words.contains('γ')))
    })?;
    ensure!(words.contains("-5") || words.contains("−5"), "the refused value is not named: {words:?}");
    same(&before, &page.settled()?)
}

fn worker(page: &Page) -> Result<()> {
    follows(page)?;
    let words = page.status()?;
    ensure!(words.contains("worker failed"), "nothing says that a worker failed: {words:?}");
    learned(&page.settled()?)
}

/// After a fault of the GPU the page trains on the CPU, follows a slider, and says what happened.
fn survives(page: &Page, word: &str) -> Result<()> {
    follows(page)?;
    page.wait_until("the CPU in the badge", || Ok(page.engine()?.ends_with("CPU")))?;
    let words = page.words_about_engine()?;
    ensure!(
        words.contains(word) && words.contains("GPU"),
        "nothing says what happened to the GPU: {words:?}"
    );
    learned(&page.settled()?).context("on the CPU that took over")
}
