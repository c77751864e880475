//! Searches the schedules for their largest error: `cargo run --release -p etalon --example exhaustive [-- STRIDE]`
//!
//! Every `f32` result of 2^x and of the half cosine at 2³² arguments each (or at every STRIDE-th), and random schedules of both
//! types. Takes some minutes; ends with 1 where a result is outside its budget or turns back.

#[path = "../tests/it/compare/mod.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod compare;

use std::process::ExitCode;
use std::time::Instant;

use compare::budget::{Quantity, allowed};
use compare::exact::{self, Cycle};
use compare::ulp::Type;
use etalon::{AnnealStrategy, CosineAnnealingLr, ExponentialLr, OneCycle, OneCycleLr, Real, Schedule};

/// The largest error of a search, where it was, and where the rate turned back.
#[derive(Debug, Clone, Default)]
struct Found {
    count: u64,
    error: f64,
    at: String,
    turned: Option<String>,
}

impl Found {
    fn note(&mut self, error: f64, at: impl FnOnce() -> String) {
        self.count += 1;
        if error > self.error || error.is_nan() {
            self.error = error;
            self.at = at();
        }
    }

    fn join(mut self, other: Found) -> Found {
        self.count += other.count;
        if other.error > self.error || other.error.is_nan() {
            (self.error, self.at) = (other.error, other.at);
        }
        self.turned = self.turned.or(other.turned);
        self
    }
}

/// How far an `f32` is from a value known to `f64` digits, in units of its last place.
fn ulps32(ours: f32, value: f64) -> f64 {
    let least = f64::from(f32::from_bits(1));
    let unit = f64::from_bits(value.to_bits() & (0x7ff << 52)) * 2.0_f64.powi(-23);
    (f64::from(ours) - value).abs() / unit.max(least)
}

/// Splits `0..2^32` among the processors.
fn in_parallel(work: impl Fn(std::ops::Range<u64>) -> Found + Sync) -> Found {
    let parts = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let part = (1_u64 << 32).div_ceil(parts);
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> =
            (0..parts).map(|n| scope.spawn(move || work(n * part..((n + 1) * part).min(1 << 32)))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).fold(Found::default(), Found::join)
    })
}

/// `lr(step)` at every `stride`-th step there is, against `exact`; the rate must never rise.
fn every_step(stride: u64, lr: impl Fn(u32) -> f32 + Sync, exact: impl Fn(u32) -> f64 + Sync) -> Found {
    in_parallel(|part| {
        let mut found = Found::default();
        let mut before = f32::INFINITY;
        for step in part.step_by(stride as usize).map(|step| step as u32) {
            let ours = lr(step);
            found.note(ulps32(ours, exact(step)), || format!("step {step}"));
            if ours > before && found.turned.is_none() {
                found.turned = Some(format!("{before} and then {ours} at step {step}"));
            }
            before = ours;
        }
        found
    })
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// In `[0, 1)`.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A rate between 1e-9 and 1; now and then zero.
    fn rate(&mut self) -> f32 {
        if self.next().is_multiple_of(16) { 0.0 } else { 10.0_f64.powf(-9.0 * self.share()) as f32 }
    }

    /// A count of any size, at least 1.
    fn count(&mut self) -> u32 {
        (2.0_f64.powf(32.0 * self.share()) as u32).max(1)
    }

    fn gamma(&mut self) -> f64 {
        1.0 - 10.0_f64.powf(-9.0 * self.share())
    }

    fn cycle(&mut self) -> OneCycle<f32> {
        let linear = self.next().is_multiple_of(2);
        OneCycle {
            pct_start: self.share(),
            anneal_strategy: if linear { AnnealStrategy::Linear } else { AnnealStrategy::Cos },
            momentum: Some((self.share() as f32, self.share() as f32)),
            div_factor: 10.0_f64.powf(6.0 * self.share() - 1.0),
            final_div_factor: 10.0_f64.powf(8.0 * self.share() - 1.0),
            three_phase: self.next().is_multiple_of(2),
            ..OneCycle::steps(self.rate(), self.count())
        }
    }
}

/// The same settings for `f64` rates.
fn widened(s: OneCycle<f32>) -> OneCycle<f64> {
    OneCycle {
        max_lr: f64::from(s.max_lr),
        length: s.length,
        pct_start: s.pct_start,
        anneal_strategy: s.anneal_strategy,
        momentum: s.momentum.map(|(base, max)| (f64::from(base), f64::from(max))),
        div_factor: s.div_factor,
        final_div_factor: s.final_div_factor,
        three_phase: s.three_phase,
    }
}

