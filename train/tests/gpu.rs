//! The GPU engine on whatever adapter there is, natively (feature `gpu-native`; Mesa's lavapipe will do). Without the feature nothing
//! here is compiled, so that nothing can pass unseen: `cargo xtask test` says whether these ran.
#![cfg(feature = "gpu-native")]

use std::sync::Arc;

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::{Engine, EngineError};
use etalon_train::gpu::{GpuEngine, Grain};
use etalon_train::job::Job;
use etalon_train::optimiser::{Optimiser, Rate, Sgd, WEIGHT_DECAY};
use etalon_train::parity::compare;
use etalon_train::report::RoundReport;
use etalon_train::session::Session;
use etalon_train::shape::Width;
use etalon_train::start::{Start, WrongLabels};
use etalon_train::task::ROUND;
use etalon_train::task::digits::DIGITS;
use etalon_train::task::names::NAMES;
use helpers::{constant, policy};
use pollster::block_on;

#[path = "it/helpers.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    reason = "other tests use the rest; in a test a failed unwrap is a failed test"
)]
mod helpers;
#[path = "it/tasks.rs"]
mod tasks;

fn open() -> GpuEngine {
    block_on(GpuEngine::open()).expect("these tests need a Vulkan adapter, such as Mesa's lavapipe")
}

fn rates(lr: f64) -> [Rate; ROUND] {
    [Rate::adamw(lr); ROUND]
}

fn starts(seeds: &[u64], width: Width) -> Vec<Arc<Start>> {
    seeds.iter().map(|&seed| Arc::new(Start::new(&DIGITS, seed, width))).collect()
}

fn train(
    engine: &mut GpuEngine,
    seeds: &[u64],
    lrs: &[f64],
    epochs: usize,
    width: Width,
) -> Vec<Vec<RoundReport>> {
    engine.begin(&starts(seeds, width)).expect("room for these");
    let rates: Vec<_> = lrs.iter().map(|&lr| rates(lr)).collect();
    (0..epochs).map(|_| block_on(engine.round(&rates)).expect("an epoch")).collect()
}

#[test]
fn a_whole_training_learns_the_digits() {
    let job = |seed| Job::new(&DIGITS, constant(0.01), seed, 10, Width::USUAL).unwrap();
    let mut session = Session::begin(open(), &[job(0), job(1), job(2)]).unwrap();
    while block_on(session.advance()).unwrap() {}
    for metrics in session.metrics() {
        assert_eq!(metrics.train_loss.len(), 10 * ROUND);
        let accuracy = *metrics.val_accuracy.last().unwrap();
        assert!((0.93..1.0).contains(&accuracy), "{accuracy}");
    }
}

/// AdamW and every form of SGD side by side, so that each replica is seen to be stepped by its own optimiser.
#[test]
fn each_replica_has_its_own_optimiser_as_on_the_cpu() {
    let sgd = |momentum, nesterov| Optimiser::Sgd(Sgd::new(momentum, nesterov).unwrap());
    let job = |task, policy| Job::new(task, policy, 3, 3, Width::USUAL).unwrap();
    for task in [&DIGITS, &NAMES] {
        let jobs = [
            job(task, constant(0.01)),
            job(task, constant(0.1)).with_optimiser(sgd(0.0, false)),
            job(task, constant(0.05)).with_optimiser(sgd(0.9, false)),
            job(task, constant(0.05)).with_optimiser(sgd(0.9, true)).with_weight_decay(0.01).unwrap(),
            job(task, policy("one_cycle", &[("max_lr", 0.1), ("total_steps", 135.0)]))
                .with_optimiser(sgd(0.9, false)),
        ];
        let mut cpu = Session::begin(CpuEngine::new(), &jobs).unwrap();
        let mut gpu = Session::begin(open(), &jobs).unwrap();
        while block_on(cpu.advance()).unwrap() && block_on(gpu.advance()).unwrap() {}
        for (at, (expected, got)) in cpu.metrics().zip(gpu.metrics()).enumerate() {
            assert_eq!(got.train_loss.len(), 135);
            for (step, (expected, got)) in
                expected.train_loss.iter().zip(&got.train_loss).take(100).enumerate()
            {
                let apart = (got / expected - 1.0).abs();
                assert!(apart < 1e-4, "{task:?}, job {at}, step {step}: {got}, the CPU has {expected}");
            }
        }
    }
}

