//! A task is one value: those of the tests train as the digits do, whatever divides their inputs and classes.

use std::sync::Arc;

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::Engine;
use etalon_train::inspect::Trained;
use etalon_train::job::Job;
use etalon_train::session::Session;
use etalon_train::shape::Width;
use etalon_train::start::Start;
use etalon_train::task::Task;
use etalon_train::task::digits::DIGITS;

use crate::helpers::constant;
use crate::tasks::{SPARSE, TINY};

#[test]
fn a_task_is_learned_and_judged_by_its_own_validation_samples() {
    for (task, accuracy) in [(&TINY, 0.75), (&SPARSE, 0.25)] {
        let job = Job::new(task, constant(0.01), 1, 12, Width::USUAL).unwrap();
        let mut session = Session::begin(CpuEngine::new(), std::slice::from_ref(&job)).unwrap();
        while pollster::block_on(session.advance()).unwrap() {}
        let metrics = session.metrics().next().unwrap().clone();
        let last = *metrics.val_accuracy.last().unwrap();
        assert!(last > accuracy, "{task:?}: {:?}", metrics.val_accuracy);
        assert_eq!(task.measure.values(&metrics).len(), 12);
        // What is said of the model agrees with the engine that trained it.
        let weights = pollster::block_on(session.engine_mut().weights(0)).unwrap();
        let confusion =
            Trained::new(task, Width::USUAL, weights).unwrap().confusion(job.start().validation());
        assert_eq!(confusion.samples() as usize, task.split.validation);
        assert_eq!(confusion.right() as f32 / task.split.validation as f32, last);
    }
}

#[test]
fn an_engine_takes_one_task_at_a_time() {
    let mut engine = CpuEngine::new();
    let start = |task: &'static Task| Arc::new(Start::new(task, 1, Width::MIN));
    assert!(engine.begin(&[start(&TINY), start(&DIGITS)]).is_err());
    assert!(engine.begin(&[start(&TINY), start(&TINY)]).is_ok());
}
