//! Traps of reduce on plateau, which hears one metric after each epoch: the validation loss in mode min, the accuracy in mode max.

use etalon_train::task::digits::VALIDATION;

use crate::model::config::Config;
use crate::model::group::Group;
use crate::model::kind::Kind;
use crate::model::knob::Knob;
use crate::model::number::{exact, percent, rate, short};
use crate::model::param::Param;
use crate::model::traps::{Changes, Rule, Severity, Trap, changes, one, text};

const GROUP: Group = Group::Schedule(Kind::ReduceOnPlateau);

fn get(config: &Config, param: Param) -> f64 {
    config.get(param)
}

fn maximises(config: &Config) -> bool {
    get(config, Param::Mode) != 0.0
}

fn is_amount(config: &Config) -> bool {
    get(config, Param::ThresholdMode) == 1.0
}

/// Mode min with a relative threshold of 1 or more: no metric is below best·(1 − threshold), not even the first.
fn nothing_is_better(config: &Config) -> bool {
    !maximises(config) && get(config, Param::ThresholdMode) == 0.0 && get(config, Param::Threshold) >= 1.0
}

/// The epoch after which the first cut can come. The first metric is always the best so far; then more than `patience` bad ones.
fn first_cut(config: &Config) -> f64 {
    get(config, Param::Patience) + if nothing_is_better(config) { 1.0 } else { 2.0 }
}

/// The last epoch after which a cut still changes something.
fn last_chance(config: &Config) -> f64 {
    f64::from(config.epochs()) - 1.0
}

fn can_cut(config: &Config) -> bool {
    first_cut(config) <= last_chance(config)
}

/// The rate that the first cut wants.
fn after_cut(config: &Config) -> f64 {
    (get(config, Param::Lr) * get(config, Param::Factor)).max(get(config, Param::MinLr))
}

fn lowers(config: &Config) -> bool {
    get(config, Param::Lr) > get(config, Param::MinLr)
}

/// Patiences that leave time for a cut.
fn patiences(config: &Config) -> Vec<Changes> {
    let longest = last_chance(config) - 2.0;
    let values = [2.0, longest, 0.0].into_iter().filter(|patience| (0.0..=longest).contains(patience));
    values
        .flat_map(|patience| {
            let alone = changes(&[(Param::Patience, patience)]);
            let eager = changes(&[(Param::Patience, patience), (Param::Cooldown, 0.0)]);
            [alone, eager]
        })
        .collect()
}

