//! Up to 32 hidden units: their weights, their activations, and their part of a training step.
#![expect(clippy::needless_range_loop, reason = "one index walks several arrays at once, as a kernel does")]

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f32x16};

use super::batch::Batch;
use super::lanes::{LANES, Lanes, load, relu, splat};
use super::parameters::{Factors, Parameters};
use crate::shape::Shape;
use crate::task::BATCH;

/// Lane groups that hold one number for each sample of a batch.
pub const GROUPS: usize = BATCH / LANES;
/// One number for each class and sample: first the logits, then the slopes of the loss at them.
pub type Outputs<const CLASSES: usize> = [[Lanes; GROUPS]; CLASSES];

/// How many classes are summed at once where registers hold four floats, so that the sums stay in them.
const FEW: usize = 2;
/// How many classes are summed at once where registers hold eight floats or more.
const MANY: usize = 5;

/// `T` × 16 hidden units. The last tile of a model may have units that the model does not have; they stay at zero.
///
/// Each phase of a step is a function of its own. A browser swaps in optimised code only between calls, so one long function would
/// stay slow for a whole round.
#[derive(Debug)]
pub struct Tile<const INPUTS: usize, const CLASSES: usize, const T: usize> {
    /// Weights from the inputs.
    inputs: [Parameters<T>; INPUTS],
    bias: Parameters<T>,
    /// Weights to the classes.
    classes: [Parameters<T>; CLASSES],
    /// Activations of each sample.
    hidden: [[Lanes; T]; BATCH],
    /// The same transposed: for each unit one number for each sample.
    turned: [[[Lanes; GROUPS]; LANES]; T],
    /// The slopes of the loss at what goes into the units, for each sample.
    slopes: [[Lanes; T]; BATCH],
}

impl<const INPUTS: usize, const CLASSES: usize, const T: usize> Tile<INPUTS, CLASSES, T> {
    /// The units from `first` on, from `weights`.
    pub fn new(shape: Shape, weights: &[f32], first: usize) -> Self {
        let units = shape.hidden.units();
        let row = |from: usize, step: usize| {
            Parameters::new(core::array::from_fn(|group| {
                core::array::from_fn(|lane| {
                    let unit = first + group * LANES + lane;
                    if unit < units { weights[from + unit * step] } else { 0.0 }
                })
            }))
        };
        Self {
            inputs: core::array::from_fn(|input| row(input * units, 1)),
            bias: row(shape.b1(), 1),
            classes: core::array::from_fn(|class| row(shape.w2() + class, CLASSES)),
            hidden: [[[0.0; LANES]; T]; BATCH],
            turned: [[[[0.0; LANES]; GROUPS]; LANES]; T],
            slopes: [[[0.0; LANES]; T]; BATCH],
        }
    }

    /// Writes the weights, or their first moments, to where they came from.
    pub fn write(&self, shape: Shape, into: &mut [f32], first: usize, moments: bool) {
        let units = shape.hidden.units();
        let mut write = |parameters: &Parameters<T>, from: usize, step: usize| {
            let lanes = if moments { &parameters.first } else { &parameters.value };
            for (unit, value) in (first..units).zip(lanes.as_flattened()) {
                into[from + unit * step] = *value;
            }
        };
        self.inputs.iter().enumerate().for_each(|(input, row)| write(row, input * units, 1));
        write(&self.bias, shape.b1(), 1);
        self.classes.iter().enumerate().for_each(|(class, row)| write(row, shape.w2() + class, CLASSES));
    }

    /// Activations of a batch.
    #[inline(never)]
    pub fn forward<S: Simd, const WORDS: usize>(&mut self, simd: S, batch: &Batch<INPUTS, WORDS>) {
        simd.vectorize(
            #[inline(always)]
            || {
                for n in 0..BATCH {
                    let mut sum: [f32x16<S>; T] = lanes(simd, &self.bias.value);
                    for word in 0..WORDS {
                        let mut inked = batch.inked[n][word];
                        while inked != 0 {
                            let input = (64 * word + inked.trailing_zeros() as usize) % INPUTS;
                            inked &= inked - 1;
                            let ink = splat(simd, batch.values[n][input]);
                            let row: [f32x16<S>; T] = lanes(simd, &self.inputs[input].value);
                            for k in 0..T {
                                sum[k] += ink * row[k];
                            }
                        }
                    }
                    for k in 0..T {
                        let active = relu(simd, sum[k]);
                        self.hidden[n][k] = active.into();
                        for lane in 0..LANES {
                            self.turned[k][lane].as_flattened_mut()[n] = active[lane];
                        }
                    }
                }
            },
        );
    }

    /// Adds the part of these units to the logits.
    #[inline(never)]
    pub fn logits<S: Simd>(&self, simd: S, outputs: &mut Outputs<CLASSES>) {
        simd.vectorize(
            #[inline(always)]
            || match S::f32s::LEN {
                ..8 => self.logits_by::<S, FEW>(simd, outputs),
                8.. => self.logits_by::<S, MANY>(simd, outputs),
            },
        );
    }

    #[inline(always)]
    fn logits_by<S: Simd, const C: usize>(&self, simd: S, outputs: &mut Outputs<CLASSES>) {
        let whole = CLASSES - CLASSES % C;
        for first in (0..whole).step_by(C) {
            self.logits_of::<S, C>(simd, outputs, first);
        }
        for class in whole..CLASSES {
            self.logits_of::<S, 1>(simd, outputs, class);
        }
    }

