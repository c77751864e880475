//! The dock: below the first screen both charts stay in sight, small, at the top of the window. Presets, lessons and other
//! controls down there change lines that the visitor sees.

use leptos::prelude::*;

use crate::io::{screen, sight};

/// The height of the dock in pixels, as in `dock.css`.
const HEIGHT: u32 = 150;

/// From now on docks the charts while the first screen is above the window.
pub fn dock() {
    let passed = sight::is_passed("main", HEIGHT);
    Effect::new(move || screen::mark("plots", "docked", passed.get()));
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_style_has_the_same_height() {
        assert!(include_str!("dock.css").contains(&format!("  height: {}px;", super::HEIGHT)));
    }
}
