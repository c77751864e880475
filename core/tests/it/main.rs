//! The tests that see the crate as its users do, in one binary.

mod compare;
#[cfg(test)]
mod compose;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod resume;
