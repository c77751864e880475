//! A training that resumes at any step goes on as before, bit for bit. A stored state is bound to its settings (traps 27, 32).

use etalon::{
    ConstantLr, CosineAnnealingLr, CutOnPlateau, CutState, Mode, NanPolicy, Observed, Plateau, PlateauState,
    ReduceLrOnPlateau, Schedule, Snapshot, StateError, ThresholdMode,
};

/// A metric that improves, stalls, jumps and is sometimes NaN.
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
                        rules.push(ReduceLrOnPlateau::<f64>::new(0.1, settings).unwrap());
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
fn any_other_setting_is_noticed_and_only_the_state_is_taken_over_on_purpose() {
    let settings = Plateau { patience: 3, ..Plateau::default() };
    let rule = ReduceLrOnPlateau::<f64>::new(0.1, settings).unwrap();
    let mut state = rule.start();
    rule.observe(&mut state, 0.5);
    rule.observe(&mut state, 0.6);
    let snapshot = rule.snapshot(&state);
    let others = [
        ReduceLrOnPlateau::<f64>::new(0.2, settings),
        ReduceLrOnPlateau::<f64>::new(0.1, Plateau { mode: Mode::Max, ..settings }),
        ReduceLrOnPlateau::<f64>::new(0.1, Plateau { factor: 0.2, ..settings }),
        ReduceLrOnPlateau::<f64>::new(0.1, Plateau { patience: 4, ..settings }),
        ReduceLrOnPlateau::<f64>::new(0.1, Plateau { threshold: 0.2, ..settings }),
        ReduceLrOnPlateau::<f64>::new(0.1, Plateau { threshold_mode: ThresholdMode::Abs, ..settings }),
        ReduceLrOnPlateau::<f64>::new(0.1, Plateau { cooldown: 1, ..settings }),
        ReduceLrOnPlateau::<f64>::new(0.1, Plateau { min_lr: 1e-3, ..settings }),
        ReduceLrOnPlateau::<f64>::new(0.1, Plateau { eps: 0.0, ..settings }),
        ReduceLrOnPlateau::<f64>::new(0.1, Plateau { nan_policy: NanPolicy::Ignore, ..settings }),
    ];
    for other in others.map(Result::unwrap) {
        assert_eq!(other.restore(&snapshot), Err(StateError::OtherSettings), "{other:?}");
        let taken = other.restore_under_new_settings(&snapshot).unwrap();
        assert_eq!(taken, state);
    }
}

/// A cosine that is cut on a plateau, with this patience.
fn plan(t_max: u32, patience: u32) -> CutOnPlateau<CosineAnnealingLr<f64>> {
    let cosine = CosineAnnealingLr::<f64>::new(0.1, t_max, 1e-3).unwrap();
    cosine.cut_on_plateau(Plateau { patience, cooldown: 1, factor: 0.5, ..Plateau::default() }).unwrap()
}

#[test]
fn a_cut_schedule_resumed_at_any_step_goes_on_as_if_nothing_had_been() {
    let plan = plan(40, 2);
    let run = |state: &mut CutState<f64>, steps: std::ops::Range<u32>| -> Vec<u64> {
        let rate = |step| {
            plan.observe(state, metric(step));
            plan.lr(step, state).to_bits()
        };
        steps.map(rate).collect()
    };
    let mut whole_state = plan.start();
    let whole = run(&mut whole_state, 0..60);
    assert!(whole_state.scale() < 0.5, "it was cut more than once");
    for stop in 0..60 {
        let mut state = plan.start();
        let mut rates = run(&mut state, 0..stop);
        let bytes = plan.snapshot(stop, &state).to_bytes();
        let (step, mut state) = plan.restore(&Snapshot::from_bytes(&bytes).unwrap()).unwrap();
        rates.extend(run(&mut state, step..60));
        assert_eq!((rates, state), (whole.clone(), whole_state), "stopped at {stop}");
    }
}

