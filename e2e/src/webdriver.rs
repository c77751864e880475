//! The part of W3C WebDriver over HTTP that the tests need: https://www.w3.org/TR/webdriver2/.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use base64::Engine as _;
use serde_json::{Value, json};
use xtask::tools::browser::{Browser, Make};

/// The time limit of a single command. A page that hangs must fail its test, not the whole run.
const COMMAND_SECONDS: u64 = 60;

/// A running ChromeDriver or geckodriver. It ends when this value is dropped.
#[derive(Debug)]
pub struct Driver {
    make: Make,
    process: Child,
    address: String,
}

impl Driver {
    /// Starts the browser's driver on a port of its own choice.
    pub fn start(browser: &Browser) -> Result<Self> {
        let mut command = browser.driver(&["--port=0"]);
        let driver = command.get_program().display().to_string();
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot run {driver}"))?;
        let output = process.stdout.take().context("a driver without output")?;
        let mut lines = BufReader::new(output).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let before_port = match browser.make() {
                Make::Chromium => "successfully on port ",
                Make::Firefox => "Listening on 127.0.0.1:",
            };
            line.rsplit_once(before_port)?.1.trim_end_matches('.').parse::<u16>().ok()
        });
        // Later output is read and dropped, so that a full pipe never stops the driver.
        std::thread::spawn(move || lines.for_each(drop));
        let Some(port) = port else {
            let _ = process.kill();
            bail!("{driver} ended without printing its port");
        };
        Ok(Self { make: browser.make(), process, address: format!("http://127.0.0.1:{port}") })
    }

    /// Opens a session with these capabilities.
    pub fn session(&self, capabilities: &Value) -> Result<Session> {
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let value = send(minreq::post(format!("{}/session", self.address)).with_body(body.to_string()))?;
        let id = value["sessionId"].as_str().context("a session without an id")?;
        Ok(Session { make: self.make, address: format!("{}/session/{id}", self.address) })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The driver may have ended already, which is fine.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends a request. WebDriver puts the result, or the error, into `value`.
fn send(request: minreq::Request) -> Result<Value> {
    let response = request.with_timeout(COMMAND_SECONDS).send().context("the driver does not answer")?;
    let mut body: Value = serde_json::from_str(response.as_str()?).context("the driver answered no JSON")?;
    let value = body["value"].take();
    match value["error"].as_str() {
        None => Ok(value),
        Some(error) => {
            let message = value["message"].as_str().unwrap_or_default();
            Err(anyhow!("{error}: {}", message.lines().next().unwrap_or_default()))
        }
    }
}

/// A browser under control. It closes when this value is dropped.
#[derive(Debug)]
pub struct Session {
    make: Make,
    address: String,
}

/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Special keys in WebDriver's notation: private code points that stand in a text.
pub mod key {
    pub const TAB: char = '\u{e004}';
    pub const ENTER: char = '\u{e007}';
    pub const SHIFT: char = '\u{e008}';
    pub const CONTROL: char = '\u{e009}';
    pub const ESCAPE: char = '\u{e00c}';
    pub const END: char = '\u{e010}';
    pub const HOME: char = '\u{e011}';
    pub const LEFT: char = '\u{e012}';
    pub const UP: char = '\u{e013}';
    pub const RIGHT: char = '\u{e014}';
    pub const DOWN: char = '\u{e015}';
}

/// An element of the page.
#[derive(Debug, Clone)]
pub struct Element(String);

impl Element {
    /// The element as an argument of a script.
    pub fn json(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }
}

fn elements(found: &Value) -> Result<Vec<Element>> {
    let all = found.as_array().context("no list of elements")?;
    Ok(all.iter().filter_map(|one| one[ELEMENT].as_str().map(|id| Element(id.to_owned()))).collect())
}

impl Session {
    /// The maker of the browser.
    pub fn make(&self) -> Make {
        self.make
    }

    fn post(&self, command: &str, body: &Value) -> Result<Value> {
        send(minreq::post(format!("{}/{command}", self.address)).with_body(body.to_string()))
            .context(command.to_owned())
    }

    fn get(&self, command: &str) -> Result<Value> {
        send(minreq::get(format!("{}/{command}", self.address))).context(command.to_owned())
    }

    /// Opens an address and waits for the document to load.
    pub fn open(&self, url: &str) -> Result<()> {
        self.post("url", &json!({ "url": url })).map(drop)
    }

    /// Loads the same address again.
    pub fn reload(&self) -> Result<()> {
        self.post("refresh", &json!({})).map(drop)
    }

    /// The elements that a selector finds.
    pub fn find(&self, css: &str) -> Result<Vec<Element>> {
        elements(&self.post("elements", &json!({ "using": "css selector", "value": css }))?)
    }

    /// The elements that a script returns.
    pub fn find_by_script(&self, code: &str, arguments: &[Value]) -> Result<Vec<Element>> {
        elements(&self.script(code, arguments)?)
    }

    /// The name that assistive technology reads out for an element.
    pub fn label(&self, element: &Element) -> Result<String> {
        let label = self.get(&format!("element/{}/computedlabel", element.0))?;
        Ok(label.as_str().unwrap_or_default().to_owned())
    }

    /// The role of an element for assistive technology.
    pub fn role(&self, element: &Element) -> Result<String> {
        let role = self.get(&format!("element/{}/computedrole", element.0))?;
        Ok(role.as_str().unwrap_or_default().to_owned())
    }

    /// Clicks an element where a visitor would.
    pub fn click(&self, element: &Element) -> Result<()> {
        self.post(&format!("element/{}/click", element.0), &json!({})).map(drop)
    }

    /// Types into an element. Special keys are in [`key`].
    pub fn keys(&self, element: &Element, text: &str) -> Result<()> {
        self.post(&format!("element/{}/value", element.0), &json!({ "text": text })).map(drop)
    }

    /// Runs a script in the page. The script sees the arguments as `arguments[…]`.
    pub fn script(&self, code: &str, arguments: &[Value]) -> Result<Value> {
        self.post("execute/sync", &json!({ "script": code, "args": arguments }))
    }

    /// Runs a script that returns its result by calling its last argument, a function.
    pub fn script_async(&self, code: &str, arguments: &[Value]) -> Result<Value> {
        self.post("execute/async", &json!({ "script": code, "args": arguments }))
    }

    /// Releases all keys and buttons, and resets the position of the pointer.
    pub fn release(&self) -> Result<()> {
        send(minreq::delete(format!("{}/actions", self.address))).context("actions").map(drop)
    }

    /// Presses the pointer at the first point, moves it over the others and releases it at the last. Points are in CSS pixels of
    /// the viewport. `held` is called while the pointer is still down.
    pub fn drag<T>(&self, points: &[(f64, f64)], held: impl FnOnce() -> Result<T>) -> Result<T> {
        self.pointer(&pressed_along(points, 40)?)?;
        let seen = held();
        self.pointer(&[released()])?;
        seen
    }

    /// Presses the pointer at the first point, moves it over the others, one every `millis`, and releases it.
    pub fn sweep(&self, points: &[(f64, f64)], millis: u64) -> Result<()> {
        let mut actions = pressed_along(points, millis)?;
        actions.push(released());
        self.pointer(&actions)
    }

    /// Gives the keyboard's focus to an element.
    pub fn focus(&self, element: &Element) -> Result<()> {
        let code = "arguments[0].focus(); return document.activeElement === arguments[0];";
        let focused = self.script(code, &[element.json()])?;
        if focused == true { Ok(()) } else { Err(anyhow!("an element takes no focus")) }
    }

    /// Presses a key `times` times, `pause` milliseconds apart, on the element that has the focus.
    pub fn press(&self, key: char, times: usize, pause: u64) -> Result<()> {
        let once = [
            json!({ "type": "keyDown", "value": key }),
            json!({ "type": "keyUp", "value": key }),
            json!({ "type": "pause", "duration": pause }),
        ];
        let actions: Vec<&Value> = once.iter().cycle().take(3 * times).collect();
        let keys = json!({ "type": "key", "id": "keys", "actions": actions });
        self.post("actions", &json!({ "actions": [keys] })).map(drop)
    }

    fn pointer(&self, actions: &[Value]) -> Result<()> {
        let mouse = json!({
            "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions,
        });
        self.post("actions", &json!({ "actions": [mouse] })).map(drop)
    }

    /// Gives the viewport this size, although the size of the window's frame is unknown.
    pub fn resize(&self, width: u32, height: u32) -> Result<()> {
        let frame = self.script("return [outerWidth - innerWidth, outerHeight - innerHeight];", &[])?;
        let add = |at: usize| frame[at].as_u64().unwrap_or_default();
        let rect = json!({ "width": u64::from(width) + add(0), "height": u64::from(height) + add(1) });
        self.post("window/rect", &rect).map(drop)
    }

    /// Sends a command of the DevTools protocol, for actions that WebDriver does not have.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Result<Value> {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// The messages in the browser's console since the last call, each with its level.
    pub fn console(&self) -> Result<Vec<(String, String)>> {
        let log = self.post("se/log", &json!({ "type": "browser" }))?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let entries = log.as_array().context("no list of log entries")?;
        Ok(entries.iter().map(|entry| (text(&entry["level"]), text(&entry["message"]))).collect())
    }

    /// The page from top to end as a PNG.
    pub fn whole_page(&self) -> Result<Vec<u8>> {
        let size = &self.devtools("Page.getLayoutMetrics", &json!({}))?["cssContentSize"];
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.devtools("Page.captureScreenshot", &how)?;
        let encoded = picture["data"].as_str().context("no picture")?;
        Ok(base64::engine::general_purpose::STANDARD.decode(encoded)?)
    }

    /// The viewport as a PNG.
    pub fn screenshot(&self) -> Result<Vec<u8>> {
        let picture = self.get("screenshot")?;
        let encoded = picture.as_str().context("no picture")?;
        Ok(base64::engine::general_purpose::STANDARD.decode(encoded)?)
    }
}

/// The pointer's actions from the press at the first point to the last point, with `millis` between points.
fn pressed_along(points: &[(f64, f64)], millis: u64) -> Result<Vec<Value>> {
    let to = |&(x, y): &(f64, f64), ms: u64| json!({ "type": "pointerMove", "duration": ms, "x": x.round(), "y": y.round(), "origin": "viewport" });
    let (first, others) = points.split_first().context("a drag needs points")?;
    let mut actions = vec![to(first, 0), json!({ "type": "pointerDown", "button": 0 })];
    actions.extend(others.iter().map(|point| to(point, millis)));
    Ok(actions)
}

fn released() -> Value {
    json!({ "type": "pointerUp", "button": 0 })
}

impl Drop for Session {
    fn drop(&mut self) {
        // When the driver ends, it ends the browser too.
        let _ = minreq::delete(&*self.address).with_timeout(Duration::from_secs(10).as_secs()).send();
    }
}
