//! Jobs and answers come over a wire as they were sent; what is malformed is refused when it is read.

use etalon::{Kind, Settings};
use etalon_train::cpu::CpuEngine;
use etalon_train::engine::{Engine, EngineInfo};
use etalon_train::inspect::{Answer, Confusion, Trained};
use etalon_train::job::Job;
use etalon_train::optimiser::{Optimiser, Sgd};
use etalon_train::policy::{Every, Policy};
use etalon_train::report::{Metrics, Outcome, RoundReport};
use etalon_train::session::Session;
use etalon_train::shape::Width;
use etalon_train::start::{Fingerprint, WrongLabels};
use etalon_train::task::digits::DIGITS;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::helpers::{constant, policy};
use crate::tasks::TINY;

/// Over postcard, as the page sends it, and over JSON.
fn over<T: Serialize + DeserializeOwned>(value: &T) -> [T; 2] {
    let bytes = postcard::to_allocvec(value).unwrap();
    let text = serde_json::to_string(value).unwrap();
    [postcard::from_bytes(&bytes).unwrap(), serde_json::from_str(&text).unwrap()]
}

fn policies() -> Vec<Policy> {
    let mut policies: Vec<Policy> =
        Kind::ALL.iter().map(|kind| Policy::of(&Settings::suggested(*kind)).unwrap()).collect();
    policies.push(Policy::table([0.1, 0.1 + 0.2, 5e-324], Every::Batch).unwrap());
    policies.push(Policy::stepped(policies[0].settings().unwrap(), Every::Batch).unwrap());
    let warm: Vec<Policy> =
        policies.iter().map(|policy| policy.behind_warm_up(3, 1.0 / 3.0).unwrap()).collect();
    policies.extend(warm);
    policies
}

#[test]
fn every_job_comes_back_as_it_was() {
    for policy in policies() {
        let job = Job::new(&DIGITS, policy, u64::MAX, 7, Width::MAX).unwrap();
        let sgd = Optimiser::Sgd(Sgd::new(0.1 + 0.2, true).unwrap());
        let job = job.with_optimiser(sgd).with_weight_decay(0.1 + 0.2).unwrap();
        let job = job.with_wrong_labels(WrongLabels::new(37.0).unwrap());
        assert_eq!(over(&job), [job.clone(), job.clone()]);
        for (ours, theirs) in
            [0, 3, 6].map(|round| (job.policy().rates(round), over(&job)[0].policy().rates(round)))
        {
            assert_eq!(ours, theirs);
        }
    }
}

#[test]
fn what_a_worker_answers_comes_back_as_it_was() {
    let job = Job::new(&DIGITS, constant(0.01), 1, 2, Width::MIN).unwrap();
    let mut session = Session::begin(CpuEngine::new(), &[job]).unwrap();
    while pollster::block_on(session.advance()).unwrap() {}
    let metrics: Metrics = session.metrics().next().unwrap().clone();
    assert_eq!(over(&metrics), [metrics.clone(), metrics.clone()]);
    let outcome = Outcome::of(&metrics);
    assert_eq!(over(&outcome), [outcome, outcome]);
    let info: EngineInfo = session.engine_mut().info();
    assert_eq!(over(&info), [info.clone(), info]);
    assert_eq!(over(&Fingerprint(u32::MAX)), [Fingerprint(u32::MAX); 2]);
    let weights = pollster::block_on(session.engine_mut().weights(0)).unwrap();
    let trained = Trained::new(&DIGITS, Width::MIN, weights).unwrap();
    let (answer, confusion): (Answer, Confusion) = (trained.answer(5), trained.confusion(&[5, 6]));
    assert_eq!(over(&answer), [answer.clone(), answer]);
    assert_eq!(over(&confusion), [confusion.clone(), confusion]);
    // A report of a diverged replica holds NaN, which JSON has not.
    let bytes = postcard::to_allocvec(&RoundReport::ended()).unwrap();
    let ended: RoundReport = postcard::from_bytes(&bytes).unwrap();
    assert!(ended.val_loss.is_nan() && ended.train_loss.is_empty() && ended.diverged_at.is_none());
}

