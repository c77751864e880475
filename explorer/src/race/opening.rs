//! What a visitor finds: the lineup and the values of the first screen.

use etalon_train::optimiser::Optimiser;

use crate::kinds::page::KindPage;
use crate::kinds::{cosine, exponential, one_cycle, plateau};
use crate::race::config::Config;
use crate::race::row::Row;
use crate::race::run_settings::{LR, RunSettings, WEIGHT_DECAY, WRONG_LABELS};
use crate::race::tasks::{self, TASKS};

/// The settings of all runs, where they are not the tables' defaults. A constant rate of 0.02 does not settle on labels of which a
/// fifth is wrong: over 32 seeds every lane of the lineup ends above it.
const RUN: &[(Row, f64)] = &[(LR, 0.02), (WRONG_LABELS, TASKS[0].wrong_labels)];

/// The kinds of the opening's lineup, in the order of the places.
pub const LINEUP: &[&KindPage] = &[&exponential::PAGE, &cosine::PAGE, &plateau::PAGE, &one_cycle::PAGE];

/// What a row of the run is where nobody has set it, beside the other values of `run`: SGD has another weight decay than AdamW, and the
/// names show what a schedule does without wrong labels.
#[must_use]
pub fn usual(run: &RunSettings, row: Row) -> f64 {
    if row == WEIGHT_DECAY {
        match run.optimiser() {
            Ok(Optimiser::AdamW) => {}
            // Only SGD's values can be at odds.
            Ok(Optimiser::Sgd(_)) | Err(_) => return 0.0,
        }
    }
    if row == WRONG_LABELS {
        return tasks::page(run.task()).wrong_labels;
    }
    self::run().get(row)
}

/// The settings that all runs share.
#[must_use]
pub fn run() -> RunSettings {
    let mut run = RunSettings::default();
    for (row, value) in RUN {
        run.put(*row, *value);
    }
    run
}

/// The opening.
#[must_use]
pub fn config() -> Config {
    Config::racing(LINEUP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_legal() {
        for (row, value) in RUN {
            row.check(*value).unwrap();
            assert_eq!(run().get(*row), *value);
        }
    }
}
