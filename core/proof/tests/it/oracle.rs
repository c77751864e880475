//! Tests the error budget of every kind over its file of exact values, and compares those values with a second library's.

use std::collections::{BTreeMap, HashSet};

use etalon::{AnySchedule, Real, Schedule};
use etalon_proof::SUBJECTS;
use etalon_proof::oracle::Spec;
use etalon_proof::oracle::cases::{self, Case, Point};
use etalon_proof::oracle::ulp::{Exact, Type};

use crate::helpers::timed;

/// For each quantity and type: the largest error, the number of values, and the place of the error.
type Worst = BTreeMap<(&'static str, Type), (f64, usize, String)>;

fn measure<F: Real>(of: Type, schedule: &AnySchedule<F>, case: &Case, spec: &Spec, worst: &mut Worst) {
    let mut note = |what, exact: Exact, value: F, step: u32| {
        let error = exact.ulps(of, value.to_f64());
        let (largest, count, at) = worst.entry((what, of)).or_default();
        *count += 1;
        if error > *largest || error.is_nan() {
            *largest = error;
            *at = format!("{schedule:?} at step {step}: {value}");
        }
    };
    for &Point { step, lr, momentum } in &case.points {
        note((spec.budget)(&case.settings).what, lr, schedule.lr(step), step);
        let cycled = spec.momentum.zip(momentum).zip(schedule.momentum(step));
        if let Some(((budget, exact), value)) = cycled {
            note(budget.what, exact, value, step);
        }
    }
}

#[test]
fn every_rate_is_within_its_budget() {
    for subject in SUBJECTS {
        let (id, spec) = (subject.kind.id(), &subject.oracle);
        let Some(cases) = cases::of(subject) else {
            let exact = spec.budgets.iter().all(|budget| budget.f32 == 0.0 && budget.f64 == 0.0);
            assert!(exact, "{id} has a budget, but no file in core/proof/oracle measures it");
            continue;
        };
        let mut worst = Worst::new();
        for case in &cases {
            for of in case.types {
                match of {
                    Type::F32 => measure::<f32>(*of, &timed(&case.settings), case, spec, &mut worst),
                    Type::F64 => measure::<f64>(*of, &timed(&case.settings), case, spec, &mut worst),
                }
            }
        }
        for ((what, of), (error, count, at)) in &worst {
            println!("{what} {of:?}: {error:.4} ULP over {count} values, at {at}");
        }
        assert_eq!(worst.len(), 2 * spec.budgets.len(), "{id}: every budget is measured, and nothing else");
        for budget in spec.budgets {
            for of in [Type::F32, Type::F64] {
                let (error, _, at) = &worst[&(budget.what, of)];
                assert!(*error <= budget.of(of), "{} {of:?}: {error} ULP, at {at}", budget.what);
            }
        }
    }
}

#[test]
fn every_budget_has_a_name_of_its_own() {
    let budgets = || SUBJECTS.iter().flat_map(|subject| subject.oracle.budgets);
    let names: HashSet<_> = budgets().map(|budget| budget.what).collect();
    assert_eq!(names.len(), budgets().count());
    // Rounding alone gives an error of half a unit. With an error above one unit, a rate may turn back.
    assert!(budgets().all(|budget| budget.f64 <= 1.0 && budget.f32 <= 1.0));
}

#[test]
fn the_oracle_agrees_with_a_second_library() {
    // In the file, powers beyond those of any float are limited to a bound.
    let is_held = |value: Exact| value.power.abs() > 29_000;
    let agree =
        |a: Exact, b: Exact| a.agrees(b) || ((is_held(a) || is_held(b)) && a.digits != 0 && b.digits != 0);
    for subject in SUBJECTS {
        let id = subject.kind.id();
        let Some(cases) = cases::of(subject) else { continue };
        let mut compared = 0;
        for case in &cases {
            for point in case.points.iter().step_by(5) {
                let (lr, momentum) = (subject.oracle.exact)(&case.settings, point.step);
                let (settings, step) = (&case.settings, point.step);
                assert!(agree(lr, point.lr), "{settings:?} at step {step}: {lr:?}, {:?}", point.lr);
                if let (Some(ours), Some(theirs)) = (momentum, point.momentum) {
                    assert!(agree(ours, theirs), "{settings:?} at step {step}: {ours:?}, {theirs:?}");
                }
                compared += 1;
            }
        }
        assert!(cases.len() > 20 && compared > 100, "{id}: only {compared} values of {} cases", cases.len());
    }
}
