//! Each trap is found where it is set, and its fix leads out of it.

use super::*;
use crate::kinds::one_cycle::PAGE;
use crate::race::config::Config;
use crate::race::opening;
use crate::race::slot::Line;
use crate::race::trap::{TITLE, names, warnings};

/// A trap, and a way into it from the opening.
const WAYS: &[(&str, &[(Row, f64)])] = &[
    ("no_peak", &[(MAX_LR, 0.0)]),
    ("steps_are_epochs", &[(TOTAL_STEPS, 20.0)]),
    ("steps_are_epochs", &[(TOTAL_STEPS, 20.0), (warm_up::STEPS, 45.0)]),
    ("unfinished", &[(TOTAL_STEPS, 9_000.0)]),
    // So long that the run ends near the start of the rise.
    ("unfinished", &[(TOTAL_STEPS, 1e6)]),
    ("unfinished", &[(warm_up::STEPS, 600.0)]),
    ("unfinished", &[(warm_up::STEPS, 900.0)]),
    ("outlived", &[(TOTAL_STEPS, 450.0)]),
    ("outlived", &[(TOTAL_STEPS, 450.0), (warm_up::STEPS, 90.0)]),
    ("no_rise", &[(PCT_START, 0.0)]),
    ("no_fall", &[(PCT_START, 0.95)]),
    ("stuck_in_second", &[(THREE_PHASE, 1.0), (PCT_START, 0.6)]),
    ("starts_at_peak", &[(DIV_FACTOR, 1.0)]),
    ("ends_above_start", &[(FINAL_DIV_FACTOR, 0.5)]),
    ("momentum_reversed", &[(BASE_MOMENTUM, 0.99)]),
    ("momentum_one", &[(MAX_MOMENTUM, 1.0)]),
];

fn line(config: &Config) -> Line {
    Line::Lane(config.first_of(&PAGE).unwrap())
}

fn with(way: &[(Row, f64)]) -> Config {
    let config = opening::config();
    config.with_changes(&Seat::new(&config, line(&config)).changes(way)).unwrap()
}

#[test]
fn every_way_leads_into_its_trap_alone_and_the_fix_leads_out() {
    for (name, way) in WAYS {
        let config = with(way);
        assert_eq!(names(&config), [(line(&config), *name)], "{way:?}");
        let [warning] = &warnings(&config)[..] else { panic!("{name} is not found once") };
        assert!(warning.title.chars().count() <= TITLE, "{}", warning.title);
        let fixed = config.with_changes(warning.fix.as_ref().unwrap()).unwrap();
        assert_eq!(names(&fixed), [], "{name} {:?}", warning.fix);
    }
}

#[test]
fn every_trap_has_a_way_into_it() {
    for rule in RULES {
        assert!(WAYS.iter().any(|(name, _)| *name == rule.name), "nothing leads into {}", rule.name);
    }
}

#[test]
fn just_outside_there_is_no_trap() {
    for way in [
        &[(PCT_START, 0.9)][..],
        &[(THREE_PHASE, 1.0), (PCT_START, 0.45)],
        &[(CYCLE_MOMENTUM, 0.0), (BASE_MOMENTUM, 0.99)],
        &[(TOTAL_STEPS, 810.0), (warm_up::STEPS, 90.0)],
        // The warm-up is the rise.
        &[(TOTAL_STEPS, 810.0), (warm_up::STEPS, 90.0), (PCT_START, 0.0)],
        &[(TOTAL_STEPS, 1_000.0)],
    ] {
        assert_eq!(names(&with(way)), [], "{way:?}");
    }
}

#[test]
fn a_cycle_behind_a_warm_up_is_made_as_long_as_the_rest_of_the_run() {
    let config = with(&[(TOTAL_STEPS, 450.0), (warm_up::STEPS, 90.0)]);
    let [warning] = &warnings(&config)[..] else { panic!("{:?}", names(&config)) };
    assert_eq!(warning.title, "the cycle ends at step 540");
    let seat = Seat::new(&config, warning.line);
    assert_eq!(warning.fix, Some(seat.changes(&[(TOTAL_STEPS, 810.0)])));
}
