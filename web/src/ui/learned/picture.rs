//! A small picture on a canvas of its own.

use leptos::html::Canvas;

use crate::html::*;
use crate::io::sight;
use crate::signals::{Signal, effect};
use etalon_explorer::learned::Picture;

/// Shows `picture`, again whenever what it reads has changed. Where `says` is given it is an image that says so; otherwise what
/// stands beside it says enough.
#[component]
pub fn Pixels(
    class: &'static str,
    #[prop(into)] picture: Callback<(), Option<Picture>>,
    #[prop(optional, into)] says: Option<Signal<String>>,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    effect(move || {
        if let Some(picture) = picture.run(()).filter(|picture| !picture.rgba.is_empty()) {
            // What cannot be drawn stays empty; the words beside it say the same.
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
