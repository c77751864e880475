//! The error budget, asserted over the whole oracle.

use std::collections::BTreeMap;

use etalon::AnnealStrategy;

use crate::compare::budget::{BUDGET, Quantity, allowed};
use crate::compare::ulp::{Exact, Type};
use crate::oracle::{Schedule, cases};

#[test]
fn every_rate_is_within_its_budget() {
    let mut worst: BTreeMap<(Quantity, Type), (f64, usize, String)> = BTreeMap::new();
    for case in cases() {
        for &of in case.types {
            let ours = case.schedule.ours(of);
            for point in &case.points {
                let (lr, momentum) = ours(point.step);
                let mut note = |quantity, exact: Exact, value: f64| {
                    let error = exact.ulps(of, value);
                    let entry = worst.entry((quantity, of)).or_insert((0.0, 0, String::new()));
                    entry.1 += 1;
                    if error > entry.0 {
                        entry.0 = error;
                        entry.2 = format!("{:?} at step {}: {value:e}", case.schedule, point.step);
                    }
                };
                let quantity = match case.schedule {
                    Schedule::Exponential { .. } => Quantity::Exponential,
                    Schedule::Cosine { .. } => Quantity::Cosine,
                    Schedule::OneCycle(s) => match s.anneal_strategy {
                        AnnealStrategy::Cos => Quantity::OneCycleCos,
                        AnnealStrategy::Linear => Quantity::OneCycleLinear,
                    },
                };
                note(quantity, point.lr, lr);
                if let (Some(exact), Some(value)) = (point.momentum, momentum) {
                    note(Quantity::Momentum, exact, value);
                }
            }
        }
    }
    for ((quantity, of), (error, count, at)) in &worst {
        println!("{quantity:?} {of:?}: {error:.4} ULP over {count} values, at {at}");
    }
    assert_eq!(worst.len(), BUDGET.len(), "every row of the budget is measured");
    for ((quantity, of), (error, _, at)) in &worst {
        assert!(*error <= allowed(*quantity, *of), "{quantity:?} {of:?}: {error} ULP, at {at}");
    }
}
