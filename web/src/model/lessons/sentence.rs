//! Sentences with numbers that can be clicked. Every number is computed by the schedule itself, for the settings in force or for those
//! that a click would set.

use crate::model::config::{Config, STEPS};
use crate::model::kind::Kind;
use crate::model::knob::Knob;
use crate::model::number::{about, exact, grouped, rate};
use crate::model::param::Param;
use crate::model::traps::{Changes, mend, text};

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Words.
    Words(String),
    /// A number that sets something when it is clicked.
    Chip {
        /// What it shows.
        label: String,
        /// What it sets.
        changes: Changes,
    },
}

fn words(parts: &[&str]) -> Part {
    Part::Words(text(parts))
}

fn chip(label: String, knob: impl Into<Knob>, value: f64) -> Part {
    Part::Chip { label, changes: vec![(knob.into(), value)] }
}

/// A share with as many digits as say something: `35 %`, `0.6 %`.
fn share(value: f64) -> String {
    let hundred = value * 100.0;
    let digits = if hundred >= 9.95 {
        exact(hundred.round())
    } else if hundred >= 0.05 {
        format!("{hundred:.1}")
    } else {
        format!("{hundred:.0e}")
    };
    let digits = if hundred == 0.0 { "0".to_owned() } else { digits };
    text(&[&digits, " %"])
}

/// A rate as a share of the first; of none, none.
fn of(rate: f64, first: f64) -> f64 {
    if first > 0.0 { rate / first } else { 0.0 }
}

/// `config` with one value changed; itself where that is refused.
fn with(config: &Config, param: Param, value: f64) -> Config {
    config.with(param, value).unwrap_or(*config)
}

/// A sentence on `kind` under `config`.
#[must_use]
pub fn sentence(config: &Config, kind: Kind) -> Vec<Part> {
    match kind {
        Kind::Exponential => exponential(config),
        Kind::CosineAnnealing => cosine(config),
        Kind::ReduceOnPlateau => plateau(config),
        Kind::OneCycle => one_cycle(config),
    }
}

const LATER: u32 = 10;

fn exponential(config: &Config) -> Vec<Part> {
    let left = |config: &Config| {
        let schedule = config.settings().exponential().ok();
        schedule.map_or(0.0, |schedule| of(schedule.lr(LATER), schedule.lr(0)))
    };
    let mut parts = vec![words(&[
        "With γ = ",
        &exact(config.get(Param::Gamma)),
        ", after ",
        &LATER.to_string(),
        " epochs ",
        &share(left(config)),
        " of the rate is left. Leave ",
    ])];
    for gamma in [0.98, 0.9, 0.8, 0.65] {
        parts.push(chip(share(left(&with(config, Param::Gamma, gamma))), Param::Gamma, gamma));
    }
    parts.push(words(&["of it."]));
    parts
}

fn cosine(config: &Config) -> Vec<Part> {
    let last = |config: &Config| {
        let schedule = config.settings().cosine().ok();
        schedule.map_or(0.0, |schedule| of(schedule.lr(config.epochs() - 1), schedule.lr(0)))
    };
    let epochs = f64::from(config.epochs());
    let mut parts = vec![words(&[
        "With T_max = ",
        &exact(config.get(Param::TMax)),
        " the last of ",
        &exact(epochs),
        " epochs uses ",
        &share(last(config)),
        " of η₀. A T_max half, once, twice as long: ",
    ])];
    for factor in [0.5, 1.0, 2.0] {
        let t_max = (epochs * factor).max(1.0).round();
        parts.push(chip(share(last(&with(config, Param::TMax, t_max))), Param::TMax, t_max));
    }
    parts
}

fn plateau(config: &Config) -> Vec<Part> {
    let patience = config.get(Param::Patience);
    let cuts = |config: &Config| {
        let thrice =
            config.get(Param::Factor).powi(3).max(of(config.get(Param::MinLr), config.get(Param::Lr)));
        share(thrice.min(1.0))
    };
    let mut parts = vec![words(&[
        "With a patience of ",
        &exact(patience),
        " the first cut can come after epoch ",
        &exact(patience + 2.0),
        " and leaves ",
        &share(config.get(Param::Factor)),
        ". Wait ",
    ])];
    parts.extend([0.0, 2.0, 5.0].map(|patience| chip(exact(patience), Param::Patience, patience)));
    parts.push(words(&["bad epochs; let three cuts leave "]));
    parts.extend(
        [0.5, 0.1].map(|factor| chip(cuts(&with(config, Param::Factor, factor)), Param::Factor, factor)),
    );
    parts
}

