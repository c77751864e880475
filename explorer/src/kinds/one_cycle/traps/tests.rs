//! Each trap is found where it is set, and its fix leads out of it.

use super::*;
use crate::kinds::one_cycle::PAGE;
use crate::kinds::tests::{lead_in_and_out, lead_nowhere};
use crate::race::config::Config;
use crate::race::preset;
use crate::race::slot::Line;
use crate::race::trap::{names, warnings};

/// A trap, and a way into it from the lineup.
const WAYS: &[(&str, &[(Row, f64)])] = &[
    ("one-cycle-no-peak", &[(MAX_LR, 0.0)]),
    ("one-cycle-steps-are-epochs", &[(TOTAL_STEPS, 20.0)]),
    ("one-cycle-steps-are-epochs", &[(TOTAL_STEPS, 20.0), (warm_up::STEPS, 45.0)]),
    ("one-cycle-unfinished", &[(TOTAL_STEPS, 9_000.0)]),
    // The cycle is so long that the run ends near the start of the rise.
    ("one-cycle-unfinished", &[(TOTAL_STEPS, 1e6)]),
    ("one-cycle-unfinished", &[(warm_up::STEPS, 600.0), (TOTAL_STEPS, 900.0)]),
    ("one-cycle-outlived", &[(TOTAL_STEPS, 450.0)]),
    ("one-cycle-outlived", &[(TOTAL_STEPS, 450.0), (warm_up::STEPS, 90.0)]),
    ("one-cycle-no-rise", &[(PCT_START, 0.0)]),
    ("one-cycle-no-fall", &[(PCT_START, 0.95)]),
    ("one-cycle-stuck-in-second", &[(THREE_PHASE, 1.0), (PCT_START, 0.6)]),
    ("one-cycle-starts-at-peak", &[(DIV_FACTOR, 1.0)]),
    ("one-cycle-ends-above-start", &[(FINAL_DIV_FACTOR, 0.5)]),
    ("one-cycle-momentum-reversed", &[(BASE_MOMENTUM, 0.99)]),
    ("one-cycle-momentum-one", &[(MAX_MOMENTUM, 1.0)]),
];

#[test]
fn every_way_leads_into_its_trap_alone_and_the_fix_leads_out() {
    lead_in_and_out(&PAGE, WAYS);
}

#[test]
fn just_outside_there_is_no_trap() {
    let ways: &[&[(Row, f64)]] = &[
        &[(PCT_START, 0.9)],
        &[(THREE_PHASE, 1.0), (PCT_START, 0.45)],
        &[(CYCLE_MOMENTUM, 0.0), (BASE_MOMENTUM, 0.99)],
        &[(TOTAL_STEPS, 810.0), (warm_up::STEPS, 90.0)],
        // The warm-up is the rise.
        &[(TOTAL_STEPS, 810.0), (warm_up::STEPS, 90.0), (PCT_START, 0.0)],
        &[(TOTAL_STEPS, 1_000.0)],
    ];
    lead_nowhere(&PAGE, ways);
}

#[test]
fn a_cycle_behind_a_warm_up_is_made_as_long_as_the_rest_of_the_run() {
    let config = Config::racing(&[&PAGE]);
    let (slot, _) = config.lanes().next().unwrap();
    let seat = Seat::new(&config, Line::Lane(slot));
    let config = config.with_changes(&seat.changes(&[(TOTAL_STEPS, 450.0), (warm_up::STEPS, 90.0)])).unwrap();
    let [warning] = &warnings(&config)[..] else { panic!("{:?}", warnings(&config)) };
    assert_eq!(warning.title, "the cycle ends at step 540");
    assert_eq!(warning.fix, Some(seat.changes(&[(TOTAL_STEPS, 810.0)])));
}

#[test]
fn the_preset_about_epochs_is_in_that_trap_and_the_others_are_in_none() {
    let about_epochs = "stepped per epoch";
    let mine = preset::all().filter(|one| PAGE.presets.iter().any(|own| own.name == one.name()));
    for preset in mine {
        let found: Vec<&str> = names(&preset.config()).iter().map(|(_, name)| *name).collect();
        let expected: &[&str] =
            if preset.name() == about_epochs { &["one-cycle-steps-are-epochs"] } else { &[] };
        assert_eq!(found, expected, "{}", preset.name());
    }
}

#[test]
fn small_divisors_are_what_raises_its_rates() {
    let config = Config::racing(&[&PAGE]);
    let seat = Seat::new(&config, Line::Lane(config.first_of(&PAGE).unwrap()));
    assert!(calmer(&seat).is_empty());
    let steep = seat.with(DIV_FACTOR, 0.5);
    assert_eq!(calmer(&seat.of(&steep)), [seat.changes(&[(DIV_FACTOR, DIV_FACTOR.default)])]);
}
