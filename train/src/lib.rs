//! Real small networks, trained under each learning-rate schedule: job → start → engine → session → metrics.
//!
//! The modules, in reading order: [`task`] says what is trained, and what a batch, a round and an epoch are; [`dataset`] holds
//! samples and [`shape`] the layout of a network. [`policy`] sets the rate, [`optimiser`] is AdamW or SGD, [`setting`] is the table of
//! all other settings. A [`job`] is one training. [`start`] draws split, weights and batches from its seed. An [`engine`],
//! [`cpu`] or [`gpu`], trains rounds and returns a [`report`] of each. [`session`] passes the metric back to the policy, [`sweep`]
//! trains any number of jobs, [`replay`] explains the cuts of a plateau, [`inspect`] looks into the weights, and [`parity`]
//! compares two engines. A [`question`] is answered by many jobs: with [`stats`] of groups of runs, and a [`verdict`] on whether
//! two of them differ.

pub mod task;

pub mod dataset;
pub mod shape;

pub mod optimiser;
pub mod policy;
pub mod setting;

pub mod job;
pub mod start;

mod kernel;
mod rng;

pub mod cpu;
pub mod engine;
pub mod gpu;
pub mod report;

pub mod session;
pub mod sweep;
#[cfg(not(target_family = "wasm"))]
pub mod threads;

pub mod question;
pub mod stats;
pub mod verdict;

pub mod inspect;
pub mod parity;
pub mod replay;

/// The most jobs one request may hold.
pub const MAX_JOBS: usize = 65_536;

/// The tests' own tasks name this crate as its users do.
#[cfg(test)]
extern crate self as etalon_train;

#[cfg(test)]
#[path = "../tests/it/tasks.rs"]
mod tasks;

/// The example in the project's README is a test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