fn one_cycle(config: &Config) -> Vec<Part> {
    let Ok(schedule) = config.settings().one_cycle() else { return Vec::new() };
    let peak = |config: &Config| {
        let schedule = config.settings().one_cycle().ok();
        schedule.map_or(0.0, |schedule| schedule.peak_step() / f64::from(STEPS))
    };
    let last = schedule.lr(schedule.total_steps().saturating_sub(1));
    let highest = schedule.lr(schedule.peak_step() as u32);
    let end = if last > 0.0 && last < highest {
        text(&["a ", &grouped(highest / last), "th of that"])
    } else {
        rate(last)
    };
    let mut parts = vec![words(&[
        "The rate peaks at epoch ",
        &about(peak(config)),
        " and ends at ",
        &end,
        ". Peak at epoch ",
    ])];
    for start in [0.1, 0.3, 0.5] {
        parts.push(chip(about(peak(&with(config, Param::PctStart, start))), Param::PctStart, start));
    }
    parts.push(words(&["with a peak of "]));
    parts.extend([0.01, 0.03, 0.1].map(|peak| chip(exact(peak), Param::MaxLr, peak)));
    parts
}

/// A first try for somebody who is new here.
#[must_use]
pub fn first_try(config: &Config) -> Vec<Part> {
    let (gamma, lr) = (config.get(Param::Gamma), config.get(Param::Lr));
    vec![
        words(&["A try: set γ to "]),
        chip("0.5".to_owned(), Param::Gamma, 0.5),
        words(&[
            "and watch the blue line: the rate is gone after a few epochs, and its accuracy stops where it was. γ is ",
            &exact(gamma),
            " now; back to ",
        ]),
        chip("0.9".to_owned(), Param::Gamma, 0.9),
        words(&[". Then lower the base rate of all five, now ", &exact(lr), ", to "]),
        chip("0.001".to_owned(), Param::Lr, 0.001),
        words(&[": every schedule that shrinks it falls behind the grey line, the constant rate. Back to "]),
        chip("0.01".to_owned(), Param::Lr, 0.01),
        words(&["."]),
    ]
}

/// Whether all that a chip sets is so already.
#[must_use]
pub fn is_so(config: &Config, changes: &Changes) -> bool {
    mend(config, changes).is_some_and(|changed| changed == *config)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::presets::Preset;

    fn labels(parts: &[Part]) -> Vec<&str> {
        let mut labels = Vec::new();
        for part in parts {
            if let Part::Chip { label, .. } = part {
                labels.push(label.as_str());
            }
        }
        labels
    }

    #[test]
    fn the_numbers_are_the_schedules_own() {
        let config = Preset::Opening.config();
        let told = sentence(&config, Kind::Exponential);
        assert!(
            matches!(&told[0], Part::Words(words) if words.contains("after 10 epochs 35 % of the rate")),
            "{told:?}"
        );
        assert_eq!(labels(&told), ["82 %", "35 %", "11 %", "1.3 %"]);
        assert_eq!(labels(&sentence(&config, Kind::CosineAnnealing)), ["98 %", "0.6 %", "54 %"]);
        assert_eq!(labels(&sentence(&config, Kind::ReduceOnPlateau)), ["0", "2", "5", "13 %", "0.1 %"]);
        assert_eq!(labels(&sentence(&config, Kind::OneCycle)), ["2", "6", "10", "0.01", "0.03", "0.1"]);
    }

    #[test]
    fn every_chip_sets_what_it_says() {
        let config = Preset::Opening.config();
        for kind in Kind::ALL {
            for part in sentence(&config, kind) {
                let Part::Chip { changes, .. } = part else { continue };
                let changed = mend(&config, &changes).unwrap();
                assert!(is_so(&changed, &changes));
                for (knob, value) in changes {
                    assert_eq!(changed.value(knob), value);
                }
            }
        }
    }

    #[test]
    fn odd_settings_make_sentences_too() {
        for (param, value) in [
            (Param::Gamma, 0.0),
            (Param::Lr, 0.0),
            (Param::TotalSteps, 1.0),
            (Param::MaxLr, 0.0),
            (Param::Epochs, 1.0),
        ] {
            let config = Preset::Opening.config().turned(param, value).unwrap();
            for kind in Kind::ALL {
                for part in sentence(&config, kind) {
                    if let Part::Words(words) = part {
                        assert!(
                            !words.contains("NaN") && !words.contains("inf"),
                            "{param:?} {value}: {words}"
                        );
                    }
                }
            }
        }
    }
}
