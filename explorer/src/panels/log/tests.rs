//! Tests of the panel "Your own log".

use super::*;
use crate::code::log::{describe, read};
use crate::race::control::Control;
use crate::race::preset::Preset;
use crate::race::yours::Yours;

fn log(text: &str) -> Log {
    read(text, None).unwrap()
}

/// Falls, then stays for eleven values.
fn flat() -> Log {
    log("val_loss\n1.0\n0.8\n0.6\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n")
}

fn value(settings: &Settings, row: Row) -> f64 {
    settings.get(row.id).unwrap()
}

#[test]
fn the_rule_begins_as_that_of_the_lineup() {
    let config = Preset::TrueLabels.config();
    let slot = config.first_of(&plateau::PAGE).unwrap();
    let settings = usual(&config, Some(&flat()));
    assert_eq!((value(&settings, PATIENCE), value(&settings, MODE)), (2.0, 0.0), "a loss should fall");
    let yours = Yours::NETWORK.with_rate(3e-4, 0.01).unwrap();
    assert!(origin(&yours.scaled_all(&config)).contains("3.0e-4"), "{}", origin(&yours.scaled_all(&config)));
    let patient = config.with_change(Control::lane(slot, PATIENCE), 7.0).unwrap();
    assert_eq!(value(&usual(&patient, None), PATIENCE), 7.0);
    let without = config.with_lane(slot, None).with_change(Control::run(LR), 0.02).unwrap();
    let settings = usual(&without, None);
    assert_eq!((value(&settings, PATIENCE), value(&settings, START)), (10.0, 0.02));
    assert!(origin(&without).contains("0.0200") && origin(&config).contains("0.0100"));
}

#[test]
fn values_of_its_own_hold_until_they_are_reset() {
    let usual = usual(&Preset::TrueLabels.config(), Some(&flat()));
    let own = Own::default().with(PATIENCE, 5.0, &usual).unwrap();
    assert_eq!(value(&own.over(usual), PATIENCE), 5.0);
    assert_eq!(own.with(PATIENCE, 2.0, &usual), Ok(Own::default()));
    assert!(own.with(PATIENCE, -1.0, &usual).unwrap_err().to_string().contains("patience"));
    let upside_down = own.with(MODE, 1.0, &usual).unwrap();
    assert_eq!(upside_down.for_log(Some(&flat()), &log("val_loss\n1\n2\n")), upside_down);
    assert_eq!(upside_down.for_log(Some(&flat()), &log("val_acc\n1\n2\n")), own);
    assert_eq!(upside_down.for_log(None, &flat()), own);
}

#[test]
fn the_mode_is_explained_and_a_guess_is_called_one() {
    let config = Preset::TrueLabels.config();
    let said = |log: &Log| mode(log, &usual(&config, Some(log)));
    assert_eq!(said(&flat()), "Its name says that it should fall: mode min.");
    assert!(said(&log("[0.1, 0.5, 0.7, 0.8]")).ends_with("It rises, so mode max is a guess."));
    assert!(said(&log("[0.8, 0.5, 0.7, 0.1]")).ends_with("It does not rise, so mode min is a guess."));
    assert_eq!(value(&usual(&config, Some(&log("[0.1, nan, 0.7, 0.8]"))), MODE), 1.0);
    let usual = usual(&config, Some(&flat()));
    let other = Own::default().with(MODE, 1.0, &usual).unwrap().over(usual);
    assert!(mode(&flat(), &other).ends_with("But the rule has mode max."));
}

#[test]
fn another_patience_fares_as_its_own_replay_says() {
    let flat = flat();
    let settings = usual(&Preset::TrueLabels.config(), Some(&flat));
    let table = fared(&flat.values, &settings);
    for row in &table {
        let own = Own::default().with(PATIENCE, f64::from(row.patience), &settings).unwrap();
        let alone = replay(&flat.values, &own.over(settings)).unwrap();
        assert_eq!(row.cuts, alone.cuts.len().to_string(), "patience {}", row.patience);
        assert_eq!(row.end, rate(*alone.rates.last().unwrap()));
    }
    let of = |patience: u32| table.iter().find(|row| row.patience == patience).unwrap();
    assert_eq!((of(2).cuts.as_str(), of(2).first.as_str(), of(2).end.as_str()), ("3", "7", "1.0e-5"));
    assert_eq!((of(10).cuts.as_str(), of(10).first.as_str(), of(10).end.as_str()), ("1", "15", "0.00100"));
    assert!(fared(&[], &settings).iter().all(|row| row.cuts == "–" && row.end == "–"));
    let replay = replay(&flat.values, &settings).unwrap();
    assert_eq!(describe(&replay), "The rule cuts after values 7, 10 and 13; the rate ends at 1.0e-5.");
}

#[test]
fn the_table_has_every_cut_and_no_more_rows_than_fit() {
    let flat = flat();
    let settings = usual(&Preset::TrueLabels.config(), Some(&flat));
    let html = rows(&flat.values, &replay(&flat.values, &settings).unwrap());
    assert!(
        html.contains("<tr><th scope=\"row\">7</th><td>0.5</td><td>cuts</td><td>0.00100</td></tr>"),
        "{html}"
    );
    assert_eq!((html.matches("<tr><th scope=\"row\">").count(), html.matches("cuts").count()), (15, 3));
    let long = vec![0.5; 10_001];
    let replayed = replay(&long, &settings).unwrap();
    let html = rows(&long, &replayed);
    assert_eq!(html.matches("<td>cuts</td>").count(), replayed.cuts.len());
    assert!(html.matches("<tr>").count() <= 202 && html.contains("<th scope=\"row\">10001</th>"));
}

#[test]
fn the_picture_marks_every_cut_and_leaves_out_what_has_no_place() {
    let flat = flat();
    let settings = usual(&Preset::TrueLabels.config(), Some(&flat));
    let drawn = picture(&flat.values, &replay(&flat.values, &settings).unwrap(), 0.01);
    assert_eq!(drawn.matches("class=\"mark\"").count(), 3);
    // The seventh of fifteen values is three sevenths of the way.
    assert!(drawn.contains("x=\"42.86%\"") && drawn.contains("M428.6 0V1000"), "{drawn}");
    for values in [
        &[][..],
        &[1.0],
        &[f64::NAN, f64::INFINITY],
        &[1.0, f64::NAN, -2.0, f64::NEG_INFINITY, 1e308],
        &[0.0; 3],
    ] {
        for start in [0.0, 1e-300, 0.1, 1e300] {
            let mut settings = settings;
            put(&mut settings, START, start);
            let drawn = picture(values, &replay(values, &settings).unwrap(), start);
            assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{values:?} {drawn}");
        }
    }
    for missing in ["nan", "inf", "-inf"] {
        let gap = log(&format!("[1.0, 0.9, {missing}, 0.8, 0.7]"));
        let drawn = picture(&gap.values, &replay(&gap.values, &settings).unwrap(), 0.01);
        let (_, curve) = drawn.split_once("class=\"curve\" d=\"").unwrap();
        let curve = curve.split('"').next().unwrap();
        assert_eq!((curve.matches('M').count(), curve.matches('L').count()), (2, 2), "{missing}: {curve}");
    }
    let long: Vec<f64> = (0..100_000_u32).map(|at| f64::from(at % 97)).collect();
    let drawn = picture(&long, &replay(&long, &settings).unwrap(), 0.01);
    assert!(drawn.len() < 100_000, "{} bytes", drawn.len());
}
