//! The screen: sizes of canvases, density, colours of the theme, the visitor's preferences.

use std::cell::RefCell;

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};

use crate::chart::frame::Frame;
use crate::chart::palette::Palette;
use etalon_explorer::flags::Theme;

/// Device pixels in a CSS pixel.
#[must_use]
pub fn density() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(0.5, 4.0)
}

/// The frame of the chart in `container`, kept up to date with its size and the screen's density.
#[must_use]
pub fn frame_of(container: NodeRef<Div>) -> Signal<Frame> {
    let frame = RwSignal::new(Frame::new(0.0, 0.0, 1.0));
    let measure = move || {
        let Some(element) = container.get_untracked() else { return };
        let (width, height) = (f64::from(element.client_width()), f64::from(element.client_height()));
        let next = Frame::new(width, height, density());
        if frame.get_untracked() != next {
            frame.set(next);
        }
    };
    Effect::new(move || {
        let Some(element) = container.get() else { return };
        let closure = Closure::<dyn FnMut()>::new(measure);
        if let Ok(observer) = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()) {
            observer.observe(&element);
        }
        // The chart lives as long as the page.
        closure.forget();
        measure();
    });
    window_event_listener_untyped("resize", move |_| measure());
    watch_media(&format!("(resolution: {}dppx)", density()), move |_| measure());
    frame.into()
}

/// Gives `canvas` as many pixels as `frame` has on this screen.
pub fn fit(canvas: NodeRef<Canvas>, frame: &Frame) -> Option<web_sys::HtmlCanvasElement> {
    let canvas = canvas.get_untracked()?;
    let pixels = |css: f64| (css * frame.density).round() as u32;
    let (width, height) = (pixels(frame.width), pixels(frame.height));
    if canvas.width() != width {
        canvas.set_width(width);
    }
    if canvas.height() != height {
        canvas.set_height(height);
    }
    Some(canvas)
}

/// The colours of the theme in force.
#[must_use]
pub fn palette() -> Signal<Palette> {
    let palette = RwSignal::new(read_palette());
    watch_media("(prefers-color-scheme: dark)", move |_| palette.set(read_palette()));
    PALETTES.with_borrow_mut(|palettes| palettes.push(palette));
    palette.into()
}

thread_local! {
    /// Every palette of the page. A new theme changes all of them.
    static PALETTES: RefCell<Vec<RwSignal<Palette>>> = const { RefCell::new(Vec::new()) };
}

/// Asks the browser for the present value of each colour. Only an element that has the colour gives it.
#[must_use]
pub fn read_palette() -> Palette {
    let document = web_sys::window().and_then(|window| window.document());
    let probe = document.as_ref().and_then(|document| {
        let probe: web_sys::HtmlElement = document.create_element("i").ok()?.unchecked_into();
        document.body()?.append_child(&probe).ok()?;
        Some(probe)
    });
    let palette = Palette::read(|name| {
        let colour = probe.as_ref().and_then(|probe| {
            probe.style().set_property("color", &format!("var({name})")).ok()?;
            web_sys::window()?.get_computed_style(probe).ok()??.get_property_value("color").ok()
        });
        colour.unwrap_or_default()
    });
    if let Some(probe) = probe {
        probe.remove();
    }
    palette
}

/// The colours on paper: those of the light theme.
#[must_use]
pub fn paper_palette() -> Palette {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    let style = root.and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok()).map(|root| root.style());
    // A property of the element is stronger than the theme's rule. If it cannot be set, the theme in force is printed.
    if let Some(style) = &style {
        drop(style.set_property("color-scheme", "light"));
    }
    let palette = read_palette();
    if let Some(style) = &style {
        drop(style.remove_property("color-scheme"));
    }
    palette
}

/// The key under which this browser remembers the theme.
pub const THEME: &str = "etalon-theme";

/// The theme of the address, or the one that this browser remembers.
#[must_use]
pub fn theme(asked: Theme) -> Theme {
    if asked != Theme::System {
        return asked;
    }
    let kept = storage().and_then(|storage| storage.get_item(THEME).ok()?).unwrap_or_default();
    Theme::ALL.into_iter().find(|(id, _)| *id == kept).map_or(Theme::System, |(_, theme)| theme)
}

/// Remembers the theme in this browser, if the browser stores anything.
pub fn remember(theme: Theme) {
    if let Some(storage) = storage() {
        drop(storage.set_item(THEME, theme.id()));
    }
}

/// The entry of this tab's storage with the last settings.
pub const TRAIL: &str = "etalon.trail";

/// Keeps `text` until the tab is closed, if the browser stores anything.
pub fn keep(entry: &str, text: &str) {
    if let Some(storage) = tab_storage() {
        drop(storage.set_item(entry, text));
    }
}