/// Side by side, so that each replica is seen to decay by its own, and to have its own wrong labels.
#[test]
fn each_replica_decays_and_is_misled_as_on_the_cpu() {
    let usual = Job::new(&DIGITS, constant(0.01), 3, 2, Width::USUAL).unwrap();
    let mut jobs =
        [0.0, WEIGHT_DECAY, 1.0].map(|decay| usual.clone().with_weight_decay(decay).unwrap()).to_vec();
    jobs.push(usual.with_wrong_labels(WrongLabels::new(40.0).unwrap()));
    let mut cpu = Session::begin(CpuEngine::new(), &jobs).unwrap();
    let mut gpu = Session::begin(open(), &jobs).unwrap();
    while block_on(cpu.advance()).unwrap() && block_on(gpu.advance()).unwrap() {}
    for (at, (expected, got)) in cpu.metrics().zip(gpu.metrics()).enumerate() {
        for (step, (expected, got)) in expected.train_loss.iter().zip(&got.train_loss).enumerate() {
            assert!(
                (got / expected - 1.0).abs() < 1e-4,
                "job {at}, step {step}: {got}, the CPU has {expected}"
            );
        }
        assert_eq!(got.train_loss.len(), 90);
    }
    let ends: Vec<f32> = gpu.metrics().map(|run| run.train_loss[89]).collect();
    // The decays are further apart than the engines may be.
    assert!((ends[2] / ends[0] - 1.0).abs() > 1e-2, "{ends:?}");
    assert!(ends[3] > 2.0 * ends[1], "wrong labels cannot be learned in two epochs: {ends:?}");
}

#[test]
fn equal_jobs_give_equal_bits_whoever_their_neighbours_are() {
    let mut engine = open();
    for width in [Width::MIN, Width::USUAL, Width::MAX] {
        let alone = train(&mut engine, &[5], &[0.01], 2, width);
        let lone_weights = block_on(engine.weights(0)).unwrap();
        let seeds: Vec<u64> = (0..19).map(|at| if at % 3 == 1 { 5 } else { at }).collect();
        let lrs: Vec<f64> =
            seeds.iter().map(|&seed| if seed == 5 { 0.01 } else { 1e-3 * seed as f64 }).collect();
        let crowd = train(&mut engine, &seeds, &lrs, 2, width);
        for at in (0..19).filter(|at| at % 3 == 1) {
            for (alone, crowd) in alone.iter().zip(&crowd) {
                assert_eq!(alone[0], crowd[at], "replica {at} of width {}", width.units());
            }
            assert_eq!(block_on(engine.weights(at)).unwrap(), lone_weights);
        }
        assert_ne!(crowd[1][0].train_loss, crowd[1][1].train_loss);
    }
}

#[test]
fn a_divergence_is_named_with_its_step_and_ends_that_replica_only() {
    let mut engine = open();
    let alone = train(&mut engine, &[1], &[0.01], 3, Width::USUAL);
    engine.begin(&starts(&[1, 1, 1], Width::USUAL)).unwrap();
    let mut breaks = rates(0.01);
    breaks[17].lr = f64::from(f32::MAX) * 1e3;
    let mut explodes = rates(0.01);
    explodes[30].lr = 1e38;
    let first = block_on(engine.round(&[breaks, rates(0.01), explodes])).unwrap();
    assert_eq!(first[0].diverged_at, Some(17), "the weights after step 17 are not finite");
    assert_eq!(first[0].train_loss.len(), 18);
    assert!(first[0].train_loss.iter().all(|loss| loss.is_finite()));
    assert!(first[0].val_loss.is_nan());
    assert_eq!(first[1], alone[0][0]);
    assert_eq!(first[2].diverged_at, Some(31), "the loss of step 31 is not finite");
    assert!(!first[2].train_loss[31].is_finite());
    let second = block_on(engine.round(&[rates(0.01); 3])).unwrap();
    assert!(
        second[0].train_loss.is_empty() && second[0].diverged_at.is_none() && second[0].val_loss.is_nan()
    );
    assert_eq!(second[1], alone[1][0]);
    assert_eq!(
        train(&mut engine, &[1], &[0.01], 1, Width::USUAL)[0],
        alone[0],
        "a new run starts from the beginning"
    );
}

#[test]
fn weights_come_back_as_they_went_in() {
    let mut engine = open();
    for width in [Width::MIN, Width::USUAL, Width::MAX] {
        let starts = starts(&[1, 2, 3], width);
        engine.begin(&starts).unwrap();
        assert_eq!(block_on(engine.weights(2)).unwrap(), starts[2].weights());
        let still = block_on(engine.round(&[rates(0.0); 3])).unwrap();
        assert_eq!(block_on(engine.weights(1)).unwrap(), starts[1].weights(), "a rate of 0 changes nothing");
        assert!(still[0].val_loss > 2.0 && still[0].val_loss < 2.7, "an untrained model knows nothing");
        assert!(matches!(block_on(engine.weights(3)), Err(EngineError::Misused(_))));
    }
}

