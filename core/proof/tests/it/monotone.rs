//! Where the formula only falls or only rises, so do the rates, and the ends are met exactly. `laws.rs` tests the same for every
//! kind beside its exact values. This file goes through whole stretches of four kinds.

use std::ops::Range;

use etalon::{CosineAnnealingLr, LinearLr, PolynomialLr, Real, Schedule};
use etalon_proof::draw::Draw;

use crate::helpers::{settings, timed};

/// Stretches of steps up to `end`: after the start, around the middle, before the end, and at random.
fn stretches(end: u32, length: u32) -> Vec<Range<u32>> {
    let mut draw = Draw::new(u64::from(end));
    let around = |middle: u32| middle.saturating_sub(length)..middle.saturating_add(length).min(end);
    let mut stretches = vec![around(0), around(end / 2), around(end)];
    stretches.extend((0..8).map(|_| around((draw.word() % u64::from(end.max(1))) as u32)));
    stretches
}

/// Goes through stretches up to `end` and fails if the rate turns back.
fn along<F: Real>(what: &str, end: u32, rising: bool, lr: impl Fn(u32) -> F) {
    for stretch in stretches(end, 150) {
        let mut before = lr(stretch.start);
        for step in stretch.skip(1) {
            let now = lr(step);
            let turned = if rising { now < before } else { now > before };
            assert!(!turned, "{what}: {before} and then {now} at step {step}");
            before = now;
        }
    }
}

const LENGTHS: [u32; 20] = [
    1,
    2,
    3,
    4,
    7,
    20,
    58,
    100,
    333,
    1_000,
    4_431,
    10_000,
    1_000_000,
    (1 << 24) + 1,
    100_000_007,
    (1 << 30) - 1,
    1 << 31,
    3_000_000_019,
    u32::MAX - 1,
    u32::MAX,
];

fn cosines<F: Real>() {
    let ends = [(0.1, 0.0), (1.0, 1e-5), (0.9999999, 0.3), (0.1, 0.099_999_99), (0.01, 0.1), (0.0, 1.0)];
    for t_max in LENGTHS {
        for (lr, eta_min) in ends.map(|(lr, eta_min)| (F::from_f64(lr), F::from_f64(eta_min))) {
            let values = [("lr", lr.to_f64()), ("t_max", t_max.into()), ("eta_min", eta_min.to_f64())];
            let mut settings = settings("cosine", values);
            let schedule = timed::<F>(&settings);
            let what = format!("cosine from {lr} to {eta_min} in {t_max}");
            along(&what, t_max, lr < eta_min, |step| schedule.lr(step));
            assert_eq!(schedule.lr(0), lr, "{what}");
            assert_eq!(schedule.lr(t_max), eta_min, "{what}");
            let (low, high) = if lr < eta_min { (lr, eta_min) } else { (eta_min, lr) };
            let mut draw = Draw::new(7);
            for step in [(); 50].map(|()| draw.word() as u32) {
                let rate = schedule.lr(step);
                assert!((low..=high).contains(&rate), "{what}: {rate} at step {step}");
            }
            if let Some(period) = t_max.checked_mul(2) {
                assert_eq!(schedule.lr(period), lr, "{what}");
                // The rate rises as it fell.
                let mirrored = |step: u32| schedule.lr(t_max + step);
                along(&what, t_max, eta_min < lr, mirrored);
                assert!((0..t_max.min(500)).all(|step| mirrored(step) == schedule.lr(t_max - step)));
            }
            settings.set_text("past_end", "hold").unwrap();
            assert_eq!(timed::<F>(&settings).lr(u32::MAX), eta_min, "{what}");
        }
    }
}

#[test]
fn a_cosine_never_turns_back_in_f32() {
    cosines::<f32>();
}

#[test]
fn a_cosine_never_turns_back_in_f64() {
    cosines::<f64>();
}

fn exponentials<F: Real>() {
    let below = [0.5, 0.9, 0.999, 0.999_999, 0.999_999_999, 1.0 - f64::EPSILON, 0.1, 1e-300, 0.0];
    let above = [1.0, 1.0 + f64::EPSILON, 1.000_000_001, 1.01, 2.0, 1e300];
    for gamma in below.into_iter().chain(above) {
        for lr in [1.0, 0.1, 0.9999999, 1e-30, 1e30].map(F::from_f64) {
            let schedule = timed::<F>(&settings("exponential", [("lr", lr.to_f64()), ("gamma", gamma)]));
            assert_eq!(schedule.lr(0), lr);
            for end in [2_000, 100_000, 1 << 25, u32::MAX] {
                along(&format!("{lr} · {gamma}^t"), end, gamma >= 1.0, |step| schedule.lr(step));
            }
            if gamma == 1.0 {
                assert_eq!(schedule.lr(u32::MAX), lr);
            }
        }
    }
}

#[test]
fn an_exponential_never_turns_back() {
    exponentials::<f32>();
    exponentials::<f64>();
}

