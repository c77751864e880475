//! If the page's program fails, the page says so, instead of leaving the visitor with controls that do nothing.

use js_sys::{Reflect, WebAssembly};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// From now on the page says when the program has broken off. A panic, a full stack and a full memory all end in an error of
/// WebAssembly that nobody catches, in an event or in a promise: a panic hook would see the panics only.
pub fn show_to_visitor() {
    let listener = Closure::<dyn Fn(JsValue)>::new(|event: JsValue| {
        let of = |name: &str| Reflect::get(&event, &name.into()).unwrap_or_default();
        if [of("error"), of("reason")].iter().any(JsCast::is_instance_of::<WebAssembly::RuntimeError>) {
            show();
        }
    });
    if let Some(window) = web_sys::window() {
        for event in ["error", "unhandledrejection"] {
            // Without it the console still says so.
            drop(window.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()));
        }
    }
    // It listens as long as the page lives.
    listener.forget();
}

/// Says so once, in a page that may be able to do nothing else.
fn show() {
    let shown = web_sys::window().and_then(|window| window.document()).and_then(|document| {
        if document.query_selector(".failed").ok()?.is_some() {
            return None;
        }
        let alert = document.create_element("p").ok()?;
        alert.set_attribute("role", "alert").ok()?;
        alert.set_class_name("failed");
        alert.set_text_content(Some("Something broke in this page. Reloading brings it back as it was set."));
        document.body()?.append_child(&alert).ok()
    });
    // A page that cannot even show a sentence has said it in the console.
    drop(shown);
}
