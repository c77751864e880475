//! One training step of one model on the CPU: forward, softmax, backward, AdamW. The twin of the shader's step.

use fearless_simd::{Simd, SimdBase};

use super::adamw::{Adamw, Factors};
use super::images::Batch;
use super::lanes::{LANES, load};
use super::softmax::{Verdict, judge};
use super::tile::{GROUPS, Outputs, Tile};
use crate::model::{BATCH, CLASSES, Width};

/// Units of the widest tile.
const WIDE: usize = 2 * LANES;

/// A model under training: its hidden units in tiles, as many wide ones as are needed, the last a narrow one where that will do.
#[derive(Debug)]
pub struct Model {
    width: Width,
    wide: Vec<Tile<2>>,
    narrow: Option<Box<Tile<1>>>,
    /// `b2`, filled up with zeros.
    bias: Adamw<1>,
    outputs: Outputs,
    steps: u32,
}

impl Model {
    /// A model with these weights, in the layout of [`crate::model::Layout`].
    pub fn new(width: Width, weights: &[f32]) -> Self {
        let (layout, units) = (width.layout(), width.units());
        let narrow = (1..=LANES).contains(&(units % WIDE));
        let wide = if narrow { units / WIDE } else { units.div_ceil(WIDE) };
        let bias = &weights[layout.b2()..];
        Self {
            width,
            wide: (0..wide).map(|at| Tile::new(layout, weights, at * WIDE)).collect(),
            narrow: narrow.then(|| Box::new(Tile::new(layout, weights, wide * WIDE))),
            bias: Adamw::new(core::array::from_fn(|group| {
                core::array::from_fn(|lane| bias.get(group * LANES + lane).copied().unwrap_or(0.0))
            })),
            outputs: [[[0.0; LANES]; GROUPS]; CLASSES],
            steps: 0,
        }
    }

    /// The weights as they stand.
    pub fn weights(&self) -> Vec<f32> {
        self.collect(false)
    }

    /// The first moments: the gradient itself after a first step with beta1 at 0.
    #[cfg(test)]
    pub fn gradient(&self) -> Vec<f32> {
        self.collect(true)
    }

    fn collect(&self, moments: bool) -> Vec<f32> {
        let layout = self.width.layout();
        let mut weights = vec![0.0; layout.parameters()];
        for (at, tile) in self.wide.iter().enumerate() {
            tile.write(layout, &mut weights, at * WIDE, moments);
        }
        if let Some(tile) = &self.narrow {
            tile.write(layout, &mut weights, self.wide.len() * WIDE, moments);
        }
        let bias = if moments { &self.bias.first } else { &self.bias.value };
        weights[layout.b2()..].copy_from_slice(&bias.as_flattened()[..CLASSES]);
        weights
    }

    /// Steps made so far.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Makes one step; gives the mean loss before it.
    #[inline(always)]
    pub fn step<S: Simd>(&mut self, simd: S, batch: &Batch, factors: &Factors) -> f32 {
        let mut verdict = Verdict::EMPTY;
        self.judge(simd, batch, &mut verdict);
        let touched = batch.touched();
        for tile in &mut self.wide {
            tile.backward(simd, &self.outputs);
            tile.update_out(simd, &self.outputs, factors);
            tile.update_in(simd, batch, &touched, factors);
        }
        if let Some(tile) = &mut self.narrow {
            tile.backward(simd, &self.outputs);
            tile.update_out(simd, &self.outputs, factors);
            tile.update_in(simd, batch, &touched, factors);
        }
        self.update_bias(simd, factors);
        self.steps += 1;
        verdict.losses().iter().sum::<f32>() / BATCH as f32
    }

    /// Judges a batch, and leaves the slopes of its mean loss at the logits.
    #[inline(never)]
    pub fn judge<S: Simd>(&mut self, simd: S, batch: &Batch, verdict: &mut Verdict) {
        for (outputs, bias) in self.outputs.iter_mut().zip(self.bias.value.as_flattened()) {
            *outputs = [[*bias; LANES]; GROUPS];
        }
        for tile in &mut self.wide {
            tile.forward(simd, batch);
            tile.logits(simd, &mut self.outputs);
        }
        if let Some(tile) = &mut self.narrow {
            tile.forward(simd, batch);
            tile.logits(simd, &mut self.outputs);
        }
        judge(simd, &mut self.outputs, &batch.labels, verdict);
    }

    #[inline(never)]
    fn update_bias<S: Simd>(&mut self, simd: S, factors: &Factors) {
        simd.vectorize(
            #[inline(always)]
            || {
                let mut gradient = [0.0; LANES];
                for (sum, groups) in gradient.iter_mut().zip(&self.outputs) {
                    let mut lanes = load(simd, &groups[0]);
                    for group in &groups[1..] {
                        lanes += load(simd, group);
                    }
                    for lane in lanes.to_array() {
                        *sum += lane;
                    }
                }
                self.bias.update(simd, 0, load(simd, &gradient), factors);
            },
        );
    }

    /// Whether every parameter is finite.
    #[inline(always)]
    pub fn is_finite<S: Simd>(&self, simd: S) -> bool {
        self.wide.iter().all(|tile| tile.is_finite(simd))
            && self.narrow.iter().all(|tile| tile.is_finite(simd))
            && self.bias.value.as_flattened().iter().all(|x| x.is_finite())
    }
}
