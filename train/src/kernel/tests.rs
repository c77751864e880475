//! The kernel against the mathematics, and against itself at every SIMD level of this machine.

use std::sync::Arc;

use fearless_simd::{SimdBase, f32x16};

use super::parameters::Parameters;
use super::*;
use crate::cpu::CpuEngine;
use crate::engine::Engine as _;
use crate::optimiser::WEIGHT_DECAY;
use crate::shape::Width;
use crate::start::Start;
use crate::task::Task;
use crate::task::digits::DIGITS;
use crate::tasks::{SPARSE, TINY};

/// The mean loss of a batch in double precision, written as the formulas stand.
fn loss(task: &Task, shape: Shape, weights: &[f64], samples: &[u16]) -> f64 {
    let units = shape.hidden.units();
    let mut total = 0.0;
    for &sample in samples {
        let row: Vec<f64> = task.data().row(sample).iter().map(|&value| f64::from(value) / 16.0).collect();
        let hidden: Vec<f64> = (0..units)
            .map(|j| {
                let sum: f64 = row.iter().enumerate().map(|(i, x)| x * weights[i * units + j]).sum();
                (weights[shape.b1() + j] + sum).max(0.0)
            })
            .collect();
        let logit = |c| {
            let sum: f64 = (0..units).map(|j| hidden[j] * weights[shape.w2() + j * shape.classes + c]).sum();
            weights[shape.b2() + c] + sum
        };
        let logits: Vec<f64> = (0..shape.classes).map(logit).collect();
        let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
        total += sum.ln() - logits[usize::from(task.data().label(sample))];
    }
    total / samples.len() as f64
}

/// Widths that together use every size of tile.
fn widths() -> [Width; 4] {
    [8, 24, 32, 56].map(|units| Width::new(units).unwrap())
}

/// The SIMD levels of this machine, the lowest first.
fn levels() -> Vec<Level> {
    let mut levels = vec![Level::baseline()];
    #[cfg(target_arch = "x86_64")]
    {
        levels.extend(Level::new().as_sse4_2().map(Simd::level));
        levels.extend(Level::new().as_avx2().map(Simd::level));
        levels.extend(Level::new().as_avx512().map(Simd::level));
    }
    levels
}

#[test]
fn gradients_are_the_slopes_of_the_loss() {
    for width in widths() {
        gradients::<64, 10, 1>(&DIGITS, width);
        gradients::<7, 3, 1>(&TINY, width);
    }
    gradients::<81, 27, 2>(&SPARSE, Width::MIN);
    gradients::<81, 27, 2>(&SPARSE, Width::USUAL);
}

fn gradients<const INPUTS: usize, const CLASSES: usize, const WORDS: usize>(
    task: &'static Task,
    width: Width,
) {
    let start = Start::new(task, 5, width);
    let (shape, samples) = (start.shape(), &start.samples(0)[..BATCH]);
    let mut model = Model::<INPUTS, CLASSES>::new(shape, start.weights());
    // With beta1 at 0 the first moment is the gradient itself.
    let factors = AdamW::new(Rate { momentum: 0.0, ..Rate::adamw(0.0) }, 1);
    let level = Level::new();
    let batch = Batch::<INPUTS, WORDS>::new(task.data(), samples);
    let got = dispatch!(level, simd => one_step(simd, &mut model, &batch, &factors));
    let gradient = model.gradient();

    let mut weights: Vec<f64> = start.weights().iter().map(|&weight| f64::from(weight)).collect();
    let exact = loss(task, shape, &weights, samples);
    assert!((f64::from(got) / exact - 1.0).abs() < 3e-7, "{shape:?}: loss {got}, exactly {exact}");
    let mut slope = |at: usize| {
        let (h, weight) = (1e-6, weights[at]);
        let mut at_distance = |distance: f64| {
            weights[at] = weight + distance;
            loss(task, shape, &weights, samples)
        };
        let slope = (at_distance(h) - at_distance(-h)) / (2.0 * h);
        weights[at] = weight;
        slope
    };
    let greatest = gradient.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
    assert!(greatest > 0.01);
    for (at, &ours) in gradient.iter().enumerate() {
        let slope = slope(at);
        let apart = (f64::from(ours) - slope).abs();
        let bound = 1e-6 * f64::from(greatest) + 2e-9;
        assert!(apart < bound, "{shape:?}, parameter {at}: {ours}, slope {slope}");
    }
}

