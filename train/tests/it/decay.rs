//! The weight decay is a job's own: refused where it makes no sense, the usual one by default, and felt by the weights.

use etalon_train::job::{Job, JobError};
use etalon_train::optimiser::WEIGHT_DECAY;
use etalon_train::setting::Setting;
use etalon_train::shape::Width;
use etalon_train::task::digits::DIGITS;

use crate::helpers::{constant, policy, run};

fn job() -> Job {
    Job::new(&DIGITS, policy("exponential", &[("lr", 0.01), ("gamma", 0.9)]), 3, 4, Width::MIN).unwrap()
}

#[test]
fn the_usual_decay_is_the_default() {
    assert_eq!(job().weight_decay(), WEIGHT_DECAY);
    let usual = job().with_weight_decay(WEIGHT_DECAY).unwrap();
    assert_eq!(usual, job());
    assert_eq!(run(&[usual]), run(&[job()]));
}

#[test]
fn each_job_decays_by_its_own() {
    let jobs = [0.0, WEIGHT_DECAY, 1.0].map(|decay| job().with_weight_decay(decay).unwrap());
    let together = run(&jobs);
    for ((metrics, weights), job) in together.iter().zip(&jobs) {
        assert!(metrics.rates.iter().all(|rate| rate.weight_decay == job.weight_decay()));
        assert_eq!(
            run(std::slice::from_ref(job))[0],
            (metrics.clone(), weights.clone()),
            "neighbours change nothing"
        );
    }
    let size = |at: usize| together[at].1.iter().map(|weight| weight * weight).sum::<f32>();
    assert!(size(0) > size(1) && size(1) > 1.05 * size(2), "{} {} {}", size(0), size(1), size(2));
    assert_ne!(together[0].0.train_loss, together[1].0.train_loss);
}

/// Pixels that are white in every digit have no gradient: what becomes of their weights is the decay alone.
#[test]
fn a_weight_without_a_gradient_shrinks_by_the_decay_alone() {
    let decay = 0.5;
    let plain = Job::new(&DIGITS, constant(0.01), 3, 2, Width::MIN).unwrap();
    let (_, weights) = run(&[plain.clone().with_weight_decay(decay).unwrap()]).remove(0);
    let expected = (1.0 - 0.01 * decay).powi(90);
    for (at, (after, before)) in weights.iter().zip(plain.start().weights()).take(8).enumerate() {
        let left = f64::from(*after) / f64::from(*before);
        assert!((left / expected - 1.0).abs() < 1e-5, "weight {at} of pixel 0: {left}, not {expected}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_by_name() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e-300] {
        let why = job().with_weight_decay(bad).unwrap_err();
        assert!(matches!(why, JobError::Setting { setting: Setting::WeightDecay, .. }));
        assert!(why.to_string().contains("weight_decay"), "{why}");
    }
    assert!(job().with_weight_decay(0.0).is_ok() && job().with_weight_decay(1e6).is_ok());
}
