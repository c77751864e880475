//! The CPU engine's speed in one run, all measured in turn: `speed [SLICES]` prints medians, spread and ratios.

#[path = "../benches/steps/ceiling.rs"]
mod ceiling;
#[path = "../benches/steps/many.rs"]
mod many;
#[path = "../benches/steps/naive.rs"]
mod naive;

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Instant;

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::Engine;
use etalon_train::optimiser::Rate;
use etalon_train::shape::Width;
use etalon_train::start::Start;
use etalon_train::task::digits::{CLASSES, DIGITS, INPUTS, VALIDATION};
use etalon_train::task::names::NAMES;
use etalon_train::task::{BATCH, ROUND};
use fearless_simd::Level;

/// Epochs in one slice of time.
const EPOCHS: usize = 4;
const ROUNDS: usize = 20_000;

/// Rates of the slices, sorted.
struct Slices(Vec<f64>);

impl Slices {
    fn at(&self, share: f64) -> f64 {
        self.0.get((share * (self.0.len() - 1) as f64) as usize).copied().unwrap_or(f64::NAN)
    }
}

impl std::fmt::Display for Slices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>9.0} ({:.0} to {:.0})", self.at(0.5), self.at(0.1), self.at(0.9))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let slices = std::env::args().nth(1).map_or(Ok(100), |slices| slices.parse::<usize>())?;
    let widths: Vec<Width> = Width::all().filter(|width| width.units().is_power_of_two()).collect();
    let mut engines = Vec::new();
    for &width in &widths {
        let mut engine = CpuEngine::new();
        engine.begin(&[Arc::new(Start::new(&DIGITS, 1, width))])?;
        engines.push(engine);
    }
    let mut names_engine = CpuEngine::new();
    names_engine.begin(&[Arc::new(Start::new(&NAMES, 1, Width::USUAL))])?;
    let data = DIGITS.data();
    let images: Vec<[f32; INPUTS]> =
        (0..data.len() as u16).filter_map(|sample| data.floats(sample).as_array().copied()).collect();
    let labels = data.labels();
    let mut naive = naive::Naive::new(Start::new(&DIGITS, 1, Width::USUAL).weights());
    let rates = [[Rate::adamw(1e-3); ROUND]];
    let level = Level::new();

    let mut ours: Vec<Slices> = widths.iter().map(|_| Slices(Vec::new())).collect();
    let (mut names, mut plain, mut most) = (Slices(Vec::new()), Slices(Vec::new()), Slices(Vec::new()));
    let mut alone = CpuEngine::new();
    alone.begin(&[Arc::new(Start::new(&DIGITS, 1, Width::USUAL))])?;
    // Whole runs, and their share of the engine's speed in a slice of the same length just before.
    let mut whole = Vec::new();
    for threads in [NonZeroUsize::MIN, many::cores()] {
        let jobs = many::jobs(threads.get() as u64)?;
        whole.push((threads, jobs, Slices(Vec::new()), Slices(Vec::new())));
    }
    for _ in 0..slices.max(1) {
        for (engine, slices) in engines.iter_mut().zip(&mut ours) {
            slices.0.push(timed((EPOCHS * ROUND) as f64, || {
                (0..EPOCHS).for_each(|_| drop(black_box(pollster::block_on(engine.round(&rates)))));
            }));
        }
        names.0.push(timed((EPOCHS * ROUND) as f64, || {
            (0..EPOCHS).for_each(|_| drop(black_box(pollster::block_on(names_engine.round(&rates)))));
        }));
        for (threads, jobs, speeds, shares) in &mut whole {
            let one = timed((many::ROUNDS as usize * ROUND) as f64, || {
                (0..many::ROUNDS).for_each(|_| drop(black_box(pollster::block_on(alone.round(&rates)))));
            });
            let speed = timed(many::steps(jobs) as f64, || drop(many::train(jobs, *threads)));
            speeds.0.push(speed);
            shares.0.push(speed / one / threads.get() as f64);
        }
        plain.0.push(timed(ROUND as f64, || {
            for (images, labels) in
                images.as_chunks::<BATCH>().0.iter().zip(labels.as_chunks::<BATCH>().0).take(ROUND)
            {
                black_box(naive.step(images, labels));
            }
        }));
        most.0.push(timed(ceiling::operations(level, ROUNDS) as f64, || {
            black_box(ceiling::run(level, black_box(ROUNDS)));
        }));
    }
    let whole_slices = whole.iter_mut().flat_map(|(_, _, speeds, shares)| [speeds, shares]);
    for slices in ours.iter_mut().chain([&mut names, &mut plain, &mut most]).chain(whole_slices) {
        slices.0.sort_by(f64::total_cmp);
    }
    println!("{}, {slices} slices each, in turn; medians (10th to 90th of 100)", engines[0].info().name);
    println!("naive, width 32: {plain} steps/s");
    for (width, slices) in widths.iter().zip(&ours) {
        let ratio = if *width == Width::USUAL {
            format!("; {:.2} x naive", slices.at(0.5) / plain.at(0.5))
        } else {
            String::new()
        };
        println!(
            "ours, width {:>3}: {slices} steps/s with validation{ratio}; {:.0} % of the ceiling",
            width.units(),
            100.0 * slices.at(0.5) * operations(width.units()) / most.at(0.5)
        );
    }
    let digits = widths.iter().zip(&ours).find(|(width, _)| **width == Width::USUAL);
    println!(
        "names, width 32: {names} steps/s with validation; a step costs {:.2} x a step of the digits",
        digits.map_or(f64::NAN, |(_, digits)| digits.at(0.5) / names.at(0.5))
    );
    for (threads, _, speeds, shares) in &whole {
        let share = shares.at(0.5);
        println!(
            "whole runs, threads {threads}: {speeds} steps/s; {share:.3} of the engine's speed per core"
        );
    }
    println!("ceiling: {:.1} Gflop/s of multiplications and additions", most.at(0.5) / 1e9);
    Ok(())
}

fn timed(units: f64, work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    units / start.elapsed().as_secs_f64()
}

/// Floating-point operations of an epoch as the formulas stand, white pixels included, for each of its steps. Forward 64 and 10
/// multiplications and additions for each sample and unit, for the validation set too; backward 64 and twice 10; AdamW 14
/// operations for each parameter.
fn operations(units: usize) -> f64 {
    let forward = 2 * units * (INPUTS + CLASSES);
    let backward = 2 * units * (INPUTS + 2 * CLASSES);
    let parameters = (INPUTS + 1 + CLASSES) * units + CLASSES;
    let step = BATCH * (forward + backward) + 14 * parameters;
    step as f64 + (VALIDATION * forward) as f64 / ROUND as f64
}
