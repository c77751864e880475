//! How fast this machine's GPU trains each task: steps a second against the number of replicas, and 1,024 complete runs.
//!
//! `cargo run --release -p etalon-train --features gpu-native --example gpu`. wgpu's variables choose among several adapters, such as
//! `WGPU_POWER_PREF=low` and `WGPU_BACKEND=vulkan`.

use std::time::Instant;

use etalon::{Kind, Settings};
use etalon_train::engine::{Engine, EngineError};
use etalon_train::gpu::GpuEngine;
use etalon_train::job::Job;
use etalon_train::policy::Policy;
use etalon_train::report::Outcome;
use etalon_train::session::Session;
use etalon_train::shape::Width;
use etalon_train::task::{Measure, ROUND, Task};

const ROUNDS: u32 = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let width = match std::env::args().nth(1) {
        Some(units) => Width::new(units.parse()?)?,
        None => Width::USUAL,
    };
    let mut engine = pollster::block_on(GpuEngine::open())?;
    println!("{:?}: {}, width {}", engine.info().kind, engine.info().name, width.units());
    for task in Task::ALL {
        engine = measured(engine, task, width)?;
    }
    Ok(())
}

fn measured(
    mut engine: GpuEngine,
    task: &'static Task,
    width: Width,
) -> Result<GpuEngine, Box<dyn std::error::Error>> {
    println!("{}, room for {}", task.label, engine.capacity(task, width));
    println!("{:>9} {:>16} {:>12}", "replicas", "replica-steps/s", "ms/round");
    for replicas in [1, 4, 16, 64, 256, 1024] {
        let seconds;
        (engine, seconds) = pollster::block_on(round(engine, &jobs(task, replicas, width)?))?;
        println!("{replicas:>9} {:>16.0} {:>12.2}", (replicas * ROUND) as f64 / seconds, 1e3 * seconds);
    }
    let began = Instant::now();
    let mut session = Session::begin(engine, &jobs(task, 1024, width)?)?;
    while pollster::block_on(session.advance())? {}
    let mut last: Vec<_> = session.metrics().filter_map(|run| task.measure.last(&Outcome::of(run))).collect();
    last.sort_by(f32::total_cmp);
    let median = last.get(last.len() / 2).copied().unwrap_or(f32::NAN);
    let median = match task.measure {
        Measure::Accuracy => format!("accuracy {:.2} %", 100.0 * median),
        Measure::Loss => format!("loss {median:.4}"),
    };
    println!(
        "1,024 complete runs of {ROUNDS} rounds in {:.2} s; median validation {median}",
        began.elapsed().as_secs_f64()
    );
    Ok(session.into_engine())
}

/// `count` runs of every kind in turn, no two with the same seed.
fn jobs(task: &'static Task, count: usize, width: Width) -> Result<Vec<Job>, Box<dyn std::error::Error>> {
    let policies: Vec<Policy> =
        Kind::ALL.iter().map(|kind| Policy::of(&Settings::suggested(*kind))).collect::<Result<_, _>>()?;
    let jobs = policies.iter().cycle().zip(0..).take(count);
    Ok(jobs
        .map(|(policy, seed)| Job::new(task, policy.clone(), seed, ROUNDS, width))
        .collect::<Result<_, _>>()?)
}

/// The median time of a round, after one to warm up.
async fn round(engine: GpuEngine, jobs: &[Job]) -> Result<(GpuEngine, f64), EngineError> {
    let mut session = Session::begin(engine, jobs)?;
    session.advance().await?;
    let mut times = Vec::new();
    let began = Instant::now();
    while times.len() < 3 || (times.len() < 19 && began.elapsed().as_secs_f64() < 1.0) {
        let began = Instant::now();
        session.advance().await?;
        times.push(began.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    Ok((session.into_engine(), times[times.len() / 2]))
}
