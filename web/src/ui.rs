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
mod marks;
mod page;
mod panel;
mod place;
mod player;
mod presets;
mod readout;
mod results;
mod sentence;
mod share;
mod state;
mod swatch;
mod theme;
mod training;
mod traps;

use leptos::mount::mount_to_body;
use leptos::task::spawn_local_scoped;

/// Puts the page in place of what `index.html` shows while it loads.
pub fn show() {
    // The root that owns everything is itself nothing to be seen.
    mount_to_body(|| spawn_local_scoped(page::open()));
}
