//! The recorded values of PyTorch's, compared as `examples/conformance.rs` does, and the comparing itself put to the test.

use std::path::{Path, PathBuf};

use crate::compare::report::Report;
use crate::compare::vectors::{self, FAMILIES};

fn file(family: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(family).with_extension("json")
}

fn report_on(text: &str) -> Report {
    let mut report = Report::default();
    report.add(&vectors::parse(text).unwrap());
    report
}

#[test]
fn all_recorded_values_agree() {
    let mut report = Report::default();
    for (family, _) in FAMILIES {
        report.add(&vectors::read(&file(family)).unwrap());
    }
    println!("{report}");
    assert_eq!(report.mismatches(), 0, "\n{report}");

    // What was left out of the comparison is known by name, so that nothing can slip into it.
    let names = |list: &[(String, String)]| list.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    let summary: Vec<_> = report
        .families
        .iter()
        .map(|f| {
            (f.name.as_str(), f.cases, f.values, names(&f.refused), names(&f.only_ours), f.past_end, f.tiny)
        })
        .collect();
    let no = Vec::new;
    assert_eq!(
        summary,
        [
            ("ExponentialLR", 21, 3112, vec!["exp-14".into()], no(), 0, 331),
            ("CosineAnnealingLR", 24, 2605, vec!["cos-13".into()], no(), 0, 0),
            ("ReduceLROnPlateau", 25, 7228, no(), no(), 0, 0),
            ("OneCycleLR", 27, 3516, no(), vec!["one-09".into()], 25, 0),
        ]
    );
    // Two long cosines are compared past their end, where PyTorch's recursion has carried rounding up.
    let decided: Vec<_> =
        report.families.iter().flat_map(|f| &f.decided).map(|(id, _)| id.as_str()).collect();
    assert_eq!(decided, ["cos-22", "cos-23"]);
}

/// One recorded case, with `change` made to it.
fn changed(family: &str, id: &str, change: impl Fn(&mut serde_json::Value)) -> Report {
    let text = std::fs::read_to_string(file(family)).unwrap();
    let mut root: serde_json::Value = serde_json::from_str(&text).unwrap();
    let configs = root["configs"].as_array_mut().unwrap();
    configs.retain(|config| config["id"] == id);
    assert_eq!(configs.len(), 1);
    change(&mut configs[0]);
    report_on(&root.to_string())
}

/// `value` moved by `share` of itself.
fn moved(value: &mut serde_json::Value, share: f64) {
    let number: f64 = value.as_str().unwrap().parse().unwrap();
    *value = (number * (1.0 + share)).to_string().into();
}

#[test]
fn a_wrong_value_is_a_mismatch_in_every_family() {
    for (family, id, column, share) in [
        ("ExponentialLR", "exp-01", "lr_dec", 3e-14),
        ("CosineAnnealingLR", "cos-03", "lr_dec", 3e-13),
        ("CosineAnnealingLR", "cos-22", "lr_dec", 1e-8),
        ("ReduceLROnPlateau", "pla-03", "lr_dec", 3e-16),
        ("ReduceLROnPlateau", "pla-03", "best_dec", 3e-16),
        ("OneCycleLR", "one-02", "lr_dec", 3e-12),
        ("OneCycleLR", "one-02", "momentum_dec", 3e-13),
    ] {
        let report = changed(family, id, |config| moved(&mut config[column][2], share));
        assert_eq!(report.mismatches(), 1, "{id} {column}\n{report}");
    }
    for column in ["num_bad_epochs", "cooldown_counter"] {
        let report = changed("ReduceLROnPlateau", "pla-07", |config| config[column][7] = 9.into());
        assert_eq!(report.mismatches(), 1, "{column}\n{report}");
    }
}

#[test]
fn another_schedule_is_not_taken_for_rounding() {
    // One step too many in the period of a long cosine: the exact value may not excuse that.
    let report = changed("CosineAnnealingLR", "cos-22", |config| config["params"]["T_max"] = 4432.into());
    assert!(report.mismatches() > 50, "{report}");
}

