//! Pauses in long work. The browser handles input, messages and frames in each pause.

use std::time::Duration;

use leptos::prelude::set_timeout;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Lets the browser handle waiting messages, input and frames. A message to oneself arrives after them, and unlike a timer it is
/// not delayed.
pub async fn breathe() {
    let Ok(channel) = MessageChannel::new() else { return };
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        channel.port1().set_onmessage(Some(&resolve));
    });
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        // The promise is never rejected.
        drop(JsFuture::from(promise).await);
    }
    channel.port1().close();
}

/// Waits for `time`.
pub async fn rest(time: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(move || drop(resolve.call0(&JsValue::NULL)), time);
    });
    // The promise is never rejected.
    drop(JsFuture::from(promise).await);
}
