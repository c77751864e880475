//! Softmax and cross entropy of a batch, one image in each lane.

use fearless_simd::{Simd, f32x8};

use super::lanes::{LANES, Lanes, exp, greater, load, splat};
use super::tile::{GROUPS, Outputs};
use crate::model::{BATCH, CLASSES};

/// How a batch was told.
#[derive(Debug, Clone, Copy)]
pub struct Verdict {
    /// Cross entropy of each image.
    pub losses: [f32; BATCH],
    /// Whether each image was told right.
    pub correct: [bool; BATCH],
}

/// Turns logits into the slopes of the mean loss at them; gives each image's loss.
#[inline(always)]
pub fn slopes<S: Simd>(simd: S, outputs: &mut Outputs, labels: &[u8; BATCH]) -> [f32; BATCH] {
    let mut losses = [[0.0; LANES]; GROUPS];
    for group in 0..GROUPS {
        let labels = core::array::from_fn(|lane| labels[group * LANES + lane]);
        let (top, powers, sum) = powers(simd, outputs, group);
        losses[group] = loss(outputs, group, &labels, top.into(), sum.into());
        let share = splat(simd, 1.0 / BATCH as f32) / sum;
        for (output, power) in outputs.iter_mut().zip(powers) {
            output[group] = (power * share).into();
        }
        for (lane, &label) in labels.iter().enumerate() {
            outputs[usize::from(label) % CLASSES][group][lane] -= 1.0 / BATCH as f32;
        }
    }
    losses.as_flattened().try_into().unwrap_or([f32::NAN; BATCH])
}

/// Judges a batch.
#[inline(always)]
pub fn judge<S: Simd>(simd: S, outputs: &Outputs, labels: &[u8; BATCH]) -> Verdict {
    let mut verdict = Verdict { losses: [f32::NAN; BATCH], correct: [false; BATCH] };
    for group in 0..GROUPS {
        let labels = core::array::from_fn(|lane| labels[group * LANES + lane]);
        let (top, _, sum) = powers(simd, outputs, group);
        let losses = loss(outputs, group, &labels, top.into(), sum.into());
        for lane in 0..LANES {
            let logits: [f32; CLASSES] = core::array::from_fn(|class| outputs[class][group][lane]);
            // The first of equals wins, as in torch's argmax.
            let best =
                (1..CLASSES).fold(0, |best, class| if logits[class] > logits[best] { class } else { best });
            verdict.losses[group * LANES + lane] = losses[lane];
            verdict.correct[group * LANES + lane] = best == usize::from(labels[lane]);
        }
    }
    verdict
}

/// The greatest logit, e to the power of each logit's distance from it, and the sum of these.
#[inline(always)]
fn powers<S: Simd>(simd: S, outputs: &Outputs, group: usize) -> (f32x8<S>, [f32x8<S>; CLASSES], f32x8<S>) {
    let mut top = load(simd, &outputs[0][group]);
    for output in &outputs[1..] {
        top = greater(top, load(simd, &output[group]));
    }
    let mut sum = splat(simd, 0.0);
    let mut powers = [sum; CLASSES];
    for (power, output) in powers.iter_mut().zip(outputs) {
        *power = exp(simd, load(simd, &output[group]) - top);
        sum += *power;
    }
    (top, powers, sum)
}

#[inline(always)]
fn loss(outputs: &Outputs, group: usize, labels: &[u8; LANES], top: Lanes, sum: Lanes) -> Lanes {
    core::array::from_fn(|lane| {
        let right = outputs[usize::from(labels[lane]) % CLASSES][group][lane];
        libm::logf(sum[lane]) + (top[lane] - right)
    })
}
