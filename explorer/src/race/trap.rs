//! Traps: settings that are legal and seldom meant, each with the reason and, where there is one, a fix.
//!
//! A trap is a row of its kind's page: a pure predicate with its words and its fixes. [`shared`] has those of what all runs share,
//! [`judged`] those that only the runs show.

pub mod floor;
pub mod judged;
pub mod shared;

use crate::race::config::Config;
use crate::race::control::{Changes, Control};
use crate::race::row::Row;
use crate::race::seat::Seat;
use crate::race::slot::Line;
use crate::race::yours::Yours;

/// Characters that a card has room for.
pub const TITLE: usize = 30;

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

/// A trap that the settings alone show.
#[derive(Debug)]
pub struct Rule {
    /// Stable name, unique among all traps.
    pub name: &'static str,
    /// The row that it concerns.
    pub row: Row,
    /// How much it spoils.
    pub severity: Severity,
    /// Where to read more.
    pub source: Option<&'static str>,
    /// Whether a line is in the trap.
    pub holds: fn(&Seat<'_>) -> bool,
    /// The trap in a few words, at most [`TITLE`] characters.
    pub title: fn(&Seat<'_>) -> String,
    /// Why, in a sentence or two, with the numbers at hand.
    pub reason: fn(&Seat<'_>) -> String,
    /// What may fix it, the best first.
    pub fixes: fn(&Seat<'_>) -> Vec<Changes>,
}

/// A trap that a line is in, with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// Which trap.
    pub name: &'static str,
    /// Which line is in it.
    pub line: Line,
    /// The control that it concerns.
    pub control: Control,
    /// How much it spoils.
    pub severity: Severity,
    /// In a few words.
    pub title: String,
    /// Why.
    pub reason: String,
    /// Where to read more.
    pub source: Option<&'static str>,
    /// What takes it away and leads into no other.
    pub fix: Option<Changes>,
}

/// Every rule of `line`: for a lane those of its kind and those of every lane, for the reference those of what all runs share.
fn rules(config: &Config, line: Line) -> impl Iterator<Item = &'static Rule> + use<> {
    let (own, common) = match line {
        Line::Lane(_) => (config.page(line).traps, shared::LANE_RULES),
        Line::Reference => (shared::RULES, &[][..]),
    };
    own.iter().chain(common)
}

/// The traps that the lines of `config` are in. Its values are in the units of `yours`.
fn caught(config: &Config, yours: Yours) -> impl Iterator<Item = (Line, &'static Rule)> + '_ {
    config.lines().flat_map(move |line| {
        let seat = Seat::new(config, line).in_units(yours);
        rules(config, line).filter(move |rule| (rule.holds)(&seat)).map(move |rule| (line, rule))
    })
}

/// The traps that the lines of `config` are in, the worst first, in the units of the small network.
#[must_use]
pub fn warnings(config: &Config) -> Vec<Warning> {
    warnings_in(config, Yours::NETWORK)
}

/// The same in the visitor's units. What a fix sets is in those of the small network, as `config` is.
#[must_use]
pub fn warnings_in(config: &Config, yours: Yours) -> Vec<Warning> {
    let names = names_in(config, yours);
    let scaled = yours.scaled_all(config);
    let warning = |(line, rule): (Line, &Rule)| {
        let seat = Seat::new(&scaled, line).in_units(yours);
        let fixes = (rule.fixes)(&seat).into_iter().map(|changes| yours.held(config, changes)).collect();
        Warning {
            name: rule.name,
            line,
            control: seat.control(rule.row),
            severity: rule.severity,
            title: (rule.title)(&seat),
            reason: (rule.reason)(&seat),
            source: rule.source,
            fix: first_good(config, yours, &names, Some((line, rule.name)), fixes),
        }
    };
    let mut warnings: Vec<Warning> = caught(&scaled, yours).map(warning).collect();
    rank(&mut warnings);
    warnings
}

/// The names of the traps that the lines of `config` are in, in the units of the small network.
#[must_use]
pub fn names(config: &Config) -> Vec<(Line, &'static str)> {
    names_in(config, Yours::NETWORK)
}

/// The same in the visitor's units.
#[must_use]
pub fn names_in(config: &Config, yours: Yours) -> Vec<(Line, &'static str)> {
    caught(&yours.scaled_all(config), yours).map(|(line, rule)| (line, rule.name)).collect()
}

/// The worst first.
pub fn rank(warnings: &mut [Warning]) {
    warnings.sort_by_key(|warning| core::cmp::Reverse(warning.severity));
}

/// The first of `fixes` that is legal, takes `trap` away and leads into no trap that `before` does not have. Where there is none,
/// the first that does so together with the fixes of the traps that it leads into.
pub(crate) fn first_good(
    config: &Config,
    yours: Yours,
    before: &[(Line, &'static str)],
    trap: Option<(Line, &'static str)>,
    fixes: Vec<Changes>,
) -> Option<Changes> {
    let is_good = |changes: &Changes| {
        let Ok(fixed) = config.with_changes(changes) else { return false };
        let left = names_in(&fixed, yours);
        fixed != *config && left.iter().all(|one| before.contains(one) && Some(*one) != trap)
    };
    let alone = fixes.iter().find(|changes| is_good(changes)).cloned();
    alone.or_else(|| fixes.into_iter().map(|changes| settled(config, yours, before, changes)).find(is_good))
}

/// `changes` together with fixes of the traps that they lead into.
fn settled(config: &Config, yours: Yours, before: &[(Line, &'static str)], mut changes: Changes) -> Changes {
    for _ in 0..Line::COUNT {
        let Ok(next) = config.with_changes(&changes) else { break };
        let scaled = yours.scaled_all(&next);
        let new = caught(&scaled, yours).find(|(line, rule)| !before.contains(&(*line, rule.name)));
        let Some((line, rule)) = new else { break };
        let fixes = (rule.fixes)(&Seat::new(&scaled, line).in_units(yours));
        let leads_out = |fix: &Changes| {
            next.with_changes(fix).is_ok_and(|fixed| !names_in(&fixed, yours).contains(&(line, rule.name)))
        };
        let Some(fix) = fixes.into_iter().map(|fix| yours.held(&next, fix)).find(leads_out) else { break };
        changes.retain(|(control, _)| fix.iter().all(|(other, _)| other != control));
        changes.extend(fix);
    }
    changes
}
