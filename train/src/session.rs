//! The run loop: rates → engine → metrics → plateau → next rates. Only here does a metric influence a rate.

use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::{Engine, EngineError};
use crate::job::Job;
use crate::optimiser::Rate;
use crate::policy::Controller;
use crate::report::{Divergence, Metrics, RoundReport};
use crate::start::Start;
use crate::task::ROUND;

/// Runs under way together on one engine.
#[derive(Debug)]
pub struct Session<E> {
    engine: E,
    runs: Vec<Run>,
    round: u32,
}

impl<E: Engine> Session<E> {
    /// Starts `jobs` together, each from the start of its seed.
    ///
    /// # Errors
    /// The engine cannot take them: too many, none at all, or of several tasks or widths.
    pub fn begin(engine: E, jobs: &[Job]) -> Result<Self, EngineError> {
        let mut shared = HashMap::new();
        let mut start = |job: &Job| {
            Arc::clone(
                shared
                    .entry((job.task().id, job.seed(), job.width(), job.wrong_labels()))
                    .or_insert_with(|| Arc::new(job.start())),
            )
        };
        let starts: Vec<_> = jobs.iter().map(&mut start).collect();
        let runs = jobs
            .iter()
            .map(|job| Run::new(job.controller(), job.rounds(), job.task().split.validation))
            .collect();
        Self::start(engine, runs, &starts)
    }

    /// Trains under each of these controllers from one given start.
    ///
    /// # Errors
    /// As [`Session::begin`].
    pub fn follow(
        engine: E,
        controllers: Vec<Controller>,
        rounds: u32,
        start: &Arc<Start>,
    ) -> Result<Self, EngineError> {
        let validation = start.task().split.validation;
        let starts = vec![Arc::clone(start); controllers.len()];
        let runs = controllers.into_iter().map(|controller| Run::new(controller, rounds, validation));
        Self::start(engine, runs.collect(), &starts)
    }

    fn start(mut engine: E, runs: Vec<Run>, starts: &[Arc<Start>]) -> Result<Self, EngineError> {
        engine.begin(starts)?;
        Ok(Self { engine, runs, round: 0 })
    }

    /// Trains one more round of every run. Returns `false` if none is left.
    ///
    /// # Errors
    /// The device fails.
    pub async fn advance(&mut self) -> Result<bool, EngineError> {
        if self.is_finished() {
            return Ok(false);
        }
        let round = self.round;
        let rates: Vec<_> = self.runs.iter().map(|run| run.controller.rates(round)).collect();
        let reports = self.engine.round(&rates).await?;
        for ((run, report), rates) in self.runs.iter_mut().zip(&reports).zip(&rates) {
            if run.goes_on(round) {
                run.observe(round, report, rates);
            }
        }
        self.round += 1;
        Ok(true)
    }

    /// Whether every run has made its rounds or has diverged.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        !self.runs.iter().any(|run| run.goes_on(self.round))
    }

    /// Rounds done.
    #[must_use]
    pub fn rounds_done(&self) -> u32 {
        self.round
    }

    /// The metrics of each run so far, in the order of the jobs.
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
    rounds: u32,
    /// Validation samples.
    validation: usize,
    controller: Controller,
    metrics: Metrics,
}

impl Run {
    fn new(controller: Controller, rounds: u32, validation: usize) -> Self {
        Self { rounds, validation, controller, metrics: Metrics::default() }
    }

    fn goes_on(&self, round: u32) -> bool {
        round < self.rounds && self.metrics.divergence.is_none()
    }

    /// Records a round and closes the loop: the metric goes back to the controller.
    fn observe(&mut self, round: u32, report: &RoundReport, rates: &[Rate; ROUND]) {
        let first = round * ROUND as u32;
        self.metrics.train_loss.extend(&report.train_loss);
        self.metrics.rates.extend(rates.iter().take(report.train_loss.len()));
        if let Some(at) = report.diverged_at {
            self.metrics.divergence = Some(Divergence { step: first + at });
            return;
        }
        let accuracy = f64::from(report.val_correct) / self.validation as f64;
        self.metrics.val_loss.push(report.val_loss);
        self.metrics.val_accuracy.push(accuracy as f32);
        self.controller.observe(f64::from(report.val_loss), accuracy);
    }
}