/// Random schedules in `f32`, against the same in `f64`, whose own error does not show here.
fn random_f32(quantity: Quantity, schedules: u64) -> Found {
    in_parallel(|part| {
        let mut numbers = Numbers(part.start ^ quantity as u64);
        let mut found = Found::default();
        for _ in 0..schedules / 2 {
            let Some((mut at, top, what)) = one_random_f32(quantity, &mut numbers) else { continue };
            for _ in 0..16 {
                let step = (numbers.next() % (u64::from(top) + 1)) as u32;
                let (ours, wide) = at(step);
                // Results below the normal numbers are in the oracle's test.
                if wide > f64::from(f32::MIN_POSITIVE) {
                    found.note(ulps32(ours, wide), || format!("{what}, step {step}"));
                }
            }
        }
        found
    })
}

type Pair = Box<dyn FnMut(u32) -> (f32, f64)>;

fn one_random_f32(quantity: Quantity, numbers: &mut Numbers) -> Option<(Pair, u32, String)> {
    match quantity {
        Quantity::Exponential => {
            let (lr, gamma) = (numbers.rate(), numbers.gamma());
            let ours = ExponentialLr::new(lr, gamma).ok()?;
            let wide = ExponentialLr::new(f64::from(lr), gamma).ok()?;
            let top = (40.0 / (1.0 - gamma)).min(4e9) as u32;
            Some((Box::new(move |t| (ours.lr(t), wide.lr(t))), top, format!("lr {lr}, gamma {gamma}")))
        }
        Quantity::Cosine => {
            let (lr, t_max, eta_min) = (numbers.rate(), numbers.count(), numbers.rate());
            let ours = CosineAnnealingLr::new(lr, t_max, eta_min).ok()?;
            let wide = CosineAnnealingLr::new(f64::from(lr), t_max, f64::from(eta_min)).ok()?;
            let what = format!("lr {lr}, t_max {t_max}, eta_min {eta_min}");
            Some((Box::new(move |t| (ours.lr(t), wide.lr(t))), t_max, what))
        }
        Quantity::OneCycleCos | Quantity::OneCycleLinear | Quantity::Momentum => {
            let mut settings = numbers.cycle();
            match quantity {
                Quantity::OneCycleCos => settings.anneal_strategy = AnnealStrategy::Cos,
                Quantity::OneCycleLinear => settings.anneal_strategy = AnnealStrategy::Linear,
                _ => {}
            }
            let ours = OneCycleLr::new(settings).ok()?;
            let wide = OneCycleLr::new(widened(settings)).ok()?;
            let (top, what) = (ours.total_steps() - 1, format!("{settings:?}"));
            Some(if quantity == Quantity::Momentum {
                (
                    Box::new(move |t| (ours.momentum(t).unwrap_or(0.0), wide.momentum(t).unwrap_or(0.0))),
                    top,
                    what,
                )
            } else {
                (Box::new(move |t| (ours.lr(t), wide.lr(t))), top, what)
            })
        }
    }
}

/// Random exponentials whose rows (`fill`) must have the bits of single calls; the error is the number that have not.
fn random_rows<F: Real>(schedules: u64) -> Found {
    in_parallel(|part| {
        let mut numbers = Numbers(part.start ^ 7);
        let mut found = Found::default();
        let mut row = [F::ZERO; 256];
        for _ in 0..schedules / 2 {
            let (lr, gamma) = (F::from_f64(f64::from(numbers.rate())), numbers.gamma());
            let first = numbers.count();
            let Ok(schedule) = ExponentialLr::new(lr, gamma) else { continue };
            schedule.fill(first, &mut row);
            for (at, rate) in (0..).zip(row) {
                let step = first.saturating_add(at);
                let wrong = f64::from(u8::from(rate != schedule.lr(step)));
                found.note(wrong, || format!("lr {lr}, gamma {gamma}, step {step}"));
            }
        }
        found
    })
}

/// Random schedules in `f64`, against 256-bit arithmetic of another library.
fn random_f64(quantity: Quantity, schedules: u64) -> Found {
    in_parallel(|part| {
        let mut numbers = Numbers(part.start ^ (quantity as u64) ^ 99);
        let mut found = Found::default();
        for _ in 0..schedules / 2 {
            one_random_f64(quantity, &mut numbers, &mut found);
        }
        found
    })
}

