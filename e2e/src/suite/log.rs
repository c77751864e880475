//! A visitor's own log: a pasted list is cut where the rule says, another patience cuts elsewhere, and nonsense is named.

use anyhow::{Context, Result, ensure};

use super::{Test, axe, test};
use crate::device::PHONE;
use crate::page::Page;
use crate::page::parts::{
    LOG_COLUMN, LOG_COLUMNS, LOG_CUTS, LOG_FIELD, LOG_MESSAGE, LOG_PATIENCE, LOG_SENTENCE, LOG_TABLE,
};
use crate::webdriver::key;

pub const TESTS: &[Test] = &[
    test("log: a pasted list shows its cuts, and another patience changes them", cuts),
    test("log: nonsense is named and the last good log stays", nonsense),
    test("log: axe finds nothing on a telephone, dark", accessible).on(PHONE.dark()),
];

/// A loss that no longer falls after the fourth of fifteen values.
const FLAT: &str = "losses = [1.0, 0.8, 0.6, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]";

fn cuts(page: &Page) -> Result<()> {
    page.paste_into(LOG_FIELD, FLAT)?;
    // The lineup's plateau has patience 2: the third bad value in a row cuts.
    page.wait_for_text(LOG_SENTENCE, "cuts after values 7, 10 and 13")?;
    let message = page.text_of(LOG_MESSAGE)?;
    ensure!(message.contains("15 numbers") && message.contains("mode min"), "it says {message}");
    ensure!(page.find(LOG_CUTS)?.len() == 3, "{} cuts are marked", page.find(LOG_CUTS)?.len());
    page.press("Set patience 5")?;
    page.wait_for_text(LOG_SENTENCE, "cuts after value 10;")?;
    ensure!(page.find(LOG_CUTS)?.len() == 1, "the marks do not follow the patience");
    let slider = page.find(LOG_PATIENCE)?;
    let slider = slider.first().context("there is no slider of the patience")?;
    ensure!(page.property(slider, "value")? == "5", "the slider does not follow the button");
    page.keys(slider, &key::RIGHT.to_string())?;
    page.wait_for_text(LOG_SENTENCE, "cuts after value 11;")?;
    let table = page.text_of(LOG_TABLE)?;
    ensure!(table.contains("110.5cuts"), "the table does not have the cut after value 11: {table}");
    page.paste_into(LOG_FIELD, "epoch,val_acc,val_loss\n1,0.5,1.0\n2,0.6,0.9\n3,0.7,0.8\n")?;
    page.wait_for_text(LOG_MESSAGE, "“val_acc”. Its name says that it should rise: mode max.")?;
    let columns = page.texts_of(LOG_COLUMNS)?;
    ensure!(columns == ["epoch", "val_acc", "val_loss"], "the columns are {columns:?}");
    page.choose(LOG_COLUMN, "val_loss")?;
    page.wait_for_text(LOG_MESSAGE, "“val_loss”. Its name says that it should fall: mode min.")
}

fn nonsense(page: &Page) -> Result<()> {
    page.paste_into(LOG_FIELD, FLAT)?;
    page.wait_for_text(LOG_SENTENCE, "cuts after values 7, 10 and 13")?;
    for (text, words) in [
        ("epoch,loss\n1,abc\n2,def", "Line 2: “abc” is not a number. The last good log stays."),
        ("hello world", "Line 1: “hello” is not a number"),
        ("[]", "It contains no numbers"),
    ] {
        page.paste_into(LOG_FIELD, text)?;
        page.wait_for_text(LOG_MESSAGE, words)?;
        let sentence = page.text_of(LOG_SENTENCE)?;
        ensure!(sentence.contains("cuts after values 7, 10 and 13"), "after {text:?} it says {sentence}");
    }
    Ok(())
}

fn accessible(page: &Page) -> Result<()> {
    page.paste_into(LOG_FIELD, FLAT)?;
    page.wait_for_text(LOG_SENTENCE, "cuts after values 7, 10 and 13")?;
    super::checks::no_sideways_scroll(page)?;
    axe::check(page).context("with a log")?;
    page.paste_into(LOG_FIELD, "hello world")?;
    page.wait_for_text(LOG_MESSAGE, "is not a number")?;
    axe::check(page).context("with nonsense")
}
