//! Takes pictures of the page in every state, in both themes and at three widths, and the picture in the README.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use xtask::shell;

use crate::device::{Device, NO_ADAPTER, PHONE, TABLET};
use crate::page::Page;
use crate::page::parts::{
    BADGE, LAND_COMPUTE, LAND_PLOT, LAND_STAGE, MORE_SHARING, ONE_CYCLE, OWN_RATES, RANGE_SAID,
    RUN_RANGE_TEST, STEP, THEORY, WHY_PICTURES,
};
use crate::stage::Stage;
use crate::webdriver::key;

/// The picture in the README.
const PICTURE: &str = "docs/explorer.png";
/// The greatest size of that picture. Every clone of the project contains it.
const LARGEST: usize = 240_000;

/// A state of the page: its name, the query that opens it, and the actions that lead to it.
struct State {
    name: &'static str,
    query: &'static str,
    whole: bool,
    reach: fn(&Page) -> Result<()>,
}

const fn state(name: &'static str, query: &'static str, reach: fn(&Page) -> Result<()>) -> State {
    State { name, query, whole: false, reach }
}

/// Every state. The first is the state in the README's picture.
const STATES: &[State] = &[
    state("opened", "?engine=cpu", |_| Ok(())),
    State { whole: true, ..state("whole", "?engine=cpu", scroll_through) },
    state("playing", "?engine=cpu", |page| {
        page.restart()?;
        (0..6).try_for_each(|_| page.press(STEP))
    }),
    state("losses-log", "?engine=cpu&chart=loss&rate_axis=log&loss_axis=log", |_| Ok(())),
    state("every-rate", "?engine=cpu&chart=rates", |page| page.wait_for_button(OWN_RATES)),
    state("every-rate-own", "?engine=cpu&chart=rates&rates_by=distance", |page| {
        page.wait_for_button(OWN_RATES)?;
        page.press(OWN_RATES)?;
        page.settled().map(drop)
    }),
    state("range-test", "?engine=cpu", |page| {
        page.press(RUN_RANGE_TEST)?;
        page.wait_for_text(RANGE_SAID, "median loss of 8 runs")
    }),
    state("diverged", "?engine=cpu&lr=1e30", |_| Ok(())),
    state("refused", "?engine=cpu&gamma=NaN&colour=red", |_| Ok(())),
    state("trap", "?engine=cpu&lr=0.001&eta_min=0.001", |_| Ok(())),
    state("no-webgpu", "?engine=gpu", |_| Ok(())),
    state("panel", "?engine=cpu", |page| page.open_panel(ONE_CYCLE.name)),
    state("landscape", "?engine=cpu&epochs=4", landscape),
    state("theory", "?engine=cpu", |page| page.click(page.find(THEORY)?.first().context("nothing unfolds")?)),
    state("why", "?engine=cpu", |page| page.scroll_to(&page.wait_for_part("the panel", WHY_PICTURES)?)),
    state("drawn", "?engine=cpu&v=2&2.kind=drawn", |page| page.open_panel("Your own")),
    state("engines", "?engine=cpu", |page| page.click(page.find(BADGE)?.first().context("no engine badge")?)),
    state("share", "?engine=cpu", |page| page.press(MORE_SHARING)),
    state("names", "?engine=cpu&task=names", |page| page.scroll_to_models().map(drop)),
    state("embedded", "?engine=cpu&embed=1", |_| Ok(())),
];

/// Takes the pictures into `target/shots/`, and the README's picture. Arguments pick states.
pub fn take(words: &[String]) -> Result<()> {
    let stage = Stage::set()?;
    let folder = shell::target_dir().join("shots");
    std::fs::create_dir_all(&folder).context("target/shots")?;
    for device in [NO_ADAPTER, TABLET, PHONE] {
        for dark in [false, true] {
            let device = Device { dark, ..device };
            let page = stage.visit(device, "?engine=cpu")?;
            for state in STATES {
                if words.is_empty() || words.iter().any(|word| state.name.contains(word.as_str())) {
                    one(&page, device, state, &folder).context(state.name)?;
                }
            }
        }
    }
    Ok(())
}

fn one(page: &Page, device: Device, state: &State, folder: &Path) -> Result<()> {
    page.open(state.query)?;
    page.opened()?;
    (state.reach)(page)?;
    page.stands_still()?;
    let png = if state.whole { page.session.whole_page()? } else { page.session.screenshot()? };
    let theme = if device.dark { "dark" } else { "light" };
    let file = folder.join(format!("{}-{}x{}-{theme}.png", state.name, device.width, device.height));
    println!("{} ({} KB)", file.display(), png.len().div_ceil(1000));
    std::fs::write(&file, &png)?;
    if state.name == "opened" && device == NO_ADAPTER {
        ensure!(png.len() < LARGEST, "the README's picture weighs {} bytes, {LARGEST} at most", png.len());
        let picture = shell::path(PICTURE);
        std::fs::create_dir_all(picture.parent().context("docs/")?)?;
        std::fs::write(&picture, &png)?;
        println!("{PICTURE} is new.");
    }
    Ok(())
}

/// Trains a landscape to its end, and points at a cell.
fn landscape(page: &Page) -> Result<()> {
    page.press(LAND_COMPUTE)?;
    let plot = page.wait_for_part("the map", LAND_PLOT)?;
    page.scroll_to(&plot)?;
    page.wait_until("the outline", || Ok(page.text_of(LAND_STAGE)?.contains("outline")))?;
    page.keys(&plot, &key::UP.to_string().repeat(5))
}

/// Scrolls through the page: some parts are drawn only when they come into sight.
fn scroll_through(page: &Page) -> Result<()> {
    let code = "const done = arguments[0]; let at = 0; const down = () => {
        scrollTo(0, at); at += innerHeight / 2;
        if (at < document.documentElement.scrollHeight + innerHeight) setTimeout(down, 250);
        else { scrollTo(0, 0); setTimeout(done, 300); }
    }; down();";
    page.session.script_async(code, &[]).map(drop)
}
