//! What a visitor finds: the lineup and the values of the first screen.

use crate::kinds::page::KindPage;
use crate::kinds::{cosine, exponential, one_cycle, plateau};
use crate::race::config::Config;

/// The kinds of the opening's lineup, in the order of the places.
pub const LINEUP: &[&KindPage] = &[&exponential::PAGE, &cosine::PAGE, &plateau::PAGE, &one_cycle::PAGE];

/// The opening.
#[must_use]
pub fn config() -> Config {
    Config::racing(LINEUP)
}
