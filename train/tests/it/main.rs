//! The trainer as its users see it: one binary, a module for each promise.
#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

#[path = "../../examples/trace/follow.rs"]
mod follow;

#[path = "../../examples/ask/lanes.rs"]
mod lanes;

mod allocations;
mod decay;
mod digest;
mod divergence;
mod fair;
mod feedback;
mod helpers;
mod inspect;
mod many;
mod odd;
mod optimiser;
mod policy;
mod question;
mod replay;
mod tasks;
mod trace;
mod truth;
mod wire;
