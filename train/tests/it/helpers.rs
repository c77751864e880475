//! Policies for the tests, by the names of core's catalog; and jobs trained to their end.

use etalon::{Kind, Settings};
use etalon_train::cpu::CpuEngine;
use etalon_train::engine::Engine;
use etalon_train::job::Job;
use etalon_train::policy::Policy;
use etalon_train::report::Metrics;
use etalon_train::session::Session;

/// The settings of a kind: PyTorch's defaults and these values.
pub fn settings(kind: &str, values: &[(&str, f64)]) -> Settings {
    let mut settings = Settings::suggested(Kind::from_id(kind).unwrap());
    values.iter().for_each(|(id, value)| settings.set(id, *value).unwrap());
    settings
}

/// The policy of these settings.
pub fn policy(kind: &str, values: &[(&str, f64)]) -> Policy {
    Policy::of(&settings(kind, values)).unwrap()
}

/// The same rate at every step.
pub fn constant(lr: f64) -> Policy {
    policy("constant", &[("lr", lr)])
}

/// Metrics and final weights of jobs trained together.
pub fn run(jobs: &[Job]) -> Vec<(Metrics, Vec<f32>)> {
    let mut session = Session::begin(CpuEngine::new(), jobs).unwrap();
    while pollster::block_on(session.advance()).unwrap() {}
    let metrics: Vec<_> = session.metrics().cloned().collect();
    let mut engine = session.into_engine();
    let mut weights = |at| pollster::block_on(engine.weights(at)).unwrap();
    metrics.into_iter().enumerate().map(|(at, metrics)| (metrics, weights(at))).collect()
}
