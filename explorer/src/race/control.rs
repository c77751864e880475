//! A control of the page: one row of the settings that all runs share, or one row of a lane.

use core::fmt;

use crate::race::row::Row;
use crate::race::slot::{Line, Slot};

/// Whose row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// All runs.
    Run,
    /// One lane.
    Lane(Slot),
}

impl Owner {
    /// The line whose colour and dash its controls have.
    #[must_use]
    pub const fn line(self) -> Line {
        match self {
            Owner::Run => Line::Reference,
            Owner::Lane(slot) => Line::Lane(slot),
        }
    }
}

/// One control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Control {
    /// Whose it is.
    pub owner: Owner,
    /// Which row.
    pub row: Row,
}

/// Values of several controls that are set together.
pub type Changes = Vec<(Control, f64)>;

impl Control {
    /// A control of what all runs share.
    #[must_use]
    pub const fn run(row: Row) -> Self {
        Self { owner: Owner::Run, row }
    }

    /// A control of a lane.
    #[must_use]
    pub const fn lane(slot: Slot, row: Row) -> Self {
        Self { owner: Owner::Lane(slot), row }
    }

    /// A value of this control as text.
    #[must_use]
    pub fn text(self, value: f64) -> String {
        self.row.text(value)
    }
}

/// The stable name of a control: element ids, tests. An address writes it with a dot.
impl fmt::Display for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.owner {
            Owner::Run => f.write_str(self.row.id),
            Owner::Lane(slot) => write!(f, "{}-{}", slot.number(), self.row.id),
        }
    }
}
