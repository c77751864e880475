//! Messages between page and worker as JavaScript values. Each is one array of bytes, transferred without a copy.

use etalon_explorer::messages::{Unreadable, read, write};
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

/// A message to post, and the list of what is transferred with it.
///
/// # Errors
/// See [`write`].
pub fn pack<M: Serialize>(message: &M) -> Result<(JsValue, Array), Unreadable> {
    let bytes = Uint8Array::from(&write(message)?[..]);
    let handed_over = Array::of1(&bytes.buffer());
    Ok((bytes.into(), handed_over))
}

/// The message that was posted.
///
/// # Errors
/// A value that is not an array of bytes, or bytes that are not a message.
pub fn unpack<M: DeserializeOwned>(posted: &JsValue) -> Result<M, String> {
    let bytes: &Uint8Array = posted.dyn_ref().ok_or("a message is not made of bytes")?;
    read(&bytes.to_vec()).map_err(|why| why.to_string())
}
