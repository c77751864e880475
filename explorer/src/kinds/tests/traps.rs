//! Traps of the settings: names, places, and fixes that lead out of them, for every kind.

use std::collections::BTreeSet;

use super::draw::Draw;
use super::*;
use crate::race::opening;
use crate::race::run_settings::{EPOCHS, LR, ROWS, WEIGHT_DECAY};
use crate::race::trap::{TITLE, judged, shared};
use crate::race::warm_up;
use crate::race::yours::Yours;

#[test]
fn every_trap_has_a_name_of_its_own_and_a_row_of_its_owner() {
    let mut names = BTreeSet::new();
    let mut is_new = |name: &'static str| assert!(names.insert(name), "two traps are called {name}");
    for rule in shared::RULES {
        is_new(rule.name);
        assert!(ROWS.iter().any(|row| row.id == rule.row.id), "{} concerns no row of the run", rule.name);
    }
    shared::LANE_RULES.iter().for_each(|rule| is_new(rule.name));
    judged::RULES.iter().for_each(|rule| is_new(rule.name));
    for page in KINDS {
        let (config, line) = alone(page);
        let lane = config.lane(line.slot().unwrap()).unwrap();
        for rule in page.traps {
            is_new(rule.name);
            assert!(lane.row(rule.row.id).is_some(), "{} concerns no row of its lane", rule.name);
        }
        page.run_traps.iter().for_each(|rule| is_new(rule.name));
    }
}

#[test]
fn what_all_share_leads_in_and_out() {
    let lineup = lineup();
    for (name, row, value) in [("no-rate", LR, 0.0), ("forgetful", WEIGHT_DECAY, 5.0)] {
        let config = lineup.with_change(Control::run(row), value).unwrap();
        assert_eq!(trap::names(&config), [(Line::Reference, name)]);
        let fix = trap::warnings(&config)[0].fix.clone().unwrap();
        assert_eq!(trap::names(&config.with_changes(&fix).unwrap()), []);
    }
}

#[test]
fn what_every_lane_has_leads_in_and_out() {
    for page in KINDS {
        let (config, line) = beside_others(page);
        let seat = Seat::new(&config, line);
        let mut ways = Vec::new();
        if !page.has_own_warm_up() {
            ways.push(("lane-warm-up-fills-run", warm_up::STEPS, f64::from(seat.run_length())));
        }
        if !page.brings_its_rate() {
            ways.push(("lane-no-rate", page.rate, 0.0));
        }
        for (name, row, value) in ways {
            let before = trap::names(&config);
            let caught = config.with_changes(&seat.changes(&[(row, value)])).unwrap();
            assert!(trap::names(&caught).contains(&(line, name)), "{name} {page:?}");
            let warnings = trap::warnings(&caught);
            let warning = warnings.iter().find(|warning| warning.name == name).unwrap();
            let fixed = caught.with_changes(warning.fix.as_ref().unwrap()).unwrap();
            let left = trap::names(&fixed);
            assert!(!left.contains(&(line, name)), "{left:?} is left of {before:?}");
        }
    }
}

#[test]
fn the_opening_is_free_of_traps() {
    assert_eq!(trap::names(&opening::config()), []);
}

/// Draws `count` settings of each kind, in the lineup and alone, and sums what `look` finds in each.
fn drawn(count: usize, mut look: impl FnMut(&Config) -> (usize, usize)) -> Vec<(usize, usize)> {
    let sums = KINDS.iter().map(|page| {
        let mut draw = Draw(1);
        let mut sums = (0, 0);
        for turn in 0..count {
            let (config, _) = if turn % 2 == 0 { alone(page) } else { beside_others(page) };
            let found = look(&draw.changed(config));
            sums = (sums.0 + found.0, sums.1 + found.1);
        }
        sums
    });
    sums.collect()
}

#[test]
fn a_fix_leads_out_of_its_trap_and_into_no_other_wherever_that_is() {
    let sums = drawn(1_500, |config| {
        let before = trap::names(config);
        let warnings = trap::warnings(config);
        assert_eq!(warnings.len(), before.len());
        let mut with_a_fix = 0;
        for warning in &warnings {
            assert!(warning.title.chars().count() <= TITLE, "{:?} is too long", warning.title);
            for text in [&warning.title, &warning.reason] {
                assert!(!texts::is_odd(text), "{text} {config:?}");
            }
            let Some(fix) = &warning.fix else { continue };
            with_a_fix += 1;
            let after = trap::names(&config.with_changes(fix).unwrap());
            assert!(!after.contains(&(warning.line, warning.name)), "{} stays after {fix:?}", warning.name);
            assert!(after.len() < before.len(), "{before:?} became {after:?} by {fix:?}");
        }
        (warnings.len(), with_a_fix)
    });
    for (page, (caught, with_a_fix)) in KINDS.iter().zip(sums) {
        assert!(caught > 300, "{:?}: only {caught}", page.kind);
        // Where several traps meet, a fix may be out of reach. That is rare.
        assert!(with_a_fix * 100 >= caught * 98, "{:?}: {with_a_fix} of {caught} have a fix", page.kind);
    }
}

#[test]
fn a_warning_says_what_its_fix_sets() {
    let config = lineup();
    let control = Control::lane(
        Slot::numbered(1).unwrap(),
        config.lane(Slot::numbered(1).unwrap()).unwrap().row("gamma").unwrap(),
    );
    assert_eq!(
        Yours::NETWORK.describe(&opening::config(), &vec![(control, 0.9), (Control::run(EPOCHS), 20.0)]),
        "γ = 0.9, epochs = 20"
    );
}
