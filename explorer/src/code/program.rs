//! A kind's program in each framework.

/// The programs of a kind.
#[derive(Debug)]
pub struct Programs {}
