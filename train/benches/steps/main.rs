//! Training steps per second of the CPU engine at every usual width, the naive step beside it, many runs on threads, and the machine's
//! ceiling.

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use etalon_train::cpu::CpuEngine;
use etalon_train::engine::Engine;
use etalon_train::optimiser::Rate;
use etalon_train::shape::Width;
use etalon_train::start::Start;
use etalon_train::task::digits::{DIGITS, INPUTS};
use etalon_train::task::names::NAMES;
use etalon_train::task::{BATCH, ROUND};
use fearless_simd::Level;

mod ceiling;
mod many;
mod naive;

/// A round of ours holds its batch order and its validation too; the naive one holds its steps only.
fn rounds(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("round of 45 steps");
    group.throughput(Throughput::Elements(ROUND as u64));
    let data = DIGITS.data();
    let images: Vec<[f32; INPUTS]> =
        (0..data.len() as u16).filter_map(|sample| data.floats(sample).as_array().copied()).collect();
    let labels = data.labels();
    let mut naive = naive::Naive::new(Start::new(&DIGITS, 1, Width::USUAL).weights());
    group.bench_function("naive, width 32", |bencher| {
        bencher.iter(|| {
            for (images, labels) in
                images.as_chunks::<BATCH>().0.iter().zip(labels.as_chunks::<BATCH>().0).take(ROUND)
            {
                black_box(naive.step(images, labels));
            }
        });
    });
    let rates = [[Rate::adamw(1e-3); ROUND]];
    for width in Width::all().filter(|width| [8, 16, 32, 40, 64, 96, 128].contains(&width.units())) {
        let mut engine = CpuEngine::new();
        engine.begin(&[Arc::new(Start::new(&DIGITS, 1, width))]).expect("a CPU takes one replica");
        group.bench_function(BenchmarkId::new("ours, width", width.units()), |bencher| {
            bencher.iter(|| black_box(pollster::block_on(engine.round(&rates))));
        });
    }
    let mut engine = CpuEngine::new();
    engine.begin(&[Arc::new(Start::new(&NAMES, 1, Width::USUAL))]).expect("a CPU takes one replica");
    group.bench_function("names, width 32", |bencher| {
        bencher.iter(|| black_box(pollster::block_on(engine.round(&rates))));
    });
    group.finish();
}

/// 16 whole runs as a question has them, on one thread and on every core: starts, rates and metrics are part of it.
fn many_runs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("16 runs of 900 steps");
    let jobs = many::jobs(16).expect("a constant rate makes a job");
    group.throughput(Throughput::Elements(many::steps(&jobs)));
    group.sample_size(10);
    for threads in [NonZeroUsize::MIN, many::cores()] {
        group.bench_function(BenchmarkId::new("threads", threads), |bencher| {
            bencher.iter(|| many::train(&jobs, threads).expect("the CPU trains every job"));
        });
    }
    group.finish();
}

fn ceilings(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ceiling");
    let level = Level::new();
    group.throughput(Throughput::Elements(ceiling::operations(level, 10_000) as u64));
    group.bench_function("multiply and add", |bencher| {
        bencher.iter(|| black_box(ceiling::run(level, black_box(10_000))));
    });
    group.finish();
}

criterion_group!(benches, rounds, many_runs, ceilings);
criterion_main!(benches);