#[test]
fn every_simd_level_yields_the_same_bits() {
    let levels = levels();
    let cases = widths().into_iter().map(|width| (&DIGITS, width));
    for (task, width) in cases.chain([(&TINY, Width::USUAL), (&SPARSE, Width::USUAL)]) {
        let outcomes: Vec<(Vec<u32>, Vec<u32>, u32)> = levels
            .iter()
            .map(|&level| {
                let mut engine = CpuEngine::at(level);
                engine.begin(&[Arc::new(Start::new(task, 11, width))]).unwrap();
                let rates = [[Rate::adamw(0.01); ROUND]];
                let report = |_| pollster::block_on(engine.round(&rates)).unwrap().remove(0);
                let report = (0..3).map(report).next_back().unwrap();
                let bits = |values: &[f32]| values.iter().map(|x| x.to_bits()).collect();
                let weights = pollster::block_on(engine.weights(0)).unwrap();
                (bits(&weights), bits(&report.train_loss), report.val_loss.to_bits())
            })
            .collect();
        for (level, outcome) in levels.iter().zip(&outcomes) {
            let same = *outcome == outcomes[0];
            assert!(same, "{level:?} differs from {:?} at {task:?}, {width:?}", levels[0]);
        }
    }
}

#[test]
fn weights_go_in_and_come_out_alike() {
    for (task, width) in
        [&DIGITS, &TINY, &SPARSE].into_iter().flat_map(|task| Width::all().map(move |w| (task, w)))
    {
        let start = Start::new(task, 2, width);
        assert_eq!(task.kernel()(start.shape(), start.weights()).weights(), start.weights());
    }
}

fn update<S: Simd>(simd: S, parameters: &mut Parameters<1>, gradient: f32, factors: &impl Factors) {
    factors.update(simd, parameters, 0, f32x16::from_fn(simd, |_| gradient));
}

/// AdamW in the order of torch's single-tensor code, one number at a time, with a beta1 that moves.
#[test]
fn adamw_is_torchs() {
    for weight_decay in [WEIGHT_DECAY, 0.0, 0.5] {
        let mut parameters = Parameters::new([[0.5; 16]]);
        let (mut p, mut m, mut v) = (0.5_f64, 0.0_f64, 0.0_f64);
        for t in 1..=200_u32 {
            let gradient = (f64::from(t) * 0.7).sin() as f32;
            let beta1 = 0.95 - 0.1 * f64::from(t % 100) / 100.0;
            let (lr, g) = (0.003, f64::from(gradient));
            p *= 1.0 - lr * weight_decay;
            m += (g - m) * (1.0 - beta1);
            v = v * 0.999 + g * g * (1.0 - 0.999);
            let root = (1.0 - 0.999_f64.powi(t as i32)).sqrt();
            p -= lr / (1.0 - beta1.powi(t as i32)) * m / (v.sqrt() / root + 1e-8);
            let factors = AdamW::new(Rate { lr, momentum: beta1, weight_decay, method: Method::AdamW }, t);
            let level = Level::new();
            dispatch!(level, simd => update(simd, &mut parameters, gradient, &factors));
            let ours = f64::from(parameters.value[0][3]);
            // Rounded to float32, what the decay leaves of a step is off by up to 3e-8, always the same way, as in torch.
            assert!(
                (ours - p).abs() < 2e-8 * f64::from(t) + 1e-7,
                "decay {weight_decay}, step {t}: {ours}, exactly {p}"
            );
        }
    }
}

