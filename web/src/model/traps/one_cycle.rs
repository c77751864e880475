//! Traps of 1cycle, which is stepped at every batch here.

use crate::model::config::{Config, STEPS};
use crate::model::group::Group;
use crate::model::kind::Kind;
use crate::model::knob::Knob;
use crate::model::number::{exact, grouped, percent, rate, short};
use crate::model::param::Param;
use crate::model::traps::shared::GOOD_RATE;
use crate::model::traps::{Changes, Rule, Severity, Trap, changes, one, text};

const GROUP: Group = Group::Schedule(Kind::OneCycle);

fn get(config: &Config, param: Param) -> f64 {
    config.get(param)
}

fn total(config: &Config) -> f64 {
    get(config, Param::TotalSteps)
}

fn steps(config: &Config) -> f64 {
    f64::from(config.steps())
}

/// Whether the cycle's length looks like a number of epochs.
fn counts_epochs(config: &Config) -> bool {
    (total(config) - f64::from(config.epochs())).abs() <= 1.0 && total(config) < steps(config)
}

/// The rate of the run's last step as a share of the peak.
fn last_share(config: &Config) -> f64 {
    let last = config.settings().one_cycle().map_or(0.0, |schedule| schedule.lr(config.steps() - 1));
    last / get(config, Param::MaxLr)
}

fn cycles_momentum(config: &Config) -> bool {
    get(config, Param::CycleMomentum) != 0.0
}

fn three_phases(config: &Config) -> bool {
    get(config, Param::ThreePhase) != 0.0
}

/// Whether the second of three phases ends after the cycle, so that the third never comes.
fn no_third(config: &Config) -> bool {
    three_phases(config) && 2.0 * get(config, Param::PctStart) * total(config) - 2.0 >= total(config) - 1.0
}

/// Lowest and highest momentum.
fn momenta(config: &Config) -> (f64, f64) {
    (get(config, Param::BaseMomentum), get(config, Param::MaxMomentum))
}

/// A cycle as long as the run.
fn as_long(config: &Config) -> Vec<Changes> {
    let long = (Param::TotalSteps, steps(config));
    vec![changes(&[long]), changes(&[long, (Param::PctStart, 0.3)])]
}

