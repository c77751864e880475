//! Files for the visitor. They are made in the browser and sent nowhere.

use std::rc::Rc;
use std::time::Duration;

use js_sys::Array;
use leptos::prelude::set_timeout;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlCanvasElement, Url};

use crate::chart::canvas;
use crate::chart::figure::{Figure, SIZE};
use crate::chart::palette::Palette;
use crate::chart::paper::Outlet;

/// Device pixels in a CSS pixel of a picture.
const DENSITY: f64 = 2.0;

/// How long a file stays available, so that the browser can fetch it.
const KEPT: Duration = Duration::from_secs(30);

/// Offers `text` as the file `name`. A browser that takes no files leaves the page as it was.
pub fn text(name: &str, kind: &str, text: &str) {
    let bag = BlobPropertyBag::new();
    bag.set_type(&format!("{kind};charset=utf-8"));
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &bag) else { return };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else { return };
    offer(name, &address);
    // An address that no longer exists need not be revoked.
    set_timeout(move || drop(Url::revoke_object_url(&address)), KEPT);
}

/// Offers `figure` as the picture `name`.
pub fn png(name: &str, figure: &Figure, palette: &Palette) {
    drawn(name, SIZE, &|outlet, density| figure.draw(outlet, density, palette));
}

/// Draws at a density, if it can.
type Draw<'a> = &'a dyn Fn(&Rc<dyn Outlet>, f64) -> Option<()>;

/// Offers what `draw` draws as the picture `name`. Its size is in CSS pixels.
pub fn drawn(name: &str, size: (f64, f64), draw: Draw<'_>) {
    let picture = || {
        let document = web_sys::window()?.document()?;
        let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
        canvas.set_width((size.0 * DENSITY) as u32);
        canvas.set_height((size.1 * DENSITY) as u32);
        draw(&canvas::clear(&canvas)?, DENSITY)?;
        canvas.to_data_url().ok()
    };
    if let Some(address) = picture() {
        offer(name, &address);
    }
}

fn offer(name: &str, address: &str) {
    let link = web_sys::window().and_then(|window| {
        let link: HtmlAnchorElement = window.document()?.create_element("a").ok()?.dyn_into().ok()?;
        Some(link)
    });
    if let Some(link) = link {
        link.set_href(address);
        link.set_download(name);
        link.click();
    }
}
