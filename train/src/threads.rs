//! Many jobs on several threads of the processor, each with an engine of its own. The bits do not depend on their number.

use core::num::NonZeroUsize;
use core::ops::ControlFlow;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use crate::MAX_JOBS;
use crate::job::{Job, JobError};
use crate::report::Metrics;
use crate::sweep::{SweepError, train_here};

/// Trains every job, the first ones first, and passes the metrics of each to `on_run` when it ends, with its position in the list.
/// `on_run` is called on the calling thread, and decides whether to continue; what is under way then is dropped when it ends.
///
/// # Errors
/// No jobs or too many.
pub fn train(
    jobs: &[Job],
    threads: NonZeroUsize,
    mut on_run: impl FnMut(usize, Metrics) -> ControlFlow<()>,
) -> Result<(), SweepError> {
    if jobs.is_empty() {
        return Err(JobError::NoJobs.into());
    }
    if jobs.len() > MAX_JOBS {
        return Err(JobError::TooManyJobs(jobs.len()).into());
    }
    let next = AtomicUsize::new(0);
    let (runs, ended) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.get().min(jobs.len()) {
            let (next, runs) = (&next, runs.clone());
            scope.spawn(move || {
                // One job at a time: its weights stay in the cache of this core.
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(at) else { return };
                    let run = train_here(core::slice::from_ref(job));
                    // Nobody receives any more once the caller has enough.
                    if runs.send((at, run)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(runs);
        for (at, run) in ended {
            for metrics in run? {
                if on_run(at, metrics).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    })
}
