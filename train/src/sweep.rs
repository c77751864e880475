//! Many runs: any list of jobs, in chunks as large as the engine takes. It reports progress, and can be cancelled, between rounds.

use core::fmt;
use core::ops::ControlFlow;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use crate::MAX_JOBS;
use crate::cpu::CpuEngine;
use crate::engine::{Engine, EngineError};
use crate::job::{Job, JobError};
use crate::report::{Metrics, Outcome};
use crate::session::Session;

/// Trains every job and returns the metrics of each, in the order of the jobs, or `None` for those that were cancelled. `on_round` is
/// called after each round of each chunk and decides whether to continue.
///
/// # Errors
/// No jobs or too many; the engine fails. `on_round` has seen what was finished before.
pub async fn train<E: Engine>(
    engine: &mut E,
    jobs: &[Job],
    mut on_round: impl FnMut(&Progress<'_, E>) -> ControlFlow<()>,
) -> Result<Vec<Option<Metrics>>, SweepError> {
    let mut metrics = vec![None; jobs.len()];
    drive(engine, jobs, |progress| {
        if progress.is_finished() {
            progress.runs().for_each(|(job, run)| metrics[job] = Some(run.clone()));
        }
        on_round(progress)
    })
    .await?;
    Ok(metrics)
}

/// Like [`train`], but returns only a few numbers of each run.
///
/// # Errors
/// As [`train`].
pub async fn sweep<E: Engine>(
    engine: &mut E,
    jobs: &[Job],
    mut on_round: impl FnMut(&Progress<'_, E>) -> ControlFlow<()>,
) -> Result<Vec<Option<Outcome>>, SweepError> {
    let mut outcomes = vec![None; jobs.len()];
    drive(engine, jobs, |progress| {
        if progress.is_finished() {
            progress.runs().for_each(|(job, run)| outcomes[job] = Some(Outcome::of(run)));
        }
        on_round(progress)
    })
    .await?;
    Ok(outcomes)
}

/// Trains every job on the calling thread and returns the metrics of each.
///
/// # Errors
/// No jobs or too many.
pub fn train_here(jobs: &[Job]) -> Result<Vec<Metrics>, SweepError> {
    let mut engine = CpuEngine::new();
    let mut training = pin!(train(&mut engine, jobs, |_| ControlFlow::Continue(())));
    // The CPU engine never waits, so the first call does everything.
    let metrics = loop {
        if let Poll::Ready(done) = training.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            break done?;
        }
    };
    Ok(metrics.into_iter().flatten().collect())
}

/// A chunk of jobs after one of its rounds.
#[derive(Debug)]
pub struct Progress<'a, E> {
    jobs: &'a [usize],
    session: &'a Session<&'a mut E>,
    share: f64,
}

impl<E: Engine> Progress<'_, E> {
    /// The jobs of this chunk, as positions in the list of jobs, each with its metrics so far.
    pub fn runs(&self) -> impl Iterator<Item = (usize, &Metrics)> {
        self.jobs.iter().copied().zip(self.session.metrics())
    }

    /// Rounds that this chunk has made.
    #[must_use]
    pub fn rounds(&self) -> u32 {
        self.session.rounds_done()
    }

    /// Whether this was the last round of the chunk.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.session.is_finished()
    }

    /// Share of all rounds of all jobs that are done, up to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.share
    }
}

async fn drive<E: Engine>(
    engine: &mut E,
    jobs: &[Job],
    mut on_round: impl FnMut(&Progress<'_, E>) -> ControlFlow<()>,
) -> Result<(), SweepError> {
    if jobs.is_empty() {
        return Err(JobError::NoJobs.into());
    }
    if jobs.len() > MAX_JOBS {
        return Err(JobError::TooManyJobs(jobs.len()).into());
    }
    let total: f64 = jobs.iter().map(|job| f64::from(job.rounds())).sum();
    let mut before = 0.0;
    for alike in groups(jobs) {
        let Some(first) = alike.first().and_then(|&at| jobs.get(at)) else { continue };
        let capacity = engine.capacity(first.task(), first.width()).max(1);
        for chunk in alike.chunks(capacity) {
            let some: Vec<Job> = chunk.iter().filter_map(|&at| jobs.get(at).cloned()).collect();
            let mut session = Session::begin(&mut *engine, &some)?;
            while session.advance().await? {
                let done = if session.is_finished() { first.rounds() } else { session.rounds_done() };
                let share = (before + f64::from(done) * chunk.len() as f64) / total;
                let progress = Progress { jobs: chunk, session: &session, share };
                if on_round(&progress).is_break() {
                    return Ok(());
                }
            }
            before += f64::from(first.rounds()) * chunk.len() as f64;
        }
    }
    Ok(())
}

/// Positions of the jobs, grouped by length, width and task, the shortest first. An engine takes a group at once.
fn groups(jobs: &[Job]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(_, Vec<usize>)> = Vec::new();
    for (at, job) in jobs.iter().enumerate() {
        let key = (job.rounds(), job.width(), job.task().id);
        match groups.binary_search_by_key(&key, |group| group.0) {
            Ok(here) => groups[here].1.push(at),
            Err(here) => groups.insert(here, (key, vec![at])),
        }
    }
    groups.into_iter().map(|group| group.1).collect()
}

/// Why a list of jobs was not finished.
#[derive(Debug, Clone, PartialEq)]
pub enum SweepError {
    /// The list itself.
    Jobs(JobError),
    /// The engine.
    Engine(EngineError),
}

impl From<JobError> for SweepError {
    fn from(why: JobError) -> Self {
        Self::Jobs(why)
    }
}

impl From<EngineError> for SweepError {
    fn from(why: EngineError) -> Self {
        Self::Engine(why)
    }
}

impl fmt::Display for SweepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SweepError::Jobs(why) => why.fmt(f),
            SweepError::Engine(why) => why.fmt(f),
        }
    }
}

impl core::error::Error for SweepError {}
