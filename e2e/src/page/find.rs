//! Finds parts of the page by their accessible names, and reads what they show.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::{Page, parts};
use crate::webdriver::Element;

/// The position and range of a slider's thumb.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Its value, in the slider's own units.
    pub value: f64,
    /// The value at the left end.
    pub min: f64,
    /// The value at the right end.
    pub max: f64,
}

impl Position {
    /// The share of the thumb's way from left to right.
    pub fn share(self) -> f64 {
        (self.value - self.min) / (self.max - self.min)
    }
}

impl Page {
    /// The elements that a selector finds.
    pub fn find(&self, css: &str) -> Result<Vec<Element>> {
        self.session.find(css)
    }

    /// The first element that a selector finds and whose accessible name `fits`.
    pub fn named(&self, css: &str, what: &str, fits: impl Fn(&str) -> bool) -> Result<Element> {
        let mut names = Vec::new();
        for element in self.find(css)? {
            let name = self.session.label(&element)?;
            if fits(&name) {
                return Ok(element);
            }
            names.push(name);
        }
        bail!("there is no {what}; there are {names:?}")
    }

    /// The slider whose accessible name contains `name`.
    pub fn slider(&self, name: &str) -> Result<Element> {
        let slider = self.named(parts::SLIDERS, &format!("slider {name}"), |label| label.contains(name))?;
        let role = self.session.role(&slider)?;
        ensure!(role == "slider", "the slider {name} has the role {role}");
        Ok(slider)
    }

    /// The number field whose accessible name contains `name`.
    pub fn field(&self, name: &str) -> Result<Element> {
        self.named(parts::FIELDS, &format!("number field {name}"), |label| label.contains(name))
    }

    /// The button with this name. Only buttons that contain the name somewhere are asked for their accessible name. The page has
    /// a hundred buttons, and a race ends before all of them have answered.
    pub fn button(&self, name: &str) -> Result<Element> {
        let code = "return [...document.querySelectorAll('button, [role=button]')].filter((button) =>
            [button.getAttribute('aria-label') ?? '', button.textContent].some((text) => text.includes(arguments[0])));";
        let mut names = Vec::new();
        for button in self.session.find_by_script(code, &[json!(name)])? {
            let label = self.session.label(&button)?;
            if label == name {
                return Ok(button);
            }
            names.push(label);
        }
        bail!("there is no button {name}; the buttons with similar names are {names:?}")
    }

    /// Whether a button with this name is on the page.
    pub fn has_button(&self, name: &str) -> bool {
        self.button(name).is_ok()
    }

    /// Waits for a button with this name.
    pub fn wait_for_button(&self, name: &str) -> Result<()> {
        self.wait_until(&format!("the button {name}"), || Ok(self.has_button(name)))
    }

    /// Waits for an element that this selector finds.
    pub fn wait_for_part(&self, what: &str, css: &str) -> Result<Element> {
        self.wait_for(what, || Ok(self.find(css)?.into_iter().next()))
    }

    /// The text of all elements that a selector finds, one a line.
    pub fn text_of(&self, css: &str) -> Result<String> {
        Ok(self.texts_of(css)?.join("\n"))
    }

    /// The text of each element that a selector finds. A space at which no line breaks is a space.
    pub fn texts_of(&self, css: &str) -> Result<Vec<String>> {
        let code = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent.replaceAll('\\u{a0}', ' '));";
        Ok(serde_json::from_value(self.script(code, &[json!(css)])?)?)
    }

    /// Waits until the text of a part contains `words`.
    pub fn wait_for_text(&self, css: &str, words: &str) -> Result<()> {
        self.wait_until(&format!("{words:?} in {css}"), || Ok(self.text_of(css)?.contains(words)))
    }

    /// An attribute or property of an element.
    pub fn property(&self, element: &Element, name: &str) -> Result<Value> {
        let code = "const [one, name] = arguments; return one[name] ?? one.getAttribute(name);";
        self.script(code, &[element.json(), json!(name)])
    }

    /// The text in the number field whose accessible name contains `name`.
    pub fn value_of(&self, name: &str) -> Result<String> {
        let value = self.property(&self.field(name)?, "value")?;
        value.as_str().map(str::to_owned).context("a field without a value")
    }

    /// The position of the slider `name`.
    pub fn position(&self, name: &str) -> Result<Position> {
        self.position_of(&self.slider(name)?)
    }

    pub(super) fn position_of(&self, slider: &Element) -> Result<Position> {
        let code =
            "const [s] = arguments; return [s.valueAsNumber, Number(s.min || 0), Number(s.max || 100)];";
        let [value, min, max] = serde_json::from_value(self.script(code, &[slider.json()])?)?;
        Ok(Position { value, min, max })
    }

    /// The name of the element that has the keyboard's focus.
    pub fn focused(&self) -> Result<String> {
        let code = "const one = document.activeElement; return one.getAttribute('aria-label') ?? one.textContent.trim();";
        self.string(code)
    }

    /// The text of the page's status line.
    pub fn status(&self) -> Result<String> {
        self.text_of(parts::STATUS)
    }

    /// The engine that the badge names.
    pub fn engine(&self) -> Result<String> {
        let engine = self.text_of(parts::ENGINE)?;
        ensure!(!engine.trim().is_empty(), "there is no engine badge");
        Ok(engine.trim().to_owned())
    }

    /// All words about the engine: those of its badge and those of the status line.
    pub fn words_about_engine(&self) -> Result<String> {
        Ok(format!("{} {}", self.text_of(parts::BADGE)?, self.status()?))
    }

    /// The JSON that the page puts into this part.
    pub fn json_in(&self, css: &str) -> Result<Value> {
        self.wait_for(&format!("JSON in {css}"), || Ok(serde_json::from_str(&self.text_of(css)?).ok()))
    }

    /// The brightness of the page's background, from 0 to 1.
    pub fn brightness(&self) -> Result<f64> {
        self.number(include_str!("../look/brightness.js"))
    }
}
