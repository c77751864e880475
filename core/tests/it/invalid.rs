//! What PyTorch rejects and what it takes without a word: for each such row a decided answer of ours.

use std::path::Path;

use etalon::{Param, Reason};

use crate::compare::build::Ours;
use crate::compare::report::Report;
use crate::compare::vectors::{self, Case, Contents, Refusal};

/// Our answer to a row.
#[derive(Debug, PartialEq)]
enum Answer {
    /// Refused: this parameter, for this reason.
    Refused(Param, Reason),
    /// Cannot even be written down in Rust: the choice is an enum without this word.
    NoSuchWord(Param),
    /// Cannot be written down without this argument.
    Missing(Param),
    /// Accepted, with PyTorch's values as long as it gives any.
    Same,
    /// Accepted, though PyTorch raises at construction; the first rates.
    Defined(&'static [f64]),
}

use Answer::{Defined, Missing, NoSuchWord, Refused, Same};

const BELOW_0: Reason = Reason::TooSmall { min: 0.0 };
const BELOW_1: Reason = Reason::TooSmall { min: 1.0 };
const ABOVE_1: Reason = Reason::TooLarge { max: 1.0 };
const NOT_ABOVE_0: Reason = Reason::NotAbove { bound: 0.0 };
const NOT_BELOW_1: Reason = Reason::NotBelow { bound: 1.0 };

/// Every row of the four families, and what we answer.
///
/// PyTorch rejects a `pct_start` that is an integer and a `total_steps` that is a float: here a number is a number. A
/// `pct_start * total_steps` of 1 leaves a rise without length, whose end, the peak, is step 0.
#[rustfmt::skip]
const ANSWERS: [(&str, Answer); 82] = [
    ("ExponentialLR SGD(lr=-0.1) gamma=0.9", Refused(Param::Lr, BELOW_0)),
    ("ExponentialLR SGD(lr=nan) gamma=0.9", Refused(Param::Lr, Reason::NotFinite)),
    ("ExponentialLR SGD(lr=inf) gamma=0.9", Refused(Param::Lr, Reason::NotFinite)),
    ("ExponentialLR SGD(lr=0.0) gamma=0.9", Same),
    ("ExponentialLR AdamW(lr=-0.1) gamma=0.9", Refused(Param::Lr, BELOW_0)),
    ("ExponentialLR AdamW(lr=nan) gamma=0.9", Refused(Param::Lr, Reason::NotFinite)),
    ("ExponentialLR AdamW(lr=inf) gamma=0.9", Refused(Param::Lr, Reason::NotFinite)),
    ("ExponentialLR AdamW(lr=0.0) gamma=0.9", Same),
    ("ExponentialLR gamma=-0.5", Refused(Param::Gamma, BELOW_0)),
    ("ExponentialLR gamma=-1.0", Refused(Param::Gamma, BELOW_0)),
    ("ExponentialLR gamma=0.0", Same),
    ("ExponentialLR gamma=1.0", Same),
    ("ExponentialLR gamma=1.5", Same),
    ("ExponentialLR gamma=nan", Refused(Param::Gamma, Reason::NotFinite)),
    ("ExponentialLR gamma=inf", Refused(Param::Gamma, Reason::NotFinite)),
    ("CosineAnnealingLR T_max=0", Refused(Param::TMax, BELOW_1)),
    ("CosineAnnealingLR T_max=-1", Refused(Param::TMax, BELOW_1)),
    ("CosineAnnealingLR T_max=-5", Refused(Param::TMax, BELOW_1)),
    ("CosineAnnealingLR T_max=2.5", Refused(Param::TMax, Reason::NotWhole)),
    ("CosineAnnealingLR T_max=nan", Refused(Param::TMax, Reason::NotFinite)),
    ("CosineAnnealingLR T_max=3 eta_min=-0.01", Refused(Param::EtaMin, BELOW_0)),
    ("CosineAnnealingLR T_max=3 eta_min=0.1", Same),
    ("CosineAnnealingLR T_max=3 eta_min=0.5", Same),
    ("CosineAnnealingLR T_max=3 eta_min=nan", Refused(Param::EtaMin, Reason::NotFinite)),
    ("CosineAnnealingLR T_max=3 eta_min=inf", Refused(Param::EtaMin, Reason::NotFinite)),
    ("ReduceLROnPlateau factor=1.0 patience=1", Refused(Param::Factor, NOT_BELOW_1)),
    ("ReduceLROnPlateau factor=1.5 patience=1", Refused(Param::Factor, NOT_BELOW_1)),
    ("ReduceLROnPlateau factor=nan patience=1", Refused(Param::Factor, Reason::NotFinite)),
    ("ReduceLROnPlateau factor=0.0 patience=1", Same),
    ("ReduceLROnPlateau factor=-0.5 patience=1", Refused(Param::Factor, BELOW_0)),
    ("ReduceLROnPlateau factor=inf patience=1", Refused(Param::Factor, Reason::NotFinite)),
    ("ReduceLROnPlateau patience=-1", Refused(Param::Patience, BELOW_0)),
    ("ReduceLROnPlateau factor=0.5 patience=1.5", Refused(Param::Patience, Reason::NotWhole)),
    ("ReduceLROnPlateau cooldown=-1 factor=0.5 patience=1", Refused(Param::Cooldown, BELOW_0)),
    ("ReduceLROnPlateau factor=0.5 patience=1 threshold=-0.1", Refused(Param::Threshold, BELOW_0)),
    ("ReduceLROnPlateau factor=0.5 patience=1 threshold=1.0", Same),
    ("ReduceLROnPlateau factor=0.5 patience=1 threshold=2.0", Same),
    ("ReduceLROnPlateau factor=0.5 patience=1 threshold=nan", Refused(Param::Threshold, Reason::NotFinite)),
    ("ReduceLROnPlateau factor=0.5 patience=1 threshold=inf", Refused(Param::Threshold, Reason::NotFinite)),
    ("ReduceLROnPlateau mode=MAX", NoSuchWord(Param::Mode)),
    ("ReduceLROnPlateau mode=auto", NoSuchWord(Param::Mode)),
    ("ReduceLROnPlateau threshold_mode=relative", NoSuchWord(Param::ThresholdMode)),
    ("ReduceLROnPlateau factor=0.5 min_lr=-1.0 patience=1", Refused(Param::MinLr, BELOW_0)),
    ("ReduceLROnPlateau factor=0.5 min_lr=0.2 patience=1", Same),
    ("ReduceLROnPlateau factor=0.5 min_lr=nan patience=1", Refused(Param::MinLr, Reason::NotFinite)),
    ("ReduceLROnPlateau eps=-1.0 factor=0.5 patience=1", Refused(Param::Eps, BELOW_0)),
    ("ReduceLROnPlateau eps=nan factor=0.5 patience=1", Refused(Param::Eps, Reason::NotFinite)),
    ("ReduceLROnPlateau eps=inf factor=0.5 patience=1", Refused(Param::Eps, Reason::NotFinite)),
    ("OneCycleLR max_lr=0.1 pct_start=-0.1 total_steps=5", Refused(Param::PctStart, BELOW_0)),
    ("OneCycleLR max_lr=0.1 pct_start=1.1 total_steps=5", Refused(Param::PctStart, ABOVE_1)),
    ("OneCycleLR max_lr=0.1 pct_start=nan total_steps=5", Refused(Param::PctStart, Reason::NotFinite)),
    ("OneCycleLR max_lr=0.1 pct_start=0 total_steps=5", Defined(&[0.0904508879153485, 0.0654509879153485])),
    ("OneCycleLR max_lr=0.1 pct_start=1 total_steps=5", Defined(&[0.004, 0.018058874503045733, 0.052000000000000005, 0.08594112549695428, 0.1, 0.1])),
    ("OneCycleLR max_lr=0.1 pct_start=0.0 total_steps=5", Same),
    ("OneCycleLR max_lr=0.1 pct_start=1.0 total_steps=5", Same),
    ("OneCycleLR max_lr=0.1 total_steps=0", Refused(Param::TotalSteps, BELOW_1)),
    ("OneCycleLR max_lr=0.1 total_steps=-3", Refused(Param::TotalSteps, BELOW_1)),
    ("OneCycleLR max_lr=0.1 total_steps=5.0", Defined(&[0.004])),
    ("OneCycleLR max_lr=0.1", Missing(Param::TotalSteps)),
    ("OneCycleLR epochs=2 max_lr=0.1", Missing(Param::TotalSteps)),
    ("OneCycleLR epochs=0 max_lr=0.1 steps_per_epoch=5", Refused(Param::Epochs, BELOW_1)),
    ("OneCycleLR epochs=2 max_lr=0.1 steps_per_epoch=-1", Refused(Param::StepsPerEpoch, BELOW_1)),
    ("OneCycleLR epochs=2 max_lr=0.1 steps_per_epoch=100 total_steps=5", Same),
    ("OneCycleLR anneal_strategy=cosine max_lr=0.1 total_steps=5", NoSuchWord(Param::AnnealStrategy)),
    ("OneCycleLR div_factor=0.0 max_lr=0.1 total_steps=5", Refused(Param::DivFactor, NOT_ABOVE_0)),
    ("OneCycleLR div_factor=-1.0 max_lr=0.1 total_steps=5", Refused(Param::DivFactor, NOT_ABOVE_0)),
    ("OneCycleLR div_factor=nan max_lr=0.1 total_steps=5", Refused(Param::DivFactor, Reason::NotFinite)),
    ("OneCycleLR div_factor=0.5 max_lr=0.1 total_steps=5", Same),
    ("OneCycleLR div_factor=inf max_lr=0.1 total_steps=5", Refused(Param::DivFactor, Reason::NotFinite)),
    ("OneCycleLR final_div_factor=0.0 max_lr=0.1 total_steps=5", Refused(Param::FinalDivFactor, NOT_ABOVE_0)),
    ("OneCycleLR final_div_factor=-1.0 max_lr=0.1 total_steps=5", Refused(Param::FinalDivFactor, NOT_ABOVE_0)),
    ("OneCycleLR final_div_factor=nan max_lr=0.1 total_steps=5", Refused(Param::FinalDivFactor, Reason::NotFinite)),
    ("OneCycleLR final_div_factor=0.5 max_lr=0.1 total_steps=5", Same),
    ("OneCycleLR max_lr=-0.1 total_steps=5", Refused(Param::MaxLr, BELOW_0)),
    ("OneCycleLR max_lr=0.0 total_steps=5", Same),
    ("OneCycleLR max_lr=nan total_steps=5", Refused(Param::MaxLr, Reason::NotFinite)),
    ("OneCycleLR max_lr=inf total_steps=5", Refused(Param::MaxLr, Reason::NotFinite)),
    ("OneCycleLR max_lr=0.1 pct_start=0.1 total_steps=10", Defined(&[0.1])),
    ("OneCycleLR max_lr=0.1 pct_start=0.2 total_steps=5", Defined(&[0.1])),
    ("OneCycleLR max_lr=0.1 pct_start=1.0 total_steps=1", Defined(&[0.1, 0.1])),
    ("OneCycleLR base_momentum=1.5 max_lr=0.1 max_momentum=-0.5 total_steps=5", Refused(Param::BaseMomentum, ABOVE_1)),
    ("OneCycleLR SGD0(lr=0.1) cycle_momentum=true max_lr=0.1 total_steps=5", Same),
];

/// The row as people write it.
fn described(row: &serde_json::Value) -> String {
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let params = row["params"].as_object().unwrap();
    let mut params: Vec<_> = params.iter().map(|(key, value)| format!("{key}={}", text(value))).collect();
    params.sort();
    let optimizer = match (text(&row["optimizer"]), text(&row["opt_lr"])) {
        (optimizer, lr) if optimizer == "SGD" && lr == "0.1" => String::new(),
        (optimizer, lr) => format!("{optimizer}(lr={lr}) "),
    };
    format!("{} {optimizer}{}", text(&row["family"]), params.join(" "))
}

fn answer(case: &Case, expected: &Answer) -> Answer {
    match Ours::build(case) {
        Err(Refusal::Value(error)) => Refused(error.param, error.reason),
        Err(Refusal::NoSuchWord { param, .. }) => NoSuchWord(param),
        Err(Refusal::Missing(param)) => Missing(param),
        Ok(_) if case.error.as_ref().is_none_or(|error| error.k > 0) => {
            let mut report = Report::default();
            report.add(&Contents { cases: vec![case.clone()], not_covered: Vec::new() });
            assert_eq!(report.mismatches(), 0, "{report}");
            assert!(report.families[0].values + report.families[0].past_end >= case.lr.len(), "{report}");
            Same
        }
        Ok(Ours::OneCycle(ours)) => {
            let Defined(rates) = expected else { return Defined(&[]) };
            for (step, rate) in (0..).zip(*rates) {
                let got = ours.0.lr(step);
                assert!((got - rate).abs() <= 1e-13 * 0.1, "{}: {got} at step {step}, not {rate}", case.id);
            }
            Defined(rates)
        }
        Ok(other) => panic!("PyTorch raises at construction, ours is {other:?}"),
    }
}

#[test]
fn every_row_has_its_decided_answer() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/invalid_params.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let rows: serde_json::Value = serde_json::from_str(&text).unwrap();
    let ours = |row: &&serde_json::Value| {
        vectors::FAMILIES.iter().any(|(family, _)| row["family"].as_str() == Some(family))
    };
    let described: Vec<_> = rows["rows"].as_array().unwrap().iter().filter(ours).map(described).collect();
    let cases = vectors::parse(&text).unwrap().cases;
    assert_eq!(described.len(), cases.len());
    assert_eq!(described, ANSWERS.iter().map(|(row, _)| *row).collect::<Vec<_>>(), "every row, in order");
    for (case, (row, expected)) in cases.iter().zip(&ANSWERS) {
        assert_eq!(answer(case, expected), *expected, "{row}");
    }
}
