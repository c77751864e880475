//! The kernel against the mathematics, and against itself at every SIMD level of this machine.

use fearless_simd::{Simd, SimdBase, f32x16};

use super::*;
use crate::digits::digits;
use crate::model::{CLASSES, INPUTS, WEIGHT_DECAY};

/// The mean loss of a batch in double precision, written as the formulas stand.
fn loss(width: Width, weights: &[f64], samples: &[u16]) -> f64 {
    let layout = width.layout();
    let mut total = 0.0;
    for &sample in samples {
        let pixels = digits().pixels()[usize::from(sample)].map(|pixel| f64::from(pixel) / 16.0);
        let hidden: Vec<f64> = (0..width.units())
            .map(|j| {
                let sum: f64 = (0..INPUTS).map(|i| pixels[i] * weights[i * width.units() + j]).sum();
                (weights[layout.b1() + j] + sum).max(0.0)
            })
            .collect();
        let logits: Vec<f64> = (0..CLASSES)
            .map(|c| {
                let sum: f64 =
                    (0..width.units()).map(|j| hidden[j] * weights[layout.w2() + j * CLASSES + c]).sum();
                weights[layout.b2() + c] + sum
            })
            .collect();
        let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
        total += sum.ln() - logits[usize::from(digits().labels()[usize::from(sample)])];
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
        let start = Start::new(5, width);
        let samples = &start.samples(0)[..BATCH];
        let mut model = Model::new(width, start.weights());
        // With beta1 at 0 the first moment is the gradient itself.
        let factors = Factors::new(Rate { lr: 0.0, beta1: 0.0, weight_decay: WEIGHT_DECAY }, 1);
        let level = Level::new();
        let batch = Batch::new(samples);
        let told = dispatch!(level, simd => one_step(simd, &mut model, &batch, &factors));
        let gradient = model.gradient();

        let mut weights: Vec<f64> = start.weights().iter().map(|&weight| f64::from(weight)).collect();
        let exact = loss(width, &weights, samples);
        assert!(
            (f64::from(told) / exact - 1.0).abs() < 3e-7,
            "width {width:?}: loss {told}, exactly {exact}"
        );
        let mut slope = |at: usize| {
            let (h, weight) = (1e-6, weights[at]);
            let mut at_distance = |distance: f64| {
                weights[at] = weight + distance;
                loss(width, &weights, samples)
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
            assert!(
                apart < 1e-6 * f64::from(greatest) + 2e-9,
                "width {width:?}, parameter {at}: {ours}, slope {slope}"
            );
        }
    }
}

#[test]
fn every_simd_level_yields_the_same_bits() {
    let levels = levels();
    for width in widths() {
        let outcomes: Vec<(Vec<u32>, Vec<u32>, u32)> = levels
            .iter()
            .map(|&level| {
                let mut engine = CpuEngine::at(level);
                engine.begin(&[Arc::new(Start::new(11, width))]).unwrap();
                let rates = [[Rate { lr: 0.01, beta1: 0.9, weight_decay: WEIGHT_DECAY }; STEPS_PER_EPOCH]];
                let report = |_| pollster::block_on(engine.epoch(&rates)).unwrap().remove(0);
                let report = (0..3).map(report).next_back().unwrap();
                let bits = |values: &[f32]| values.iter().map(|x| x.to_bits()).collect();
                let weights = pollster::block_on(engine.weights(0)).unwrap();
                (bits(&weights), bits(&report.train_loss), report.val_loss.to_bits())
            })
            .collect();
        for (level, outcome) in levels.iter().zip(&outcomes) {
            assert!(*outcome == outcomes[0], "{level:?} differs from {:?} at width {width:?}", levels[0]);
        }
    }
}

#[test]
fn weights_go_in_and_come_out_alike() {
    for width in Width::all() {
        let start = Start::new(2, width);
        assert_eq!(Model::new(width, start.weights()).weights(), start.weights());
    }
}

/// AdamW in the order of torch's single-tensor code, one number at a time, with a beta1 that moves.
#[test]
fn adamw_is_torchs() {
    fn update<S: Simd>(simd: S, parameters: &mut adamw::Adamw<1>, gradient: f32, factors: &Factors) {
        parameters.update(simd, 0, f32x16::from_fn(simd, |_| gradient), factors);
    }
    for weight_decay in [WEIGHT_DECAY, 0.0, 0.5] {
        let mut parameters = adamw::Adamw::new([[0.5; 16]]);
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
            let (level, factors) = (Level::new(), Factors::new(Rate { lr, beta1, weight_decay }, t));
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
