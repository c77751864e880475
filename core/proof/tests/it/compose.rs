//! Compares compositions with the closed formulas that PyTorch intends, at every step around their seams (traps 14, 15, 16, 30,
//! 33).

use etalon::{
    ConstantLr, CosineAnnealingLr, ExponentialLr, Kind, LinearLr, Observed, OneCycle, OneCycleLr, ParamError,
    Plateau, Reason, ReduceLrOnPlateau, Schedule, Settings, StateError, from_fn,
};

#[test]
fn warm_up_is_a_line_to_the_full_rate_and_then_the_schedule_from_its_own_start() {
    let inner = CosineAnnealingLr::<f64>::new(0.3, 50, 0.001).unwrap();
    for (warmup_steps, start_factor) in [(1_u32, 0.0), (7, 1.0 / 3.0), (10, 0.1), (1_000_000, 0.5), (3, 1.0)]
    {
        let schedule = inner.warm_up(warmup_steps, start_factor).unwrap();
        for t in (0..warmup_steps.min(2_000)).chain(warmup_steps.saturating_sub(3)..warmup_steps) {
            let share = f64::from(t) / f64::from(warmup_steps);
            let line = 0.3 * (start_factor + (1.0 - start_factor) * share);
            assert!((schedule.lr(t) - line).abs() <= 4e-16 * 0.3, "W={warmup_steps} s={start_factor} t={t}");
        }
        for t in 0..120 {
            assert_eq!(schedule.lr(warmup_steps + t), inner.lr(t));
        }
    }
}

#[test]
fn warm_up_ends_on_the_full_rate_exactly_where_a_sum_in_f32_is_one_percent_low() {
    let warmup_steps = 1_000_000;
    let schedule = ConstantLr::<f32>::new(0.1).unwrap().warm_up(warmup_steps, 0.0).unwrap();
    let summed = (0..warmup_steps).fold(0.0_f32, |sum, _| sum + 0.1 / warmup_steps as f32);
    assert!(summed < 0.0995, "the trap is real: {summed}");
    assert_eq!(schedule.lr(warmup_steps), 0.1);
    assert_eq!(schedule.lr(warmup_steps / 2), 0.05);
    assert!(schedule.values().take(5_000).zip(schedule.values().skip(1)).all(|(a, b)| a < b));
}

#[test]
fn a_warm_up_of_no_steps_is_none() {
    let inner = ExponentialLr::<f32>::new(0.1, 0.9).unwrap();
    let schedule = inner.warm_up(0, 0.0).unwrap();
    assert!((0..20).all(|t| schedule.lr(t) == inner.lr(t)));
}

#[test]
fn a_bad_start_factor_is_named() {
    for (bad, reason) in [
        (f64::NAN, Reason::NotFinite),
        (f64::INFINITY, Reason::NotFinite),
        (-0.1, Reason::TooSmall { min: 0.0 }),
        (1.1, Reason::TooLarge { max: 1.0 }),
    ] {
        let refused = ConstantLr::<f64>::new(0.1).unwrap().warm_up(5, bad).unwrap_err();
        assert_eq!((refused.param, refused.reason), ("start_factor", reason));
    }
}

#[test]
fn a_sequence_starts_each_part_at_its_own_step_0_and_base() {
    let (a, b, c) = (
        ExponentialLr::<f64>::new(0.1, 0.9).unwrap(),
        CosineAnnealingLr::<f64>::new(0.5, 10, 0.0).unwrap(),
        ConstantLr::<f64>::new(0.25).unwrap(),
    );
    let row = a.then(4, b).then(9, c);
    for t in 0..30 {
        let expected = match t {
            0..4 => a.lr(t),
            4..9 => b.lr(t - 4),
            _ => 0.25,
        };
        assert_eq!(row.lr(t), expected, "t={t}");
    }
}

#[test]
fn milestones_0_equal_and_unsorted_are_defined() {
    let (a, b, c) = (
        ConstantLr::<f64>::new(1.0).unwrap(),
        ExponentialLr::<f64>::new(2.0, 0.5).unwrap(),
        ConstantLr::<f64>::new(3.0).unwrap(),
    );
    assert!((0..9).all(|t| a.then(0, b).lr(t) == b.lr(t)), "milestone 0: only the second, not one step late");
    assert_eq!((0..4).map(|t| a.then(2, b).then(2, c).lr(t)).collect::<Vec<_>>(), [1.0, 1.0, 3.0, 3.0]);
    assert_eq!((0..4).map(|t| a.then(3, b).then(1, c).lr(t)).collect::<Vec<_>>(), [1.0, 3.0, 3.0, 3.0]);
    assert_eq!(a.then(u32::MAX, c).lr(u32::MAX), 3.0);
}