#[test]
fn a_thousand_replicas_are_one_run() {
    let mut engine = open();
    let shared = starts(&[9], Width::MIN);
    engine.begin(&vec![Arc::clone(&shared[0]); 1024]).unwrap();
    let reports = block_on(engine.round(&vec![rates(0.01); 1024])).unwrap();
    assert!(reports.iter().all(|report| *report == reports[0] && report.diverged_at.is_none()));
}

#[test]
fn misuse_too_many_replicas_and_a_lost_device_are_errors() {
    let mut engine = open();
    assert!(matches!(block_on(engine.round(&[rates(0.01)])), Err(EngineError::Misused(_))));
    assert!(matches!(block_on(engine.weights(0)), Err(EngineError::Misused(_))));
    assert!(matches!(engine.begin(&[]), Err(EngineError::Misused(_))));
    let mixed = [starts(&[1], Width::MIN), starts(&[1], Width::MAX)].concat();
    assert!(matches!(engine.begin(&mixed), Err(EngineError::Misused(_))));
    let one = starts(&[1], Width::MAX);
    let many = 1_100;
    assert_eq!(
        engine.begin(&vec![Arc::clone(&one[0]); many]),
        Err(EngineError::OutOfMemory { replicas: many })
    );
    engine.begin(&one).unwrap();
    assert!(matches!(block_on(engine.round(&[rates(0.01); 2])), Err(EngineError::Misused(_))));
    block_on(engine.round(&[rates(0.01)])).unwrap();
    engine.lose();
    assert!(matches!(block_on(engine.round(&[rates(0.01)])), Err(EngineError::Lost(_))));
    assert!(matches!(engine.begin(&one), Err(EngineError::Lost(_))));
    drop(engine);
    assert_eq!(train(&mut open(), &[1], &[0.01], 1, Width::USUAL)[0].len(), 1, "a new engine works");
}

#[test]
fn an_epoch_given_up_half_way_leaves_the_engine_usable() {
    let mut engine = open();
    let expected = train(&mut engine, &[1], &[0.01], 1, Width::USUAL);
    engine.begin(&starts(&[1], Width::USUAL)).unwrap();
    drop(Box::pin(engine.round(&[rates(0.01)])));
    assert_eq!(block_on(engine.round(&[rates(0.01)])).unwrap(), expected[0], "never begun, nothing done");
    assert_eq!(train(&mut engine, &[1], &[0.01], 1, Width::USUAL), expected);
}

#[test]
fn trains_as_the_cpu_does_under_every_policy_at_every_kind_of_width() {
    // The narrowest, the usual, and one for each number of turns that the activations take in workgroup memory.
    let cases =
        [(8, Grain::Fine), (32, Grain::Fine), (32, Grain::Coarse), (96, Grain::Coarse), (128, Grain::Fine)];
    let mut cpu = CpuEngine::new();
    for (units, grain) in cases {
        let mut gpu = block_on(GpuEngine::open_with(Some(grain))).unwrap();
        let parity = block_on(compare(&mut cpu, &mut gpu, &DIGITS, Width::new(units).unwrap(), &[])).unwrap();
        println!("{grain:?} {}", parity.json());
        assert!(parity.holds(), "{grain:?} {}", parity.json());
    }
}

#[test]
fn trains_the_names_as_the_cpu_does() {
    let mut cpu = CpuEngine::new();
    for (units, grain) in [(8, Grain::Fine), (32, Grain::Fine), (32, Grain::Coarse), (128, Grain::Coarse)] {
        let mut gpu = block_on(GpuEngine::open_with(Some(grain))).unwrap();
        let parity = block_on(compare(&mut cpu, &mut gpu, &NAMES, Width::new(units).unwrap(), &[])).unwrap();
        println!("{grain:?} {}", parity.json());
        assert!(parity.holds(), "{grain:?} {}", parity.json());
    }
}

#[test]
fn trains_as_the_cpu_does_whatever_divides_inputs_and_classes() {
    let mut cpu = CpuEngine::new();
    for grain in [Grain::Fine, Grain::Coarse] {
        let mut gpu = block_on(GpuEngine::open_with(Some(grain))).unwrap();
        for task in [&tasks::TINY, &tasks::SPARSE] {
            for width in [Width::MIN, Width::MAX] {
                let parity = block_on(compare(&mut cpu, &mut gpu, task, width, &[])).unwrap();
                assert!(parity.holds(), "{task:?}, {grain:?} {}", parity.json());
            }
        }
    }
}
