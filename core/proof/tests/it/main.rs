//! The tests that use the crate as its users do, in one binary. Tests of every kind loop over the subjects.
#![cfg(test)]

mod helpers;

// Tests of every kind.
mod conformance;
mod invalid;
mod laws;
mod oracle;
mod rows;
mod tables;

// Tests of one kind, or of the whole crate.
mod compose;
mod fixed;
mod monotone;
mod numbers;
mod plateau;
mod restarts;
mod resume;
mod settings;
mod shape;
mod stored;
mod total;
mod traps;
mod traps_plateau;
mod values;
