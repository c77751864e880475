//! Tests `Settings`: texts, choices, lists, unused and missing parameters, and building a schedule.

use etalon::param::{Domain, List, ParamSpec, Unit};
use etalon::{
    AnnealStrategy, CosineAnnealingLr, Kind, Mode, NanPolicy, OneCycle, OneCycleLr, ParamError, PastEnd,
    Plateau, Reason, ReduceLrOnPlateau, Schedule, SetError, Settings, ThresholdMode,
};

#[test]
fn a_parameter_that_the_kind_lacks_is_refused_and_named() {
    let mut settings = Settings::new(Kind::OneCycle);
    let before = settings;
    // A 1cycle does not use the optimiser's own rate, so a value for it would have no effect.
    for id in ["lr", "gamma", "T_max", "epochs", ""] {
        let error = settings.set(id, 0.1).unwrap_err();
        assert_eq!(error, SetError::NoSuchParam { kind: Kind::OneCycle, id });
        let text = error.to_string();
        assert!(text.starts_with(&format!("{id} is not a parameter of one_cycle, which has ")), "{text}");
        assert!(Kind::OneCycle.params().iter().all(|row| text.contains(row.id)), "{text}");
        assert_eq!(settings.set_text(id, "0.1"), Err(error));
        assert_eq!(settings.set_list(id, &[1]), Err(error));
        assert_eq!((settings.get(id), settings.list(id)), (None, None));
    }
    assert_eq!(settings, before);
}

#[test]
fn what_pytorch_has_no_default_for_is_missing() {
    let mut settings = Settings::new(Kind::Exponential);
    assert_eq!((settings.get("gamma"), settings.get("lr")), (None, None));
    settings.set("lr", 0.1).unwrap();
    let error = settings.build::<f32>().unwrap_err();
    assert_eq!(error, ParamError { param: "gamma", value: 0.0, reason: Reason::Missing });
    assert_eq!(error.to_string(), "gamma is missing: it has no default");
    settings.set("gamma", 0.9).unwrap();
    assert!(settings.build::<f32>().is_ok());
    assert_eq!(Settings::new(Kind::ReduceOnPlateau).get("patience"), Some(10.0));
    assert_eq!(Settings::suggested(Kind::Exponential).kind(), Kind::Exponential);
}

#[test]
fn texts_are_read_as_a_configuration_file_has_them() {
    let mut settings = Settings::suggested(Kind::OneCycle);
    for (id, text, value) in [
        ("max_lr", " 1e-3 ", 1e-3),
        ("total_steps", "900", 900.0),
        ("anneal_strategy", "linear", 1.0),
        ("anneal_strategy", " cos ", 0.0),
        ("three_phase", "true", 1.0),
        ("cycle_momentum", "false", 0.0),
    ] {
        settings.set_text(id, text).unwrap();
        assert_eq!(settings.get(id), Some(value), "{id} {text}");
    }
    let before = settings;
    for (id, text, must) in [
        ("max_lr", "fast", "a number"),
        ("max_lr", "", "a number"),
        ("max_lr", "1,5", "a number"),
        ("anneal_strategy", "COS", "cos or linear"),
        ("anneal_strategy", "1", "cos or linear"),
        ("three_phase", "yes", "false or true"),
        ("total_steps", "9e", "a whole number"),
    ] {
        let error = settings.set_text(id, text).unwrap_err();
        let row = Kind::OneCycle.param(id).unwrap();
        assert_eq!(error, SetError::NoSuchText { row, text });
        assert_eq!(error.to_string(), format!("{id} must be {must}, got \"{text}\""));
    }
    for text in ["1e-400", "-1e-400", "1e400", "0.0001E999", ".1e-999"] {
        let error = settings.set_text("max_lr", text).unwrap_err();
        assert_eq!(error, SetError::BeyondF64 { param: "max_lr", text });
        let says = format!("max_lr must be a number that an f64 can hold, got \"{text}\"");
        assert_eq!(error.to_string(), says);
    }
    let mut zero = settings;
    for text in ["0", "-0", "0.000e9", "0e-999"] {
        zero.set_text("max_lr", text).unwrap();
        assert_eq!(zero.get("max_lr"), Some(0.0), "{text}");
    }
    for (id, text, why) in [
        ("total_steps", "0", "total_steps must be at least 1, got 0"),
        ("total_steps", "2.5", "total_steps must be a whole number, got 2.5"),
        ("max_lr", "NaN", "max_lr must be a finite number, got NaN"),
        ("max_lr", "inf", "max_lr must be a finite number, got inf"),
        ("pct_start", "30", "pct_start must be at most 1, got 30"),
    ] {
        let error = settings.set_text(id, text).unwrap_err();
        assert!(matches!(error, SetError::Refused(_)));
        assert_eq!(error.to_string(), why);
    }
    assert_eq!(
        settings.set("anneal_strategy", 2.0).unwrap_err().to_string(),
        "anneal_strategy has no choice number 2"
    );
    assert_eq!(settings, before, "a refusal changes nothing");
}

