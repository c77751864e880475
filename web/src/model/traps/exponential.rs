//! Traps of the exponential decay.

use crate::model::config::{Config, STEPS};
use crate::model::group::Group;
use crate::model::kind::Kind;
use crate::model::knob::Knob;
use crate::model::number::{exact, percent, rate};
use crate::model::param::Param;
use crate::model::traps::{Changes, Rule, Severity, Trap, changes, text};

const GROUP: Group = Group::Schedule(Kind::Exponential);

fn gamma(config: &Config) -> f64 {
    config.get(Param::Gamma)
}

/// Cuts that a run makes: one between two epochs.
fn cuts(config: &Config) -> f64 {
    f64::from(config.epochs() - 1)
}

/// Share of the rate left in the last epoch.
fn left(config: &Config) -> f64 {
    gamma(config).powf(cuts(config))
}

/// The γ that leaves this share in the last epoch, with two digits of its distance from 1.
fn leaving(config: &Config, share: f64) -> f64 {
    tidy(share.powf(1.0 / cuts(config).max(1.0)))
}

fn tidy(gamma: f64) -> f64 {
    let away = 1.0 - gamma;
    if !(away > 0.0 && away < 1.0) {
        return gamma.clamp(0.0, 1.0);
    }
    let unit = 10f64.powf(1.0 - away.log10().floor());
    1.0 - (away * unit).round() / unit
}

/// Values of γ as a trap's mends.
fn gammas(config: &Config, first: f64) -> Vec<Changes> {
    [first, 0.9, leaving(config, 0.1), leaving(config, 0.02), leaving(config, 0.5)]
        .map(|gamma| changes(&[(Param::Gamma, gamma)]))
        .to_vec()
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        trap: Trap::Grows,
        group: GROUP,
        knob: Knob::Schedule(Param::Gamma),
        severity: Severity::Broken,
        source: None,
        holds: |config| gamma(config) > 1.0 && cuts(config) > 0.0,
        title: |_| "γ above 1: the rate grows".to_owned(),
        reason: |config| {
            let last = rate(config.get(Param::Lr) * left(config));
            text(&[
                "A γ above 1 raises the rate at every epoch; the last one would use ",
                &last,
                ". A decay needs a γ below 1.",
            ])
        },
        mends: |config| gammas(config, tidy(1.0 / gamma(config))),
    },
    Rule {
        trap: Trap::HardlyDecays,
        group: GROUP,
        knob: Knob::Schedule(Param::Gamma),
        severity: Severity::Wasteful,
        source: None,
        holds: |config| (0.9..=1.0).contains(&left(config)) && cuts(config) >= 4.0 && gamma(config) > 0.9,
        title: |config| {
            if gamma(config) == 1.0 {
                "γ = 1 is the constant rate".to_owned()
            } else {
                "γ this near 1 hardly decays".to_owned()
            }
        },
        reason: |config| {
            let (gamma, epochs) = (exact(gamma(config)), config.epochs().to_string());
            let told = text(&[
                "After ",
                &epochs,
                " epochs ",
                &percent(left(config)),
                " of the rate is left. γ counts per epoch here",
            ]);
            if gamma == "1" {
                return text(&[&told, "."]);
            }
            let each = exact(tidy(config.get(Param::Gamma).powf(f64::from(STEPS))));
            text(&[
                &told,
                "; if ",
                &gamma,
                " was meant per batch, it is ",
                &each,
                " per epoch of ",
                &STEPS.to_string(),
                " batches.",
            ])
        },
        mends: |config| gammas(config, tidy(gamma(config).powf(f64::from(STEPS)))),
    },
    Rule {
        trap: Trap::Vanishes,
        group: GROUP,
        knob: Knob::Schedule(Param::Gamma),
        severity: Severity::Wasteful,
        source: None,
        holds: |config| cuts(config) > 0.0 && gamma(config).powf(f64::from(config.epochs()) / 2.0) < 0.01,
        title: |_| "the rate is gone by half-time".to_owned(),
        reason: |config| {
            let half = config.epochs().div_ceil(2);
            let share = gamma(config).powf(f64::from(half));
            let share = if share < 1e-4 {
                "next to nothing".to_owned()
            } else {
                text(&[&exact((share * 1e4).round() / 1e2), " %"])
            };
            text(&[
                "After ",
                &half.to_string(),
                " of ",
                &config.epochs().to_string(),
                " epochs ",
                &share,
                " of the rate is left: the rest of the run learns almost nothing.",
            ])
        },
        mends: |config| gammas(config, leaving(config, 0.02)),
    },
];