/// The error of a good job, in which `path` was replaced by `value`.
fn refused(policy: Policy, path: &str, value: Value) -> String {
    let job = Job::new(&DIGITS, policy, 1, 2, Width::USUAL).unwrap();
    let mut json = serde_json::to_value(&job).unwrap();
    *json.pointer_mut(path).unwrap_or_else(|| panic!("{path} is not in the job")) = value;
    serde_json::from_value::<Job>(json).unwrap_err().to_string()
}

#[test]
fn a_malformed_job_is_refused_with_its_reason() {
    let constant = || constant(0.1);
    let table = || Policy::table([0.1, 0.2], Every::Round).unwrap();
    let warm = || constant().behind_warm_up(5, 0.5).unwrap();
    let cases = [
        (refused(constant(), "/task", json!("letters")), "there is no task called \"letters\""),
        (refused(constant(), "/task", json!(TINY.id)), "there is no task called \"tiny\""),
        (refused(constant(), "/rounds", json!(0)), "epochs must be from 1 to 1000, got 0"),
        (refused(constant(), "/rounds", json!(1_001)), "epochs must be from 1 to 1000, got 1001"),
        (refused(constant(), "/hidden_width", json!(12)), "hidden_width must be a multiple of 8"),
        (refused(constant(), "/optimiser", json!("Adagrad")), "unknown variant `Adagrad`"),
        (
            refused(constant(), "/optimiser", json!({"Sgd": {"momentum": 1.0, "nesterov": false}})),
            "momentum must be below 1, got 1",
        ),
        (
            refused(constant(), "/optimiser", json!({"Sgd": {"momentum": 0.0, "nesterov": true}})),
            "momentum must be above 0, got 0",
        ),
        (refused(constant(), "/weight_decay", json!(-0.1)), "weight_decay must be at least 0, got -0.1"),
        (refused(constant(), "/wrong_labels", json!(51)), "wrong_labels must be at most 50, got 51"),
        (
            refused(constant(), "/policy/rates/Kind/id", json!("cosinus")),
            "no kind of schedule called \"cosinus\"",
        ),
        (refused(constant(), "/policy/rates/Kind/id", json!("step")), "step_size is missing"),
        (
            refused(constant(), "/policy/rates/Kind/values/0/0", json!("gamma")),
            "gamma is not a parameter of constant",
        ),
        (
            refused(constant(), "/policy/rates/Kind/values/0/1/Number", json!(-1.0)),
            "lr must be at least 0, got -1",
        ),
        (refused(constant(), "/policy/rates/Kind/values/0/1", json!({"List": [1]})), "lr is not a list"),
        (refused(constant(), "/policy/rates/Kind/values", json!([])), "lr is missing"),
        (refused(table(), "/policy/rates/Table", json!([])), "at least one rate"),
        (
            refused(table(), "/policy/rates/Table/1", json!(-2.0)),
            "rate 1 of the table must be at least 0, got -2",
        ),
        (
            refused(warm(), "/policy/warm_up/start_factor", json!(2.0)),
            "start_factor must be at most 1, got 2",
        ),
    ];
    for (why, expected) in cases {
        assert!(why.contains(expected), "{why}: expected {expected}");
    }
    let plateau = || policy("plateau", &[]);
    let at = Kind::from_id("plateau").unwrap().params().iter().position(|row| row.id == "factor").unwrap();
    let why = refused(plateau(), &format!("/policy/rates/Kind/values/{at}/1/Number"), json!(1.0));
    assert!(why.contains("factor must be below 1"), "{why}");
}

#[test]
fn bytes_that_are_cut_or_changed_never_make_a_job_that_new_would_refuse() {
    let sent = policies().into_iter().map(|policy| Job::new(&DIGITS, policy, 1, 2, Width::USUAL).unwrap());
    for bytes in sent.map(|job| postcard::to_allocvec(&job).unwrap()) {
        for end in 0..bytes.len() {
            assert!(postcard::from_bytes::<Job>(&bytes[..end]).is_err(), "cut at {end}");
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 127, 128, 255] {
                let mut changed = bytes.clone();
                changed[at] = value;
                if let Ok(job) = postcard::from_bytes::<Job>(&changed) {
                    assert!((1..=Job::MAX_ROUNDS).contains(&job.rounds()) && job.weight_decay() >= 0.0);
                    // What was read can be sent again: it is a job as any other.
                    assert_eq!(over(&job)[0], job);
                }
            }
        }
    }
}
