//! The page's address. It is read once, and replaced when the state has not changed for a moment.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use crate::io::later::Later;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The query of the page's address, with its `?`.
#[must_use]
pub fn query() -> String {
    web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// The page's address with `query`.
#[must_use]
pub fn of(query: &str) -> String {
    let Some(window) = web_sys::window() else { return query.to_owned() };
    let location = window.location();
    let (origin, path) = (location.origin().unwrap_or_default(), location.pathname().unwrap_or_default());
    format!("{origin}{path}{query}")
}

/// Copies `text`. The result is whether the browser allowed it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // A page over plain HTTP has no clipboard.
    if !window.is_secure_context() {
        return false;
    }
    let promise = window.navigator().clipboard().write_text(text);
    JsFuture::from(promise).await.is_ok()
}

/// Browsers limit address changes, and a moving slider makes sixty a second. Only the last one is written.
const SETTLED: Duration = Duration::from_millis(250);

/// Replaces the query of the page's address a moment after the last call.
#[derive(Debug, Clone)]
pub struct Address {
    timer: Later,
    /// The query that the page has written or found last.
    written: Rc<RefCell<String>>,
}

impl Default for Address {
    fn default() -> Self {
        Self { timer: Later::default(), written: Rc::new(RefCell::new(query())) }
    }
}

impl Address {
    /// Requests `query`, with its `?`.
    pub fn replace(&self, query: String) {
        let written = Rc::clone(&self.written);
        self.timer.start(SETTLED, move || {
            write(&query, false);
            *written.borrow_mut() = query;
        });
    }

    /// Adds an entry to the browser's history: its Back leads from `to` to `from`.
    pub fn push(&self, from: &str, to: &str) {
        self.timer.cancel();
        if from != to {
            write(from, false);
            write(to, true);
            to.clone_into(&mut self.written.borrow_mut());
        }
    }

    /// The query that the browser has gone to by itself, if it is not the page's own. A jump within the page changes no query.
    #[must_use]
    pub fn gone_to(&self) -> Option<String> {
        let now = query();
        let is_own = *self.written.borrow() == now;
        if is_own {
            return None;
        }
        now.clone_into(&mut self.written.borrow_mut());
        Some(now)
    }
}

/// Writes a query into the page's address, as a new entry of the browser's history or in place of the present one.
fn write(query: &str, push: bool) {
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let path = location.pathname().unwrap_or_default();
    let hash = location.hash().unwrap_or_default();
    if location.search().is_ok_and(|now| now == query) {
        return;
    }
    let Ok(history) = window.history() else { return };
    let url = format!("{path}{query}{hash}");
    // A page opened from a file may not change its address. It works without that.
    drop(if push {
        history.push_state_with_url(&JsValue::NULL, "", Some(&url))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&url))
    });
}
