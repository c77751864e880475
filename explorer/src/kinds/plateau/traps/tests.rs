//! Each trap is found where it is set, and its fix leads out of it.

use super::*;
use crate::kinds::plateau::PAGE;
use crate::race::config::Config;
use crate::race::opening;
use crate::race::slot::Line;
use crate::race::trap::{TITLE, names, warnings};
use crate::race::warm_up;

/// A trap, and a way into it from the opening.
const WAYS: &[(&str, &[(Row, f64)])] = &[
    ("never_cuts", &[(PATIENCE, 18.0)]),
    ("never_cuts", &[(PATIENCE, 1e9)]),
    ("nothing_counts", &[(MODE, 0.0), (THRESHOLD, 1.0)]),
    ("threshold_large", &[(THRESHOLD, 0.1)]),
    ("threshold_large", &[(THRESHOLD, 0.1), (MODE, 0.0), (THRESHOLD_MODE, ABS)]),
    ("threshold_tiny", &[(MODE, 0.0), (THRESHOLD, 0.0)]),
    ("factor_zero", &[(FACTOR, 0.0)]),
    ("factor_large", &[(FACTOR, 0.95)]),
    ("floor_above_rate", &[(MIN_LR, 0.01)]),
    ("floor_near", &[(MIN_LR, 0.005)]),
    ("swallowed", &[(EPS, 0.01)]),
    ("cooling", &[(COOLDOWN, 20.0)]),
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
        &[(PATIENCE, 17.0)][..],
        &[(COOLDOWN, 10.0)],
        &[(MIN_LR, 1e-3)],
        &[(FACTOR, 0.9)],
        &[(THRESHOLD, 0.019)],
        &[(MODE, 0.0), (THRESHOLD, 0.049)],
        &[(MODE, 0.0), (THRESHOLD, 1e-6)],
    ] {
        assert_eq!(names(&with(way)), [], "{way:?}");
    }
}

#[test]
fn a_run_too_short_for_any_cut_is_made_longer() {
    let config = Config::racing(&[&PAGE]).with_change(Control::run(EPOCHS), 2.0).unwrap();
    let [warning] = &warnings(&config)[..] else { panic!("{:?}", names(&config)) };
    let fixed = config.with_changes(warning.fix.as_ref().unwrap()).unwrap();
    assert_eq!((warning.name, fixed.epochs(), names(&fixed)), ("never_cuts", 20, vec![]));
}

#[test]
fn a_warm_up_leaves_the_traps_as_they_are() {
    for (name, way) in WAYS {
        let config = with(&[way, &[(warm_up::STEPS, 3.0)][..]].concat());
        assert_eq!(names(&config), [(line(&config), *name)], "{way:?}");
    }
}
