//! The outside world: the only place with closures for the browser. Everything else is told and asked.

pub mod address;
pub mod download;
pub mod fault;
pub mod frames;
pub mod inspector;
pub mod measure;
pub mod pool;
pub mod screen;
pub mod selection;
pub mod sight;
pub mod solo;
pub mod together;
pub mod tuner;
pub mod turns;
pub mod wire;