#[test]
fn digits_lost_among_the_subnormals_are_not_ours_to_lose() {
    // A replay of PyTorch's recursion, which starts with 14 binary digits and never has more of the value.
    let rates: Vec<String> = std::iter::successors(Some(5e-320), |rate| Some(rate * 2.3))
        .take(300)
        .map(|rate: f64| rate.to_string())
        .collect();
    let case =
        serde_json::json!({"id": "grows", "opt_lr": "5e-320", "params": {"gamma": "2.3"}, "lr_dec": rates});
    let text = serde_json::json!({"format": 1, "family": "ExponentialLR", "configs": [case]});
    let report = report_on(&text.to_string());
    assert_eq!((report.mismatches(), report.families[0].decided.len()), (0, 1), "{report}");
}

#[test]
fn arguments_are_read_however_they_are_written() {
    let text = r#"{"format": 1, "family": "OneCycleLR", "configs": [
        {"id": "a", "opt_lr": 0.1, "steps": 1, "lr_dec": ["0.004", "0.1"], "error": null,
         "params": {"max_lr": ["0.1"], "total_steps": "2", "pct_start": 1, "last_epoch": -1, "cycle_momentum": false}},
        {"id": "b", "opt_lr": "0.1", "lr_dec": [], "error": {"k": 0, "type": "ValueError", "message": "no"},
         "params": {"max_lr": "-inf", "total_steps": 2}},
        {"id": "c", "opt_lr": "0.1", "lr_dec": ["0.1"], "params": {"max_lr": "0.1", "epochs": 3}},
        {"id": "d", "opt_lr": "0.1", "lr_dec": ["0.1"], "params": {"max_lr": "0.1", "total_steps": 2.5}},
        {"id": "e", "opt_lr": "0.1", "lr_dec": ["0.1"],
         "params": {"max_lr": "0.1", "total_steps": 2, "anneal_strategy": "COS"}},
        {"id": "f", "family": "StepLR", "lr_dec": ["0.1"]}]}"#;
    let report = report_on(text);
    assert_eq!(report.mismatches(), 0, "{report}");
    assert_eq!(report.not_covered, [("StepLR".to_owned(), 1)]);
    let refused: Vec<_> = report.families[0].refused.iter().map(|(id, why)| format!("{id}: {why}")).collect();
    assert_eq!(
        refused,
        [
            "b: max_lr must be a finite number, got -inf (PyTorch: ValueError: no)",
            "c: total_steps is missing (PyTorch accepts it)",
            "d: total_steps must be a whole number, got 2.5 (PyTorch accepts it)",
            "e: anneal_strategy has no choice \"COS\" (PyTorch accepts it)",
        ]
    );
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let with = |case: &str| format!(r#"{{"family": "ExponentialLR", "configs": [{case}]}}"#);
    for (text, why) in [
        ("", "not JSON: EOF while parsing a value at line 1 column 0".to_owned()),
        ("[]", "not a JSON object".to_owned()),
        ("{}", "no list `configs`".to_owned()),
        (r#"{"format": 2, "configs": []}"#, "format 2, but this program reads format 1".to_owned()),
        (r#"{"configs": [1]}"#, "entry 0 of `configs` is not an object".to_owned()),
        (r#"{"configs": [{}]}"#, "no `family`".to_owned()),
        (&with("{}"), "row 0: no object `params`".to_owned()),
        (&with(r#"{"id": "x", "params": {}}"#), "x: no list `lr_dec`".to_owned()),
        (&with(r#"{"id": "x", "params": {}, "lr_dec": 1}"#), "x: `lr_dec` is not a list".to_owned()),
        (
            &with(r#"{"id": "x", "params": {}, "lr_dec": ["one"]}"#),
            "x: entry 0 of `lr_dec` is not a number: \"one\"".to_owned(),
        ),
        (&with(r#"{"id": "x", "params": {}, "lr_dec": []}"#), "x: no number `opt_lr`".to_owned()),
        (
            &with(r#"{"id": "x", "params": {}, "lr_dec": ["1", "1"], "k": [0]}"#),
            "x: `k` has 1 entries, but `lr_dec` has 2".to_owned(),
        ),
        (
            &with(r#"{"id": "x", "params": {"beta": 1}, "lr_dec": []}"#),
            "x: unknown argument `beta`".to_owned(),
        ),
        (
            &with(r#"{"id": "x", "params": {"gamma": "g"}, "lr_dec": []}"#),
            "x: `gamma` is not a number: \"g\"".to_owned(),
        ),
    ] {
        assert_eq!(vectors::parse(text).unwrap_err().0, why, "{text}");
    }
    let missing = vectors::read(Path::new("no/such/file.json")).unwrap_err().0;
    assert!(missing.starts_with("no/such/file.json: "), "{missing}");
}
