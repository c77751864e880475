//! Selects text for the visitor, who can then copy it if the page may not write to the clipboard.

use leptos::html::Pre;
use leptos::prelude::{GetUntracked as _, NodeRef};

/// Selects the content of `element`, so that a key copies it. The result is whether that worked.
pub fn select(element: NodeRef<Pre>) -> bool {
    let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
    let (Some(selection), Some(element)) = (selection, element.get_untracked()) else { return false };
    selection.select_all_children(&element).is_ok()
}
