//! The optimiser is a job's own: AdamW by default, SGD with what makes sense, and the momentum is what a schedule moves.

use etalon::Reason;
use etalon_train::job::{Job, JobError};
use etalon_train::optimiser::{Method, Optimiser, Sgd, WEIGHT_DECAY};
use etalon_train::policy::Policy;
use etalon_train::setting::Setting;
use etalon_train::shape::Width;
use etalon_train::task::digits::DIGITS;
use etalon_train::task::{ROUND, Task};

use crate::helpers::{constant, policy, run};

fn sgd(momentum: f64, nesterov: bool) -> Optimiser {
    Optimiser::Sgd(Sgd::new(momentum, nesterov).unwrap())
}

fn job(task: &'static Task, policy: Policy, rounds: u32) -> Job {
    Job::new(task, policy, 3, rounds, Width::USUAL).unwrap()
}

#[test]
fn adamw_is_the_default_and_each_optimiser_has_its_own_usual_weight_decay() {
    let usual = job(&DIGITS, constant(0.01), 1);
    assert_eq!((usual.optimiser(), usual.weight_decay()), (Optimiser::AdamW, WEIGHT_DECAY));
    let by_sgd = usual.clone().with_optimiser(sgd(0.9, false));
    assert_eq!((by_sgd.optimiser(), by_sgd.weight_decay()), (sgd(0.9, false), 0.0));
    assert_eq!(by_sgd.clone().with_weight_decay(0.1).unwrap().weight_decay(), 0.1);
    assert_eq!(by_sgd.with_optimiser(Optimiser::AdamW), usual);
}

#[test]
fn neighbours_of_other_optimisers_change_nothing() {
    let plain = |optimiser| job(&DIGITS, constant(0.05), 3).with_optimiser(optimiser);
    let jobs = [
        plain(sgd(0.9, true)),
        plain(Optimiser::AdamW),
        plain(sgd(0.9, false)),
        plain(sgd(0.0, false)),
        plain(sgd(0.9, false)).with_weight_decay(0.1).unwrap(),
    ];
    let together = run(&jobs);
    for (at, (job, outcome)) in jobs.iter().zip(&together).enumerate() {
        assert_eq!(run(std::slice::from_ref(job))[0], *outcome);
        for other in &together[..at] {
            assert_ne!(other.1, outcome.1, "{job:?}");
        }
    }
    // Chance is 0.1.
    let accuracies: Vec<f32> =
        together.iter().map(|(metrics, _)| metrics.val_accuracy.last().copied().unwrap()).collect();
    assert!(accuracies.iter().all(|&accuracy| accuracy > 0.3), "{accuracies:?}");
}

#[test]
fn one_cycle_moves_the_momentum_of_sgd() {
    let cycle = policy("one_cycle", &[("max_lr", 0.1), ("total_steps", 90.0)]);
    assert!(cycle.cycles_momentum());
    for nesterov in [false, true] {
        let job = job(&DIGITS, cycle.clone(), 2).with_optimiser(sgd(0.5, nesterov));
        let (metrics, _) = run(std::slice::from_ref(&job)).remove(0);
        let expected: Vec<f64> =
            (0..2).flat_map(|round| cycle.rates(round)).map(|rate| rate.momentum).collect();
        let got: Vec<f64> = metrics.rates.iter().map(|rate| rate.momentum).collect();
        assert_eq!((got.as_slice(), got.len()), (expected.as_slice(), 2 * ROUND));
        let lowest = got.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(got[0] == 0.95 && (lowest - 0.85).abs() < 1e-12, "{got:?}");
        assert!(metrics.rates.iter().all(|rate| rate.method == Method::Sgd { nesterov }));
        assert!(metrics.rates.iter().all(|rate| rate.weight_decay == 0.0));
    }
    let steady = job(&DIGITS, constant(0.1), 1).with_optimiser(sgd(0.5, false));
    assert!(steady.controller().rates(0).iter().all(|rate| rate.momentum == 0.5));
}

#[test]
fn the_values_of_the_table_mean_an_optimiser() {
    let of = Optimiser::of_settings;
    let usual = |setting: Setting| setting.spec().default;
    let default = of(usual(Setting::Optimiser), usual(Setting::Momentum), usual(Setting::Nesterov));
    assert_eq!(default, Ok(Optimiser::AdamW));
    assert_eq!(of(0.0, 0.5, 1.0), Ok(Optimiser::AdamW));
    assert_eq!(of(1.0, 0.0, 0.0), Ok(sgd(0.0, false)));
    assert_eq!(of(1.0, 0.5, 1.0), Ok(sgd(0.5, true)));
    for (values, id) in [
        ((2.0, 0.5, 0.0), "optimiser"),
        ((0.0, 1.5, 0.0), "sgd_momentum"),
        ((1.0, 0.0, 1.0), "sgd_momentum"),
        ((1.0, 0.5, f64::NAN), "nesterov"),
    ] {
        let why = of(values.0, values.1, values.2).unwrap_err().to_string();
        assert!(why.starts_with(id), "{why}");
    }
}

#[test]
fn a_rate_beyond_all_floats_diverges_at_its_step() {
    let (metrics, _) = run(&[job(&DIGITS, constant(1e39), 1).with_optimiser(sgd(0.9, false))]).remove(0);
    assert_eq!(metrics.divergence.map(|divergence| divergence.step), Some(0));
}

#[test]
fn what_makes_no_sense_is_refused_by_name() {
    let refused = |momentum, nesterov| match Sgd::new(momentum, nesterov) {
        Err(JobError::Setting { setting: Setting::Momentum, reason, .. }) => Some(reason),
        _ => None,
    };
    assert_eq!(refused(f64::NAN, false), Some(Reason::NotFinite));
    assert_eq!(refused(-0.1, false), Some(Reason::TooSmall { min: 0.0 }));
    assert_eq!(refused(1.0, true), Some(Reason::NotBelow { bound: 1.0 }));
    assert_eq!(refused(0.0, true), Some(Reason::NotAbove { bound: 0.0 }));
    assert_eq!([refused(0.0, false), refused(0.999, true)], [None, None]);
}
