//! The page's sections. A panel below the first screen is a file, with or without a folder, its module and a row here.

pub mod charts;
pub mod engine;
pub mod lanes;
pub mod player;
pub mod results;
pub mod share;

// Below the first screen.
pub mod code;
pub mod compare;
pub mod explain;
pub mod landscape;
pub mod learned;
pub mod log;
pub mod range_test;
pub mod theory;
pub mod why;

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

impl Panel {
    /// The panel of `section`.
    pub const fn of(section: Section) -> Self {
        match section {
            Section::Compare => compare::PANEL,
            Section::Explain => explain::PANEL,
            Section::Why => why::PANEL,
            Section::Code => code::PANEL,
            Section::Log => log::PANEL,
            Section::Landscape => landscape::PANEL,
            Section::RangeTest => range_test::PANEL,
            Section::Theory => theory::PANEL,
            Section::Learned => learned::PANEL,
        }
    }
}
