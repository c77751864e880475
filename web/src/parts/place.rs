//! Puts the page's pieces in place. Each replaces the part of `index.html` that looks like it, so that nothing is painted twice and
//! nothing moves.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A function that makes a piece.
type Make = Box<dyn FnOnce() -> AnyView>;

/// Puts a piece in place of the element `id`.
pub fn replace(id: &str, make: impl FnOnce() -> AnyView + 'static) {
    let Some(before) = element(id) else { return };
    let pieces = document().create_document_fragment();
    // Leptos takes an element, and only appends nodes to it. A fragment has that method too.
    mount(pieces.clone().unchecked_into(), Box::new(make));
    // This cannot fail: the element is in the document.
    drop(before.replace_with_with_node_1(&pieces));
}

/// Puts a piece at the end of the element `id`.
pub fn append(id: &str, make: impl FnOnce() -> AnyView + 'static) {
    if let Some(parent) = element(id) {
        mount(parent.unchecked_into(), Box::new(make));
    }
}

fn mount(parent: web_sys::HtmlElement, make: Make) {
    mount_to(parent, make).forget();
}

fn element(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}