#[test]
fn a_cut_state_is_a_scale_and_bound_to_schedule_and_rule() {
    let here = plan(40, 2);
    let mut state = here.start();
    assert_eq!((state.scale(), state.best()), (1.0, f64::INFINITY));
    for _ in 0..6 {
        here.observe(&mut state, 0.7);
    }
    assert_eq!((state.scale(), state.best()), (0.5, 0.7));
    assert_eq!((state.num_bad_epochs(), state.cooldown_counter()), (1, 0));
    assert_eq!(here.lr(40, &state), 1e-3 * 0.5);
    assert_eq!(here.momentum(3), None);
    assert_eq!((here.schedule().t_max(), here.settings().patience), (40, 2));

    let snapshot = here.snapshot(7, &state);
    assert_eq!(here.restore(&snapshot), Ok((7, state)));
    assert_eq!(snapshot.step(), Some(7));
    // One bad observation is more than a patience of 0 waits for, and the next one cuts.
    for changed in [plan(41, 2), plan(40, 3), plan(40, 0)] {
        assert_eq!(changed.restore(&snapshot), Err(StateError::OtherSettings));
        assert_eq!(changed.restore_under_new_settings(&snapshot), Ok((7, state)), "the change is on purpose");
    }
    let (_, mut hasty) = plan(40, 0).restore_under_new_settings(&snapshot).unwrap();
    assert_eq!(plan(40, 0).observe(&mut hasty, 0.7), Observed::Cut);
    // Neither the schedule nor the rule by itself accepts the snapshot, although each is a part of the plan.
    assert_eq!(here.schedule().restore(&snapshot), Err(StateError::OtherContent));
    let rule = ReduceLrOnPlateau::<f64>::new(1.0, *here.settings()).unwrap();
    assert_eq!(rule.restore(&snapshot), Err(StateError::OtherContent));
    assert_eq!(rule.snapshot(&rule.start()).step(), None, "a rule counts no steps");
    assert_eq!(rule.restore_under_new_settings(&snapshot), Err(StateError::OtherContent));
    assert_eq!(here.restore(&here.schedule().snapshot(7)), Err(StateError::OtherContent));
    assert_eq!(here.restore_under_new_settings(&here.schedule().snapshot(7)), Err(StateError::OtherContent));
    assert_eq!(here.restore(&rule.snapshot(&rule.start())), Err(StateError::OtherContent));
}

#[test]
fn a_stored_step_is_bound_to_every_part_of_a_composition() {
    let cosine = |t_max| CosineAnnealingLr::<f64>::new(0.1, t_max, 0.0).unwrap();
    let constant = ConstantLr::<f64>::new(0.01).unwrap();
    let plan = |t_max, warmup: u32, start, milestone, floor, last| {
        let warm = cosine(t_max).warm_up(warmup, start).unwrap();
        warm.then(milestone, constant).clamp(floor, 1.0).unwrap().hold(last)
    };
    let here = plan(90, 10, 0.1, 100, 1e-4, 200);
    let snapshot = here.snapshot(u32::MAX);
    assert_eq!(here.restore(&snapshot), Ok(u32::MAX));
    assert_eq!(
        <&_ as Schedule>::restore(&&here, &snapshot),
        Ok(u32::MAX),
        "a reference is the schedule itself"
    );
    for changed in [
        plan(91, 10, 0.1, 100, 1e-4, 200),
        plan(90, 11, 0.1, 100, 1e-4, 200),
        plan(90, 10, 0.2, 100, 1e-4, 200),
        plan(90, 10, 0.1, 101, 1e-4, 200),
        plan(90, 10, 0.1, 100, 2e-4, 200),
        plan(90, 10, 0.1, 100, 1e-4, 201),
    ] {
        assert_eq!(changed.restore(&snapshot), Err(StateError::OtherSettings));
    }
    // The fingerprint includes the order of two schedules in a sequence.
    let (a, b) = (cosine(5).then(9, constant), constant.then(9, cosine(5)));
    assert_eq!(b.restore(&a.snapshot(3)), Err(StateError::OtherSettings));
}
