//! The tests that see the crate as its users do, in one binary.

mod compare;
mod compose;
#[cfg(test)]
mod conformance;
mod resume;
