//! The laws of every kind that takes a step number, under settings that its subject draws.

use std::cmp::Ordering;

use etalon::{Kind, Real, Schedule, Settings};
use etalon_proof::oracle::ulp::Type;
use etalon_proof::{SUBJECTS, Subject};

use crate::helpers::{drawn, steps, timed, timed_subjects};

/// The number of settings that are drawn for each kind.
const DRAWS: u32 = 300;

/// Calls `check` with each kind, with settings of that kind, and with steps.
fn everywhere(check: impl Fn(&'static Subject, &Settings, &[u32])) {
    for subject in timed_subjects() {
        for (settings, mut draw) in drawn(subject, DRAWS) {
            let steps = steps(subject, &settings, &mut draw);
            check(subject, &settings, &steps);
        }
    }
}

/// The distance of two numbers of the same sign, counted in floats.
fn apart<F: Real>(a: F, b: F) -> u64 {
    if F::from_f64(1.0 + 1e-9) == F::ONE {
        u64::from((a.to_f64() as f32).to_bits().abs_diff((b.to_f64() as f32).to_bits()))
    } else {
        a.to_f64().to_bits().abs_diff(b.to_f64().to_bits())
    }
}

#[test]
fn every_kind_has_one_subject_and_draws_its_own_settings() {
    let kinds: Vec<_> = SUBJECTS.iter().map(|subject| subject.kind).collect();
    assert_eq!(kinds, Kind::ALL, "in the order of the catalog");
    for subject in SUBJECTS {
        assert!(drawn(subject, 50).all(|(settings, _)| settings.kind() == subject.kind));
    }
}

#[test]
fn legal_settings_build_in_both_types() {
    for subject in SUBJECTS {
        for (settings, _) in drawn(subject, DRAWS) {
            assert!(settings.build::<f32>().is_ok() && settings.build::<f64>().is_ok(), "{settings:?}");
            assert_eq!(settings.missing().count(), 0);
        }
    }
}

fn rates_are_within_their_range<F: Real>() {
    everywhere(|subject, settings, steps| {
        let schedule = timed::<F>(settings);
        let (low, high) = (subject.range)(settings);
        assert!(low >= 0.0 && low <= high, "{settings:?}: from {low} to {high}");
        let (low, high) = (F::from_f64(low), F::from_f64(high));
        for &step in steps {
            let rate = schedule.lr(step);
            // The ends of the range are rounded themselves.
            let within = (low <= rate || apart(low, rate) <= 1) && (rate <= high || apart(rate, high) <= 1);
            assert!(rate >= F::ZERO && within, "{settings:?}: {rate} at step {step}");
        }
    });
}

#[test]
fn rates_are_numbers_within_their_range() {
    rates_are_within_their_range::<f32>();
    rates_are_within_their_range::<f64>();
}

#[test]
fn momentum_stays_between_its_ends_and_comes_with_its_budget() {
    for subject in timed_subjects() {
        let cycles = subject.oracle.momentum.is_some();
        let mut seen = 0;
        for (settings, mut draw) in drawn(subject, DRAWS) {
            let schedule = timed::<f64>(&settings);
            let first = schedule.momentum(0);
            for step in steps(subject, &settings, &mut draw) {
                let momentum = schedule.momentum(step);
                assert_eq!(momentum.is_some(), first.is_some(), "{settings:?} at step {step}");
                assert!(momentum.is_none_or(|momentum| (0.0..=1.0).contains(&momentum)), "{momentum:?}");
                seen += u32::from(momentum.is_some());
            }
        }
        assert_eq!(seen > 0, cycles, "{}", subject.kind.id());
    }
}

#[test]
fn f32_agrees_with_f64_within_one_unit() {
    everywhere(|_, settings, steps| {
        let (narrow, wide) = (timed::<f32>(settings), timed::<f64>(settings));
        for &step in steps {
            let (ours, nearest) = (narrow.lr(step), wide.lr(step) as f32);
            assert!(apart(ours, nearest) <= 1, "{settings:?}: {ours:e} in f32, {nearest:e} at step {step}");
            if let Some((ours, wide)) = narrow.momentum(step).zip(wide.momentum(step)) {
                assert!(apart(ours, wide as f32) <= 1, "{settings:?}: momentum {ours} at step {step}");
            }
        }
    });
}

/// Compares every drawn rate with its exact value: it is within the budget, and from step to step it moves in the direction of
/// the exact value.
fn exact_values<F: Real>(of: Type) {
    for subject in timed_subjects() {
        let spec = &subject.oracle;
        for (settings, mut draw) in drawn(subject, DRAWS / 5) {
            let schedule = timed::<F>(&settings);
            let budget = (spec.budget)(&settings).of(of);
            for step in steps(subject, &settings, &mut draw) {
                let next = step.saturating_add(1);
                let (exact, exact_next) = ((spec.exact)(&settings, step), (spec.exact)(&settings, next));
                let (rate, rate_next) = (schedule.lr(step), schedule.lr(next));
                let error = exact.0.ulps(of, rate.to_f64());
                assert!(error <= budget, "{settings:?}: {rate} at step {step} is {error} ULP off");
                let turned = match exact.0.compare(exact_next.0) {
                    Ordering::Less => rate > rate_next,
                    Ordering::Equal => rate != rate_next,
                    Ordering::Greater => rate < rate_next,
                };
                assert!(!turned, "{settings:?}: {rate} and then {rate_next} at step {next}");
                if let Some((budget, (exact, momentum))) =
                    spec.momentum.zip(exact.1.zip(schedule.momentum(step)))
                {
                    let error = exact.ulps(of, momentum.to_f64());
                    assert!(error <= budget.of(of), "{settings:?}: momentum {momentum}, {error} ULP off");
                }
            }
        }
    }
}

#[test]
fn f32_rates_are_within_their_budget_and_never_turn_back() {
    exact_values::<f32>(Type::F32);
}

#[test]
fn f64_rates_are_within_their_budget_and_never_turn_back() {
    exact_values::<f64>(Type::F64);
}

fn rows_have_the_bits_of_single_calls<F: Real>() {
    everywhere(|_, settings, steps| {
        let schedule = timed::<F>(settings);
        for (at, &first) in steps.iter().enumerate().take(9) {
            // Rows are shorter and longer than the block that they are computed in.
            let mut row = vec![F::ZERO; [1, 40, 200, 321][at % 4]];
            schedule.fill(first, &mut row);
            for (offset, rate) in (0..).zip(row) {
                let step = first.saturating_add(offset);
                assert!(rate == schedule.lr(step), "{settings:?}: {rate} in a row, at step {step}");
            }
        }
    });
}

#[test]
fn rows_and_iterators_have_the_bits_of_single_calls() {
    rows_have_the_bits_of_single_calls::<f32>();
    rows_have_the_bits_of_single_calls::<f64>();
    everywhere(|_, settings, steps| {
        let schedule = timed::<f64>(settings);
        let Some(&first) = steps.last() else { return };
        let end = first.saturating_add(5);
        let called: Vec<_> = (first..end).map(|step| schedule.lr(step)).collect();
        assert_eq!(schedule.rates(first..end).collect::<Vec<_>>(), called);
        assert_eq!(schedule.values().starting_at(first).take(called.len()).collect::<Vec<_>>(), called);
    });
}

#[test]
fn a_step_is_stored_bound_to_its_settings() {
    for subject in timed_subjects() {
        let mut before: Option<Settings> = None;
        for (settings, mut draw) in drawn(subject, 40) {
            let schedule = timed::<f64>(&settings);
            let step = draw.count();
            let snapshot = schedule.snapshot(step);
            assert_eq!(schedule.restore(&snapshot), Ok(step));
            let error = Err(etalon::StateError::OtherFloat);
            assert_eq!(timed::<f32>(&settings).restore(&snapshot), error);
            if let Some(before) = before.filter(|before| *before != settings) {
                let error = Err(etalon::StateError::OtherSettings);
                assert_eq!(timed::<f64>(&before).restore(&snapshot), error, "{settings:?} under {before:?}");
            }
            before = Some(settings);
        }
    }
}
