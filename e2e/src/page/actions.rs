//! What a visitor does: presses buttons, types, drags sliders.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::{Page, parts};
use crate::webdriver::{Element, key};

impl Page {
    /// Clicks the button with this name.
    pub fn press(&self, name: &str) -> Result<()> {
        self.click(&self.button(name)?)
    }

    /// Clicks the first button whose name begins with `prefix`. A changing page may remove a button; then this looks again.
    pub fn press_first(&self, prefix: &str) -> Result<()> {
        self.wait_until(&format!("a button {prefix}"), || {
            let button = self.named("button", prefix, |label| label.starts_with(prefix));
            Ok(button.and_then(|button| self.click(&button)).is_ok())
        })
    }

    /// Clicks an element. If it is out of sight or covered, it is first scrolled into the middle of the screen.
    pub fn click(&self, element: &Element) -> Result<()> {
        let click = || {
            self.script(include_str!("../look/show.js"), &[element.json()])?;
            self.session.click(element)
        };
        // The docked charts cover the first screen for a moment after a jump from far below.
        click().or_else(|error| {
            ensure!(format!("{error:#}").contains("intercepted"), error);
            self.stands_still()?;
            click()
        })
    }

    /// Scrolls an element into the middle of the screen.
    pub fn scroll_to(&self, element: &Element) -> Result<()> {
        let code = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
        self.script(code, &[element.json()]).map(drop)
    }

    /// Types into an element that takes keys.
    pub fn keys(&self, element: &Element, text: &str) -> Result<()> {
        self.session.keys(element, text)
    }

    /// Presses a key on the element that has the focus.
    pub fn press_key(&self, key: char) -> Result<()> {
        self.session.press(key, 1, 0)
    }

    /// Empties the number field `name` and types a value and Enter.
    pub fn set_field(&self, name: &str, value: &str) -> Result<()> {
        self.type_into(name, &format!("{value}{}", key::ENTER))
    }

    /// Types a text over that of the number field `name`.
    pub fn type_into(&self, name: &str, text: &str) -> Result<()> {
        let field = self.field(name)?;
        self.session.focus(&field)?;
        self.script("arguments[0].select()", &[field.json()])?;
        self.keys(&field, text)
    }

    /// Drags the slider `name` to this share of its way (0 is left, 1 is right) and releases it.
    pub fn drag(&self, name: &str, share: f64) -> Result<()> {
        self.drag_and(name, share, || Ok(()))
    }

    /// The same. `held` looks at the page while the pointer is still down.
    pub fn drag_and<T>(&self, name: &str, share: f64, held: impl FnOnce() -> Result<T>) -> Result<T> {
        let slider = self.slider(name)?;
        let before = self.position_of(&slider)?;
        let from = before.share();
        let shares: Vec<f64> = (0..=8).map(|part| from + (share - from) * f64::from(part) / 8.0).collect();
        let seen = self.session.drag(&self.thumbs(name, &slider, &shares)?, held)?;
        let after = self.position_of(&slider)?;
        ensure!(
            after.value != before.value || (from - share).abs() < 0.02,
            "dragging {name} did not move it from {}",
            before.value
        );
        Ok(seen)
    }

    /// Drags the slider `name` over these shares of its way, one every `millis`, without a stop.
    pub fn sweep(&self, name: &str, shares: &[f64], millis: u64) -> Result<()> {
        let slider = self.slider(name)?;
        self.session.sweep(&self.thumbs(name, &slider, shares)?, millis)
    }

    /// The places of a slider's thumb at each of these shares of its way, in pixels of the viewport, once the slider stands still
    /// and nothing lies over the first of them. The docked charts cover it for a moment after a jump from far below.
    fn thumbs(&self, name: &str, slider: &Element, shares: &[f64]) -> Result<Vec<(f64, f64)>> {
        self.scroll_to(slider)?;
        let mut last = None;
        self.wait_for(&format!("the slider {name} at rest and uncovered"), || {
            let (left, top, width, height) = self.place(slider)?;
            ensure!(width > 40.0, "the slider {name} is {width} pixels wide");
            // A thumb's centre stays half its width, about 8 pixels, inside the track.
            let at = |share: &f64| (left + 8.0 + share * (width - 16.0), top + height / 2.0);
            let places: Vec<(f64, f64)> = shares.iter().map(at).collect();
            let (x, y) = *places.first().context("a way without a place")?;
            let code = "const [one, x, y] = arguments; return one.contains(document.elementFromPoint(x, y));";
            let uncovered = self.script(code, &[slider.json(), json!(x), json!(y)])? == true;
            let rests = last.replace((left, top)) == Some((left, top));
            Ok((rests && uncovered).then_some(places))
        })
    }

    /// Left, top, width and height of an element, in pixels of the viewport.
    pub fn place(&self, element: &Element) -> Result<(f64, f64, f64, f64)> {
        let code =
            "const r = arguments[0].getBoundingClientRect(); return [r.left, r.top, r.width, r.height];";
        let place = self.script(code, &[element.json()])?;
        serde_json::from_value(place).context("an element without a place")
    }

    /// Shows the training from its start.
    pub fn restart(&self) -> Result<()> {
        self.press(parts::RESTART)
    }

    /// Plays the training.
    pub fn play(&self) -> Result<()> {
        self.press(parts::PLAY)
    }

    /// Waits for the end of a play, or for its pause.
    pub fn play_ended(&self) -> Result<()> {
        self.wait_for_button(parts::PLAY)
    }

    /// Opens the first panel with more parameters whose name begins with `whose`.
    pub fn open_panel(&self, whose: &str) -> Result<()> {
        let prefix = format!("{}{whose}", parts::MORE_PARAMETERS);
        self.click(&self.named("button", &prefix, |name| name.starts_with(&prefix))?)?;
        self.wait_for_part("an open panel", parts::PANEL).map(drop)
    }

    /// Chooses an option of the menu whose name begins with `menu`.
    pub fn choose(&self, menu: &str, option: &str) -> Result<()> {
        let menu = self.named("select", menu, |name| name.starts_with(menu))?;
        let code = "const [menu, option] = arguments;
            menu.value = [...menu.options].find((one) => one.text === option).value;
            menu.dispatchEvent(new Event('change', { bubbles: true }));";
        self.script(code, &[menu.json(), json!(option)]).map(drop)
    }

    /// Puts code into the field for pasted code, as a paste does.
    pub fn paste(&self, code: &str) -> Result<()> {
        self.paste_into(parts::CODE_FIELD, code)
    }

    /// Puts a text into the text field whose name contains `name`, as a paste does.
    pub fn paste_into(&self, name: &str, text: &str) -> Result<()> {
        let field = self.named("textarea", "field for text", |label| label.contains(name))?;
        self.scroll_to(&field)?;
        let write = "const [f, text] = arguments; f.focus(); f.select(); document.execCommand('insertText', false, text);";
        self.script(write, &[field.json(), json!(text)]).map(drop)
    }
}
