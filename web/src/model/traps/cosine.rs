//! Traps of cosine annealing, which is stepped once an epoch here.

use crate::model::config::{Config, STEPS};
use crate::model::group::Group;
use crate::model::kind::Kind;
use crate::model::knob::Knob;
use crate::model::number::{exact, percent, rate, short};
use crate::model::param::Param;
use crate::model::traps::{Changes, Rule, Severity, Trap, one, text};

const GROUP: Group = Group::Schedule(Kind::CosineAnnealing);

fn lr(config: &Config) -> f64 {
    config.get(Param::Lr)
}

/// The floor as a share of the rate.
fn floor(config: &Config) -> f64 {
    config.get(Param::EtaMin) / lr(config)
}

fn t_max(config: &Config) -> f64 {
    config.get(Param::TMax)
}

fn epochs(config: &Config) -> f64 {
    f64::from(config.epochs())
}

fn holds_the_floor(config: &Config) -> bool {
    config.get(Param::PastEnd) != 0.0
}

/// Whether it falls at all.
fn falls(config: &Config) -> bool {
    lr(config) > 0.0 && floor(config) < 0.5
}

/// How much of the way down is left in the last epoch, from 1 (nothing done) to 0.
fn height(config: &Config) -> f64 {
    let Ok(schedule) = config.settings().cosine() else { return 0.0 };
    let low = config.get(Param::EtaMin);
    (schedule.lr(config.epochs() - 1) - low) / (lr(config) - low)
}

/// The rate of the last epoch as a share of the first.
fn last_share(config: &Config) -> String {
    let last = config.settings().cosine().map_or(0.0, |schedule| schedule.lr(config.epochs() - 1));
    percent(last / lr(config))
}

fn to_zero(_: &Config) -> Vec<Changes> {
    one(Param::EtaMin, 0.0)
}

/// A `t_max` as long as the run.
fn as_long(config: &Config) -> Vec<Changes> {
    one(Param::TMax, epochs(config))
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        trap: Trap::Flat,
        group: GROUP,
        knob: Knob::Schedule(Param::EtaMin),
        severity: Severity::Broken,
        source: None,
        holds: |config| lr(config) > 0.0 && (floor(config) - 1.0).abs() < 1e-6,
        title: |_| "η_min equals η₀: a flat line".to_owned(),
        reason: |config| {
            text(&[
                "The curve falls from η₀ to η_min, and both are ",
                &rate(lr(config)),
                ": this is the constant rate.",
            ])
        },
        mends: to_zero,
    },
    Rule {
        trap: Trap::Rises,
        group: GROUP,
        knob: Knob::Schedule(Param::EtaMin),
        severity: Severity::Broken,
        source: None,
        holds: |config| lr(config) > 0.0 && floor(config) - 1.0 >= 1e-6,
        title: |_| "η_min above η₀: the rate rises".to_owned(),
        reason: |config| {
            text(&[
                "The curve ends at η_min = ",
                &rate(config.get(Param::EtaMin)),
                ", above the ",
                &rate(lr(config)),
                " it starts with. PyTorch takes it without a word; burn refuses it.",
            ])
        },
        mends: to_zero,
    },
    Rule {
        trap: Trap::HardlyFalls,
        group: GROUP,
        knob: Knob::Schedule(Param::EtaMin),
        severity: Severity::Mild,
        source: None,
        holds: |config| lr(config) > 0.0 && floor(config) >= 0.5 && 1.0 - floor(config) >= 1e-6,
        title: |config| text(&["it only falls to ", &percent(floor(config)), " of η₀"]),
        reason: |config| {
            text(&[
                "η_min is an amount, not a share: ",
                &rate(config.get(Param::EtaMin)),
                " is ",
                &percent(floor(config)),
                " of the base rate. (Keras and optax ask for a share, alpha.)",
            ])
        },
        mends: to_zero,
    },
    Rule {
        trap: Trap::Climbs,
        group: GROUP,
        knob: Knob::Schedule(Param::TMax),
        severity: Severity::Wasteful,
        source: Some("https://github.com/tracel-ai/burn/issues/5128"),
        holds: |config| falls(config) && !holds_the_floor(config) && t_max(config) < epochs(config) - 1.0,
        title: |config| {
            if t_max(config) == 1.0 {
                "T_max 1: high, low, high …".to_owned()
            } else {
                text(&["past epoch ", &short(t_max(config)), " it climbs again"])
            }
        },
        reason: |config| {
            text(&[
                "The run has ",
                &config.epochs().to_string(),
                " epochs, T_max is ",
                &exact(t_max(config)),
                ": PyTorch then goes back up, with period 2·T_max. The last epoch uses ",
                &last_share(config),
                " of η₀.",
            ])
        },
        mends: |config| [as_long(config), one(Param::PastEnd, 1.0)].concat(),
    },
    Rule {
        trap: Trap::SitsAtFloor,
        group: GROUP,
        knob: Knob::Schedule(Param::TMax),
        severity: Severity::Mild,
        source: None,
        holds: |config| {
            falls(config)
                && floor(config) <= 0.01
                && holds_the_floor(config)
                && t_max(config) < epochs(config) - 1.0
        },
        title: |config| text(&["no rate past epoch ", &short(t_max(config))]),
        reason: |config| {
            text(&[
                "The rate stays at η_min = ",
                &rate(config.get(Param::EtaMin)),
                " for the last ",
                &exact(epochs(config) - t_max(config)),
                " of ",
                &config.epochs().to_string(),
                " epochs.",
            ])
        },
        mends: as_long,
    },
    Rule {
        trap: Trap::StopsHigh,
        group: GROUP,
        knob: Knob::Schedule(Param::TMax),
        severity: Severity::Wasteful,
        source: None,
        holds: |config| falls(config) && t_max(config) > epochs(config) && height(config) > 0.1,
        title: |config| text(&["the run ends at ", &last_share(config), " of η₀"]),
        reason: |config| {
            let told = text(&[
                "T_max is ",
                &exact(t_max(config)),
                " epochs and the run has ",
                &config.epochs().to_string(),
                ": it ends before the rate has come down.",
            ]);
            if t_max(config) >= f64::from(config.steps()) / 2.0 {
                text(&[&told, " An epoch is ", &STEPS.to_string(), " batches: was T_max meant in batches?"])
            } else {
                told
            }
        },
        mends: as_long,
    },
];
