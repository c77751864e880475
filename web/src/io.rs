//! The outside world: the only place with closures for the browser. Everything else is told and asked.

pub mod address;
pub mod bytes;
pub mod crew;
pub mod download;
pub mod fault;
pub mod frames;
pub mod measure;
pub mod screen;
pub mod selection;
pub mod sight;
pub mod turns;
