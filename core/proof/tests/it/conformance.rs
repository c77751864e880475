//! Compares PyTorch's recorded values as `examples/conformance.rs` does, and tests the comparison itself.

use std::path::{Path, PathBuf};

use etalon_proof::SUBJECTS;
use etalon_proof::oracle::build::build;
use etalon_proof::oracle::report::{Family, Report};
use etalon_proof::oracle::vectors::{self, Case, Contents};

fn file(family: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(family).with_extension("json")
}

fn report_on(text: &str) -> Report {
    let mut report = Report::default();
    report.add(&vectors::parse(text).unwrap());
    report
}

/// The number of values that a recorded case holds, counted from the file alone: rates, momenta and columns of state. The second
/// number counts the entries past the end.
fn counted(case: &Case) -> (usize, usize) {
    let settings = build(case).unwrap().0;
    let held_from = (case.subject.oracle.torch.held_from)(&settings).unwrap_or(u32::MAX);
    let compared = case.steps.iter().filter(|step| **step < held_from).count();
    let state = case.plateau.as_ref().and_then(|track| track.state.as_ref());
    let columns = 1 + usize::from(case.momentum.is_some()) + if state.is_some() { 3 } else { 0 };
    (compared * columns, case.steps.len() - compared)
}

/// Every case that is left out of the comparison is known by name. Everything else is compared, so nothing is left out unnoticed.
fn all_agree(Contents { cases, .. }: &Contents, family: &Family) {
    let torch = cases[0].subject.oracle.torch;
    let names = |list: &[(String, String)]| list.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    assert_eq!(names(&family.refused), torch.refused, "refused");
    assert_eq!(names(&family.only_ours), torch.only_ours, "only ours");
    let decided: Vec<_> = family.decided.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(decided, torch.decided, "the exact value decided");
    let left_out = [torch.refused, torch.only_ours].concat();
    let compared: Vec<_> = cases.iter().filter(|case| !left_out.contains(&case.id.as_str())).collect();
    assert_eq!((family.cases, family.compared), (cases.len(), compared.len()));
    let (values, past_end) =
        compared.into_iter().map(counted).fold((0, 0), |sum, case| (sum.0 + case.0, sum.1 + case.1));
    assert!(values > 0);
    assert_eq!((family.values, family.past_end), (values, past_end));
}

#[test]
fn all_recorded_values_agree() {
    let mut all = Report::default();
    for class in SUBJECTS.iter().filter_map(|subject| subject.kind.spec().torch) {
        let contents = vectors::read(&file(class)).unwrap();
        assert!(contents.not_covered.is_empty() && contents.cases.iter().all(|case| case.family == class));
        all.add(&contents);
        let family = all.families.last().unwrap();
        assert_eq!(family.mismatches.len(), 0, "\n{family}");
        all_agree(&contents, family);
    }
    println!("{all}");
    // The numbers that the first four classes had from the beginning: cases, values, and values too small for PyTorch's
    // recursion.
    for (class, had) in [
        ("ExponentialLR", (21, 3112, 331)),
        ("CosineAnnealingLR", (24, 2605, 0)),
        ("OneCycleLR", (27, 3516, 0)),
        ("ReduceLROnPlateau", (25, 7228, 0)),
    ] {
        let family = all.family(class);
        assert_eq!((family.cases, family.values, family.tiny), had, "{class}");
    }
}

/// The report on one recorded case after `change` has been applied to it.
fn changed(family: &str, id: &str, change: impl Fn(&mut serde_json::Value)) -> Report {
    let text = std::fs::read_to_string(file(family)).unwrap();
    let mut root: serde_json::Value = serde_json::from_str(&text).unwrap();
    let configs = root["configs"].as_array_mut().unwrap();
    configs.retain(|config| config["id"] == id);
    assert_eq!(configs.len(), 1);
    change(&mut configs[0]);
    report_on(&root.to_string())
}

/// Moves `value` by `share` of itself.
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
    // This repeats PyTorch's recursion, which starts with 14 binary digits of the value and never has more.
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
        {"id": "f", "family": "LambdaLR", "lr_dec": ["0.1"]}]}"#;
    let report = report_on(text);
    assert_eq!(report.mismatches(), 0, "{report}");
    assert_eq!(report.not_covered, [("LambdaLR".to_owned(), 1)]);
    let refused: Vec<_> = report.families[0].refused.iter().map(|(id, why)| format!("{id}: {why}")).collect();
    assert_eq!(
        refused,
        [
            "b: max_lr must be a finite number, got -inf (PyTorch: ValueError: no)",
            "c: total_steps is missing: it has no default (PyTorch accepts it)",
            "d: total_steps must be a whole number, got 2.5 (PyTorch accepts it)",
            "e: anneal_strategy must be cos or linear, got \"COS\" (PyTorch accepts it)",
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
