//! The tests that see the crate as its users do, in one binary. What every kind must show loops over the subjects.
#![cfg(test)]

mod helpers;

// What every kind must show.
mod conformance;
mod invalid;
mod laws;
mod oracle;
mod rows;
mod tables;

// What one kind must show, or the whole crate.
mod compose;
mod fixed;
mod monotone;
mod numbers;
mod plateau;
mod resume;
mod settings;
mod shape;
mod stored;
mod total;
mod traps;
mod traps_plateau;
mod values;
