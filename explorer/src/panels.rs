//! The pure halves of the page's panels, each under its panel's name.

pub mod advice;
pub mod caption;
pub mod csv;
pub mod explain;
pub mod landscape;
pub mod log;
pub mod plateau_story;
pub mod range_test;
pub mod rates;
pub mod table;
pub mod theory;
pub mod why;
