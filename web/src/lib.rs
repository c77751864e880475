//! The page of the explorer. Its lineup of schedules is trained again whenever a slider moves.
//!
//! In reading order: `app` is the state and the trainings that follow from it. `panels` are the sections of the page, `parts` the
//! small pieces that they share, and `page` puts them in their places. `chart` draws on canvases, `io` touches the outside world,
//! and `worker` trains. Everything that needs no browser is in the package `etalon-explorer`.

pub mod app;

pub mod page;
pub mod panels;
pub mod parts;

pub mod chart;

pub mod io;

pub mod worker;
