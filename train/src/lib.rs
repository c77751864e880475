//! A real mini model, trained under each learning-rate schedule: config → start → engine → session → metrics.

pub mod cpu;
pub mod digits;
pub mod engine;
pub mod gpu;
pub mod inspect;
pub mod job;
pub mod model;
pub mod parity;
pub mod policy;
mod rng;
pub mod session;
pub mod setting;
pub mod start;
pub mod sweep;

/// The most jobs one request may hold.
pub const MAX_JOBS: usize = 65_536;

/// The example in the project's README is a test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
