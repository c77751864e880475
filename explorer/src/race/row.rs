//! A row of a table of parameters: what a control is about.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Deref;

use etalon::Kind;
use etalon::param::{Domain, ParamSpec};

/// A reference to a row. Two rows of the same owner are equal if their ids are.
#[derive(Clone, Copy)]
pub struct Row(&'static ParamSpec);

impl Row {
    /// The row of `kind` with this `id`. In a `const`, a missing row stops the compilation.
    ///
    /// # Panics
    /// If the kind has no such row.
    #[must_use]
    pub const fn of(kind: Kind, id: &str) -> Self {
        Self::in_table(kind.params(), id)
    }

    /// The row of `table` with this `id`. In a `const`, a missing row stops the compilation.
    ///
    /// # Panics
    /// If the table has no such row.
    #[must_use]
    pub const fn in_table(table: &'static [ParamSpec], id: &str) -> Self {
        let mut rest = table;
        while let [row, others @ ..] = rest {
            if are_same(row.id.as_bytes(), id.as_bytes()) {
                return Self(row);
            }
            rest = others;
        }
        panic!("the table has no row of this name");
    }

    /// A row that is known by reference.
    #[must_use]
    pub const fn new(row: &'static ParamSpec) -> Self {
        Self(row)
    }

    /// The row itself, in a `const` too.
    #[must_use]
    pub const fn spec(self) -> &'static ParamSpec {
        self.0
    }

    /// A value of this row as text: a choice by its name, a number without loss.
    #[must_use]
    pub fn text(self, value: f64) -> String {
        match self.domain {
            Domain::Choice(names) => names.get(value as usize).copied().unwrap_or_default().to_owned(),
            // A number. `Domain` may grow, and a page has controls for numbers and choices only.
            _ => crate::number::exact(value),
        }
    }
}

impl Deref for Row {
    type Target = ParamSpec;

    fn deref(&self) -> &ParamSpec {
        self.0
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Row {}

impl Hash for Row {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

const fn are_same(a: &[u8], b: &[u8]) -> bool {
    match (a, b) {
        ([], []) => true,
        ([first, a @ ..], [second, b @ ..]) => *first == *second && are_same(a, b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_name() {
        const GAMMA: Row = Row::of(Kind::Exponential, "gamma");
        assert_eq!((GAMMA.id, GAMMA), ("gamma", Row::of(Kind::Step, "gamma")));
        assert_ne!(GAMMA, Row::of(Kind::Exponential, "lr"));
    }
}
