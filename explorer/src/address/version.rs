//! The versions of the format. An address holds what differs from the opening, so each version has the opening of its day.

use super::pairs::Steps;
use super::{first, lineup, second};
use crate::kinds::page::KindPage;
use crate::race::config::Config;
use crate::race::opening;
use crate::race::slot::Slot;

/// A version of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Flat names: `gamma=0.9`.
    First,
    /// A place or a kind in each name: `1.gamma=0.9`. All training labels are right unless the address says otherwise.
    Second,
    /// The names of version 2, and the opening of today. Links are written in it.
    Third,
}

impl Version {
    /// Every version, the oldest first.
    const ALL: [Version; 3] = [Version::First, Version::Second, Version::Third];

    /// The version that links are written in.
    pub const LATEST: Version = Version::Third;

    /// Its name in an address.
    pub const fn id(self) -> &'static str {
        match self {
            Version::First => "1",
            Version::Second => "2",
            Version::Third => "3",
        }
    }

    /// The version with this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.id() == id)
    }

    /// What a visitor found.
    pub fn opening(self) -> Config {
        match self {
            Version::First => first::opening(),
            Version::Second => second::opening(),
            Version::Third => opening::config(),
        }
    }

    /// `config` with a lane at `slot` that has the values that a visitor found, or with nothing there.
    pub fn with_lane(self, config: Config, slot: Slot, page: Option<&'static KindPage>) -> Config {
        let config = config.with_lane(slot, page);
        match self {
            Version::First | Version::Second => second::as_found(config, slot),
            Version::Third => config,
        }
    }

    /// The order in which its keys are followed.
    pub const fn steps(self) -> Steps {
        match self {
            Version::First => first::STEPS,
            Version::Second | Version::Third => lineup::STEPS,
        }
    }
}
