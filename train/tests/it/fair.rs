//! Every schedule starts alike, and a run is the same however it is made.

use std::sync::Arc;

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::Engine;
use etalon_train::job::Job;
use etalon_train::report::Metrics;
use etalon_train::session::Session;
use etalon_train::shape::Width;
use etalon_train::start::{Start, WrongLabels};
use etalon_train::task::digits::DIGITS;

use crate::digest::digest;
use crate::helpers::{constant, policy};

fn run(jobs: &[Job]) -> Vec<Metrics> {
    let mut session = Session::begin(CpuEngine::new(), jobs).unwrap();
    while pollster::block_on(session.advance()).unwrap() {}
    session.metrics().cloned().collect()
}

fn job(lr: f64, seed: u64, epochs: u32) -> Job {
    Job::new(&DIGITS, constant(lr), seed, epochs, Width::USUAL).unwrap()
}

#[test]
fn replicas_equal_single_runs_bit_for_bit() {
    let exponential = policy("exponential", &[("lr", 0.01), ("gamma", 0.8)]);
    let jobs = [
        job(0.01, 1, 4),
        Job::new(&DIGITS, exponential, 1, 3, Width::USUAL).unwrap(),
        job(0.003, 2, 4),
        job(1e30, 3, 4),
        job(0.01, 1, 2),
        job(0.01, 1, 4).with_wrong_labels(WrongLabels::new(20.0).unwrap()),
    ];
    let together = run(&jobs);
    for (job, together) in jobs.iter().zip(&together) {
        // The diverged run holds NaN, which equals nothing: its text is compared.
        assert_eq!(format!("{:?}", run(std::slice::from_ref(job))[0]), format!("{together:?}"));
    }
    assert_ne!(together[0].train_loss, together[2].train_loss, "another seed is another run");
    assert_eq!(
        together[0].train_loss[..90],
        together[4].train_loss[..],
        "a shorter run is the beginning of a longer one"
    );
    assert_ne!(together[0].train_loss, together[5].train_loss, "wrong labels make another run");
}

#[test]
fn every_schedule_of_a_seed_makes_its_first_step_from_the_same_loss() {
    let losses: Vec<f32> =
        run(&[job(0.1, 9, 1), job(0.001, 9, 1)]).iter().map(|run| run.train_loss[0]).collect();
    assert_eq!(losses[0], losses[1]);
}

#[test]
fn what_is_recorded_fits_together() {
    let metrics = &run(&[job(0.01, 4, 3)])[0];
    assert_eq!((metrics.train_loss.len(), metrics.rates.len()), (135, 135));
    assert_eq!((metrics.val_loss.len(), metrics.val_accuracy.len()), (3, 3));
    assert!(metrics.rates.iter().all(|rate| (rate.lr, rate.momentum) == (0.01, 0.9)));
    assert!(metrics.val_accuracy[2] > 0.85, "{:?}", metrics.val_accuracy);
    assert!(metrics.val_loss[2] < 0.5 && metrics.train_loss[134] < metrics.train_loss[0] / 3.0);
}

#[test]
fn an_engine_used_wrongly_says_so() {
    let mut engine = CpuEngine::new();
    assert!(pollster::block_on(engine.round(&[])).is_err());
    assert!(engine.begin(&[]).is_err());
    let starts = [Width::MIN, Width::USUAL].map(|width| Arc::new(Start::new(&DIGITS, 0, width)));
    let why = engine.begin(&starts).unwrap_err();
    assert_eq!(why.to_string(), "engine misused: all starts must have the same task and width");
    assert!(pollster::block_on(engine.weights(0)).is_err());
}

/// The digest is the same on every machine and in the browser: `benches/wasm.mjs` compares with the same file.
#[test]
fn the_bits_are_the_recorded_ones() {
    assert_eq!(format!("{:016x}", digest()), include_str!("../data/digest.txt").trim());
}
