//! Lengths that a visitor has entered in steps of their own. The small network holds a whole number of its steps, which stands for
//! several of the visitor's numbers: 113 of 45 in an epoch are 1,000 of 400 as well as 1,004. So the number that was entered is
//! remembered. It holds as long as the network's number stays.

use crate::race::config::Config;
use crate::race::control::{Control, Owner};
use crate::race::slot::Slot;

/// The most lengths: no lane has more that count in batches.
const MOST: usize = 3 * Slot::COUNT;

/// A length of both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Length {
    pub control: Control,
    /// The small network's number.
    pub held: f64,
    /// The visitor's number.
    pub entered: f64,
}

impl Length {
    /// Whether the network of `config` still has this length.
    pub fn holds(&self, config: &Config) -> bool {
        let has_row = match self.control.owner {
            Owner::Run => false,
            Owner::Lane(slot) => {
                config.lane(slot).is_some_and(|lane| lane.row(self.control.row.id).is_some())
            }
        };
        has_row && config.value(self.control) == self.held
    }
}

/// The lengths that were entered, the latest last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lengths([Option<Length>; MOST]);

impl Lengths {
    pub const NONE: Self = Self([None; MOST]);

    pub fn all(&self) -> impl Iterator<Item = &Length> {
        self.0.iter().flatten()
    }

    /// Without the one of `control`.
    pub fn without(self, control: Control) -> Self {
        Self::of(self.all().filter(|length| length.control != control))
    }

    /// With one more. The oldest one makes room.
    pub fn with(self, length: Length) -> Self {
        let others = self.without(length.control);
        let over = (others.all().count() + 1).saturating_sub(MOST);
        Self::of(others.all().skip(over).chain([&length]))
    }

    fn of<'a>(lengths: impl Iterator<Item = &'a Length>) -> Self {
        let mut all = Self::NONE;
        for (place, length) in all.0.iter_mut().zip(lengths) {
            *place = Some(*length);
        }
        all
    }
}
