//! The proofs that each kind of schedule must pass: one subject for each kind, and all code that loops over the subjects.
//!
//! Tests, the oracle, the exhaustive search, fuzz targets, the digest of all boards, sizes, stacks and the no-panic proof loop
//! over [`SUBJECTS`]. A new kind needs a file in `subjects/` and a row.
#![cfg_attr(not(feature = "oracle"), no_std)]

mod subject;
pub mod subjects;

pub mod digest;
pub mod draw;
pub mod vectors;
pub mod walks;

#[cfg(feature = "by_hand")]
pub mod by_hand;
#[cfg(feature = "oracle")]
pub mod oracle;

pub use subject::{Limits, Subject, Weight};
pub use subjects::SUBJECTS;
