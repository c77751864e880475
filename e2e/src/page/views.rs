//! Other things that the page shows: what each model has learned, layout shifts, the places of the cards.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::Page;
use super::parts::{CARDS, MODELS};

/// What the page shows of one model.
#[derive(Debug, Clone)]
pub struct Model {
    /// The name of its lane.
    pub name: String,
    /// Whether the page is computing it.
    pub busy: bool,
    /// Its state in words.
    pub state: String,
    /// Its filters in words.
    pub filters: String,
    /// The number of colours of the picture of its filters.
    pub colours: u64,
    /// The fingerprint of that picture.
    pub pixels: String,
    /// Its answers.
    pub answers: Vec<String>,
    /// Its confusion matrix.
    pub matrix: Vec<Vec<u64>>,
}

/// Layout shifts since the page was opened.
#[derive(Debug, Clone)]
pub struct Shifts {
    /// The cumulative layout shift.
    pub shift: f64,
    /// What shifted.
    pub places: String,
    /// The length of each task above 50 ms, in milliseconds.
    pub long_tasks: Vec<f64>,
}

impl Page {
    /// What each model has learned.
    pub fn models(&self) -> Result<Vec<Model>> {
        let seen = self.script(include_str!("../look/learned.js"), &[])?;
        let models = seen.as_array().context("no list of models")?.iter();
        let model = |model: &Value| -> Result<Model> {
            let text = |key: &str| -> Result<String> {
                model[key].as_str().map(str::to_owned).with_context(|| format!("no {key} in {model}"))
            };
            Ok(Model {
                name: text("name")?,
                busy: model["busy"] != "false",
                state: text("state")?,
                filters: text("filters")?,
                colours: model["colours"].as_u64().context("no colours")?,
                pixels: text("pixels")?,
                answers: serde_json::from_value(model["answers"].clone())?,
                matrix: serde_json::from_value(model["matrix"].clone())?,
            })
        };
        models.map(model).collect()
    }

    /// Scrolls to the section that shows what each model has learned, and opens it if it is closed.
    pub fn scroll_to_models(&self) -> Result<()> {
        let code = "const head = document.querySelector(arguments[0]);
            head.scrollIntoView({ block: 'start', behavior: 'instant' });
            const fold = head.parentElement.querySelector('details');
            if (!fold.open) fold.querySelector('summary').click();";
        self.script(code, &[json!(MODELS)]).map(drop)
    }

    /// The layout shifts and long tasks since the page was opened.
    pub fn shifts(&self) -> Result<Shifts> {
        let seen = self.session.script_async(include_str!("../look/shifts.js"), &[])?;
        let long = seen["long"].as_array().context("no long tasks")?;
        Ok(Shifts {
            shift: seen["shift"].as_f64().context("no layout shift")?,
            places: seen["places"].to_string(),
            long_tasks: long.iter().filter_map(|task| task[1].as_f64()).collect(),
        })
    }

    /// The upper edge of each card, in pixels of the viewport.
    pub fn tops_of_cards(&self) -> Result<Vec<f64>> {
        let tops: Vec<f64> =
            self.find(CARDS)?.iter().map(|card| Ok(self.place(card)?.1.round())).collect::<Result<_>>()?;
        ensure!(!tops.is_empty(), "there are no cards");
        Ok(tops)
    }
}
