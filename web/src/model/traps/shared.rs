//! Traps of what all runs share.

use etalon::Param;

use crate::model::traps::{Place, Rule, Severity, Trap};

/// A base rate that this network likes.
pub(super) const GOOD_RATE: f64 = 0.01;

pub(super) const RULES: &[Rule] = &[
    Rule {
        trap: Trap::NoRate,
        place: Place::Shared,
        param: Param::Lr,
        severity: Severity::Broken,
        source: None,
        holds: |config| config.get(Param::Lr) == 0.0,
        title: |_| "rate 0: nothing is learned".to_owned(),
        reason: |_| "A step is the rate times a direction: at a rate of 0 no weight ever moves.".to_owned(),
        mends: |_| vec![vec![(Param::Lr, GOOD_RATE)]],
    },
];
