//! The explorer: four schedules and a constant rate, trained again whenever a slider moves.
//!
//! In reading order: `model` is everything that can be said without a browser, `chart` draws on canvases, `signals` tell of
//! changes, `html` is what views are made of, `io` touches the outside world, `worker` trains, `ui` is the page.

#![allow(
    clippy::redundant_closure,
    reason = "`view!` compiles closures that are written in place once for all, and those of a name each anew"
)]

pub mod model;

pub mod chart;

pub mod signals;

pub mod html;

pub mod io;

pub mod worker;

pub mod ui;
