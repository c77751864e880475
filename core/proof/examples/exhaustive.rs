//! Searches the schedules for their largest error:
//! `cargo run --release -p etalon-proof --features oracle --example exhaustive [-- STRIDE]`
//!
//! It tries every `f32` result of 2^x and of the half cosine at 2³² arguments each (or at every STRIDE-th), and random schedules
//! of every kind in both types. The search takes some minutes. The exit status is 1 if a result is outside its budget or turns
//! back.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use etalon::{AnySchedule, CosineAnnealingLr, ExponentialLr, Real, Schedule, Settings};
use etalon_proof::draw::Draw;
use etalon_proof::oracle::Budget;
use etalon_proof::oracle::ulp::Type;
use etalon_proof::{SUBJECTS, Subject};

/// The largest error of a search, its place, and the place where the rate turned back.
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

/// The findings for each quantity, by the name of its budget.
type All = BTreeMap<&'static str, Found>;

fn join(mut all: All, more: All) -> All {
    for (what, found) in more {
        let known = all.remove(what).unwrap_or_default();
        all.insert(what, known.join(found));
    }
    all
}

/// How far an `f32` is from a value known to `f64` digits, in units of its last place.
fn ulps32(ours: f32, value: f64) -> f64 {
    let least = f64::from(f32::from_bits(1));
    let unit = f64::from_bits(value.to_bits() & (0x7ff << 52)) * 2.0_f64.powi(-23);
    (f64::from(ours) - value).abs() / unit.max(least)
}

/// Splits a range among the processors.
fn in_parallel<T: Default + Send>(
    whole: u64,
    work: impl Fn(std::ops::Range<u64>) -> T + Sync,
    join: impl Fn(T, T) -> T,
) -> T {
    let parts = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let part = whole.div_ceil(parts);
    std::thread::scope(|scope| {
        let work = &work;
        let range = |n: u64| (n * part).min(whole)..((n + 1) * part).min(whole);
        let threads: Vec<_> = (0..parts).map(|n| scope.spawn(move || work(range(n)))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).fold(T::default(), join)
    })
}

/// Compares `lr(step)` with `exact` at every `stride`-th step. The rate must never rise.
fn every_step(stride: u64, lr: impl Fn(u32) -> f32 + Sync, exact: impl Fn(u32) -> f64 + Sync) -> Found {
    let work = |part: std::ops::Range<u64>| {
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
    };
    in_parallel(1 << 32, work, Found::join)
}

/// Tries the two functions behind all schedules at every argument.
fn every_argument(stride: u64) -> Option<[(&'static str, &'static str, Found); 2]> {
    // γ = 2^(-2^-32): step t has the fraction t/2^32, so the steps go through every fraction.
    let gamma = (-(2.0_f64.powi(-32)) * std::f64::consts::LN_2).exp();
    let exponential = ExponentialLr::<f32>::new(1.0, gamma).ok()?;
    let cosine = CosineAnnealingLr::<f32>::new(1.0, u32::MAX, 0.0).ok()?;
    let half_turn =
        |step: u32| std::f64::consts::FRAC_PI_2 * f64::from(u32::MAX - step) / f64::from(u32::MAX);
    let powers = every_step(stride, |t| exponential.lr(t), |t| gamma.powf(f64::from(t)));
    let cosines = every_step(stride, |t| cosine.lr(t), |t| half_turn(t).sin().powi(2));
    Some([
        ("2^x at every fraction", "exponential", powers),
        ("half cosine at every share", "cosine", cosines),
    ])
}

/// Settings that the subject draws. If `widened`, the rate has all digits of an `f64`.
fn drawn(subject: &Subject, draw: &mut Draw, widened: bool) -> Settings {
    let mut settings = (subject.draw)(draw);
    for id in ["lr", "max_lr"].into_iter().filter(|_| widened) {
        // This rate uses all 53 digits, unlike the drawn rate. A kind without this parameter refuses the value.
        let rate = settings.get(id).unwrap_or_default() * (1.0 + draw.share());
        settings.set(id, rate).ok();
    }
    settings
}

fn timed<F: Real>(settings: &Settings) -> Option<AnySchedule<F>> {
    settings.build().ok()?.timed()
}

/// A random step up to where the schedule ends or turns.
fn a_step(subject: &Subject, settings: &Settings, draw: &mut Draw) -> u32 {
    (draw.word() % (u64::from((subject.turn)(settings)) + 1)) as u32
}

/// Compares random schedules in `f32`, 16 steps of each, with the same schedules in `f64`, whose own error is too small to matter
/// here.
fn random_f32(subject: &Subject, seeds: std::ops::Range<u64>) -> All {
    let mut all = All::new();
    let mut draw = Draw::new(seeds.start ^ 7);
    for _ in seeds {
        let settings = drawn(subject, &mut draw, false);
        let Some((narrow, wide)) = timed::<f32>(&settings).zip(timed::<f64>(&settings)) else { continue };
        for _ in 0..16 {
            let step = a_step(subject, &settings, &mut draw);
            let at = || format!("{settings:?}, step {step}");
            let mut note = |what, ours, exact| {
                // The oracle's test covers results below the normal numbers. Above the greatest number, an `f32` is infinite.
                if exact > f64::from(f32::MIN_POSITIVE) && exact < f64::from(f32::MAX) {
                    all.entry(what).or_default().note(ulps32(ours, exact), at);
                }
            };
            note((subject.oracle.budget)(&settings).what, narrow.lr(step), wide.lr(step));
            let momenta = narrow.momentum(step).zip(wide.momentum(step));
            if let Some((budget, (ours, exact))) = subject.oracle.momentum.zip(momenta) {
                note(budget.what, ours, exact);
            }
        }
    }
    all
}

