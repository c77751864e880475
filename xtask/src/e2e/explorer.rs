//! The explorer as a visitor finds it: by accessible names and roles, never by its structure.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::e2e::webdriver::{Element, Session};
use crate::tools::browser::Make;

/// The time after which a test fails if the page has not answered. It is far longer than needed, on a slow machine too.
const PATIENCE: Duration = Duration::from_secs(40);

/// The position and range of a range input's thumb.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Its value, in the input's own units.
    pub value: f64,
    /// Left end.
    pub min: f64,
    /// Right end.
    pub max: f64,
}

/// The contents of a chart: the pixels of its canvases as a fingerprint, and its table in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Fingerprint of the pixels.
    pub pixels: String,
    /// Rows of its hidden table.
    pub table: Vec<Vec<String>>,
}

/// An explorer in a browser.
#[derive(Debug)]
pub struct Explorer {
    /// The browser.
    pub session: Session,
}

impl Explorer {
    /// Opens the page with this query (such as `?engine=cpu`, or nothing).
    pub fn open(session: Session, base: &str, query: &str) -> Result<Self> {
        session.open(&format!("{base}{query}"))?;
        Ok(Self { session })
    }

    /// Leaves the page and clears everything that the browser has stored of it.
    pub fn forget(&self) -> Result<()> {
        let origin = self.session.script("return location.origin", &[])?;
        self.session.release()?;
        self.session.open("about:blank")?;
        if self.session.make() == Make::Firefox {
            return Ok(());
        }
        let everything = json!({ "origin": origin, "storageTypes": "all" });
        self.session.devtools("Storage.clearDataForOrigin", &everything)?;
        self.session.console().map(drop)
    }

