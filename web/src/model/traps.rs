//! Traps: settings that are legal and seldom meant, each with the reason and, where there is one, a mend.
//!
//! A trap is a row: a pure predicate with its words and its mends. Those of the settings are caught here, those that only the runs
//! show in [`judged`].

mod cosine;
mod exponential;
pub mod judged;
mod one_cycle;
mod plateau;
mod shared;

use etalon::param::{Domain, ParamSpec};

use crate::model::config::Config;
use crate::model::few;
use crate::model::group::Group;
use crate::model::knob::Knob;
use crate::model::number::exact;

/// Every trap there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trap {
    /// A base rate of 0.
    NoRate,
    /// Weight decay times rate so large that an epoch is forgotten in the next.
    Forgetful,
    /// γ above 1.
    Grows,
    /// γ so near 1 that the run ends where it began: often one meant per batch.
    HardlyDecays,
    /// γ so small that half the run has no rate.
    Vanishes,
    /// `eta_min` equals the base rate.
    Flat,
    /// `eta_min` above the base rate.
    Rises,
    /// `eta_min` at half the base rate or more.
    HardlyFalls,
    /// `t_max` below the run, and the rate rises again.
    Climbs,
    /// `t_max` below the run, and the rate stays at a floor that teaches nothing.
    SitsAtFloor,
    /// `t_max` above the run.
    StopsHigh,
    /// More patience than epochs.
    NeverCuts,
    /// A relative threshold of 1 or more in mode min.
    NothingCounts,
    /// A threshold that slow progress does not reach.
    ThresholdLarge,
    /// A threshold that every dip reaches.
    ThresholdTiny,
    /// A cut to next to nothing.
    FactorZero,
    /// A cut of less than a tenth.
    FactorLarge,
    /// `min_lr` not below the base rate.
    FloorAboveRate,
    /// `min_lr` above what the first cut wants.
    FloorNear,
    /// `eps` not below what a cut takes.
    Swallowed,
    /// A cooldown that outlasts the run.
    Cooling,
    /// A peak of 0.
    NoPeak,
    /// `total_steps` as large as the number of epochs.
    StepsAreEpochs,
    /// A cycle longer than the run.
    Unfinished,
    /// A cycle shorter than the run.
    Outlived,
    /// A rise of less than two steps.
    NoWarmUp,
    /// A fall of less than a tenth of the cycle.
    NoAnneal,
    /// Three phases of which two fill the cycle.
    StuckInSecond,
    /// `div_factor` of 1 or less.
    StartsAtPeak,
    /// `final_div_factor` below 1.
    EndsAboveStart,
    /// `base_momentum` above `max_momentum`.
    MomentumReversed,
    /// A momentum of 1.
    MomentumOne,
    /// A run whose weights stopped being numbers.
    Diverged,
    /// A rate at which nothing useful is learned.
    TooHigh,
    /// A rate too low, or a run too short, for anything to be seen.
    TooLow,
    /// A schedule that shrinks the rate while the constant one still gains.
    LosesToConstant,
    /// A plateau that took noise for a plateau.
    CutTooEarly,
    /// A plateau that still waits when the run ends.
    OutlastsTheRun,
}

/// How much a trap spoils, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Part of the schedule goes unused.
    Mild,
    /// Much of the training is wasted.
    Wasteful,
    /// The schedule does not do what it is for.
    Broken,
}

/// New values that mend a trap together.
pub type Changes = Vec<(Knob, f64)>;

/// What is known of a trap that the settings alone show.
struct Rule {
    trap: Trap,
    group: Group,
    knob: Knob,
    severity: Severity,
    /// Where to read more.
    source: Option<&'static str>,
    holds: fn(&Config) -> bool,
    /// At most [`TITLE`] characters.
    title: fn(&Config) -> String,
    reason: fn(&Config) -> String,
    /// What may mend it, the best first.
    mends: fn(&Config) -> Vec<Changes>,
}

/// Characters that a card has room for.
pub const TITLE: usize = 30;

/// A trap that somebody stands in, told.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// Which.
    pub trap: Trap,
    /// Where it is told.
    pub group: Group,
    /// The control it concerns.
    pub knob: Knob,
    /// How much it spoils.
    pub severity: Severity,
    /// In a few words.
    pub title: String,
    /// Why, in a sentence or two, with the numbers at hand.
    pub reason: String,
    /// Where to read more.
    pub source: Option<&'static str>,
    /// What takes it away, and brings no other.
    pub mend: Option<Changes>,
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    [shared::RULES, exponential::RULES, cosine::RULES, plateau::RULES, one_cycle::RULES].into_iter().flatten()
}

/// The traps that these settings stand in.
#[must_use]
pub fn caught(config: &Config) -> Vec<Trap> {
    let catches = |rule: &&Rule| (rule.holds)(&config.seen_by(rule.group.entrant()));
    rules().filter(catches).map(|rule| rule.trap).collect()
}

/// The same, told, the worst first.
#[must_use]
pub fn warnings(config: &Config) -> Vec<Warning> {
    let traps = caught(config);
    let told = |rule: &Rule| {
        let seen = config.seen_by(rule.group.entrant());
        Warning {
            trap: rule.trap,
            group: rule.group,
            knob: rule.knob,
            severity: rule.severity,
            title: (rule.title)(&seen),
            reason: (rule.reason)(&seen),
            source: rule.source,
            mend: first_good(config, &traps, Some(rule.trap), (rule.mends)(&seen)),
        }
    };
    let mut warnings: Vec<Warning> = rules().filter(|rule| traps.contains(&rule.trap)).map(told).collect();
    rank(&mut warnings);
    warnings
}

/// The worst first.
pub fn rank(warnings: &mut [Warning]) {
    few::sort(warnings, |a, b| b.severity.cmp(&a.severity));
}

/// What a mend does, in words: “set T_max to 20”.
#[must_use]
pub fn say(changes: &Changes) -> String {
    let one = |(knob, value): &(Knob, f64)| {
        let ParamSpec { label, domain, .. } = knob.spec();
        let value = match domain {
            Domain::Choice(names) => names.get(*value as usize).map_or_else(String::new, ToString::to_string),
            // A number: `Domain` may grow, and the page has controls for numbers and choices only.
            _ => exact(*value),
        };
        text(&[label, " to ", &value])
    };
    let all: Vec<String> = changes.iter().map(one).collect();
    text(&["set ", &all.join(", ")])
}

/// The first of `mends` that can be made, takes `trap` away and leads into no other.
fn first_good(config: &Config, traps: &[Trap], trap: Option<Trap>, mends: Vec<Changes>) -> Option<Changes> {
    mends.into_iter().find(|changes| {
        let Some(mended) = mend(config, changes) else { return false };
        let left = caught(&mended);
        mended != *config && left.iter().all(|one| traps.contains(one) && Some(*one) != trap)
    })
}

/// `config` with `changes` made, where all of them are legal.
#[must_use]
pub fn mend(config: &Config, changes: &Changes) -> Option<Config> {
    changes.iter().try_fold(*config, |config, (knob, value)| config.turned(*knob, *value).ok())
}

/// One change.
fn one(knob: impl Into<Knob>, value: f64) -> Vec<Changes> {
    vec![changes(&[(knob.into(), value)])]
}

/// Several changes together.
fn changes<K: Copy + Into<Knob>>(list: &[(K, f64)]) -> Changes {
    list.iter().map(|(knob, value)| ((*knob).into(), *value)).collect()
}

/// Texts set together.
pub(crate) fn text(parts: &[&str]) -> String {
    parts.concat()
}

#[cfg(test)]
mod tests;
