//! Traps of what all runs share.

use etalon_train::optimiser::WEIGHT_DECAY;
use etalon_train::setting::Setting;

use crate::model::config::{Config, STEPS};
use crate::model::group::Group;
use crate::model::knob::Knob;
use crate::model::number::{percent, short};
use crate::model::param::Param;
use crate::model::traps::{Rule, Severity, Trap, changes, one, text};

/// A base rate that this network likes.
pub(super) const GOOD_RATE: f64 = 0.01;

/// The share that every step takes from every weight.
fn forgotten(config: &Config) -> f64 {
    config.get(Param::Lr) * config.value(Setting::WeightDecay)
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        trap: Trap::NoRate,
        group: Group::Shared,
        knob: Knob::Schedule(Param::Lr),
        severity: Severity::Broken,
        source: None,
        holds: |config| config.get(Param::Lr) == 0.0,
        title: |_| "rate 0: nothing is learned".to_owned(),
        reason: |_| "A step is the rate times a direction: at a rate of 0 no weight ever moves.".to_owned(),
        mends: |_| one(Param::Lr, GOOD_RATE),
    },
    Rule {
        trap: Trap::Forgetful,
        group: Group::Shared,
        knob: Knob::Training(Setting::WeightDecay),
        severity: Severity::Wasteful,
        source: Some("https://arxiv.org/abs/1711.05101"),
        holds: |config| forgotten(config) >= 0.02,
        title: |config| {
            text(&[
                "weights lose ",
                &short((forgotten(config).min(1.0) * 1e3).round() / 10.0),
                " % each step",
            ])
        },
        reason: |config| {
            let left = (1.0 - forgotten(config)).max(0.0).powf(f64::from(STEPS));
            text(&[
                "AdamW takes η · weight decay from every weight at every step; after an epoch of ",
                &STEPS.to_string(),
                " steps ",
                &percent(left),
                " of what was learned before it is left.",
            ])
        },
        mends: |_| {
            let (decay, lr): (Knob, Knob) = (Setting::WeightDecay.into(), Param::Lr.into());
            let both = changes(&[(decay, WEIGHT_DECAY), (lr, GOOD_RATE)]);
            [one(decay, WEIGHT_DECAY), one(lr, GOOD_RATE), vec![both]].concat()
        },
    },
];
