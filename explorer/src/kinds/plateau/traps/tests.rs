//! Each trap is found where it is set, and its fix leads out of it.

use super::*;
use crate::kinds::plateau::PAGE;
use crate::kinds::tests::{lead_in_and_out, lead_nowhere};
use crate::race::config::Config;
use crate::race::preset;
use crate::race::trap::{names, warnings};
use crate::race::warm_up;

/// A trap, and a way into it from the lineup.
const WAYS: &[(&str, &[(Row, f64)])] = &[
    ("plateau-never-cuts", &[(PATIENCE, 18.0)]),
    ("plateau-never-cuts", &[(PATIENCE, 1e9)]),
    ("plateau-nothing-counts", &[(MODE, 0.0), (THRESHOLD, 1.0)]),
    ("plateau-threshold-large", &[(THRESHOLD, 0.1)]),
    ("plateau-threshold-large", &[(THRESHOLD, 0.1), (MODE, 0.0), (THRESHOLD_MODE, ABS)]),
    ("plateau-threshold-tiny", &[(MODE, 0.0), (THRESHOLD, 0.0)]),
    ("plateau-factor-zero", &[(FACTOR, 0.0)]),
    ("plateau-factor-large", &[(FACTOR, 0.95)]),
    ("plateau-floor-above-rate", &[(MIN_LR, 0.01)]),
    ("plateau-floor-near", &[(MIN_LR, 0.005)]),
    ("plateau-swallowed", &[(EPS, 0.01)]),
    ("plateau-cooling", &[(COOLDOWN, 20.0)]),
];

#[test]
fn every_way_leads_into_its_trap_alone_and_the_fix_leads_out() {
    lead_in_and_out(&PAGE, WAYS);
}

#[test]
fn just_outside_there_is_no_trap() {
    let ways: &[&[(Row, f64)]] = &[
        &[(PATIENCE, 17.0)],
        &[(COOLDOWN, 10.0)],
        &[(MIN_LR, 1e-3)],
        &[(FACTOR, 0.9)],
        &[(THRESHOLD, 0.019)],
        &[(MODE, 0.0), (THRESHOLD, 0.049)],
        &[(MODE, 0.0), (THRESHOLD, 1e-6)],
    ];
    lead_nowhere(&PAGE, ways);
}

#[test]
fn a_run_too_short_for_any_cut_is_made_longer() {
    let config = Config::racing(&[&PAGE]).with_change(Control::run(EPOCHS), 2.0).unwrap();
    let [warning] = &warnings(&config)[..] else { panic!("{:?}", names(&config)) };
    let fixed = config.with_changes(warning.fix.as_ref().unwrap()).unwrap();
    assert_eq!((warning.name, fixed.epochs(), names(&fixed)), ("plateau-never-cuts", 20, vec![]));
}

#[test]
fn a_warm_up_leaves_the_traps_as_they_are() {
    let warm: Vec<(&str, Vec<(Row, f64)>)> =
        WAYS.iter().map(|(name, way)| (*name, [way, &[(warm_up::STEPS, 3.0)][..]].concat())).collect();
    let ways: Vec<(&str, &[(Row, f64)])> = warm.iter().map(|(name, way)| (*name, way.as_slice())).collect();
    lead_in_and_out(&PAGE, &ways);
}

#[test]
fn its_presets_are_in_no_trap_of_the_settings() {
    for own in PAGE.presets {
        let preset = preset::all().find(|one| one.name() == own.name).unwrap();
        assert_eq!(names(&preset.config()), [], "{}", own.name);
    }
}
