//! PyTorch's constructors: names, order and meaning of their arguments. The writer writes them and the reader reads them.

use crate::race::row::Row;

/// What an argument stands for on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A row of the kind.
    Row(Row),
    /// A value that only the kind's own code reads, such as a second way to say a length.
    Own,
    /// Nothing that the page has; `usual` is the value that changes nothing.
    Nothing {
        /// Its default, as Python writes it.
        usual: &'static str,
        /// Why it is left out.
        why: &'static str,
    },
}

/// An argument after the optimizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// PyTorch's name.
    pub name: &'static str,
    /// What it stands for.
    pub meaning: Meaning,
    /// Whether PyTorch insists on it.
    pub required: bool,
}

/// A constructor.
#[derive(Debug)]
pub struct Signature {
    /// Its arguments after the optimizer, in PyTorch's order.
    pub arguments: &'static [Argument],
    /// Rows that the constructor has no argument for, with the value that stands for what PyTorch does.
    pub beyond: &'static [(Row, f64)],
}

impl Argument {
    /// An argument that PyTorch insists on.
    #[must_use]
    pub const fn required(name: &'static str, row: Row) -> Self {
        Self { name, meaning: Meaning::Row(row), required: true }
    }

    /// An argument with a default, under the row's own name.
    #[must_use]
    pub const fn optional(row: Row) -> Self {
        Self { name: row.spec().id, meaning: Meaning::Row(row), required: false }
    }

    /// An argument with a default that only the kind's own code reads.
    #[must_use]
    pub const fn own(name: &'static str) -> Self {
        Self { name, meaning: Meaning::Own, required: false }
    }
}

/// `last_epoch`, which every constructor with a step number has.
pub const LAST_EPOCH: Argument = Argument {
    name: "last_epoch",
    meaning: Meaning::Nothing { usual: "-1", why: "every training here starts at step 0" },
    required: false,
};

/// `verbose`, which older versions had.
pub const VERBOSE: Argument = Argument {
    name: "verbose",
    meaning: Meaning::Nothing { usual: "", why: "it only printed, and PyTorch has dropped it" },
    required: false,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;

    #[test]
    fn every_row_of_a_kind_can_be_said_or_is_listed_as_beyond() {
        for page in KINDS {
            let Some(signature) = page.torch else { continue };
            for row in page.kind.params().iter().map(Row::new) {
                let said = signature.arguments.iter().any(|argument| argument.meaning == Meaning::Row(row));
                let listed = signature.beyond.iter().any(|(known, _)| *known == row);
                assert!(said || listed || row.id == "lr", "{:?} {row:?}", page.kind);
            }
        }
    }
}