/// How many more digits the next best epoch has to tell right.
fn more_digits(config: &Config) -> String {
    exact((get(config, Param::Threshold) * VALIDATION as f64).ceil())
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        trap: Trap::NeverCuts,
        group: GROUP,
        knob: Knob::Schedule(Param::Patience),
        severity: Severity::Broken,
        source: Some("https://github.com/pytorch/pytorch/issues/2545"),
        holds: |config| !can_cut(config),
        title: |config| text(&["patience ", &short(get(config, Param::Patience)), " can never cut"]),
        reason: |config| {
            text(&[
                "The first epoch is always the best so far, then ",
                &exact(get(config, Param::Patience) + 1.0),
                " bad ones are needed: the first cut can come after epoch ",
                &exact(first_cut(config)),
                ". The run has ",
                &config.epochs().to_string(),
                ", and a cut after its last changes nothing.",
            ])
        },
        mends: |config| {
            let spanned = changes(&[(Param::Epochs, 20.0), (Param::TMax, 20.0), (Param::Patience, 2.0)]);
            [patiences(config), vec![spanned]].concat()
        },
    },
    Rule {
        trap: Trap::FloorAboveRate,
        group: GROUP,
        knob: Knob::Schedule(Param::MinLr),
        severity: Severity::Broken,
        source: None,
        holds: |config| get(config, Param::Lr) > 0.0 && !lowers(config),
        title: |_| "min_lr is not below η₀: no cut".to_owned(),
        reason: |config| {
            text(&[
                "No cut goes below min_lr = ",
                &rate(get(config, Param::MinLr)),
                ", and the rate starts at ",
                &rate(get(config, Param::Lr)),
                ": nothing is ever cut (and nothing raised).",
            ])
        },
        mends: |_| one(Param::MinLr, 0.0),
    },
    Rule {
        trap: Trap::Swallowed,
        group: GROUP,
        knob: Knob::Schedule(Param::Eps),
        severity: Severity::Broken,
        source: None,
        holds: |config| {
            lowers(config) && get(config, Param::Lr) - after_cut(config) <= get(config, Param::Eps)
        },
        title: |_| "eps swallows every cut".to_owned(),
        reason: |config| {
            text(&[
                "A cut would lower the rate by ",
                &rate(get(config, Param::Lr) - after_cut(config)),
                ", and cuts of no more than eps = ",
                &rate(get(config, Param::Eps)),
                " are not made.",
            ])
        },
        mends: |_| [one(Param::Eps, 1e-8), one(Param::Eps, 0.0)].concat(),
    },
    Rule {
        trap: Trap::NothingCounts,
        group: GROUP,
        knob: Knob::Schedule(Param::Threshold),
        severity: Severity::Broken,
        source: None,
        holds: nothing_is_better,
        title: |_| "no loss is ever good enough".to_owned(),
        reason: |config| {
            text(&[
                "In mode min a loss has to be below best·(1 − threshold); with a threshold of ",
                &exact(get(config, Param::Threshold)),
                " none is, and the rate is cut although the loss falls.",
            ])
        },
        mends: |_| one(Param::Threshold, 1e-4),
    },
    Rule {
        trap: Trap::ThresholdLarge,
        group: GROUP,
        knob: Knob::Schedule(Param::Threshold),
        severity: Severity::Wasteful,
        source: None,
        holds: |config| {
            let most = if maximises(config) { 0.02 } else { 0.05 };
            !nothing_is_better(config) && get(config, Param::Threshold) >= most
        },
        title: |config| {
            let threshold = get(config, Param::Threshold);
            if is_amount(config) {
                text(&["better only from +", &short(threshold), " on"])
            } else {
                text(&["better only from +", &short((threshold * 1e4).round() / 1e2), " % on"])
            }
        },
        reason: |config| {
            let share = percent(get(config, Param::Threshold));
            match (maximises(config), is_amount(config)) {
                (true, _) => text(&[
                    "An epoch has to tell about ",
                    &more_digits(config),
                    " more of ",
                    &VALIDATION.to_string(),
                    " digits right than the best one: an accuracy that rises slowly looks like a plateau.",
                ]),
                (false, false) => text(&[
                    "The loss has to fall by ",
                    &share,
                    " at once to count as better: one that falls slowly looks like a plateau.",
                ]),
                (false, true) => text(&[
                    "The loss has to fall by ",
                    &exact(get(config, Param::Threshold)),
                    " at once, and it ends near 0.1 here: in the second half of the run nothing counts as better.",
                ]),
            }
        },
        mends: |_| one(Param::Threshold, 1e-4),
    },
    Rule {
        trap: Trap::ThresholdTiny,
        group: GROUP,
        knob: Knob::Schedule(Param::Threshold),
        severity: Severity::Mild,
        source: None,
        holds: |config| !maximises(config) && get(config, Param::Threshold) < 1e-6,
        title: |_| "the least dip counts as better".to_owned(),
        reason: |_| {
            "A loss that falls by a millionth starts the patience anew, and a loss nearly always falls a little.".to_owned()
        },
        mends: |_| one(Param::Threshold, 1e-4),
    },
    Rule {
        trap: Trap::FactorZero,
        group: GROUP,
        knob: Knob::Schedule(Param::Factor),
        severity: Severity::Broken,
        source: None,
        holds: |config| get(config, Param::Lr) > 0.0 && after_cut(config) < 1e-6 * get(config, Param::Lr),
        title: |_| "the first cut ends it all".to_owned(),
        reason: |config| {
            text(&[
                "A cut multiplies the rate by factor = ",
                &exact(get(config, Param::Factor)),
                ": after the first one nothing is learned any more.",
            ])
        },
        mends: |_| one(Param::Factor, 0.1),
    },
    Rule {
        trap: Trap::FactorLarge,
        group: GROUP,
        knob: Knob::Schedule(Param::Factor),
        severity: Severity::Mild,
        source: None,
        holds: |config| get(config, Param::Factor) > 0.9,
        title: |config| text(&["a cut takes only ", &percent(1.0 - get(config, Param::Factor))]),
        reason: |config| {
            let cuts = (0.1f64.ln() / get(config, Param::Factor).ln()).ceil();
            let each = get(config, Param::Patience) + 1.0;
            text(&[
                "It takes ",
                &exact(cuts),
                " cuts to bring the rate to a tenth, each ",
                &exact(each),
                " epochs or more after the last.",
            ])
        },
        mends: |_| one(Param::Factor, 0.1),
    },
    Rule {
        trap: Trap::FloorNear,
        group: GROUP,
        knob: Knob::Schedule(Param::MinLr),
        severity: Severity::Mild,
        source: None,
        holds: |config| {
            lowers(config) && get(config, Param::MinLr) > get(config, Param::Lr) * get(config, Param::Factor)
        },
        title: |_| "the first cut hits min_lr".to_owned(),
        reason: |config| {
            text(&[
                "A cut by factor = ",
                &exact(get(config, Param::Factor)),
                " wants ",
                &rate(get(config, Param::Lr) * get(config, Param::Factor)),
                ", min_lr stops it at ",
                &rate(get(config, Param::MinLr)),
                ": there is one cut, and a small one.",
            ])
        },
        mends: |_| one(Param::MinLr, 0.0),
    },
    Rule {
        trap: Trap::Cooling,
        group: GROUP,
        knob: Knob::Schedule(Param::Cooldown),
        severity: Severity::Mild,
        source: None,
        holds: |config| {
            let second = first_cut(config) + get(config, Param::Patience) + 1.0;
            let cooldown = get(config, Param::Cooldown);
            can_cut(config) && second <= last_chance(config) && second + cooldown > last_chance(config)
        },
        title: |config| text(&["cooldown ", &short(get(config, Param::Cooldown)), ": one cut at most"]),
        reason: |config| {
            text(&[
                "After a cut, which can come after epoch ",
                &exact(first_cut(config)),
                " at the earliest, ",
                &exact(get(config, Param::Cooldown)),
                " epochs do not count as bad: the run of ",
                &config.epochs().to_string(),
                " is over before a second cut.",
            ])
        },
        mends: |_| one(Param::Cooldown, 0.0),
    },
];