    /// Asks again until there is an answer.
    pub fn until<T>(&self, what: &str, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
        let begun = Instant::now();
        loop {
            if let Some(answer) = ask()? {
                return Ok(answer);
            }
            if begun.elapsed() > PATIENCE {
                bail!("after {} seconds still not: {what}", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The only element that a selector finds and whose accessible name `fits`.
    pub fn named(&self, css: &str, what: &str, fits: impl Fn(&str) -> bool) -> Result<Element> {
        let mut names = Vec::new();
        for element in self.session.find(css)? {
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
        let slider =
            self.named("input[type=range]", &format!("slider {name}"), |label| label.contains(name))?;
        let role = self.session.role(&slider)?;
        ensure!(role == "slider", "the slider {name} has the role {role}");
        Ok(slider)
    }

    /// The number field whose accessible name contains `name`.
    pub fn field(&self, name: &str) -> Result<Element> {
        let css = "input[type=number], input[type=text], input:not([type])";
        self.named(css, &format!("number field {name}"), |label| label.contains(name))
    }

    /// The button with this name. Only buttons that contain the name somewhere are asked for their accessible name. The page has
    /// a hundred buttons, and a race ends before all of them have answered.
    pub fn button(&self, name: &str) -> Result<Element> {
        let code = "return [...document.querySelectorAll('button, [role=button]')].filter((button) =>
            [button.getAttribute('aria-label') ?? '', button.textContent].some((text) => text.includes(arguments[0])));";
        let mut names = Vec::new();
        for button in self.session.found_by(code, &[json!(name)])? {
            let label = self.session.label(&button)?;
            if label == name {
                return Ok(button);
            }
            names.push(label);
        }
        bail!("there is no button {name}; those that come near are {names:?}")
    }

    /// Whether a button with this name is on the page.
    pub fn has_button(&self, name: &str) -> bool {
        self.button(name).is_ok()
    }

    fn position(&self, slider: &Element) -> Result<Position> {
        let code =
            "const s = arguments[0]; return [s.valueAsNumber, Number(s.min || 0), Number(s.max || 100)];";
        let three = self.session.script(code, &[slider.json()])?;
        let number = |at: usize| three[at].as_f64().context("a slider without a value");
        Ok(Position { value: number(0)?, min: number(1)?, max: number(2)? })
    }

    /// The position of the slider `name`.
    pub fn at(&self, name: &str) -> Result<Position> {
        self.position(&self.slider(name)?)
    }

    /// The places of a slider's thumb at each of these shares of its way, in pixels of the viewport.
    fn thumbs(&self, name: &str, slider: &Element, shares: &[f64]) -> Result<Vec<(f64, f64)>> {
        let code = "const s = arguments[0]; s.scrollIntoView({ block: 'center', behavior: 'instant' });
            const r = s.getBoundingClientRect(); return [r.left, r.top, r.width, r.height];";
        let place = self.session.script(code, &[slider.json()])?;
        let number = |at: usize| place[at].as_f64().context("a slider without a place");
        let (left, top, width, height) = (number(0)?, number(1)?, number(2)?, number(3)?);
        ensure!(width > 40.0, "the slider {name} is {width} pixels wide");
        // A thumb's centre stays half its width, about 8 pixels, inside the track.
        let at = |share: &f64| (left + 8.0 + share * (width - 16.0), top + height / 2.0);
        Ok(shares.iter().map(at).collect())
    }

    /// Drags the slider's thumb with the pointer to this share of its way (0 is left, 1 is right). `held` looks at the page while
    /// the pointer is still down.
    pub fn drag_and<T>(&self, name: &str, share: f64, held: impl FnOnce() -> Result<T>) -> Result<T> {
        let slider = self.slider(name)?;
        let Position { value, min, max } = self.position(&slider)?;
        let from = (value - min) / (max - min);
        let shares: Vec<f64> = (0..=8).map(|part| from + (share - from) * f64::from(part) / 8.0).collect();
        let seen = self.session.drag(&self.thumbs(name, &slider, &shares)?, held)?;
        let after = self.position(&slider)?;
        ensure!(
            after.value != value || (from - share).abs() < 0.02,
            "dragging {name} did not move it from {value}"
        );
        Ok(seen)
    }

    /// Drags the slider's thumb over these shares of its way, one every `millis`, without a stop.
    pub fn sweep(&self, name: &str, shares: &[f64], millis: u64) -> Result<()> {
        let slider = self.slider(name)?;
        self.session.sweep(&self.thumbs(name, &slider, shares)?, millis)
    }

    /// Drags the slider to this share of its way and releases it.
    pub fn drag(&self, name: &str, share: f64) -> Result<()> {
        self.drag_and(name, share, || Ok(()))
    }

    /// The current contents of the chart with this name.
    pub fn chart(&self, name: &str) -> Result<Chart> {
        let chart = self.named("[role=img]", &format!("chart {name}"), |label| label.contains(name))?;
        let code = include_str!("chart.js");
        // The page writes the table only when nothing moves.
        self.until(&format!("a table of the chart {name} for those who cannot see it"), || {
            let seen = self.session.script(code, &[chart.json()])?;
            let pixels = seen["pixels"].as_str().context("a chart without a canvas")?.to_owned();
            let table = strings(&seen["table"]);
            Ok((!table.is_empty()).then_some(Chart { pixels, table }))
        })
    }

    /// Rows of the table of results, headings first.
    pub fn results(&self) -> Result<Vec<Vec<String>>> {
        let rows = self.session.script(
            concat!(
                include_str!("results.js"),
                "return table ? [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)) : [];"
            ),
            &[],
        )?;
        let rows = strings(&rows);
        ensure!(rows.len() > 1, "there is no table of results");
        Ok(rows)
    }

    /// Waits until the page is loaded and every training has ended.
    pub fn opened(&self) -> Result<()> {
        self.until("controls", || Ok(self.slider("γ").ok()))?;
        if self.results().is_ok() {
            return self.settled().map(drop);
        }
        // An embedded page has no table of results.
        self.until("a player that says that all is trained", || {
            Ok(self.text(".player")?.contains("trained in").then_some(()))
        })
    }

    /// Waits until every training has ended and the results no longer change.
    pub fn settled(&self) -> Result<Vec<Vec<String>>> {
        let mut last = Vec::new();
        let mut same = 0;
        self.until("results that stand still", || {
            let now = self.results().unwrap_or_default();
            let whole = now.len() > 5
                && now
                    .iter()
                    .skip(1)
                    .take(5)
                    .all(|row| row.iter().any(|cell| cell.contains('%') || cell.contains("diverged")));
            same = if whole && now == last { same + 1 } else { 0 };
            last.clone_from(&now);
            Ok((same >= 6).then_some(now))
        })
        .with_context(|| format!("the table of results was last {last:?}"))
    }

    /// The text of the page's status region.
    pub fn status(&self) -> Result<String> {
        self.text("[role=status]")
    }

    /// Scrolls an element into the middle of the screen and clicks it.
    pub fn click(&self, element: &Element) -> Result<()> {
        let code = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.session.script(code, &[element.json()])?;
        self.session.click(element)
    }

    /// Waits for the end of every animation and transition.
    pub fn stands_still(&self) -> Result<()> {
        let code = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => \
            Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => done())));";
        self.session.script_async(code, &[]).map(drop)
    }

    /// The engine that the badge names.
    pub fn engine(&self) -> Result<String> {
        let engine = self.text("#engine strong")?;
        ensure!(!engine.trim().is_empty(), "there is no engine badge");
        Ok(engine.trim().to_owned())
    }

    /// The full text of the engine badge, including the reason.
    pub fn badge(&self) -> Result<String> {
        self.text("#engine")
    }

    /// A number that a script returns.
    pub fn number(&self, code: &str) -> Result<f64> {
        self.session.script(code, &[])?.as_f64().with_context(|| format!("no number from {code}"))
    }

    /// The brightness of the page's background, from 0 to 1.
    pub fn brightness(&self) -> Result<f64> {
        let code = "for (const e of [document.body, document.documentElement]) {
              const c = document.createElement('canvas').getContext('2d');
              c.fillStyle = getComputedStyle(e).backgroundColor; c.fillRect(0, 0, 1, 1);
              const [r, g, b, a] = c.getImageData(0, 0, 1, 1).data;
              if (a > 0) return (r + g + b) / 765;
            }
            return 1;";
        self.number(code)
    }

