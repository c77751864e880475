//! The page's sections. A panel below the first screen is a file, with or without a folder, and a row here.

pub mod charts;
pub mod engine;
pub mod lanes;
pub mod player;
pub mod results;
pub mod share;

use etalon_explorer::flags::parts::Section;
use leptos::prelude::AnyView;

use crate::app::state::App;

/// A section below the first screen.
#[derive(Debug, Clone, Copy)]
pub struct Panel {
    /// Its styles.
    pub style: &'static str,
    /// Makes its view.
    pub view: fn(App) -> AnyView,
    /// What would take too long to make together with the view.
    pub pieces: fn(App) -> Vec<Piece>,
}

/// A part of a panel that is made after it: the id of the element whose last part it becomes, and what makes it.
pub type Piece = (&'static str, Box<dyn FnOnce() -> AnyView>);

impl Panel {
    /// A panel that is made in one piece.
    pub const fn new(style: &'static str, view: fn(App) -> AnyView) -> Self {
        Self { style, view, pieces: |_| Vec::new() }
    }
}

/// Declares the modules of the panels, each with its name in `explorer`, whose list has their order.
macro_rules! panels {
    ($($panel:ident: $section:ident),+ $(,)?) => {
        $(pub mod $panel;)+

        impl Panel {
            /// The panel of `section`.
            pub const fn of(section: Section) -> Self {
                match section {
                    $(Section::$section => $panel::PANEL),+
                }
            }
        }
    };
}

panels! {
    compare: Compare,
    explain: Explain,
    why: Why,
    code: Code,
    log: Log,
    landscape: Landscape,
    range_test: RangeTest,
    theory: Theory,
    learned: Learned,
}