fn one_random_f64(quantity: Quantity, numbers: &mut Numbers, found: &mut Found) -> Option<()> {
    // All 53 digits in use, which an f32's rate does not have.
    let wide = |numbers: &mut Numbers| f64::from(numbers.rate()) * (1.0 + numbers.share());
    let (lr, other) = (wide(numbers), wide(numbers));
    let any = |numbers: &mut Numbers, top: u32| (numbers.next() % (u64::from(top) + 1)) as u32;
    match quantity {
        Quantity::Exponential => {
            let gamma = numbers.gamma();
            let step = any(numbers, (700.0 / (1.0 - gamma)).min(4e9) as u32);
            let ours = ExponentialLr::new(lr, gamma).ok()?.lr(step);
            let exact = exact::exponential(lr, gamma, u64::from(step));
            if exact.is_normal(Type::F64) {
                found.note(exact.ulps(Type::F64, ours), || format!("lr {lr}, gamma {gamma}, step {step}"));
            }
        }
        Quantity::Cosine => {
            let t_max = numbers.count();
            let step = any(numbers, t_max);
            let ours = CosineAnnealingLr::new(lr, t_max, other).ok()?.lr(step);
            let exact = exact::cosine(lr, u64::from(t_max), other, u64::from(step));
            let at = || format!("lr {lr}, t_max {t_max}, eta_min {other}, step {step}");
            found.note(exact.ulps(Type::F64, ours), at);
        }
        Quantity::OneCycleCos | Quantity::OneCycleLinear | Quantity::Momentum => {
            let narrow = numbers.cycle();
            let momentum = Some((numbers.share(), numbers.share()));
            let anneal_strategy = match quantity {
                Quantity::OneCycleCos => AnnealStrategy::Cos,
                Quantity::OneCycleLinear => AnnealStrategy::Linear,
                _ => narrow.anneal_strategy,
            };
            let settings = OneCycle { max_lr: lr, momentum, anneal_strategy, ..widened(narrow) };
            let schedule = OneCycleLr::new(settings).ok()?;
            let step = any(numbers, schedule.total_steps() - 1);
            let cycle = Cycle::of(&settings);
            let (rate, moment) = cycle.at(u64::from(step));
            let at = || format!("{settings:?}, step {step}");
            if quantity == Quantity::Momentum {
                found.note(moment.ulps(Type::F64, schedule.momentum(step)?), at);
            } else {
                found.note(rate.ulps(Type::F64, schedule.lr(step)), at);
            }
        }
    }
    Some(())
}

fn main() -> ExitCode {
    let stride = match std::env::args().nth(1).map(|text| text.parse::<u64>()) {
        None => 1,
        Some(Ok(stride)) if stride > 0 => stride,
        Some(_) => {
            eprintln!("usage: exhaustive [STRIDE]   (STRIDE: 1 or more)");
            return ExitCode::from(2);
        }
    };
    // γ = 2^(-2^-32): step t has the fraction t/2^32, so that all fractions there are come by.
    let gamma = (-(2.0_f64.powi(-32)) * std::f64::consts::LN_2).exp();
    let (Ok(exponential), Ok(cosine)) =
        (ExponentialLr::new(1.0_f32, gamma), CosineAnnealingLr::new(1.0_f32, u32::MAX, 0.0))
    else {
        eprintln!("the schedules of the search are refused");
        return ExitCode::from(2);
    };
    let half_turn =
        |step: u32| std::f64::consts::FRAC_PI_2 * f64::from(u32::MAX - step) / f64::from(u32::MAX);
    type Search<'a> = (String, Quantity, Type, Box<dyn Fn() -> Found + 'a>);
    let mut searches: Vec<Search> = vec![
        (
            "2^x at every fraction".to_owned(),
            Quantity::Exponential,
            Type::F32,
            Box::new(|| every_step(stride, |t| exponential.lr(t), |t| gamma.powf(f64::from(t)))),
        ),
        (
            "half cosine at every share".to_owned(),
            Quantity::Cosine,
            Type::F32,
            Box::new(|| every_step(stride, |t| cosine.lr(t), |t| half_turn(t).sin().powi(2))),
        ),
    ];
    let quantities = [
        Quantity::Exponential,
        Quantity::Cosine,
        Quantity::OneCycleCos,
        Quantity::OneCycleLinear,
        Quantity::Momentum,
    ];
    for quantity in quantities {
        let name = format!("random {quantity:?}");
        let (many, some) = ((4_000_000 / stride).max(100), (1_000_000 / stride).max(100));
        searches.push((name.clone(), quantity, Type::F32, Box::new(move || random_f32(quantity, many))));
        searches.push((name, quantity, Type::F64, Box::new(move || random_f64(quantity, some))));
    }
    let rows = (2_000_000 / stride).max(100);
    for (of, search) in [(Type::F32, random_rows::<f32> as fn(u64) -> Found), (Type::F64, random_rows::<f64>)]
    {
        let name = "rows beside single calls".to_owned();
        searches.push((name, Quantity::Exponential, of, Box::new(move || search(rows))));
    }
    let mut passed = true;
    for (name, quantity, of, search) in searches {
        let start = Instant::now();
        let Found { count, error, at, turned } = search();
        let budget = allowed(quantity, of);
        let good = error <= budget && turned.is_none() && count > 0;
        passed &= good;
        println!(
            "{} {name}, {of:?}: {count} values, worst {error:.4} ULP of {budget} allowed, {:.0} s; {at}",
            if good { "ok  " } else { "FAIL" },
            start.elapsed().as_secs_f64()
        );
        if let Some(turned) = turned {
            println!("     turns back: {turned}");
        }
    }
    if passed { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