/// Compares random schedules in `f64` with the arithmetic of another library.
fn random_f64(subject: &Subject, seeds: std::ops::Range<u64>) -> All {
    let mut all = All::new();
    let mut draw = Draw::new(seeds.start ^ 99);
    for _ in seeds {
        let settings = drawn(subject, &mut draw, true);
        let Some(schedule) = timed::<f64>(&settings) else { continue };
        let step = a_step(subject, &settings, &mut draw);
        let (rate, momentum) = (subject.oracle.exact)(&settings, step);
        let at = || format!("{settings:?}, step {step}");
        if rate.digits == 0 || rate.is_normal(Type::F64) {
            let found = all.entry((subject.oracle.budget)(&settings).what).or_default();
            found.note(rate.ulps(Type::F64, schedule.lr(step)), at);
        }
        let momenta = momentum.zip(schedule.momentum(step));
        if let Some((budget, (exact, ours))) = subject.oracle.momentum.zip(momenta) {
            all.entry(budget.what).or_default().note(exact.ulps(Type::F64, ours), at);
        }
    }
    all
}

/// Compares the rows (`fill`) of random schedules with single calls. Their bits must be the same; the error is 1 if they differ.
fn random_rows<F: Real>(subject: &Subject, seeds: std::ops::Range<u64>) -> Found {
    let mut found = Found::default();
    let mut draw = Draw::new(seeds.start ^ 5);
    let mut row = [F::ZERO; 256];
    for _ in seeds {
        let settings = drawn(subject, &mut draw, false);
        let Some(schedule) = timed::<F>(&settings) else { continue };
        let first = a_step(subject, &settings, &mut draw);
        schedule.fill(first, &mut row);
        for (at, rate) in (0..).zip(row) {
            let step = first.saturating_add(at);
            let wrong = f64::from(u8::from(rate != schedule.lr(step)));
            found.note(wrong, || format!("{settings:?}, step {step}"));
        }
    }
    found
}

/// Prints the findings of a search, and returns whether they are within the budget.
fn report(name: &str, of: Type, found: &Found, budget: f64, start: Instant) -> bool {
    let Found { count, error, at, turned } = found;
    let good = *error <= budget && turned.is_none() && *count > 0;
    let (verdict, seconds) = (if good { "ok  " } else { "FAIL" }, start.elapsed().as_secs_f64());
    println!(
        "{verdict} {name}, {of:?}: {count} values, worst {error:.4} ULP of {budget} allowed, {seconds:.0} s; {at}"
    );
    if let Some(turned) = turned {
        println!("     turns back: {turned}");
    }
    good
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
    let mut passed = true;
    let start = Instant::now();
    let Some(arguments) = every_argument(stride) else {
        eprintln!("the schedules of the search are refused");
        return ExitCode::from(2);
    };
    for (name, kind, found) in arguments {
        let budget = SUBJECTS.iter().find(|subject| subject.kind.id() == kind);
        let budget = budget.map_or(0.0, |subject| subject.oracle.budgets[0].f32);
        passed &= report(name, Type::F32, &found, budget, start);
    }
    // A kind that takes a metric has no budget: it follows PyTorch bit for bit.
    for subject in SUBJECTS.iter().filter(|subject| !subject.oracle.budgets.is_empty()) {
        let quantities = subject.oracle.budgets.len() as u64;
        let many = (4_000_000 * quantities / stride).max(200);
        let some = (1_000_000 * quantities / stride).max(200);
        let (id, start) = (subject.kind.id(), Instant::now());
        let narrow = in_parallel(many, |seeds| random_f32(subject, seeds), join);
        let wide = in_parallel(some, |seeds| random_f64(subject, seeds), join);
        for budget @ Budget { what, .. } in subject.oracle.budgets {
            for (of, all) in [(Type::F32, &narrow), (Type::F64, &wide)] {
                let found = all.get(what).cloned().unwrap_or_default();
                passed &= report(&format!("random {what}"), of, &found, budget.of(of), start);
            }
        }
        let rows = (2_000_000 / stride).max(200);
        let start = Instant::now();
        let name = format!("rows of {id} beside single calls");
        let narrow = in_parallel(rows, |seeds| random_rows::<f32>(subject, seeds), Found::join);
        passed &= report(&name, Type::F32, &narrow, 0.0, start);
        let wide = in_parallel(rows, |seeds| random_rows::<f64>(subject, seeds), Found::join);
        passed &= report(&name, Type::F64, &wide, 0.0, start);
    }
    if passed { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
