//! The run loop: rates → engine → metrics → plateau → next rates. The only place where a metric comes back to a rate.

use crate::engine::{Engine, EngineError};
use crate::job::{Divergence, Job, Metrics};
use crate::model::STEPS_PER_EPOCH;
use crate::policy::{Controller, Rate};
use crate::start::Start;

/// Jobs under way together on one engine.
#[derive(Debug)]
pub struct Session<E> {
    engine: E,
    runs: Vec<Run>,
    epoch: u32,
}

/// One job under way.
#[derive(Debug)]
struct Run {
    job: Job,
    controller: Controller,
    metrics: Metrics,
}

impl<E: Engine> Session<E> {
    /// Starts `jobs` together, each from its own start.
    ///
    /// # Errors
    /// Where the engine cannot take them.
    pub fn begin(mut engine: E, jobs: &[Job], starts: &[&Start]) -> Result<Self, EngineError> {
        engine.begin(starts)?;
        let run = |job: &Job| Run {
            job: *job,
            controller: Controller::new(job.policy),
            metrics: Metrics::default(),
        };
        Ok(Self { engine, runs: jobs.iter().map(run).collect(), epoch: 0 })
    }

    /// Trains one more epoch of every job; `false` where none is left.
    ///
    /// # Errors
    /// Where the device fails.
    pub async fn advance(&mut self) -> Result<bool, EngineError> {
        let epoch = self.epoch;
        let live = |run: &Run| epoch < run.job.epochs && run.metrics.divergence.is_none();
        if !self.runs.iter().any(live) {
            return Ok(false);
        }
        let steps = STEPS_PER_EPOCH as u32;
        let rates: Vec<Rate> = self
            .runs
            .iter()
            .flat_map(|run| (0..steps).map(move |batch| run.controller.rate(epoch, batch, steps)))
            .collect();
        let reports = self.engine.epoch(&rates).await?;
        for ((run, report), rates) in self.runs.iter_mut().zip(reports).zip(rates.chunks(STEPS_PER_EPOCH)) {
            if !live(run) {
                continue;
            }
            let accuracy = report.val_correct as f32 / crate::model::VALIDATION as f32;
            run.metrics.train_loss.extend(&report.train_loss);
            run.metrics.rates.extend(rates);
            run.metrics.val_loss.push(report.val_loss);
            run.metrics.val_accuracy.push(accuracy);
            run.metrics.divergence = report.diverged_at.map(|at| Divergence { step: epoch * steps + at });
            run.controller.observe(f64::from(report.val_loss), f64::from(accuracy));
        }
        self.epoch += 1;
        Ok(true)
    }

    /// Epochs done.
    #[must_use]
    pub fn epochs_done(&self) -> u32 {
        self.epoch
    }

    /// What is known of job `at` so far.
    #[must_use]
    pub fn metrics(&self, at: usize) -> Option<&Metrics> {
        self.runs.get(at).map(|run| &run.metrics)
    }

    /// The engine, for its weights or for the next session.
    pub fn into_engine(self) -> E {
        self.engine
    }

    /// The engine, to read weights while the session goes on.
    pub fn engine_mut(&mut self) -> &mut E {
        &mut self.engine
    }
}
