//! The page: components that show the state and change it.

mod badge;
mod card;
mod chart;
mod chart_board;
mod chart_data;
mod chart_gestures;
mod chart_menu;
mod chart_momentum;
mod chart_outcome;
mod chart_plateau;
mod chart_plot;
mod chart_rates;
mod chart_speed;
mod charts;
mod code;
mod compare;
mod explain;
mod field;
mod learned;
mod list;
mod marks;
mod page;
mod panel;
mod player;
mod presets;
mod readout;
mod results;
mod sentence;
mod share;
mod shown;
mod state;
mod swatch;
mod theme;
mod training;
mod traps;

use leptos::prelude::*;

/// Puts the page in place of what `index.html` shows while it loads.
pub fn show() {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| {
        let app = document.get_element_by_id("app")?;
        app.set_inner_html("");
        Some(wasm_bindgen::JsCast::unchecked_into(app))
    });
    if let Some(root) = root {
        mount_to(root, page::Page).forget();
    }
}
