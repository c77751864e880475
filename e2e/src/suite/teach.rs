//! Addresses for teachers: parts that are left out, values that are locked, aims.

use anyhow::{Result, ensure};

use super::{Test, axe, test};
use crate::device::PHONE;
use crate::page::Page;
use crate::page::parts::{
    AIM, CARDS, COPY_LINK, EXPONENTIAL, MORE_SHARING, PANELS_BELOW, PRESETS_OF_FIRST_SCREEN, SCHEDULE_OF,
    SHARED_LINK, STATUS, UNDO,
};

/// A lesson on one card and one panel.
const LESSON: &str = "?v=3&only=compare,1,run&lock=1.gamma,seed";

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("a link shows only the parts that it names, and keeps doing so", shows_only).at("?v=3&only=compare,1,run"),
    test("a link leaves parts out", leaves_out).at("?v=3&without=code,log,3"),
    test("what a link locks cannot be changed, and the rest can", locks).at(LESSON),
    test("a preset that would change a locked value is refused with a reason", refuses).at("?v=3&lock=1.gamma,2,run"),
    test("an aim is judged on the seeds and announced when it is reached", aims).at("?v=3&1.gamma=0.01&aim=1>reference"),
    test("axe: an aim on a telephone", axe::check).on(PHONE).at("?v=3&aim=1>=2"),
    test("unknown names in a teacher's link are said, and the rest is followed", says_unknown).at("?v=3&only=compare,codes&lock=1.t_max,seed"),
    test("a lesson on a telephone", axe::check).on(PHONE.dark()).at(LESSON),
];

fn count(page: &Page, css: &str) -> Result<usize> {
    Ok(page.find(css)?.len())
}

fn shows_only(page: &Page) -> Result<()> {
    page.settled()?;
    page.wait_until("one panel", || Ok(count(page, PANELS_BELOW)? == 1))?;
    ensure!(count(page, CARDS)? == 2, "{} cards instead of two", count(page, CARDS)?);
    page.drag(EXPONENTIAL.slider, 0.3)?;
    page.wait_until("the lesson in the address", || {
        let query = page.query()?;
        Ok(query.contains("1.gamma=") && query.contains("only=compare,1,run"))
    })?;
    let links = page.list(&format!(
        "return [...document.querySelectorAll('{PRESETS_OF_FIRST_SCREEN}')].map((a) => a.search)"
    ))?;
    ensure!(links.iter().all(|link| link.contains("only=compare,1,run")), "{links:?} lose the lesson");
    page.press(MORE_SHARING)?;
    page.wait_until("a shared link with the lesson", || {
        let code = format!("return document.querySelector(\"{SHARED_LINK}\")?.value ?? ''");
        Ok(page.string(&code)?.contains("only=compare,1,run"))
    })?;
    ensure!(page.has_button(COPY_LINK), "no button that copies the link");
    axe::check(page)
}

fn leaves_out(page: &Page) -> Result<()> {
    page.settled()?;
    page.wait_until("all panels but two", || Ok(count(page, PANELS_BELOW)? == 7))?;
    ensure!(count(page, CARDS)? == 4, "{} cards instead of four", count(page, CARDS)?);
    Ok(())
}

fn locks(page: &Page) -> Result<()> {
    let before = page.settled()?;
    page.wait_for_text(STATUS, "locks γ of Exponential, seed")?;
    for name in [EXPONENTIAL.slider, "seed"] {
        let (slider, field) = (page.slider(name)?, page.field(name)?);
        for element in [slider, field] {
            ensure!(page.property(&element, "disabled")? == true, "{name} can be changed");
            let title = page.property(&element, "title")?;
            ensure!(title.as_str().is_some_and(|title| title.contains("locks")), "{name}: {title}");
        }
    }
    let kind = page.named("select", SCHEDULE_OF, |name| name.ends_with('1'))?;
    ensure!(page.property(&kind, "disabled")? == true, "another kind can be chosen");
    page.drag("η₀", 0.5)?;
    page.wait_for_other_figures(EXPONENTIAL, &before.figures(EXPONENTIAL)?)?;
    axe::check(page)
}

fn refuses(page: &Page) -> Result<()> {
    page.settled()?;
    let before = page.query()?;
    let presets = page.find(PRESETS_OF_FIRST_SCREEN)?;
    // The first leads to the opening, which this is.
    page.click(&presets[1])?;
    page.wait_for_text(STATUS, "Nothing is changed: the link that opened this page locks")?;
    ensure!(page.query()? == before, "{} is not {before}", page.query()?);
    ensure!(page.property(&page.button(UNDO)?, "disabled")? == true, "there is something to undo");
    Ok(())
}

fn aims(page: &Page) -> Result<()> {
    page.settled()?;
    page.wait_for_text(AIM, "Aim: Exponential ends better than Constant.")?;
    page.wait_for_text(AIM, "seeds do not show it")?;
    page.set_field(EXPONENTIAL.slider, "0.9")?;
    page.wait_for_text(AIM, "✓ Reached with")?;
    let announced = "return [...document.querySelectorAll('[role=status]')].some((one) => one.textContent.startsWith('Aim: Exponential'))";
    page.wait_until("an announcement", || page.is_true(announced))?;
    ensure!(page.query()?.contains("aim=1%3Ereference"), "{} loses the aim", page.query()?);
    axe::check(page)
}

fn says_unknown(page: &Page) -> Result<()> {
    page.settled()?;
    page.wait_for_text(STATUS, "only does not take “codes”. It takes compare, explain")?;
    page.wait_for_text(STATUS, "lock does not take “1.t_max”")?;
    page.wait_until("one panel", || Ok(count(page, PANELS_BELOW)? == 1))?;
    ensure!(page.property(&page.slider("seed")?, "disabled")? == true, "seed can be changed");
    Ok(())
}
