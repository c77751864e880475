//! A small picture on its own canvas.

use leptos::html::Canvas;
use leptos::prelude::*;

use crate::io::sight;
use etalon_explorer::learned::Picture;

/// Shows `picture`, and draws it again whenever its inputs change. With `says` it is an image with this description. Without, the
/// words beside it are enough.
#[component]
pub fn Pixels(
    class: &'static str,
    #[prop(into)] picture: Callback<(), Option<Picture>>,
    #[prop(optional, into)] says: Option<Signal<String>>,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    Effect::new(move || {
        if let Some(picture) = picture.run(()).filter(|picture| !picture.rgba.is_empty()) {
            // If it cannot be drawn, it stays empty. The words beside it say the same.
            drop(sight::put(canvas, &picture));
        }
    });
    view! {
        <canvas
            class=class
            node_ref=canvas
            role=says.map(|_| "img")
            aria-label=move || says.map(|says| says.get())
            aria-hidden=says.is_none().then_some("true")
        ></canvas>
    }
}
