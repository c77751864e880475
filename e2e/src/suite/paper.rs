//! The page on paper: its charts are pictures of lines, with the address beside them.

use anyhow::{Result, ensure};

use super::{Test, test};
use crate::device::LAPTOP;
use crate::page::Page;
use crate::page::parts::{ON_PAPER, PLOTS};

pub const TESTS: &[Test] = &[
    test("printing puts each chart on paper as a picture, and takes the pictures away again", prints),
    test("paper is light, whatever the theme", prints_light).on(LAPTOP.dark()),
];

/// What the browser tells the page before and after it prints.
fn tell(page: &Page, event: &str) -> Result<()> {
    page.script(&format!("dispatchEvent(new Event('{event}'));"), &[]).map(drop)
}

fn prints(page: &Page) -> Result<()> {
    page.settled()?;
    let plots = page.find(PLOTS)?.len();
    ensure!(plots >= 2 && page.find(&format!("{ON_PAPER} svg"))?.is_empty(), "pictures before printing");
    tell(page, "beforeprint")?;
    let pictures = page.find(&format!("{ON_PAPER} svg"))?.len();
    ensure!(pictures == plots, "{plots} charts and {pictures} pictures");
    let text = page.text_of(ON_PAPER)?;
    for words in ["Learning rate", "Exponential", "epoch", &page.address()?] {
        ensure!(text.contains(words), "{words} is not on the paper: {text:?}");
    }
    tell(page, "afterprint")?;
    ensure!(page.text_of(ON_PAPER)?.trim().is_empty(), "the pictures stay after printing");
    Ok(())
}

fn prints_light(page: &Page) -> Result<()> {
    page.settled()?;
    tell(page, "beforeprint")?;
    // The picture begins with its ground.
    let ground = page.string("return document.querySelector('.on-paper svg rect').getAttribute('fill');")?;
    ensure!(ground == "#ffffff", "the paper is {ground}");
    let dark = page.is_true("return matchMedia('(prefers-color-scheme: dark)').matches;")?;
    ensure!(dark && page.brightness()? < 0.3, "the screen is no longer dark");
    Ok(())
}
