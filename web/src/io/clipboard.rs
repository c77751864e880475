//! The clipboard, and what is left to do where a page may not write to it.

use leptos::html::Pre;
use leptos::prelude::{GetUntracked, NodeRef};
use wasm_bindgen_futures::JsFuture;

/// Copies `text`; whether that was allowed.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Pages that came by plain HTTP have no clipboard.
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Selects what stands in `element`, so that a key copies it; whether that worked.
pub fn select(element: NodeRef<Pre>) -> bool {
    let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
    let (Some(selection), Some(element)) = (selection, element.get_untracked()) else { return false };
    selection.select_all_children(&element).is_ok()
}

/// An address that is itself a file with this text.
#[must_use]
pub fn file(text: &str) -> String {
    format!("data:text/plain;charset=utf-8,{}", js_sys::encode_uri_component(text))
}