#[test]
fn momentum_goes_through_every_composition() {
    let one = OneCycleLr::<f64>::new(OneCycle::<f64>::steps(0.1, 20)).unwrap();
    let row = one.warm_up(5, 0.5).unwrap().then(25, ConstantLr::<f64>::new(0.1).unwrap()).hold(40);
    for t in 0..60_u32 {
        let expected = match t.min(40) {
            0..25 => one.momentum(t.min(40).saturating_sub(5)),
            _ => None,
        };
        assert_eq!(row.momentum(t), expected);
    }
    assert_eq!(one.clamp(0.0, 1.0).unwrap().momentum(3), one.momentum(3));
    assert_ne!(one.momentum(3), one.momentum(9));
    assert_eq!(one.hold(3).momentum(9), one.momentum(3));
}

#[test]
fn a_plateau_scales_a_warmed_up_cosine() {
    let inner = CosineAnnealingLr::<f64>::new(0.1, 30, 0.0).unwrap().warm_up(5, 0.1).unwrap();
    let settings = Plateau { patience: 1, factor: 0.5, ..Plateau::<f64>::default() };
    let plan = inner.cut_on_plateau(settings).unwrap();
    let alone = ReduceLrOnPlateau::<f64>::new(1.0, settings).unwrap();
    let (mut state, mut twin) = (plan.start(), alone.start());
    let mut cuts = 0;
    for t in 0..40 {
        assert_eq!(plan.lr(t, &state), inner.lr(t) * twin.lr());
        let metric = if t < 10 { 1.0 / f64::from(t + 1) } else { 0.5 };
        let seen = plan.observe(&mut state, metric);
        assert_eq!(seen, alone.observe(&mut twin, metric));
        cuts += u32::from(seen == Observed::Cut);
    }
    assert_eq!(cuts, 15, "from step 10 on every second observation");
}

#[test]
fn a_rise_to_what_is_no_rate_is_refused() {
    struct Odd(f64);
    impl Schedule for Odd {
        type Rate = f64;
        fn lr(&self, _: u32) -> f64 {
            self.0
        }
    }
    for odd in [f64::INFINITY, f64::NAN, -1.0] {
        assert_eq!(Odd(odd).warm_up(4, 0.5).map(drop).unwrap_err().param, "lr", "{odd}");
    }
    let error = LinearLr::<f32>::new(f32::MAX, 2.0, 0.0, 10).unwrap_err();
    assert_eq!(error.to_string(), "start_factor must be at most 1, got 2");
}

#[test]
fn errors_name_the_argument_that_makes_an_impossible_rate() {
    let says = |refused: ParamError| refused.to_string();
    let between = |start, end| says(LinearLr::<f64>::between(start, end, 5).unwrap_err());
    assert_eq!(between(-0.1, 0.2), "start_lr must be at least 0, got -0.1");
    assert_eq!(between(0.1, -0.2), "end_lr must be at least 0, got -0.2");
    let cycle = |div_factor, final_div_factor| {
        let settings = OneCycle { div_factor, final_div_factor, ..OneCycle::<f32>::steps(1e38, 20) };
        OneCycleLr::<f32>::new(settings)
    };
    assert!(cycle(0.5, 1.0).is_ok() && cycle(1.0, 0.3).is_ok());
    let says_cycle = |div_factor, final_div_factor| says(cycle(div_factor, final_div_factor).unwrap_err());
    assert_eq!(says_cycle(0.01, 1.0), "div_factor must be above 0.01, got 0.01");
    assert_eq!(says_cycle(0.01, 1e9), "div_factor must be above 0.01, got 0.01");
    assert_eq!(says_cycle(0.5, 1e-9), "final_div_factor must be above 1e-9, got 1e-9");
    // What an `f32` rounds to 1 is shown as it was given.
    let mut settings = Settings::suggested(Kind::ReduceOnPlateau);
    settings.set("factor", 0.999_999_999_99).unwrap();
    assert_eq!(
        says(settings.build::<f32>().unwrap_err()),
        "factor must be at most 0.99999994, got 0.99999999999"
    );
    assert!(settings.build::<f64>().is_ok());
}

#[test]
fn a_function_of_the_step_is_a_schedule() {
    let halves = from_fn(|step| if step < 3 { 0.1_f32 } else { 0.05 });
    assert_eq!(halves.rates(2..5).collect::<Vec<_>>(), [0.1, 0.05, 0.05]);
    assert_eq!(halves.momentum(2), None);
    assert_eq!(halves.restore(&halves.snapshot(4)), Ok(4));
    let thirds = from_fn(|step| if step < 3 { 0.1_f32 } else { 0.03 });
    assert_eq!(thirds.restore(&halves.snapshot(4)), Err(StateError::OtherSettings));
}

#[test]
fn a_scale_of_nothing_makes_nothing_of_an_infinite_rate() {
    let grows = ExponentialLr::<f32>::new(1.0, 10.0).unwrap();
    let plan = grows.cut_on_plateau(Plateau { factor: 0.0, patience: 0, ..Plateau::default() }).unwrap();
    let mut state = plan.start();
    for _ in 0..2 {
        plan.observe(&mut state, 1.0);
    }
    assert_eq!((grows.lr(100), plan.lr(100, &state)), (f32::INFINITY, 0.0));
}
