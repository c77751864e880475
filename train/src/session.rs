//! The run loop: rates → engine → metrics → plateau → next rates. The only place where a metric comes back to a rate.

use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::{Engine, EngineError};
use crate::job::{Divergence, EpochReport, Job, Metrics};
use crate::model::{STEPS_PER_EPOCH, VALIDATION};
use crate::policy::{Controller, Policy, Rate};
use crate::start::Start;

/// Runs under way together on one engine.
#[derive(Debug)]
pub struct Session<E> {
    engine: E,
    runs: Vec<Run>,
    epoch: u32,
}

impl<E: Engine> Session<E> {
    /// Starts `jobs` together, each from the start that its seed stands for.
    ///
    /// # Errors
    /// Where the engine cannot take them: too many, none at all, or of several widths.
    pub fn begin(engine: E, jobs: &[Job]) -> Result<Self, EngineError> {
        let mut shared = HashMap::new();
        let mut start = |job: &Job| {
            Arc::clone(shared.entry((job.seed(), job.width())).or_insert_with(|| Arc::new(job.start())))
        };
        let starts: Vec<_> = jobs.iter().map(&mut start).collect();
        let runs = jobs.iter().map(|job| Run::new(job.controller(), job.epochs())).collect();
        Self::start(engine, runs, &starts)
    }

    /// Trains under each of `policies` from one given start, with the usual weight decay.
    ///
    /// # Errors
    /// As [`Session::begin`].
    pub fn follow(
        engine: E,
        policies: &[Policy],
        epochs: u32,
        start: &Arc<Start>,
    ) -> Result<Self, EngineError> {
        let runs = policies.iter().map(|policy| Run::new(Controller::new(policy.clone()), epochs)).collect();
        Self::start(engine, runs, &vec![Arc::clone(start); policies.len()])
    }

    fn start(mut engine: E, runs: Vec<Run>, starts: &[Arc<Start>]) -> Result<Self, EngineError> {
        engine.begin(starts)?;
        Ok(Self { engine, runs, epoch: 0 })
    }

    /// Trains one more epoch of every run; `false` where none is left.
    ///
    /// # Errors
    /// Where the device fails.
    pub async fn advance(&mut self) -> Result<bool, EngineError> {
        if self.is_finished() {
            return Ok(false);
        }
        let epoch = self.epoch;
        let rates: Vec<_> = self.runs.iter().map(|run| run.controller.rates(epoch)).collect();
        let reports = self.engine.epoch(&rates).await?;
        for ((run, report), rates) in self.runs.iter_mut().zip(&reports).zip(&rates) {
            if run.goes_on(epoch) {
                run.hear(epoch, report, rates);
            }
        }
        self.epoch += 1;
        Ok(true)
    }

    /// Whether every run has made its epochs or has diverged.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        !self.runs.iter().any(|run| run.goes_on(self.epoch))
    }

    /// Epochs done.
    #[must_use]
    pub fn epochs_done(&self) -> u32 {
        self.epoch
    }

    /// What is known of each run so far, in the order of the jobs.
    pub fn metrics(&self) -> impl ExactSizeIterator<Item = &Metrics> {
        self.runs.iter().map(|run| &run.metrics)
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

/// One run under way.
#[derive(Debug)]
struct Run {
    epochs: u32,
    controller: Controller,
    metrics: Metrics,
}

impl Run {
    fn new(controller: Controller, epochs: u32) -> Self {
        Self { epochs, controller, metrics: Metrics::default() }
    }

    fn goes_on(&self, epoch: u32) -> bool {
        epoch < self.epochs && self.metrics.divergence.is_none()
    }

    /// Books an epoch and closes the loop: the metric goes back to the controller.
    fn hear(&mut self, epoch: u32, report: &EpochReport, rates: &[Rate; STEPS_PER_EPOCH]) {
        let first = epoch * STEPS_PER_EPOCH as u32;
        self.metrics.train_loss.extend(&report.train_loss);
        self.metrics.rates.extend(rates.iter().take(report.train_loss.len()));
        if let Some(at) = report.diverged_at {
            self.metrics.divergence = Some(Divergence { step: first + at });
            return;
        }
        let accuracy = f64::from(report.val_correct) / VALIDATION as f64;
        self.metrics.val_loss.push(report.val_loss);
        self.metrics.val_accuracy.push(accuracy as f32);
        self.controller.observe(f64::from(report.val_loss), accuracy);
    }
}