/// SGD in the order of torch's single-tensor code, with a momentum that moves.
#[test]
fn sgd_is_torchs() {
    for (nesterov, weight_decay) in [(false, 0.0), (true, 0.0), (false, 0.1), (true, 0.1)] {
        let mut parameters = Parameters::new([[0.5; 16]]);
        let (mut p, mut buffer, mut without) = (0.5_f64, None, 0.5_f64);
        for t in 1..=200_u32 {
            let gradient = (f64::from(t) * 0.7).sin() as f32;
            let (lr, momentum) = (0.003, 0.95 - 0.1 * f64::from(t % 100) / 100.0);
            let g = f64::from(gradient) + weight_decay * p;
            let b = buffer.map_or(g, |buffer: f64| buffer * momentum + g);
            buffer = Some(b);
            p -= lr * if nesterov { g + momentum * b } else { b };
            without -= lr * f64::from(gradient);
            let rate = Rate { lr, momentum, weight_decay, method: Method::Sgd { nesterov } };
            let (level, factors) = (Level::new(), Sgd::new(rate, nesterov));
            dispatch!(level, simd => update(simd, &mut parameters, gradient, &factors));
            let ours = f64::from(parameters.value[0][3]);
            assert!((ours - p).abs() < 3e-8 * f64::from(t) + 1e-7, "step {t}: {ours}, exactly {p}");
        }
        assert!((p - without).abs() > 1e-3, "momentum, form and decay leave a mark: {p}, {without}");
    }
}

#[test]
fn exp_is_within_a_unit_in_the_last_place_and_a_half() {
    fn lanes_of<S: Simd>(simd: S, x: [f32; 16]) -> [f32; 16] {
        lanes::exp(simd, f32x16::load_array_ref(simd, &x)).into()
    }
    let level = Level::new();
    let mut worst = 0.0_f64;
    for bits in (0..87.0_f32.to_bits()).step_by(997 * 16) {
        let x: [f32; 16] = core::array::from_fn(|lane| -f32::from_bits(bits + lane as u32 * 997));
        let ours = dispatch!(level, simd => lanes_of(simd, x));
        for (x, ours) in x.iter().zip(ours).filter(|(x, _)| **x >= -87.0) {
            let exact = f64::from(*x).exp();
            let unit = f64::from(f32::from_bits((exact as f32).to_bits() + 1)) - f64::from(exact as f32);
            worst = worst.max((f64::from(ours) - exact).abs() / unit);
        }
    }
    assert!((0.5..1.5).contains(&worst), "{worst} units");
    let mut ends = [-1.0; 16];
    ends[..7].copy_from_slice(&[0.0, -0.0, -87.0, -88.0, f32::MIN, f32::NEG_INFINITY, f32::NAN]);
    let ends = dispatch!(level, simd => lanes_of(simd, ends));
    assert_eq!(ends[..2], [1.0, 1.0]);
    assert!(ends[2..6].iter().all(|&power| power == ends[2] && power > 0.0 && power < 2e-38));
    assert!(ends[6].is_nan());
}

#[test]
fn ln_is_within_a_unit_in_the_last_place_and_a_half() {
    fn lanes_of<S: Simd>(simd: S, x: [f32; 16]) -> [f32; 16] {
        lanes::ln(f32x16::load_array_ref(simd, &x)).into()
    }
    let level = Level::new();
    let mut worst = 0.0_f64;
    for bits in (1.0_f32.to_bits()..10.0_f32.to_bits()).step_by(37 * 16) {
        let x: [f32; 16] = core::array::from_fn(|lane| f32::from_bits(bits + lane as u32 * 37));
        let ours = dispatch!(level, simd => lanes_of(simd, x));
        for (x, ours) in x.iter().zip(ours).filter(|(x, _)| **x > 1.0) {
            let exact = f64::from(*x).ln();
            let unit = f64::from(f32::from_bits((exact as f32).to_bits() + 1)) - f64::from(exact as f32);
            worst = worst.max((f64::from(ours) - exact).abs() / unit);
        }
    }
    assert!((0.5..1.5).contains(&worst), "{worst} units");
    let mut ends = [2.0; 16];
    ends[..3].copy_from_slice(&[1.0, f32::NAN, f32::INFINITY]);
    let ends = dispatch!(level, simd => lanes_of(simd, ends));
    assert_eq!(ends[0], 0.0);
    assert!(ends[1].is_nan() && ends[2].is_nan());
}
