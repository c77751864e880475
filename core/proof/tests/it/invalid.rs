//! Arguments that PyTorch rejects, or accepts without a complaint. The files `answers/<class>.txt` hold our answer to each of
//! them.
//!
//! PyTorch rejects an integer as `pct_start` and a float as `total_steps`. Here the type of a number does not matter. A
//! `pct_start * total_steps` of 1 leaves a rise without length: its end, the peak, is step 0.
//!
//! `ETALON_WRITE=1` writes the answers again. A changed answer is a decision, and the commit shows it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use etalon::Schedule;
use etalon_proof::oracle::build::build;
use etalon_proof::oracle::report::Report;
use etalon_proof::oracle::ulp::Type;
use etalon_proof::oracle::vectors::{self, Case, Contents};
use serde_json::Value;

use crate::helpers::writes;

/// The number of rates that are shown if PyTorch has none.
const SHOWN: u32 = 6;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The row in the notation that people use.
fn described(row: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let params = row["params"].as_object().unwrap();
    let mut params: Vec<_> = params.iter().map(|(key, value)| format!("{key}={}", text(value))).collect();
    params.sort();
    match (text(&row["optimizer"]), text(&row["opt_lr"])) {
        (optimizer, lr) if optimizer == "SGD" && lr == "0.1" => params.join(" "),
        (optimizer, lr) => format!("{optimizer}(lr={lr}) {}", params.join(" ")),
    }
}

/// Our answer: a refusal, PyTorch's values, or our values if PyTorch raises an error at construction.
fn answer(case: &Case) -> String {
    let (settings, built) = match build(case) {
        Ok(built) => built,
        Err(refusal) => return format!("refused: {refusal}"),
    };
    if case.error.as_ref().is_none_or(|error| error.k > 0) {
        let mut report = Report::default();
        report.add(&Contents { cases: vec![case.clone()], not_covered: Vec::new() });
        assert_eq!(report.mismatches(), 0, "{report}");
        assert!(report.families[0].values + report.families[0].past_end >= case.lr.len(), "{report}");
        return format!("PyTorch's {} rates", case.lr.len());
    }
    let schedule =
        built.timed().unwrap_or_else(|| panic!("PyTorch raises at construction, ours is {built:?}"));
    let spec = &case.subject.oracle;
    let rates = (0..SHOWN).map(|step| {
        let (exact, rate) = ((spec.exact)(&settings, step).0, schedule.lr(step));
        let error = exact.ulps(Type::F64, rate);
        assert!(error <= (spec.budget)(&settings).f64, "{}: {rate} at step {step}, {error} ULP off", case.id);
        rate.to_string()
    });
    format!("defined: {}, …", rates.collect::<Vec<_>>().join(", "))
}

#[test]
fn every_row_has_its_decided_answer() {
    let text = std::fs::read_to_string(folder("vectors/invalid_params.json")).unwrap();
    let root: Value = serde_json::from_str(&text).unwrap();
    let rows = root["rows"].as_array().unwrap();
    let cases = vectors::parse(&text).unwrap().cases;
    let ours = |row: &&Value| cases.iter().any(|case| row["family"] == case.family.as_str());
    let described: Vec<_> = rows.iter().filter(ours).map(described).collect();
    assert_eq!(described.len(), cases.len());

    let mut answers: BTreeMap<&str, String> = BTreeMap::new();
    for (case, row) in cases.iter().zip(described) {
        *answers.entry(&case.family).or_default() += &format!("{row} -> {}\n", answer(case));
    }
    for (class, wanted) in &answers {
        let file = folder("answers").join(class).with_extension("txt");
        if writes() {
            std::fs::write(&file, wanted).unwrap();
        } else {
            let decided = std::fs::read_to_string(&file).unwrap_or_default();
            assert!(decided == *wanted, "{} should be (ETALON_WRITE=1 writes it):\n{wanted}", file.display());
        }
    }
    // No file is left from a class that we do not have.
    let files = std::fs::read_dir(folder("answers")).unwrap().count();
    assert_eq!(files, answers.len());
}
