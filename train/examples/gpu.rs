//! How fast this machine's GPU trains: steps a second against the number of replicas, and 1,024 complete runs.
//!
//! `cargo run --release -p etalon-train --features gpu-native --example gpu`. wgpu's variables choose among several adapters, such as
//! `WGPU_POWER_PREF=low` and `WGPU_BACKEND=vulkan`.

use std::time::Instant;

use etalon::{Kind, Settings};
use etalon_train::engine::{Engine, EngineError};
use etalon_train::gpu::GpuEngine;
use etalon_train::job::Job;
use etalon_train::policy::Policy;
use etalon_train::session::Session;
use etalon_train::shape::Width;
use etalon_train::task::ROUND;
use etalon_train::task::digits::DIGITS;

const EPOCHS: u32 = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let width = match std::env::args().nth(1) {
        Some(units) => Width::new(units.parse()?)?,
        None => Width::USUAL,
    };
    let mut engine = pollster::block_on(GpuEngine::open())?;
    println!(
        "{:?}: {}, width {}, room for {}",
        engine.info().kind,
        engine.info().name,
        width.units(),
        engine.capacity(&DIGITS, width)
    );
    println!("{:>9} {:>16} {:>12}", "replicas", "replica-steps/s", "ms/epoch");
    for replicas in [1, 4, 16, 64, 256, 1024] {
        let seconds;
        (engine, seconds) = pollster::block_on(epoch(engine, &jobs(replicas, width)?))?;
        println!("{replicas:>9} {:>16.0} {:>12.2}", (replicas * ROUND) as f64 / seconds, 1e3 * seconds);
    }
    let began = Instant::now();
    let mut session = Session::begin(engine, &jobs(1024, width)?)?;
    while pollster::block_on(session.advance())? {}
    let mut accuracies: Vec<_> =
        session.metrics().filter_map(|run| run.val_accuracy.last().copied()).collect();
    accuracies.sort_by(f32::total_cmp);
    println!(
        "1,024 complete runs of {EPOCHS} epochs in {:.2} s; median validation accuracy {:.2} %",
        began.elapsed().as_secs_f64(),
        100.0 * accuracies[accuracies.len() / 2]
    );
    Ok(())
}

/// `count` runs of every kind in turn, no two with the same seed.
fn jobs(count: usize, width: Width) -> Result<Vec<Job>, Box<dyn std::error::Error>> {
    let policies: Vec<Policy> =
        Kind::ALL.iter().map(|kind| Policy::of(&Settings::suggested(*kind))).collect::<Result<_, _>>()?;
    let jobs = policies.iter().cycle().zip(0..).take(count);
    Ok(jobs
        .map(|(policy, seed)| Job::new(&DIGITS, policy.clone(), seed, EPOCHS, width))
        .collect::<Result<_, _>>()?)
}

/// The median time of an epoch, after one to warm up.
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
