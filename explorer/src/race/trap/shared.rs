//! Traps of what all runs share.

use crate::race::trap::Rule;

/// The rules.
pub const RULES: &[Rule] = &[];
