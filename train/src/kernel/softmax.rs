//! Softmax and cross entropy of a batch, one sample in each lane.

use fearless_simd::Simd;
use fearless_simd::prelude::*;

use super::lanes::{LANES, Lanes, exp, ln, load, splat};
use super::tile::{GROUPS, Outputs};
use crate::task::BATCH;

/// How the network classified a batch.
#[derive(Debug, Clone, Copy)]
pub struct Verdict {
    losses: [Lanes; GROUPS],
    classes: [Lanes; GROUPS],
}

impl Verdict {
    /// Nothing classified yet.
    pub const EMPTY: Self = Self { losses: [[0.0; LANES]; GROUPS], classes: [[0.0; LANES]; GROUPS] };

    /// Cross entropy of each sample.
    pub fn losses(&self) -> &[f32] {
        self.losses.as_flattened()
    }

    /// The class that the network predicts for each sample: the first of equals, as in torch's argmax.
    pub fn predicted(&self) -> impl Iterator<Item = u8> {
        self.classes.as_flattened().iter().map(|&class| class as u8)
    }
}

/// Turns logits into the slopes of the mean loss at them, and judges each sample.
#[inline(always)]
pub fn judge<S: Simd, const CLASSES: usize>(
    simd: S,
    outputs: &mut Outputs<CLASSES>,
    labels: &[u8; BATCH],
    verdict: &mut Verdict,
) {
    for group in 0..GROUPS {
        judge_group(simd, outputs, group, labels, verdict);
    }
}

/// Not inlined, so that it is not unrolled: browsers optimise small modules sooner.
#[inline(never)]
fn judge_group<S: Simd, const CLASSES: usize>(
    simd: S,
    outputs: &mut Outputs<CLASSES>,
    group: usize,
    labels: &[u8; BATCH],
    verdict: &mut Verdict,
) {
    simd.vectorize(
        #[inline(always)]
        || {
            let labels: &[u8; LANES] = labels.as_chunks().0.get(group).unwrap_or(&[0; LANES]);
            let mut right = [0.0; LANES];
            for lane in 0..LANES {
                right[lane] = outputs[usize::from(labels[lane]) % CLASSES][group][lane];
            }
            let mut top = load(simd, &outputs[0][group]);
            let mut predicted = splat(simd, 0.0);
            for (class, output) in outputs.iter().enumerate().skip(1) {
                let logit = load(simd, &output[group]);
                let above = logit.simd_gt(top);
                top = above.select(logit, top);
                predicted = above.select(splat(simd, class as f32), predicted);
            }
            let mut sum = splat(simd, 0.0);
            for output in &mut *outputs {
                let power = exp(simd, load(simd, &output[group]) - top);
                output[group] = power.into();
                sum += power;
            }
            let share = splat(simd, 1.0 / BATCH as f32) / sum;
            for output in &mut *outputs {
                output[group] = (load(simd, &output[group]) * share).into();
            }
            for lane in 0..LANES {
                outputs[usize::from(labels[lane]) % CLASSES][group][lane] -= 1.0 / BATCH as f32;
            }
            verdict.losses[group] = (ln(sum) + (top - load(simd, &right))).into();
            verdict.classes[group] = predicted.into();
        },
    );
}
