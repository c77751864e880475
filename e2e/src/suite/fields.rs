//! Number fields and sliders: what is typed is read right or refused in its card, every arrow key has an effect, and a finger that
//! scrolls changes nothing.

use anyhow::{Result, ensure};
use serde_json::json;

use super::{Test, test};
use crate::device::PHONE;
use crate::page::Page;
use crate::page::parts::{BASE_RATE, EXPONENTIAL, HINTS, REFUSED_FIELD};
use crate::webdriver::key;

#[rustfmt::skip]
pub const TESTS: &[Test] = &[
    test("a decimal comma is read as a point", comma),
    test("a comma with two readings is refused, and the value in force comes back", two_readings),
    test("a value that is typed applies on Enter and on leaving the field, and not before", applies),
    test("a refused value is named in the card of its field until another one is accepted", refused),
    test("every press of an arrow key changes γ", arrows),
    test("the arrow keys change a number field", field_arrows),
    test("the longest value fits its field", fits),
    test("a value beyond its slider is shown as such", beyond),
    test("a finger that scrolls over the sliders changes nothing", scrolls).on(PHONE).alone(),
];

fn comma(page: &Page) -> Result<()> {
    page.set_field(BASE_RATE, "0,003")?;
    is_in_force(page, BASE_RATE, "0.003")?;
    page.set_field(EXPONENTIAL.slider, "0,8")?;
    is_in_force(page, EXPONENTIAL.slider, "0.8")
}

fn is_in_force(page: &Page, name: &str, value: &str) -> Result<()> {
    page.wait_until(&format!("{value} in force at {name}"), || Ok(page.value_of(name)? == value))?;
    let slider = page.slider(name)?;
    let said = page.property(&slider, "aria-valuetext")?;
    ensure!(said.as_str().is_some_and(|said| said.starts_with(value)), "the slider {name} says {said}");
    Ok(())
}

fn two_readings(page: &Page) -> Result<()> {
    let before = page.value_of(BASE_RATE)?;
    page.set_field(BASE_RATE, "1,234")?;
    page.wait_for_text(HINTS, "“1,234” may be 1.234 or 1234")?;
    page.wait_for_part("a field marked as refused", REFUSED_FIELD)?;
    ensure!(page.value_of(BASE_RATE)? == "1,234", "the text that is to be corrected is gone");
    page.press_key(key::TAB)?;
    is_in_force(page, BASE_RATE, &before)
}

fn applies(page: &Page) -> Result<()> {
    let before = page.position(EXPONENTIAL.slider)?;
    page.type_into(EXPONENTIAL.slider, "0.5")?;
    ensure!(page.position(EXPONENTIAL.slider)? == before, "γ changed while it was typed");
    page.press_key(key::TAB)?;
    is_in_force(page, EXPONENTIAL.slider, "0.5")?;
    page.type_into(EXPONENTIAL.slider, "0.7")?;
    page.press_key(key::ESCAPE)?;
    is_in_force(page, EXPONENTIAL.slider, "0.5")
}

fn refused(page: &Page) -> Result<()> {
    let (card, before) = (format!("{} .refused", EXPONENTIAL.card()), page.value_of(EXPONENTIAL.slider)?);
    page.set_field(EXPONENTIAL.slider, "abc")?;
    page.wait_for_text(&card, &format!("gamma must be a number, got “abc”. It stays {before}."))?;
    page.press_key(key::TAB)?;
    is_in_force(page, EXPONENTIAL.slider, &before)?;
    ensure!(!page.text_of(&card)?.is_empty(), "the message went with the text");
    page.set_field(EXPONENTIAL.slider, "0.6")?;
    page.wait_until("no message", || Ok(page.find(&card)?.is_empty()))
}

fn arrows(page: &Page) -> Result<()> {
    let slider = page.slider(EXPONENTIAL.slider)?;
    page.session.focus(&slider)?;
    for key in [key::LEFT; 8].into_iter().chain([key::RIGHT; 8]) {
        let before = page.value_of(EXPONENTIAL.slider)?;
        page.press_key(key)?;
        let after = page.value_of(EXPONENTIAL.slider)?;
        ensure!(after != before, "an arrow key leaves γ at {before}");
    }
    Ok(())
}

fn field_arrows(page: &Page) -> Result<()> {
    page.set_field(EXPONENTIAL.slider, "0.8")?;
    page.press_key(key::UP)?;
    is_in_force(page, EXPONENTIAL.slider, "0.81")?;
    page.press_key(key::DOWN)?;
    is_in_force(page, EXPONENTIAL.slider, "0.8")
}

fn fits(page: &Page) -> Result<()> {
    for value in ["0.00032", "0.9985", "0.12345678901234567"] {
        page.set_field(EXPONENTIAL.slider, value)?;
        let field = page.field(EXPONENTIAL.slider)?;
        let code = "const [field] = arguments; return field.scrollWidth - field.clientWidth;";
        let over = page.script(code, &[field.json()])?;
        ensure!(
            over.as_f64().is_some_and(|over| over < 1.0),
            "{value} is {over} pixels too wide for its field"
        );
    }
    Ok(())
}

fn beyond(page: &Page) -> Result<()> {
    let slider = page.slider("epochs")?;
    let side = || page.script("return arguments[0].dataset.beyond ?? null", &[slider.json()]);
    page.set_field("epochs", "150")?;
    is_in_force(page, "epochs", "150")?;
    let (said, place) = (page.property(&slider, "aria-valuetext")?, side()?);
    ensure!(place == "above" && said == "150, above the end of the slider, 100", "{place}: {said}");
    page.set_field("epochs", "100")?;
    is_in_force(page, "epochs", "100")?;
    ensure!(side()?.is_null(), "at its end a slider shows no value beyond it");
    Ok(())
}

/// Swipes up with a finger that lands on a slider's track and then on its thumb.
fn scrolls(page: &Page) -> Result<()> {
    page.session
        .devtools("Emulation.setTouchEmulationEnabled", &json!({ "enabled": true, "maxTouchPoints": 1 }))?;
    page.wait_until("a touch screen", || page.is_true("return matchMedia('(pointer: coarse)').matches"))?;
    let slider = page.slider(EXPONENTIAL.slider)?;
    let thumb = page.position(EXPONENTIAL.slider)?.share();
    ensure!(thumb < 0.6, "the thumb is at the place of the touch");
    for share in [0.8, thumb] {
        page.scroll_to(&slider)?;
        let (left, top, width, height) = page.place(&slider)?;
        let before = page.value_of(EXPONENTIAL.slider)?;
        // A thumb's centre stays half its width, about 8 pixels, inside the track.
        page.swipe_up((left + 8.0 + share * (width - 16.0), top + height / 2.0), 120.0)?;
        let after = page.value_of(EXPONENTIAL.slider)?;
        ensure!(after == before, "a swipe at {share} of the track changed γ from {before} to {after}");
    }
    Ok(())
}