    /// The logits of `C` classes from `first` on.
    #[inline(always)]
    fn logits_of<S: Simd, const C: usize>(&self, simd: S, outputs: &mut Outputs<CLASSES>, first: usize) {
        for group in 0..GROUPS {
            let mut sum = [splat(simd, 0.0); C];
            for c in 0..C {
                sum[c] = load(simd, &outputs[first + c][group]);
            }
            for k in 0..T {
                for lane in 0..LANES {
                    let active = load(simd, &self.turned[k][lane][group]);
                    for c in 0..C {
                        sum[c] += active * splat(simd, self.classes[first + c].value[k][lane]);
                    }
                }
            }
            for c in 0..C {
                outputs[first + c][group] = sum[c].into();
            }
        }
    }

    /// Takes the slopes of the loss at the logits back to the units.
    #[inline(never)]
    pub fn backward<S: Simd>(&mut self, simd: S, outputs: &Outputs<CLASSES>) {
        simd.vectorize(
            #[inline(always)]
            || {
                for n in 0..BATCH {
                    let mut sum = [splat(simd, 0.0); T];
                    for class in 0..CLASSES {
                        let slope = splat(simd, outputs[class].as_flattened()[n]);
                        for k in 0..T {
                            sum[k] += slope * load(simd, &self.classes[class].value[k]);
                        }
                    }
                    let zero = splat(simd, 0.0);
                    for k in 0..T {
                        let active = load(simd, &self.hidden[n][k]).simd_gt(zero);
                        self.slopes[n][k] = active.select(sum[k], zero).into();
                    }
                }
            },
        );
    }

    /// Sums the gradients of the weights to the classes, and updates them.
    #[inline(never)]
    pub fn update_out<S: Simd>(&mut self, simd: S, outputs: &Outputs<CLASSES>, factors: &impl Factors) {
        simd.vectorize(
            #[inline(always)]
            || match S::f32s::LEN {
                ..8 => self.update_out_by::<S, FEW>(simd, outputs, factors),
                8.. => self.update_out_by::<S, MANY>(simd, outputs, factors),
            },
        );
    }

    #[inline(always)]
    fn update_out_by<S: Simd, const C: usize>(
        &mut self,
        simd: S,
        outputs: &Outputs<CLASSES>,
        factors: &impl Factors,
    ) {
        let whole = CLASSES - CLASSES % C;
        for first in (0..whole).step_by(C) {
            self.update_out_of::<S, C>(simd, outputs, factors, first);
        }
        for class in whole..CLASSES {
            self.update_out_of::<S, 1>(simd, outputs, factors, class);
        }
    }

    /// Updates the weights to `C` classes from `first` on.
    #[inline(always)]
    fn update_out_of<S: Simd, const C: usize>(
        &mut self,
        simd: S,
        outputs: &Outputs<CLASSES>,
        factors: &impl Factors,
        first: usize,
    ) {
        for k in 0..T {
            let mut sum = [splat(simd, 0.0); C];
            for n in 0..BATCH {
                let active = load(simd, &self.hidden[n][k]);
                for c in 0..C {
                    sum[c] += active * splat(simd, outputs[first + c].as_flattened()[n]);
                }
            }
            for c in 0..C {
                factors.update(simd, &mut self.classes[first + c], k, sum[c]);
            }
        }
    }

    /// Sums the gradients of the weights from the inputs, and updates them.
    #[inline(never)]
    pub fn update_in<S: Simd, const WORDS: usize>(
        &mut self,
        simd: S,
        batch: &Batch<INPUTS, WORDS>,
        touched: &[u32; INPUTS],
        factors: &impl Factors,
    ) {
        simd.vectorize(
            #[inline(always)]
            || {
                let mut sum = [splat(simd, 0.0); T];
                for slopes in &self.slopes {
                    for k in 0..T {
                        sum[k] += load(simd, &slopes[k]);
                    }
                }
                for k in 0..T {
                    factors.update(simd, &mut self.bias, k, sum[k]);
                }
                for input in 0..INPUTS {
                    let mut sum = [splat(simd, 0.0); T];
                    let mut touched = touched[input];
                    while touched != 0 {
                        let n = touched.trailing_zeros() as usize % BATCH;
                        touched &= touched - 1;
                        let ink = splat(simd, batch.values[n][input]);
                        for k in 0..T {
                            sum[k] += ink * load(simd, &self.slopes[n][k]);
                        }
                    }
                    for k in 0..T {
                        factors.update(simd, &mut self.inputs[input], k, sum[k]);
                    }
                }
            },
        );
    }

    /// Whether every parameter is finite.
    #[inline(always)]
    pub fn is_finite<S: Simd>(&self, simd: S) -> bool {
        let mut sum = splat(simd, 0.0);
        for row in self.inputs.iter().chain([&self.bias]).chain(&self.classes) {
            for value in &row.value {
                sum += load(simd, value) * 0.0;
            }
        }
        sum.to_array().iter().all(|x| x.is_finite())
    }
}

#[inline(always)]
fn lanes<S: Simd, const T: usize>(simd: S, from: &[Lanes; T]) -> [f32x16<S>; T] {
    let mut lanes = [splat(simd, 0.0); T];
    for k in 0..T {
        lanes[k] = load(simd, &from[k]);
    }
    lanes
}
