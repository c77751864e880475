//! Resuming at any step equals going on, bit for bit; stored states bring no settings and no damage (traps 27, 32).

use etalon::{
    Mode, NanPolicy, Plateau, PlateauState, ReduceLrOnPlateau, Snapshot, StateError, ThresholdMode,
};

/// A metric that improves, stalls, jumps and is now and then missing.
fn metric(t: u32) -> f64 {
    match t.wrapping_mul(2_654_435_761) >> 28 {
        0 => f64::NAN,
        1 => 2.0,
        n => 1.0 / f64::from(1 + t / 8) + f64::from(n) * 1e-3,
    }
}

fn rules() -> Vec<ReduceLrOnPlateau<f64>> {
    let mut rules = Vec::new();
    for patience in [0, 2] {
        for cooldown in [0, 3] {
            for mode in [Mode::Min, Mode::Max] {
                for threshold_mode in [ThresholdMode::Rel, ThresholdMode::Abs, ThresholdMode::RelSigned] {
                    for nan_policy in [NanPolicy::Bad, NanPolicy::Ignore, NanPolicy::Report] {
                        let settings = Plateau {
                            patience,
                            cooldown,
                            mode,
                            threshold_mode,
                            nan_policy,
                            factor: 0.7,
                            ..Plateau::default()
                        };
                        rules.push(ReduceLrOnPlateau::new(0.1, settings).unwrap());
                    }
                }
            }
        }
    }
    rules
}

fn after(rule: &ReduceLrOnPlateau<f64>, steps: u32) -> PlateauState<f64> {
    let mut state = rule.start();
    (0..steps).for_each(|t| {
        rule.observe(&mut state, metric(t));
    });
    state
}

#[test]
fn a_plateau_resumed_at_any_step_goes_on_as_if_nothing_had_been() {
    for rule in rules() {
        let whole = after(&rule, 60);
        for stop in 0..60 {
            let bytes = rule.snapshot(&after(&rule, stop)).to_bytes();
            let mut state = rule.restore(&Snapshot::from_bytes(&bytes).unwrap()).unwrap();
            (stop..60).for_each(|t| {
                rule.observe(&mut state, metric(t));
            });
            assert_eq!(state.lr().to_bits(), whole.lr().to_bits(), "{rule:?} stopped at {stop}");
            assert_eq!(state, whole);
        }
    }
}

#[test]
fn every_changed_or_lost_byte_is_noticed() {
    let rule = rules()[0];
    let bytes = rule.snapshot(&after(&rule, 20)).to_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes;
            changed[at] ^= 1 << bit;
            assert_eq!(Snapshot::from_bytes(&changed), Err(StateError::Corrupt), "byte {at} bit {bit}");
        }
        assert_eq!(Snapshot::from_bytes(&bytes[..at]), Err(StateError::Corrupt));
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(Snapshot::from_bytes(&longer), Err(StateError::Corrupt));
}

#[test]
fn any_other_setting_is_noticed_and_only_the_state_is_taken_over_on_purpose() {
    let settings = Plateau { patience: 3, ..Plateau::default() };
    let rule = ReduceLrOnPlateau::new(0.1_f64, settings).unwrap();
    let mut state = rule.start();
    rule.observe(&mut state, 0.5);
    rule.observe(&mut state, 0.6);
    let snapshot = rule.snapshot(&state);
    let others = [
        ReduceLrOnPlateau::new(0.2, settings),
        ReduceLrOnPlateau::new(0.1, Plateau { mode: Mode::Max, ..settings }),
        ReduceLrOnPlateau::new(0.1, Plateau { factor: 0.2, ..settings }),
        ReduceLrOnPlateau::new(0.1, Plateau { patience: 4, ..settings }),
        ReduceLrOnPlateau::new(0.1, Plateau { threshold: 0.2, ..settings }),
        ReduceLrOnPlateau::new(0.1, Plateau { threshold_mode: ThresholdMode::Abs, ..settings }),
        ReduceLrOnPlateau::new(0.1, Plateau { cooldown: 1, ..settings }),
        ReduceLrOnPlateau::new(0.1, Plateau { min_lr: 1e-3, ..settings }),
        ReduceLrOnPlateau::new(0.1, Plateau { eps: 0.0, ..settings }),
        ReduceLrOnPlateau::new(0.1, Plateau { nan_policy: NanPolicy::Ignore, ..settings }),
    ];
    for other in others.map(Result::unwrap) {
        assert_eq!(other.restore(&snapshot), Err(StateError::OtherSettings), "{other:?}");
        let taken = other.restore_under_new_settings(&snapshot).unwrap();
        assert_eq!(taken, state);
    }
}

#[test]
fn what_the_rule_cannot_reach_is_refused() {
    let rule = ReduceLrOnPlateau::new(0.1_f64, Plateau { patience: 3, ..Plateau::default() }).unwrap();
    let mut state = rule.start();
    (0..3).for_each(|_| {
        rule.observe(&mut state, 1.0);
    });
    let snapshot = rule.snapshot(&state);
    let hasty = ReduceLrOnPlateau::new(0.1_f64, Plateau { patience: 0, ..Plateau::default() }).unwrap();
    assert_eq!(hasty.restore_under_new_settings(&snapshot), Err(StateError::Impossible));
    let narrow = ReduceLrOnPlateau::new(0.1_f32, Plateau::default()).unwrap();
    assert_eq!(narrow.restore(&snapshot), Err(StateError::OtherFloat));
}
