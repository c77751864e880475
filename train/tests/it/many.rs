//! Sweeps: results in the order of the jobs, whatever the neighbours; progress, cancellation, refusals.

use std::ops::ControlFlow;
use std::sync::Arc;

use etalon_train::MAX_JOBS;
use etalon_train::cpu::CpuEngine;
use etalon_train::engine::{Engine, EngineError, EngineInfo};
use etalon_train::job::{Job, JobError};
use etalon_train::optimiser::Rate;
use etalon_train::report::{Outcome, RoundReport};
use etalon_train::shape::{Width, WidthError};
use etalon_train::start::Start;
use etalon_train::sweep::{SweepError, sweep, train};
use etalon_train::task::digits::DIGITS;
use etalon_train::task::{ROUND, Task};

use crate::helpers::constant;

fn job(lr: f64, seed: u64, epochs: u32, units: u32) -> Job {
    Job::new(&DIGITS, constant(lr), seed, epochs, Width::new(units).unwrap()).unwrap()
}

fn mixed() -> Vec<Job> {
    let seeds = (0..21).map(|seed| job(0.001 * (seed + 1) as f64, seed, 2, 16));
    let others = [job(0.01, 1, 1, 16), job(1e300, 1, 2, 16), job(0.01, 1, 2, 8), job(0.01, 1, 2, 40)];
    seeds.chain(others).collect()
}

fn all(jobs: &[Job]) -> Vec<Outcome> {
    let outcomes = pollster::block_on(sweep(&mut CpuEngine::new(), jobs, |_| ControlFlow::Continue(())));
    outcomes.unwrap().into_iter().map(Option::unwrap).collect()
}

#[test]
fn a_jobs_result_does_not_depend_on_its_neighbours() {
    let jobs = mixed();
    let together = all(&jobs);
    assert_eq!(together.len(), jobs.len());
    for (at, job) in jobs.iter().enumerate() {
        assert_eq!(all(std::slice::from_ref(job)), [together[at]], "job {at}");
    }
    let mut backwards = jobs;
    backwards.reverse();
    let mut turned = all(&backwards);
    turned.reverse();
    assert_eq!(turned, together);
    assert!(together[22].divergence.is_some() && together[22].final_accuracy.is_none());
    assert!(together[5].best_accuracy >= together[5].final_accuracy && together[5].final_loss.is_some());
}

#[test]
fn progress_rises_to_one_and_each_job_is_finished_once() {
    let jobs = mixed();
    let (mut last, mut finished) = (0.0, vec![0; jobs.len()]);
    let metrics = pollster::block_on(train(&mut CpuEngine::new(), &jobs, |progress| {
        assert!(progress.share() > last, "{} after {last}", progress.share());
        last = progress.share();
        if progress.is_finished() {
            progress.runs().for_each(|(job, _)| finished[job] += 1);
        } else {
            assert!(progress.runs().all(|(_, run)| run.val_loss.len() <= progress.rounds() as usize));
        }
        ControlFlow::Continue(())
    }));
    assert!((last - 1.0).abs() < 1e-12 && finished.iter().all(|&count| count == 1));
    assert!(metrics.unwrap().iter().all(Option::is_some));
}

#[test]
fn a_cancelled_sweep_keeps_what_was_finished() {
    let jobs: Vec<Job> = (0..40).map(|seed| job(0.01, seed, 2, 8)).collect();
    let mut epochs = 0;
    let outcomes = pollster::block_on(sweep(&mut CpuEngine::new(), &jobs, |_| {
        epochs += 1;
        if epochs == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }));
    let outcomes = outcomes.unwrap();
    let done = outcomes.iter().flatten().count();
    assert!(epochs == 3 && done > 0 && done < 40, "{epochs} epochs, {done} done");
    assert_eq!(outcomes[0], Some(all(&jobs[..1])[0]));
}

#[test]
fn lists_that_cannot_be_trained_are_refused() {
    let refused = |jobs: &[Job]| {
        pollster::block_on(sweep(&mut CpuEngine::new(), jobs, |_| panic!("nothing was to be trained")))
            .unwrap_err()
    };
    assert_eq!(refused(&[]), SweepError::Jobs(JobError::NoJobs));
    let million = vec![job(0.1, 0, 1, 8); 1_000_000];
    let why = refused(&million);
    assert_eq!(why, SweepError::Jobs(JobError::TooManyJobs(1_000_000)));
    assert_eq!(why.to_string(), format!("jobs must hold at most {MAX_JOBS} jobs, got 1000000"));
    for units in [0, 7, 12, 136, u32::MAX] {
        assert_eq!(Width::new(units), Err(WidthError(units)));
    }
    for epochs in [0, Job::MAX_ROUNDS + 1] {
        let why = Job::new(&DIGITS, constant(0.1), 0, epochs, Width::USUAL);
        assert_eq!(why, Err(JobError::Rounds(epochs)));
    }
}

/// Fails in its second epoch, as a lost device does.
struct Failing(u32);

impl Engine for Failing {
    fn info(&self) -> EngineInfo {
        CpuEngine::new().info()
    }
    fn capacity(&self, _: &'static Task, _: Width) -> usize {
        1
    }
    fn begin(&mut self, _: &[Arc<Start>]) -> Result<(), EngineError> {
        Ok(())
    }
    async fn round(&mut self, rates: &[[Rate; ROUND]]) -> Result<Vec<RoundReport>, EngineError> {
        self.0 += 1;
        if self.0 == 2 {
            return Err(EngineError::Lost("pulled out".into()));
        }
        Ok(vec![
            RoundReport { train_loss: vec![1.0; 45], val_loss: 1.0, val_correct: 1, diverged_at: None };
            rates.len()
        ])
    }
    async fn weights(&mut self, _: usize) -> Result<Vec<f32>, EngineError> {
        Ok(Vec::new())
    }
}

#[test]
fn an_engines_failure_is_reported_after_what_was_finished() {
    let jobs = [job(0.1, 0, 1, 8), job(0.1, 1, 1, 8)];
    let mut seen = Vec::new();
    let outcome = pollster::block_on(sweep(&mut Failing(0), &jobs, |progress| {
        seen.extend(progress.runs().map(|(job, _)| job));
        ControlFlow::Continue(())
    }));
    assert_eq!(outcome, Err(SweepError::Engine(EngineError::Lost("pulled out".into()))));
    assert_eq!(seen, [0]);
}
