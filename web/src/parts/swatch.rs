//! A short piece of a line, as the charts draw it.

use leptos::prelude::*;

use etalon_explorer::race::slot::Line;

/// A swatch with the colour and the dash of `line`.
#[component]
pub fn Swatch(line: Line, #[prop(default = 26)] width: u32) -> impl IntoView {
    let dash: Vec<String> = line.dash().iter().map(ToString::to_string).collect();
    view! {
        <svg class="swatch" width=width height="8" viewBox=format!("0 0 {width} 8") aria-hidden="true">
            <line
                x1="0"
                y1="4"
                x2=width
                y2="4"
                stroke="currentColor"
                stroke-width=line.width().to_string()
                stroke-dasharray=dash.join(" ")
            />
        </svg>
    }
}
