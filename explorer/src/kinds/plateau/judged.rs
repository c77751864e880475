//! Traps of reduce on plateau that only the runs show.

use crate::race::trap::judged::RunRule;

/// The rules.
pub const RULES: &[RunRule] = &[];
