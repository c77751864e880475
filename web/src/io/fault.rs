//! If the program fails, the page says so. Otherwise a visitor would find controls that do nothing.

use js_sys::{Reflect, WebAssembly};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// From now on the page says when the program has failed. A panic, a full stack and a full memory all end in an uncaught error of
/// WebAssembly, in an event or in a promise. A panic hook would see only the panics.
pub fn show_to_visitor() {
    let listener = Closure::<dyn Fn(JsValue)>::new(|event: JsValue| {
        let of = |name: &str| Reflect::get(&event, &name.into()).unwrap_or_default();
        if [of("error"), of("reason")].iter().any(JsCast::is_instance_of::<WebAssembly::RuntimeError>) {
            show();
        }
    });
    if let Some(window) = web_sys::window() {
        for event in ["error", "unhandledrejection"] {
            // Without the listener the console still shows the error.
            drop(window.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()));
        }
    }
    // The closure lives as long as the page.
    listener.forget();
}

/// Shows the message once. The page may be unable to do anything else.
fn show() {
    let shown = web_sys::window().and_then(|window| window.document()).and_then(|document| {
        if document.query_selector(".failed").ok()?.is_some() {
            return None;
        }
        let alert = document.create_element("p").ok()?;
        alert.set_attribute("role", "alert").ok()?;
        alert.set_class_name("failed");
        alert.set_text_content(Some("Something in this page broke. Reload it: your settings stay."));
        document.body()?.append_child(&alert).ok()
    });
    // If the page cannot show a sentence, the console has the error.
    drop(shown);
}