    /// The text of all elements that a selector finds.
    pub fn text(&self, css: &str) -> Result<String> {
        let code = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent).join('\\n');";
        Ok(self.session.script(code, &[json!(css)])?.as_str().unwrap_or_default().to_owned())
    }

    /// The JSON that the page puts into the element with this id.
    pub fn json(&self, id: &str) -> Result<Value> {
        self.until(&format!("JSON in #{id}"), || {
            let text = self.text(&format!("#{id}"))?;
            Ok(serde_json::from_str::<Value>(&text).ok())
        })
    }

    /// Fails if the console has an error, or if the page says that it broke.
    pub fn no_console_error(&self) -> Result<()> {
        let broken = self.text("[role=alert], #loading")?;
        ensure!(broken.is_empty(), "the page says: {broken}");
        if self.session.make() == Make::Firefox {
            // Firefox's driver does not report the console.
            return Ok(());
        }
        let errors: Vec<String> = self
            .session
            .console()?
            .into_iter()
            .filter(|(level, _)| level == "SEVERE")
            .map(|(_, message)| message)
            .collect();
        ensure!(errors.is_empty(), "errors in the console:\n{}", errors.join("\n"));
        Ok(())
    }
}

/// A JSON list of lists as strings.
fn strings(rows: &Value) -> Vec<Vec<String>> {
    let cell = |cell: &Value| cell.as_str().unwrap_or_default().trim().to_owned();
    let row = |row: &Value| row.as_array().map(|cells| cells.iter().map(cell).collect()).unwrap_or_default();
    rows.as_array().map(|rows| rows.iter().map(row).collect()).unwrap_or_default()
}