#[test]
fn a_number_is_no_list() {
    let mut settings = Settings::suggested(Kind::CosineAnnealing);
    let error = settings.set_list("t_max", &[1, 2]).unwrap_err();
    assert_eq!(error, SetError::NotAList { param: "t_max" });
    assert_eq!(error.to_string(), "t_max is not a list");
    assert_eq!(settings.list("t_max"), None);
    assert_eq!(settings, Settings::suggested(Kind::CosineAnnealing));
}

#[test]
fn a_list_holds_what_it_was_made_of() {
    const MILESTONES: List = match List::of(&[30, 60, 80]) {
        Some(list) => list,
        None => List::EMPTY,
    };
    assert_eq!(MILESTONES.as_slice(), [30, 60, 80]);
    assert_eq!(format!("{MILESTONES:?}"), "[30, 60, 80]");
    assert_eq!(List::of(&[]), Some(List::EMPTY));
    assert_ne!(MILESTONES, List::EMPTY);
    let full: Vec<u32> = (0..List::CAPACITY as u32).collect();
    assert_eq!(List::of(&full).unwrap().as_slice(), full);
    assert_eq!(List::of(&[full, vec![99]].concat()), None);
    // Each number of a list must be at least the row's least value.
    let domain = Domain::Counts { min: 1, most: 4 };
    let row = ParamSpec::new("milestones", "milestones", Unit::Steps, domain, 1.0, "Steps.");
    assert_eq!([1.0, 4_294_967_295.0].map(|number| row.check(number)), [Ok(()); 2]);
    assert_eq!(row.check(0.0).unwrap_err().to_string(), "milestones must be at least 1, got 0");
    assert_eq!(row.check(1.5).unwrap_err().reason, Reason::NotWhole);
}

#[test]
fn settings_build_what_the_constructors_build() {
    let mut settings = Settings::new(Kind::CosineAnnealing);
    settings.set("lr", 0.1).unwrap();
    settings.set("t_max", 20.0).unwrap();
    settings.set("eta_min", 1e-3).unwrap();
    settings.set_text("past_end", "hold").unwrap();
    let cosine = CosineAnnealingLr::<f32>::new(0.1, 20, 1e-3).unwrap().with_past_end(PastEnd::Hold);
    let built = settings.build::<f32>().unwrap().timed().unwrap();
    assert_eq!(format!("{built:?}"), format!("CosineAnnealing({cosine:?})"));
    assert_eq!((built.kind(), built.snapshot(3)), (Kind::CosineAnnealing, cosine.snapshot(3)));

    let mut settings = Settings::new(Kind::OneCycle);
    for (id, text) in
        [("max_lr", "0.1"), ("total_steps", "100"), ("anneal_strategy", "linear"), ("three_phase", "true")]
    {
        settings.set_text(id, text).unwrap();
    }
    let cycle = OneCycle {
        anneal_strategy: AnnealStrategy::Linear,
        three_phase: true,
        ..OneCycle::<f64>::steps(0.1, 100)
    };
    let built = settings.build::<f64>().unwrap().timed().unwrap();
    assert_eq!(built.snapshot(3), OneCycleLr::<f64>::new(cycle).unwrap().snapshot(3));
}

#[test]
fn every_choice_of_a_plateau_is_built_as_it_is_called() {
    let with = |id: &str, word: &str| {
        let mut settings = Settings::new(Kind::ReduceOnPlateau);
        settings.set("lr", 0.1).unwrap();
        settings.set_text(id, word).unwrap();
        settings.build::<f64>().unwrap().plateau().unwrap()
    };
    let usual = Plateau::<f64>::default();
    for (id, word, settings) in [
        ("mode", "min", usual),
        ("mode", "max", Plateau { mode: Mode::Max, ..usual }),
        ("threshold_mode", "rel", usual),
        ("threshold_mode", "abs", Plateau { threshold_mode: ThresholdMode::Abs, ..usual }),
        ("threshold_mode", "rel_signed", Plateau { threshold_mode: ThresholdMode::RelSigned, ..usual }),
        ("nan_policy", "bad", usual),
        ("nan_policy", "ignore", Plateau { nan_policy: NanPolicy::Ignore, ..usual }),
        ("nan_policy", "report", Plateau { nan_policy: NanPolicy::Report, ..usual }),
    ] {
        assert_eq!(with(id, word), ReduceLrOnPlateau::<f64>::new(0.1, settings).unwrap(), "{id} {word}");
    }
    let rule = Settings::suggested(Kind::ReduceOnPlateau).build::<f64>().unwrap();
    assert_eq!((rule.timed(), rule.plateau().is_some()), (None, true));
    let timed = Settings::suggested(Kind::Constant).build::<f64>().unwrap();
    assert_eq!((timed.timed().is_some(), timed.plateau()), (true, None));
}
