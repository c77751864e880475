//! Many runs as a question has them: what the single engine's speed is compared with.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::thread::available_parallelism;

use etalon::{Kind, Settings};
use etalon_train::job::Job;
use etalon_train::policy::Policy;
use etalon_train::shape::Width;
use etalon_train::sweep::SweepError;
use etalon_train::task::ROUND;
use etalon_train::task::digits::DIGITS;
use etalon_train::threads;

/// Rounds of a run.
pub const ROUNDS: u32 = 20;

/// Runs that differ in their seeds.
pub fn jobs(count: u64) -> Result<Vec<Job>, Box<dyn std::error::Error>> {
    let policy = Policy::of(&Settings::suggested(Kind::Constant))?;
    (1..=count).map(|seed| Ok(Job::new(&DIGITS, policy.clone(), seed, ROUNDS, Width::USUAL)?)).collect()
}

/// Steps of these runs.
pub fn steps(jobs: &[Job]) -> u64 {
    jobs.iter().map(|job| u64::from(job.rounds()) * ROUND as u64).sum()
}

/// Cores of this machine.
pub fn cores() -> NonZeroUsize {
    available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Trains them on this many threads.
pub fn train(jobs: &[Job], threads: NonZeroUsize) -> Result<(), SweepError> {
    threads::train(jobs, threads, |_, metrics| {
        std::hint::black_box(metrics);
        ControlFlow::Continue(())
    })
}
