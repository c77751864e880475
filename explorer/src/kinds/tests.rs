//! What every kind's page must hold to, tested in loops over the kinds.

mod draw;
mod texts;
mod trained;
mod traps;

use etalon::Kind;
use etalon::param::Domain;

use crate::kinds::KINDS;
use crate::kinds::page::{self, KindPage, Source};
use crate::race::config::Config;
use crate::race::control::{Changes, Control};
use crate::race::preset::Preset;
use crate::race::row::Row;
use crate::race::seat::Seat;
use crate::race::slot::{Line, Slot};
use crate::race::trap;
use crate::text::Part;

/// A file in this folder that is missing from the list would be checked by no loop.
#[test]
fn every_kind_of_core_has_one_page() {
    for kind in Kind::ALL {
        let is_its = |page: &&&KindPage| page.source == Source::Kind && page.kind == *kind;
        assert_eq!(KINDS.iter().filter(is_its).count(), 1, "{kind:?}");
    }
    let drawn = KINDS.iter().filter(|page| page.source == Source::Points).count();
    assert_eq!((KINDS.len(), drawn), (Kind::ALL.len() + 1, 1));
}

/// A lane of this kind beside the reference, and its line.
fn alone(page: &'static KindPage) -> (Config, Line) {
    (Config::racing(&[page]), Line::Lane(Slot::numbered(1).unwrap()))
}

/// The lineup of the opening at a base rate of 0.01 and with true labels.
fn lineup() -> Config {
    Preset::TrueLabels.config()
}

/// A lane of this kind among those of the lineup, and its line.
fn beside_others(page: &'static KindPage) -> (Config, Line) {
    let config = lineup();
    let slot = config.first_of(page).or(config.vacancy()).unwrap();
    let there = config.lane(slot).is_some();
    (if there { config } else { config.with_lane(slot, Some(page)) }, Line::Lane(slot))
}

/// Changes of rows that belong to the lane, or else to the run.
fn changes(config: &Config, line: Line, list: &[(Row, f64)]) -> Changes {
    let seat = Seat::new(config, line);
    let lane = line.slot().and_then(|slot| config.lane(slot));
    let control = |row: Row| match lane.and_then(|lane| lane.row(row.id)) {
        Some(row) => seat.control(row),
        None => Control::run(row),
    };
    list.iter().map(|(row, value)| (control(*row), *value)).collect()
}

/// The configuration that a preset of `page` stands for, where the others are as in the lineup.
fn preset(page: &'static KindPage, preset: &page::Preset) -> Config {
    let (config, line) = beside_others(page);
    let seat = Seat::new(&config, line);
    let run = preset.run.iter().map(|(row, value)| (Control::run(*row), *value));
    config.with_changes(&run.chain(seat.changes(preset.lane)).collect()).unwrap()
}

/// Each list of changes sets off its trap and no other, and the trap's fix removes the warning. Each trap of the kind has a list.
///
/// A way is a list of changes to the lineup, in which a lane of the kind stands. A row that the lane lacks is one of the run's.
#[track_caller]
pub(crate) fn lead_in_and_out(page: &'static KindPage, ways: &[(&str, &[(Row, f64)])]) {
    let (config, line) = beside_others(page);
    for (name, way) in ways {
        let config = config.with_changes(&changes(&config, line, way)).unwrap();
        assert_eq!(trap::names(&config), [(line, *name)], "{way:?}");
        let [warning] = &trap::warnings(&config)[..] else { panic!("{name} is not there once") };
        let fix = warning.fix.clone().unwrap_or_else(|| panic!("no fix for {name} after {way:?}"));
        assert_eq!(trap::names(&config.with_changes(&fix).unwrap()), [], "{name} {fix:?}");
    }
    for rule in page.traps {
        assert!(ways.iter().any(|(name, _)| *name == rule.name), "nothing leads into {}", rule.name);
    }
}

/// None of these changes to the lineup leads into a trap.
#[track_caller]
pub(crate) fn lead_nowhere(page: &'static KindPage, ways: &[&[(Row, f64)]]) {
    let (config, line) = beside_others(page);
    for way in ways {
        let config = config.with_changes(&changes(&config, line, way)).unwrap();
        assert_eq!(trap::names(&config), [], "{way:?}");
    }
}

/// The fact on the card of the lineup's lane of this kind, with some changes, before its run.
pub(crate) fn fact(page: &'static KindPage, list: &[(Row, f64)]) -> String {
    let (config, line) = beside_others(page);
    let config = config.with_changes(&changes(&config, line, list)).unwrap();
    (page.fact)(&Seat::new(&config, line), None)
}

/// The sentence about the lineup's lane of this kind, with some changes: its words in one text, and the labels of its chips.
pub(crate) fn sentence(page: &'static KindPage, list: &[(Row, f64)]) -> (String, Vec<String>) {
    let (config, line) = beside_others(page);
    let config = config.with_changes(&changes(&config, line, list)).unwrap();
    let (mut text, mut labels) = (String::new(), Vec::new());
    for part in (page.sentence)(&Seat::new(&config, line)) {
        match part {
            Part::Words(words) => text.push_str(&words),
            Part::Chip { label, .. } => labels.push(label),
        }
    }
    (text, labels)
}

/// Whether a row takes numbers or choices: what a control of the page is for.
fn is_a_control(row: Row) -> bool {
    !matches!(row.domain, Domain::Counts { .. })
}
