//! Times a rate, an observation and filled rows, beside the naive `pow` and `cos` forms, in one run.
//!
//! The naive forms are timed twice: with `libm`, which a `no_std` program uses, and with the host's own library.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use etalon::{CosineAnnealingLr, ExponentialLr, OneCycle, OneCycleLr, Plateau, ReduceLrOnPlateau, Schedule};

/// The number of values that a timed call makes: enough to hide the cost of the call, and few enough for the first-level cache.
const N: u32 = 1_000;

macro_rules! one_type {
    ($c:expr, $float:ident, $pow:path, $cos:path) => {{
        let ty = stringify!($float);
        let exponential = ExponentialLr::<$float>::new(0.1, 0.999).unwrap();
        let cosine = CosineAnnealingLr::<$float>::new(0.1, N, 0.001).unwrap();
        let one_cycle = OneCycleLr::<$float>::new(OneCycle::<$float>::steps(0.1, N)).unwrap();
        let mut group = $c.benchmark_group(format!("lr {ty}"));
        group.throughput(Throughput::Elements(u64::from(N)));
        let mut row = |name: &str, f: &dyn Fn(u32) -> $float| {
            group.bench_function(name, |b| {
                b.iter(|| (0..N).map(|t| f(black_box(t))).fold(0.0, |a: $float, v| a + v))
            });
        };
        let pi = std::f64::consts::PI as $float;
        row("exponential", &|t| exponential.lr(t));
        row("exponential, naive libm", &|t| 0.1 * $pow(0.999, t as $float));
        row("exponential, naive std", &|t| 0.1 * (0.999 as $float).powf(t as $float));
        row("cosine", &|t| cosine.lr(t));
        row("cosine, naive libm", &|t| 0.001 + 0.0495 * (1.0 + $cos(pi * t as $float / N as $float)));
        row("cosine, naive std", &|t| 0.001 + 0.0495 * (1.0 + (pi * t as $float / N as $float).cos()));
        row("one_cycle", &|t| one_cycle.lr(t));
        let mut rates = vec![0.0; N as usize];
        group.bench_function("exponential, fill", |b| b.iter(|| exponential.fill(0, black_box(&mut rates))));
        group.bench_function("cosine, fill", |b| b.iter(|| cosine.fill(0, black_box(&mut rates))));
        group.bench_function("one_cycle, fill", |b| b.iter(|| one_cycle.fill(0, black_box(&mut rates))));
        group.finish();
        let rule = ReduceLrOnPlateau::<$float>::new(0.1, Plateau::default()).unwrap();
        let mut state = rule.start();
        $c.bench_function(&format!("plateau observation {ty}"), |b| {
            b.iter(|| rule.observe(&mut state, black_box(0.5)))
        });
    }};
}

fn rates(c: &mut Criterion) {
    one_type!(c, f32, libm::powf, libm::cosf);
    one_type!(c, f64, libm::pow, libm::cos);
}

criterion_group!(benches, rates);
criterion_main!(benches);
