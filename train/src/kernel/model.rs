//! One training step of one model on the CPU: forward, softmax, backward, update. The shader makes the same step.

use fearless_simd::{Simd, SimdBase};

use super::batch::Batch;
use super::lanes::{LANES, load};
use super::parameters::{Factors, Parameters};
use super::softmax::{Verdict, judge};
use super::tile::{GROUPS, Outputs, Tile};
use crate::shape::Shape;
use crate::task::BATCH;

/// Units of the widest tile.
const WIDE: usize = 2 * LANES;

/// A model in training. Its hidden units are in tiles: as many wide ones as are needed, the last a narrow one if it suffices.
#[derive(Debug)]
pub struct Model<const INPUTS: usize, const CLASSES: usize> {
    shape: Shape,
    wide: Vec<Tile<INPUTS, CLASSES, 2>>,
    narrow: Option<Box<Tile<INPUTS, CLASSES, 1>>>,
    /// `b2`, filled up with zeros.
    bias: Vec<Parameters<1>>,
    outputs: Outputs<CLASSES>,
    steps: u32,
}

impl<const INPUTS: usize, const CLASSES: usize> Model<INPUTS, CLASSES> {
    /// A model with these weights, in the order of [`Shape`].
    pub fn new(shape: Shape, weights: &[f32]) -> Self {
        let units = shape.hidden.units();
        let narrow = (1..=LANES).contains(&(units % WIDE));
        let wide = if narrow { units / WIDE } else { units.div_ceil(WIDE) };
        let bias = weights[shape.b2()..].chunks(LANES).map(|group| {
            Parameters::new([core::array::from_fn(|lane| group.get(lane).copied().unwrap_or(0.0))])
        });
        Self {
            shape,
            wide: (0..wide).map(|at| Tile::new(shape, weights, at * WIDE)).collect(),
            narrow: narrow.then(|| Box::new(Tile::new(shape, weights, wide * WIDE))),
            bias: bias.collect(),
            outputs: [[[0.0; LANES]; GROUPS]; CLASSES],
            steps: 0,
        }
    }

    /// The weights as they stand.
    pub fn weights(&self) -> Vec<f32> {
        self.collect(false)
    }

    /// The first moments: the gradient itself after a first step with the momentum at 0.
    #[cfg(test)]
    pub fn gradient(&self) -> Vec<f32> {
        self.collect(true)
    }

    fn collect(&self, moments: bool) -> Vec<f32> {
        let shape = self.shape;
        let mut weights = vec![0.0; shape.parameters()];
        for (at, tile) in self.wide.iter().enumerate() {
            tile.write(shape, &mut weights, at * WIDE, moments);
        }
        if let Some(tile) = &self.narrow {
            tile.write(shape, &mut weights, self.wide.len() * WIDE, moments);
        }
        for (to, bias) in weights[shape.b2()..].chunks_mut(LANES).zip(&self.bias) {
            let from = if moments { &bias.first } else { &bias.value };
            to.copy_from_slice(&from.as_flattened()[..to.len()]);
        }
        weights
    }

    /// Steps made so far.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Makes one step and returns the mean loss before it.
    #[inline(always)]
    pub fn step<S: Simd, const WORDS: usize>(
        &mut self,
        simd: S,
        batch: &Batch<INPUTS, WORDS>,
        factors: &impl Factors,
    ) -> f32 {
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
    pub fn judge<S: Simd, const WORDS: usize>(
        &mut self,
        simd: S,
        batch: &Batch<INPUTS, WORDS>,
        verdict: &mut Verdict,
    ) {
        let biases = self.bias.iter().flat_map(|group| group.value.as_flattened());
        for (outputs, bias) in self.outputs.iter_mut().zip(biases) {
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
    fn update_bias<S: Simd>(&mut self, simd: S, factors: &impl Factors) {
        simd.vectorize(
            #[inline(always)]
            || {
                for (bias, outputs) in self.bias.iter_mut().zip(self.outputs.chunks(LANES)) {
                    let mut gradient = [0.0; LANES];
                    for (sum, groups) in gradient.iter_mut().zip(outputs) {
                        let mut lanes = load(simd, &groups[0]);
                        for group in &groups[1..] {
                            lanes += load(simd, group);
                        }
                        for lane in lanes.to_array() {
                            *sum += lane;
                        }
                    }
                    factors.update(simd, bias, 0, load(simd, &gradient));
                }
            },
        );
    }

    /// Whether every parameter is finite.
    #[inline(always)]
    pub fn is_finite<S: Simd>(&self, simd: S) -> bool {
        self.wide.iter().all(|tile| tile.is_finite(simd))
            && self.narrow.iter().all(|tile| tile.is_finite(simd))
            && self.bias.iter().all(|group| group.value.as_flattened().iter().all(|x| x.is_finite()))
    }
}
