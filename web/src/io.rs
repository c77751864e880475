//! The outside world: workers, address, screen, files. Closures for the browser are made only here and in the worker.

pub mod address;
pub mod bytes;
pub mod crew;
pub mod download;
pub mod fault;
pub mod file;
pub mod frames;
pub mod later;
pub mod measure;
pub mod screen;
pub mod selection;
pub mod sight;
pub mod turns;