/// The text that this tab keeps.
#[must_use]
pub fn recall(entry: &str) -> Option<String> {
    tab_storage()?.get_item(entry).ok()?
}

fn tab_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Applies a theme.
pub fn wear(theme: Theme) {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        // This cannot fail: the name of the attribute is legal.
        drop(root.set_attribute("data-theme", theme.id()));
    }
    let now = read_palette();
    PALETTES.with_borrow(|palettes| palettes.iter().for_each(|palette| palette.set(now)));
}

/// Gives the element `id` a class, or takes the class away.
pub fn mark(id: &str, class: &str, on: bool) {
    let element = web_sys::window().and_then(|window| window.document()?.get_element_by_id(id));
    if let Some(element) = element {
        // This cannot fail: the name of the class is legal.
        drop(element.class_list().toggle_with_force(class, on));
    }
}

/// Shows the page as a part of another page, or as a whole.
pub fn embed(embed: bool) {
    if let Some(root) = web_sys::window().and_then(|window| window.document()?.document_element()) {
        root.set_class_name(if embed { "embed" } else { "" });
    }
}

#[wasm_bindgen]
extern "C" {
    /// A stylesheet that a script makes.
    #[wasm_bindgen(js_name = CSSStyleSheet)]
    type Sheet;

    #[wasm_bindgen(constructor, js_class = "CSSStyleSheet", catch)]
    fn new() -> Result<Sheet, JsValue>;

    #[wasm_bindgen(method, js_name = replaceSync, catch)]
    fn replace_sync(this: &Sheet, css: &str) -> Result<(), JsValue>;
}

/// Adds the styles of panels to the page. The content security policy allows stylesheets that the program makes.
pub fn adopt(css: &str) {
    let adopted = || {
        let sheet = Sheet::new().ok()?;
        sheet.replace_sync(css).ok()?;
        let document = web_sys::window()?.document()?;
        let sheets = js_sys::Reflect::get(&document, &JsValue::from("adoptedStyleSheets")).ok()?;
        sheets.dyn_ref::<js_sys::Array>().map(|sheets| sheets.push(&sheet))
    };
    // Without its styles a panel still works.
    let _ = adopted();
}

/// The id of the element that the address leads to, if it leads to one.
#[must_use]
pub fn fragment() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    hash.strip_prefix('#').filter(|id| !id.is_empty()).map(str::to_owned)
}

/// Scrolls to the element that the address names. It did not exist when the browser looked for it.
pub fn seek_fragment() {
    let Some(window) = web_sys::window() else { return };
    let target = fragment().and_then(|id| window.document()?.get_element_by_id(&id));
    // If the visitor has scrolled in the meantime, nothing moves.
    if let Some(target) = target.filter(|_| window.scroll_y() == Ok(0.0)) {
        target.scroll_into_view();
    }
}

/// Moves the focus to the first element that `css` finds, and the element into sight.
pub fn focus(css: &str) {
    let found = web_sys::window().and_then(|window| window.document()?.query_selector(css).ok()?);
    if let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        // An element that cannot take the focus is none of the page's.
        drop(element.focus());
    }
}

/// Whether the visitor asks for less motion.
#[must_use]
pub fn reduced_motion() -> Signal<bool> {
    let query = "(prefers-reduced-motion: reduce)";
    let now = media(query).is_some_and(|list| list.matches());
    let reduced = RwSignal::new(now);
    watch_media(query, move |matches| reduced.set(matches));
    reduced.into()
}

/// The least width of the full layout in CSS pixels, as in the style sheets.
const WIDE: u32 = 1120;

/// Whether the screen is wide enough for the full layout.
#[must_use]
pub fn is_wide() -> bool {
    media(&format!("(min-width: {WIDE}px)")).is_none_or(|list| list.matches())
}

fn media(query: &str) -> Option<web_sys::MediaQueryList> {
    web_sys::window()?.match_media(query).ok()?
}

fn watch_media(query: &str, changed: impl Fn(bool) + 'static) {
    let Some(list) = media(query) else { return };
    let asked = list.clone();
    let closure = Closure::<dyn FnMut()>::new(move || changed(asked.matches()));
    list.set_onchange(Some(closure.as_ref().unchecked_ref()));
    // The media query is watched as long as the page lives, so it must live as long.
    closure.forget();
    core::mem::forget(list);
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_styles_end_the_narrow_layout_at_the_same_width() {
        let narrow = format!("(max-width: {}px)", super::WIDE - 1);
        for style in [include_str!("../../style.css"), include_str!("../panels/charts/style.css")] {
            assert!(style.contains(&narrow));
        }
    }
}
