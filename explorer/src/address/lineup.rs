//! The lineup in an address: `1.kind=cosine`, `2.points=0:1,1:0`, `1.gamma=0.95`, `cosine.t_max=40` (the first lane of that kind), and the run's values.

use super::pairs::{Steps, no_such_choice, one_of, value_of};
use super::version::Version;
use super::{Link, Problem};
use crate::kinds;
use crate::number::exact;
use crate::race::config::Config;
use crate::race::control::{Control, Owner};
use crate::race::curve::{Curve, Join};
use crate::race::lane::Lane;
use crate::race::opening;
use crate::race::refusal::Refusal;
use crate::race::row::Row;
use crate::race::run_settings::{self, EPOCHS, OPTIMISER, TASK};
use crate::race::slot::{Line, Slot};

/// The key of a lane's kind.
const KIND: &str = "kind";
/// The value of a place where nothing runs.
const EMPTY: &str = "empty";
/// The keys of a drawn curve's points, and of how they are joined.
const POINTS: &str = "points";
const JOIN: &str = "join";
/// The key of a line's own base rate.
const RATE: &str = "rate";

/// Kinds, task and optimiser come first, then the run's length and values, then the lanes' values, of those the length of a schedule last, as it
/// follows from the others unless the address says otherwise. Own base rates come last: a base rate for all takes them back.
pub const STEPS: Steps = |key, _| match key.split_once('.') {
    Some((_, KIND)) => 0,
    // Other values follow from the task and the optimiser.
    None if key == TASK.id || key == OPTIMISER.id => 0,
    None if key == EPOCHS.id => 1,
    None => 2,
    Some((_, RATE)) => 5,
    Some((_, row)) => {
        let is_length =
            |page: &&kinds::page::KindPage| page.lengths.first().is_some_and(|first| first.id == row);
        if kinds::KINDS.iter().any(is_length) { 4 } else { 3 }
    }
};

/// Follows a key of the lineup or the run.
pub fn follow(link: &mut Link, key: &str, value: &str, version: Version) -> Result<(), Problem> {
    let config = &mut link.config;
    let unknown = || Problem::UnknownKey(key.to_owned());
    let Some((owner, name)) = key.split_once('.') else {
        let row = run_settings::ROWS.iter().find(|row| row.id == key).ok_or_else(unknown)?;
        let control = Control::run(Row::new(row));
        *config = config.with_change(control, value_of(control.row, key, value)?)?;
        return Ok(());
    };
    if name == RATE {
        let line = if owner == Line::Reference.address() {
            Line::Reference
        } else {
            Line::Lane(place(config, owner, version).ok_or_else(unknown)?)
        };
        *config = config.with_own_rate(line, Some(super::parse(key, value)?))?;
        return Ok(());
    }
    let slot = place(config, owner, version).ok_or_else(unknown)?;
    if name == KIND {
        let page = match value {
            EMPTY => None,
            id => Some(kinds::named(id).ok_or_else(|| no_such_choice(key, value))?),
        };
        *config = version.with_lane(*config, slot, page);
        return Ok(());
    }
    if let (POINTS | JOIN, Some(curve)) = (name, config.lane(slot).and_then(Lane::curve)) {
        let curve = match name {
            POINTS => Curve::read(value, curve.join()).map_err(Refusal::from)?,
            _ => curve.joined(one_of(key, value, &Join::ALL)?),
        };
        *config = config.with_curve(slot, curve)?;
        return Ok(());
    }
    let row = config.lane(slot).and_then(|lane| lane.row(name)).ok_or_else(unknown)?;
    *config = config.with_change(Control::lane(slot, row), value_of(row, key, value)?)?;
    Ok(())
}

/// The place that a key means: its number, or the first lane of a kind. A kind that does not run yet takes the first empty place.
fn place(config: &mut Config, owner: &str, version: Version) -> Option<Slot> {
    if let Ok(number) = owner.parse::<usize>() {
        return Slot::numbered(number);
    }
    let page = kinds::named(owner)?;
    config.first_of(page).or_else(|| {
        let slot = config.vacancy()?;
        *config = version.with_lane(*config, slot, Some(page));
        Some(slot)
    })
}

/// The key of a control.
pub fn key_of(control: Control) -> String {
    match control.owner {
        Owner::Run => control.row.id.to_owned(),
        Owner::Lane(slot) => format!("{}.{}", slot.number(), control.row.id),
    }
}

/// The keys and values of everything that differs from what a visitor finds.
pub fn write(config: &Config, pairs: &mut Vec<(String, String)>) {
    let opening = opening::config();
    for slot in Slot::all() {
        let kind = |config: &Config| config.lane(slot).map_or(EMPTY, |lane| lane.page().id());
        if kind(config) != kind(&opening) {
            let name = kind(config);
            pairs.push((format!("{}.{KIND}", slot.number()), name.to_owned()));
        }
    }
    for (slot, lane) in config.lanes() {
        let (Some(curve), usual) = (lane.curve(), Curve::default()) else { continue };
        if curve.points() != usual.points() {
            pairs.push((format!("{}.{POINTS}", slot.number()), curve.text()));
        }
        if curve.join() != usual.join() {
            pairs.push((format!("{}.{JOIN}", slot.number()), curve.join().id().to_owned()));
        }
    }
    let shared = config.with_one_rate();
    for control in shared.controls() {
        let value = shared.value(control);
        if value != shared.usual(control) {
            pairs.push((key_of(control), control.text(value)));
        }
    }
    for (line, rate) in config.own_rates().iter() {
        if let Some(rate) = rate {
            pairs.push((format!("{}.{RATE}", line.address()), exact(*rate)));
        }
    }
}