fn polynomials<F: Real>() {
    let powers = [0.9, 0.5, 2.0, 1.0 + f64::EPSILON, 0.01, 1e-9, 1e-300, 100.0, 1e6, 1e300];
    for total_iters in LENGTHS {
        for power in powers {
            for lr in [1.0, 0.1, 0.9999999, 1e-30, 1e30].map(F::from_f64) {
                let values = [("lr", lr.to_f64()), ("total_iters", total_iters.into()), ("power", power)];
                let schedule = timed::<F>(&settings("polynomial", values));
                let what = format!("{lr} · share^{power} in {total_iters}");
                along(&what, total_iters, false, |step| schedule.lr(step));
                assert_eq!(schedule.lr(0), lr, "{what}");
                assert!([total_iters, u32::MAX].iter().all(|step| schedule.lr(*step) == F::ZERO), "{what}");
                assert!(schedule.lr(total_iters - 1) > F::ZERO || power >= 2.0, "{what}");
            }
        }
    }
}

#[test]
fn a_polynomial_never_turns_back() {
    polynomials::<f32>();
    polynomials::<f64>();
}

#[test]
fn a_polynomial_of_power_1_has_the_bits_of_a_line() {
    let mut draw = Draw::new(11);
    for total_iters in LENGTHS {
        for lr in [0.1, 1.0, 1e-40, 3e38] {
            let line = LinearLr::<f32>::between(lr, 0.0, total_iters).unwrap();
            let ours = PolynomialLr::<f32>::new(lr, total_iters, 1.0).unwrap();
            let wide_line = LinearLr::<f64>::between(lr.into(), 0.0, total_iters).unwrap();
            let wide = PolynomialLr::<f64>::new(lr.into(), total_iters, 1.0).unwrap();
            for step in (0..100).chain([(); 100].map(|()| (draw.word() % u64::from(total_iters)) as u32)) {
                assert_eq!(ours.lr(step), line.lr(step), "{ours:?} at step {step}");
                assert_eq!(wide.lr(step), wide_line.lr(step), "{wide:?} at step {step}");
            }
        }
    }
}

#[test]
fn a_power_of_a_half_is_exact() {
    // After half of the steps the rate is 2^-power, and after three quarters its square.
    for power in [2.0, 3.0, 7.0, 20.0, 100.0] {
        for total_iters in [4, 20, 900, 1 << 31, u32::MAX - 3] {
            let (narrow, wide) = (
                PolynomialLr::<f32>::new(0.3, total_iters, power).unwrap(),
                PolynomialLr::<f64>::new(0.3, total_iters, power).unwrap(),
            );
            for (step, halvings) in [(total_iters / 2, 1.0), (total_iters / 4 * 3, 2.0)] {
                let share = (-halvings * power).exp2();
                assert_eq!(wide.lr(step), 0.3 * share, "{wide:?} at step {step}");
                assert_eq!(narrow.lr(step), (f64::from(0.3_f32) * share) as f32, "{narrow:?} at step {step}");
            }
        }
    }
}

fn cycles<F: Real>() {
    let peak_rate = F::from_f64(0.1);
    let max_momentum = F::from_f64(0.95);
    for total_steps in LENGTHS {
        for pct_start in [0.0, 0.1, 0.3, 0.5, 1.0] {
            for linear in [0.0, 1.0] {
                let schedule = timed::<F>(&settings(
                    "one_cycle",
                    [
                        ("max_lr", peak_rate.to_f64()),
                        ("total_steps", total_steps.into()),
                        ("pct_start", pct_start),
                        ("anneal_strategy", linear),
                    ],
                ));
                let what = format!("{schedule:?}");
                let last = total_steps - 1;
                // The last step of the rise: PyTorch's end, a real number, cut off.
                let peak = (pct_start * f64::from(total_steps) - 1.0).max(0.0) as u32;
                along(&what, peak, true, |step| schedule.lr(step));
                along(&what, peak, false, |step| schedule.momentum(step).unwrap());
                along(&what, last - peak, false, |step| schedule.lr(peak + 1 + step));
                along(&what, last - peak, true, |step| schedule.momentum(peak + 1 + step).unwrap());
                if pct_start < 1.0 {
                    let expected = peak_rate.to_f64() / 25.0 / 1e4;
                    let got = schedule.lr(last).to_f64();
                    let one_unit = if F::from_f64(1.0 + 1e-9) == F::ONE { 1.2e-7 } else { 2.3e-16 };
                    assert!((got / expected - 1.0).abs() <= one_unit, "{what}: {got} at the last step");
                    assert_eq!(schedule.momentum(last), Some(max_momentum), "{what}");
                } else {
                    assert_eq!(schedule.lr(last), peak_rate, "{what}");
                }
            }
        }
    }
}

#[test]
fn a_cycle_rises_and_falls_once() {
    cycles::<f32>();
    cycles::<f64>();
}

#[test]
fn a_cosine_is_halfway_at_half_of_every_even_length() {
    for half in (1..20_000).chain((1..20_000).map(|n| n * 30_011)) {
        let schedule = CosineAnnealingLr::<f32>::new(1.0, 2 * half, 0.0).unwrap();
        let rate = schedule.lr(half);
        assert!((rate - 0.5).abs() <= f32::EPSILON / 2.0, "{rate} at {half} of {}", 2 * half);
        let schedule = CosineAnnealingLr::<f64>::new(1.0, 2 * half, 0.0).unwrap();
        let rate = schedule.lr(half);
        assert!((rate - 0.5).abs() <= f64::EPSILON / 2.0, "{rate} at {half} of {}", 2 * half);
    }
}
