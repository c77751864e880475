//! The dock: below the first screen both charts stay in sight, small, at the top of the window. Presets, lessons and other
//! controls down there change lines that the visitor sees.

use leptos::prelude::*;

use crate::io::{screen, sight};

/// The height of the dock in pixels, as in `style.css`.
const HEIGHT: u32 = 150;

/// From now on docks the charts while the first screen is above the window.
pub fn dock() {
    let passed = sight::is_passed("main", HEIGHT);
    Effect::new(move || screen::mark("plots", "docked", passed.get()));
}