fn usual_start(config: &Config) -> Vec<Changes> {
    [one(Param::PctStart, 0.3), as_long(config)].concat()
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        trap: Trap::NoPeak,
        group: GROUP,
        knob: Knob::Schedule(Param::MaxLr),
        severity: Severity::Broken,
        source: None,
        holds: |config| get(config, Param::MaxLr) == 0.0,
        title: |_| "max_lr 0: nothing is learned".to_owned(),
        reason: |_| {
            "1cycle does not use the base rate: it climbs from max_lr / div_factor to max_lr, and both are 0."
                .to_owned()
        },
        mends: |_| one(Param::MaxLr, GOOD_RATE),
    },
    Rule {
        trap: Trap::StepsAreEpochs,
        group: GROUP,
        knob: Knob::Schedule(Param::TotalSteps),
        severity: Severity::Broken,
        source: Some("https://github.com/pytorch/pytorch/issues/45895"),
        holds: counts_epochs,
        title: |config| text(&["total_steps ", &short(total(config)), ": epochs?"]),
        reason: |config| {
            text(&[
                "1cycle is stepped at every batch, and there are ",
                &STEPS.to_string(),
                " in an epoch: the cycle is over before the first epoch is. It needs epochs × batches = ",
                &grouped(steps(config)),
                ".",
            ])
        },
        mends: as_long,
    },
    Rule {
        trap: Trap::Unfinished,
        group: GROUP,
        knob: Knob::Schedule(Param::TotalSteps),
        severity: Severity::Broken,
        source: Some("https://github.com/CodefyUI/CodefyUI/issues/238"),
        holds: |config| {
            get(config, Param::MaxLr) > 0.0 && total(config) > steps(config) && last_share(config) > 0.05
        },
        title: |_| "the run ends inside the cycle".to_owned(),
        reason: |config| {
            text(&[
                "total_steps is ",
                &grouped(total(config)),
                " and the run has ",
                &grouped(steps(config)),
                " steps (",
                &config.epochs().to_string(),
                " epochs of ",
                &STEPS.to_string(),
                "): it ends at ",
                &percent(last_share(config)),
                " of the peak, and the low rates that do the polishing never come.",
            ])
        },
        mends: as_long,
    },
    Rule {
        trap: Trap::Outlived,
        group: GROUP,
        knob: Knob::Schedule(Param::TotalSteps),
        severity: Severity::Wasteful,
        source: Some("https://github.com/pytorch/pytorch/issues/38170"),
        holds: |config| total(config) < steps(config) && !counts_epochs(config),
        title: |config| text(&["the cycle is over at step ", &short(total(config))]),
        reason: |config| {
            text(&[
                "The run has ",
                &grouped(steps(config)),
                " steps. After the cycle its last rate stays, which is next to nothing; PyTorch raises a ValueError there.",
            ])
        },
        mends: as_long,
    },
    Rule {
        trap: Trap::NoWarmUp,
        group: GROUP,
        knob: Knob::Schedule(Param::PctStart),
        severity: Severity::Wasteful,
        source: Some("https://github.com/pytorch/pytorch/issues/32898"),
        holds: |config| !counts_epochs(config) && get(config, Param::PctStart) * total(config) < 2.0,
        title: |_| "no warm-up: starts at its peak".to_owned(),
        reason: |config| {
            text(&[
                "The rise takes pct_start × total_steps − 1 steps: with ",
                &exact(get(config, Param::PctStart)),
                " × ",
                &grouped(total(config)),
                " the rate is at its height from the first or second step on.",
            ])
        },
        mends: usual_start,
    },
    Rule {
        trap: Trap::NoAnneal,
        group: GROUP,
        knob: Knob::Schedule(Param::PctStart),
        severity: Severity::Wasteful,
        source: Some("https://github.com/pytorch/pytorch/issues/42447"),
        holds: |config| get(config, Param::PctStart) > 0.9 && !no_third(config),
        title: |config| text(&["only ", &percent(1.0 - get(config, Param::PctStart)), " to come down"]),
        reason: |config| {
            let rest = ((1.0 - get(config, Param::PctStart)) * total(config)).round();
            text(&[
                "The rate climbs for ",
                &percent(get(config, Param::PctStart)),
                " of the cycle and has ",
                &grouped(rest),
                " steps to fall: most of what 1cycle gains is gained while it falls. pct_start is a fraction, 0.3 being 30 %.",
            ])
        },
        mends: usual_start,
    },
    Rule {
        trap: Trap::StuckInSecond,
        group: GROUP,
        knob: Knob::Schedule(Param::PctStart),
        severity: Severity::Broken,
        source: None,
        holds: no_third,
        title: |_| "the third phase never comes".to_owned(),
        reason: |config| {
            text(&[
                "With three phases the fall takes as long as the rise: twice pct_start = ",
                &exact(get(config, Param::PctStart)),
                " fills the whole cycle, and the rate never goes below its start.",
            ])
        },
        mends: |config| [usual_start(config), one(Param::ThreePhase, 0.0)].concat(),
    },
    Rule {
        trap: Trap::StartsAtPeak,
        group: GROUP,
        knob: Knob::Schedule(Param::DivFactor),
        severity: Severity::Wasteful,
        source: None,
        holds: |config| get(config, Param::DivFactor) <= 1.0,
        title: |config| {
            text(&[
                "it starts ",
                if get(config, Param::DivFactor) < 1.0 { "above" } else { "at" },
                " its peak",
            ])
        },
        reason: |config| {
            let first = get(config, Param::MaxLr) / get(config, Param::DivFactor);
            text(&[
                "The first rate is max_lr / div_factor = ",
                &rate(first),
                ": a div_factor of 1 or less leaves no rise.",
            ])
        },
        mends: |_| one(Param::DivFactor, 25.0),
    },
    Rule {
        trap: Trap::EndsAboveStart,
        group: GROUP,
        knob: Knob::Schedule(Param::FinalDivFactor),
        severity: Severity::Wasteful,
        source: None,
        holds: |config| get(config, Param::FinalDivFactor) < 1.0,
        title: |_| "it ends above its start".to_owned(),
        reason: |config| {
            let first = get(config, Param::MaxLr) / get(config, Param::DivFactor);
            text(&[
                "The last rate is the first / final_div_factor = ",
                &rate(first / get(config, Param::FinalDivFactor)),
                ", above the first, ",
                &rate(first),
                ".",
            ])
        },
        mends: |_| one(Param::FinalDivFactor, 1e4),
    },
    Rule {
        trap: Trap::MomentumReversed,
        group: GROUP,
        knob: Knob::Schedule(Param::BaseMomentum),
        severity: Severity::Wasteful,
        source: None,
        holds: |config| cycles_momentum(config) && momenta(config).0 > momenta(config).1,
        title: |_| "momentum moves with the rate".to_owned(),
        reason: |config| {
            let (base, max) = momenta(config);
            text(&[
                "base_momentum (",
                &exact(base),
                ") belongs to the peak and should be the lower one; max_momentum is ",
                &exact(max),
                ".",
            ])
        },
        mends: |config| {
            let (base, max) = momenta(config);
            vec![
                changes(&[(Param::BaseMomentum, max), (Param::MaxMomentum, base)]),
                changes(&[(Param::BaseMomentum, 0.85), (Param::MaxMomentum, 0.95)]),
            ]
        },
    },
    Rule {
        trap: Trap::MomentumOne,
        group: GROUP,
        knob: Knob::Schedule(Param::MaxMomentum),
        severity: Severity::Broken,
        source: None,
        holds: |config| cycles_momentum(config) && momenta(config).0.max(momenta(config).1) == 1.0,
        title: |_| "momentum 1 learns nothing new".to_owned(),
        reason: |_| {
            "A momentum of 1 keeps all of what was and adds nothing of what is new; Adam's correction then divides by 0.".to_owned()
        },
        mends: |config| {
            let below = |momentum: f64| momentum.min(0.95);
            let (base, max) = momenta(config);
            vec![
                changes(&[(Param::MaxMomentum, below(max)), (Param::BaseMomentum, below(base))]),
                changes(&[(Param::MaxMomentum, 0.95), (Param::BaseMomentum, 0.85)]),
            ]
        },
    },
];
