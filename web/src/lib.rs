//! The explorer: four schedules and a constant rate, trained again whenever a slider moves.
//!
//! In reading order: `model` is everything that can be said without a browser, `worker` trains, `io` touches the outside
//! world, `chart` draws on canvases, `ui` is the page.

pub mod model;
