//! The page's sections. A panel below the first screen is a file, with or without a folder, and a row here.

pub mod charts;
pub mod engine;
pub mod lanes;
pub mod player;
pub mod results;
pub mod share;

use leptos::prelude::AnyView;

use crate::app::state::App;

/// A section below the first screen.
#[derive(Debug, Clone, Copy)]
pub struct Panel {
    /// Its styles.
    pub style: &'static str,
    /// Makes its view.
    pub view: fn(App) -> AnyView,
}

/// Declares the modules of the panels and lists them in order.
macro_rules! panels {
    ($($panel:ident),+ $(,)?) => {
        $(pub mod $panel;)+

        /// Every section below the first screen, from top to bottom.
        pub const PANELS: &[Panel] = &[$($panel::PANEL),+];
    };
}

panels! {
    compare,
    explain,
    code,
    log,
    landscape,
    range_test,
    theory,
    learned,
}
