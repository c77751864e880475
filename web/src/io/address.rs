//! The page's address. It is read once, and replaced when the state has not changed for a moment.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
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
#[derive(Debug, Clone, Default)]
pub struct Address {
    pending: Rc<RefCell<Option<TimeoutHandle>>>,
}

impl Address {
    /// Requests `query`, with its `?`.
    pub fn replace(&self, query: String) {
        if let Some(pending) = self.pending.take() {
            pending.clear();
        }
        let write = move || {
            let Some(window) = web_sys::window() else { return };
            let location = window.location();
            let path = location.pathname().unwrap_or_default();
            let hash = location.hash().unwrap_or_default();
            if location.search().is_ok_and(|now| now == query) {
                return;
            }
            if let Ok(history) = window.history() {
                // A page opened from a file may not change its address. It works without that.
                drop(history.replace_state_with_url(
                    &JsValue::NULL,
                    "",
                    Some(&format!("{path}{query}{hash}")),
                ));
            }
        };
        *self.pending.borrow_mut() = set_timeout_with_handle(write, SETTLED).ok();
    }
}
