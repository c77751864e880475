//! A run that goes non-finite is found at its step, named, and ended; its neighbours go on.

use std::sync::Arc;

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::Engine;
use etalon_train::job::Job;
use etalon_train::optimiser::Rate;
use etalon_train::policy::Policy;
use etalon_train::report::{Divergence, Outcome, RoundReport};
use etalon_train::session::Session;
use etalon_train::shape::Width;
use etalon_train::start::Start;
use etalon_train::task::ROUND;
use etalon_train::task::digits::DIGITS;

use crate::helpers::{constant, policy};

const CALM: Rate = Rate::adamw(0.001);

/// Two replicas for two epochs; the first gets `bad` at step `at` of its second epoch.
fn epochs(bad: Rate, at: usize) -> (Vec<RoundReport>, RoundReport) {
    let mut engine = CpuEngine::new();
    let start = Arc::new(Start::new(&DIGITS, 1, Width::USUAL));
    engine.begin(&[Arc::clone(&start), start]).unwrap();
    let calm = [CALM; ROUND];
    let mut rough = calm;
    rough[at] = bad;
    let first = pollster::block_on(engine.round(&[calm, calm])).unwrap();
    assert!(first.iter().all(|report| report.diverged_at.is_none()));
    let second = pollster::block_on(engine.round(&[rough, calm])).unwrap();
    let third = pollster::block_on(engine.round(&[calm, calm])).unwrap().remove(0);
    (second, third)
}

#[test]
fn a_rate_that_is_not_finite_is_found_at_its_own_step() {
    for lr in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
        for at in [0, 7, ROUND - 1] {
            let (second, third) = epochs(Rate { lr, ..CALM }, at);
            assert_eq!(second[0].diverged_at, Some(at as u32), "rate {lr}");
            // The loss of that step was still fine: the weights after it are what went wrong.
            assert_eq!(second[0].train_loss.len(), at + 1);
            assert!(second[0].train_loss.iter().all(|loss| loss.is_finite()));
            assert!(second[0].val_loss.is_nan() && second[0].val_correct == 0);
            assert!(third.train_loss.is_empty() && third.val_loss.is_nan(), "an ended run is not trained");
            assert_eq!(second[1].diverged_at, None);
            assert!(second[1].val_loss.is_finite() && second[1].train_loss.len() == ROUND);
        }
    }
    let (second, _) = epochs(Rate { momentum: f64::NAN, ..CALM }, 3);
    assert_eq!(second[0].diverged_at, Some(3));
}

#[test]
fn a_loss_that_overflows_is_found_at_its_own_step() {
    // After one step with this rate the weights are near 1e25 and finite; the next loss is not, since logits overflow.
    let (second, _) = epochs(Rate::adamw(1e25), 7);
    assert_eq!(second[0].diverged_at, Some(8));
    assert!(second[0].train_loss[..8].iter().all(|loss| loss.is_finite()));
    assert!(!second[0].train_loss[8].is_finite());
}

#[test]
fn a_session_counts_steps_from_the_beginning_and_shows_no_low_loss() {
    let wild = policy(
        "one_cycle",
        &[
            ("max_lr", 1e30),
            ("total_steps", 180.0),
            ("pct_start", 0.5),
            ("cycle_momentum", 0.0),
            ("div_factor", 1e33),
        ],
    );
    let job = |policy: Policy| Job::new(&DIGITS, policy, 1, 4, Width::USUAL).unwrap();
    let jobs = [job(wild), job(constant(0.01))];
    let mut session = Session::begin(CpuEngine::new(), &jobs).unwrap();
    while pollster::block_on(session.advance()).unwrap() {}
    let runs: Vec<_> = session.metrics().collect();
    let Some(Divergence { step }) = runs[0].divergence else {
        panic!("no divergence: {:?}", runs[0].val_loss)
    };
    assert_eq!(runs[0].train_loss.len(), step as usize + 1);
    assert_eq!(runs[0].rates.len(), step as usize + 1);
    assert_eq!(runs[0].val_loss.len(), step as usize / ROUND, "only whole epochs have a validation");
    assert!(runs[0].val_loss.iter().all(|loss| loss.is_finite()));
    let outcome = Outcome::of(runs[0]);
    assert_eq!((outcome.final_accuracy, outcome.final_loss), (None, None));
    assert_eq!(outcome.divergence, runs[0].divergence);
    assert_eq!(runs[1].divergence, None);
    assert_eq!(runs[1].val_loss.len(), 4);
}

#[test]
fn a_rate_beyond_all_floats_diverges_at_step_0() {
    let job = Job::new(&DIGITS, constant(1e300), 1, 2, Width::MIN).unwrap();
    let mut session = Session::begin(CpuEngine::new(), &[job]).unwrap();
    while pollster::block_on(session.advance()).unwrap() {}
    let run = session.metrics().next().unwrap();
    assert_eq!(run.divergence, Some(Divergence { step: 0 }));
    assert_eq!(Outcome::of(run).best_accuracy, None);
}
