//! The opening of version 2, where it is not today's.

use super::version::Version;
use crate::kinds::one_cycle;
use crate::race::config::Config;
use crate::race::control::{Changes, Control};
use crate::race::opening;
use crate::race::row::Row;
use crate::race::run_settings::{LR, OPTIMISER, TASK, WRONG_LABELS};
use crate::race::slot::Slot;

/// The values of the run.
const RUN: &[(Row, f64)] = &[(TASK, 0.0), (OPTIMISER, 0.0), (LR, 0.01), (WRONG_LABELS, 0.0)];

/// The peak of a 1cycle.
const PEAK: f64 = 0.01;

/// What a visitor found.
pub fn opening() -> Config {
    let run: Changes = RUN.iter().map(|(row, value)| (Control::run(*row), *value)).collect();
    let found = opening::config().with_changes(&run);
    debug_assert!(found.is_ok(), "a value of version 2 is refused: {found:?}");
    let config = found.unwrap_or_else(|_| opening::config());
    opening::LINEUP
        .iter()
        .zip(Slot::all())
        .fold(config, |config, (page, slot)| Version::Second.with_lane(config, slot, Some(page)))
}

/// `config` with the values that a visitor found in a lane that was just put at `slot`.
pub(super) fn as_found(config: Config, slot: Slot) -> Config {
    let is_one_cycle = config.lane(slot).is_some_and(|lane| lane.page().kind == one_cycle::PAGE.kind);
    if !is_one_cycle {
        return config;
    }
    let found = config.with(Control::lane(slot, one_cycle::PAGE.rate), PEAK);
    debug_assert!(found.is_ok(), "a peak of version 2 is refused: {found:?}");
    found.unwrap_or(config)
}
