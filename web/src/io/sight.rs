//! Whether a section is in sight, and small pictures on canvases.

use leptos::html::{Canvas, ElementType};
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{
    Element, ImageData, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
};

use etalon_explorer::learned::Picture;

/// Whether a part of `part` is on the screen.
#[must_use]
pub fn in_sight<E>(part: NodeRef<E>) -> Signal<bool>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    let seen = RwSignal::new(false);
    Effect::new(move || {
        if let Some(element) = part.get() {
            watch(element.unchecked_ref(), seen);
        }
    });
    seen.into()
}

/// From now on says whether a part of `element` is on the screen. It lives as long as the page.
fn watch(element: &Element, seen: RwSignal<bool>) {
    let closure = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let entry: Option<IntersectionObserverEntry> = entries.iter().last().map(JsCast::unchecked_into);
        if let Some(now) = entry.map(|entry| entry.is_intersecting())
            && seen.get_untracked() != now
        {
            seen.set(now);
        }
    });
    // A few pixels in, so that a section that only touches the screen's edge does not count.
    let margins = IntersectionObserverInit::new();
    margins.set_root_margin("-8px");
    match IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &margins) {
        Ok(observer) => observer.observe(element),
        // A browser without observers counts everything as in sight.
        Err(_) => seen.set(true),
    }
    closure.forget();
}

/// Whether the visitor has scrolled beyond the element `id`, so that less than `margin` pixels of it are left at the top.
#[must_use]
pub fn is_passed(id: &str, margin: u32) -> Signal<bool> {
    let passed = RwSignal::new(false);
    let element = web_sys::window().and_then(|window| window.document()?.get_element_by_id(id));
    let Some(element) = element else { return passed.into() };
    let watched = element.clone();
    let closure = Closure::<dyn FnMut()>::new(move || {
        let now = watched.get_bounding_client_rect().bottom() <= f64::from(margin);
        if passed.get_untracked() != now {
            passed.set(now);
        }
    });
    let margins = IntersectionObserverInit::new();
    margins.set_root_margin(&format!("-{margin}px 0px 0px 0px"));
    // In a browser without observers nothing is ever passed.
    if let Ok(observer) = IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &margins) {
        observer.observe(&element);
    }
    // The element lives as long as the page.
    closure.forget();
    passed.into()
}

/// Draws `picture` on `canvas`, which takes its size.
///
/// # Errors
/// If the browser has no memory for it.
pub fn put(canvas: NodeRef<Canvas>, picture: &Picture) -> Result<(), JsValue> {
    let Some(canvas) = canvas.get() else { return Ok(()) };
    let width = picture.width as u32;
    let data = ImageData::new_with_u8_clamped_array(Clamped(&picture.rgba), width)?;
    if (canvas.width(), canvas.height()) != (width, data.height()) {
        canvas.set_width(width);
        canvas.set_height(data.height());
    }
    let context = canvas.get_context("2d")?;
    if let Some(context) = context {
        context.unchecked_into::<web_sys::CanvasRenderingContext2d>().put_image_data(&data, 0.0, 0.0)?;
    }
    Ok(())
}
