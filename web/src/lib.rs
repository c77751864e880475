//! The explorer: four schedules and a constant rate, trained again whenever a slider moves.
//!
//! In reading order: `model` is everything that can be said without a browser, `chart` draws on canvases, `io` touches
//! the outside world, `worker` trains, `ui` is the page.

pub mod model;

pub mod chart;

pub mod io;

pub mod worker;

pub mod ui;
