//! Code read back and run: the rates are those that PyTorch 2.15 and timm 1.0.31 themselves have returned for the same code.

use etalon::{Built, Schedule, Settings};
use etalon_explorer::code::reader::{Body, Page, TakenLane, read};

const PAGE: Page = Page { lr: 0.01, epochs: 20.0, batches: 45.0 };

/// The rates of a lane at the first steps, where the base rate is `lr`.
fn rates(lane: &TakenLane, lr: f64, steps: usize) -> Vec<f64> {
    match &lane.body {
        Body::Table { shares, .. } => shares.iter().take(steps).map(|share| share * lr).collect(),
        Body::Kind { page, warm_up, .. } => {
            let mut settings = Settings::new(page.kind);
            for (row, value) in lane.changes().filter(|(row, _)| page.kind.param(row.id).is_some()) {
                settings.set(row.id, value).expect("a checked value");
            }
            settings.set("lr", lr).expect("a rate");
            let schedule = settings.build::<f64>().ok().and_then(Built::timed).expect("a schedule");
            let find = |id: &str| warm_up.iter().find(|(row, _)| row.id == id).map(|(_, value)| *value);
            match (find("warmup_steps"), find("warmup_start")) {
                (Some(length), Some(start)) => {
                    let schedule = schedule.warm_up(length as u32, start).expect("a warm-up");
                    (0..steps as u32).map(|step| schedule.lr(step)).collect()
                }
                _ => (0..steps as u32).map(|step| schedule.lr(step)).collect(),
            }
        }
    }
}

/// Reads every snippet and compares the rates. Returns how many are right, and what is refused.
fn compared(file: &str) -> (usize, Vec<String>) {
    let (mut right, mut refused) = (0, Vec::new());
    for text in file.split("%%%\n") {
        let (code, expected) = text.split_once("=== rates: ").expect("rates below the code");
        let expected: Vec<f64> =
            expected.split_whitespace().map(|rate| rate.parse().expect("a rate")).collect();
        let reading = read(code, PAGE);
        assert!(reading.asked.is_empty(), "{code}{}", reading.words());
        let lr = reading.run.iter().find(|(row, _)| row.id == "lr").map(|(_, lr)| *lr).expect("a base rate");
        let [lane] = reading.lanes.as_slice() else {
            refused.push(format!("{code}{}", reading.words()));
            continue;
        };
        let got = rates(lane, lr, expected.len());
        // A step that PyTorch's own rounding errors have moved is not another rate.
        let is_near = |(step, (got, expected)): (usize, (&f64, &f64))| {
            let is = (got - expected).abs() <= 1e-11 * lr.max(*expected) + 1e-300;
            assert!(is, "step {step}: {got} and not {expected} for\n{code}{}", reading.words());
        };
        assert_eq!(got.len(), expected.len(), "{code}");
        got.iter().zip(&expected).enumerate().for_each(is_near);
        right += 1;
    }
    println!("{right} right, {} refused", refused.len());
    (right, refused)
}

#[test]
fn code_that_was_read_has_pytorchs_rates() {
    let (right, refused) = compared(include_str!("data/torch_rates.txt"));
    assert!(right >= 118, "only {right}; refused are\n{}", refused.join("\n"));
}

#[test]
fn code_that_was_read_has_timms_rates() {
    let (right, refused) = compared(include_str!("data/timm_rates.txt"));
    assert!(refused.is_empty(), "{right} right; refused are\n{}", refused.join("\n"));
}
