//! The pure half of the page's panels, each under its panel's name.

pub mod explain;
pub mod plateau_story;
