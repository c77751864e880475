//! If the page's program fails, the visitor is told, instead of being left with controls that do nothing.

use js_sys::{Reflect, WebAssembly};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// From now on a program that breaks off is told of on the page. A panic is seen as what it ends in, an error of WebAssembly that
/// nobody catches: in an event, or in a promise.
pub fn tell_the_visitor() {
    let heard = Closure::<dyn Fn(JsValue)>::new(|event: JsValue| {
        let of = |name: &str| Reflect::get(&event, &name.into()).unwrap_or_default();
        if [of("error"), of("reason")].iter().any(JsCast::is_instance_of::<WebAssembly::RuntimeError>) {
            tell();
        }
    });
    if let Some(window) = web_sys::window() {
        for event in ["error", "unhandledrejection"] {
            // Without them the console still tells.
            drop(window.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref()));
        }
    }
    // They are heard as long as the page lives.
    heard.forget();
}

/// Says so, once, in a page that may be able to do nothing else.
fn tell() {
    let told = web_sys::window().and_then(|window| window.document()).and_then(|document| {
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
    drop(told);
}
