//! Up to 32 hidden units with all they own: their weights, their activations, their share of a training step.
#![expect(clippy::needless_range_loop, reason = "one index walks several arrays at once, as a kernel does")]

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f32x16};

use super::adamw::{Adamw, Factors};
use super::images::Batch;
use super::lanes::{LANES, Lanes, load, relu, splat};
use crate::model::{BATCH, CLASSES, INPUTS, Layout};

/// Lane groups that hold one number for each image of a batch.
pub const GROUPS: usize = BATCH / LANES;
/// One number for each class and image: first the logits, then the loss's slopes at them.
pub type Outputs = [[Lanes; GROUPS]; CLASSES];

/// Where `b1` stands among a tile's rows: after the rows of `w1`, one for each pixel.
const BIAS: usize = INPUTS;
/// Where `w2` begins among a tile's rows, one row for each class.
const OUT: usize = BIAS + 1;
const ROWS: usize = OUT + CLASSES;
/// How many classes are summed at once where registers hold four floats, so that the sums stay in them.
const FEW: usize = 2;
/// The same where they hold eight or more.
const MANY: usize = 5;
/// `T` × 16 hidden units; the last tile of a model may have some to spare, which stay at zero. Each phase of a step is a function of its own: a browser swaps optimised code in only from one call to
/// the next, so that one long function would stay slow for a whole epoch.
#[derive(Debug)]
pub struct Tile<const T: usize> {
    /// What the units weigh: pixels, bias, classes.
    rows: [Adamw<T>; ROWS],
    /// Activations of each image.
    hidden: [[Lanes; T]; BATCH],
    /// The same turned: for each unit one number for each image.
    turned: [[[Lanes; GROUPS]; LANES]; T],
    /// The loss's slopes at what goes into the units, for each image.
    slopes: [[Lanes; T]; BATCH],
}

impl<const T: usize> Tile<T> {
    /// The units from `first` on, out of `weights`.
    pub fn new(layout: Layout, weights: &[f32], first: usize) -> Self {
        let row = |row: usize| {
            Adamw::new(core::array::from_fn(|group| {
                let weight = |unit| place(layout, row, unit).map_or(0.0, |at| weights[at]);
                core::array::from_fn(|lane| weight(first + group * LANES + lane))
            }))
        };
        Self {
            rows: core::array::from_fn(row),
            hidden: [[[0.0; LANES]; T]; BATCH],
            turned: [[[[0.0; LANES]; GROUPS]; LANES]; T],
            slopes: [[[0.0; LANES]; T]; BATCH],
        }
    }

    /// Puts the weights, or their first moments, back where they came from.
    pub fn write(&self, layout: Layout, into: &mut [f32], first: usize, moments: bool) {
        for (row, parameters) in self.rows.iter().enumerate() {
            let lanes = if moments { &parameters.first } else { &parameters.value };
            for (unit, value) in lanes.as_flattened().iter().enumerate() {
                if let Some(at) = place(layout, row, first + unit) {
                    into[at] = *value;
                }
            }
        }
    }

    /// Activations of a batch.
    #[inline(never)]
    pub fn forward<S: Simd>(&mut self, simd: S, batch: &Batch) {
        simd.vectorize(
            #[inline(always)]
            || {
                for n in 0..BATCH {
                    let mut sum: [f32x16<S>; T] = lanes(simd, &self.rows[BIAS].value);
                    let mut inked = batch.inked[n];
                    while inked != 0 {
                        let pixel = inked.trailing_zeros() as usize % INPUTS;
                        inked &= inked - 1;
                        let ink = splat(simd, batch.pixels[n][pixel]);
                        let row: [f32x16<S>; T] = lanes(simd, &self.rows[pixel].value);
                        for k in 0..T {
                            sum[k] += ink * row[k];
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

    /// Adds these units' share to the logits.
    #[inline(never)]
    pub fn logits<S: Simd>(&self, simd: S, outputs: &mut Outputs) {
        simd.vectorize(
            #[inline(always)]
            || match S::f32s::LEN {
                ..8 => self.logits_by::<S, FEW>(simd, outputs),
                8.. => self.logits_by::<S, MANY>(simd, outputs),
            },
        );
    }

    #[inline(always)]
    fn logits_by<S: Simd, const C: usize>(&self, simd: S, outputs: &mut Outputs) {
        for classes in (0..CLASSES).step_by(C) {
            for group in 0..GROUPS {
                let mut sum = [splat(simd, 0.0); C];
                for c in 0..C {
                    sum[c] = load(simd, &outputs[classes + c][group]);
                }
                for k in 0..T {
                    for lane in 0..LANES {
                        let active = load(simd, &self.turned[k][lane][group]);
                        for c in 0..C {
                            sum[c] += active * splat(simd, self.rows[OUT + classes + c].value[k][lane]);
                        }
                    }
                }
                for c in 0..C {
                    outputs[classes + c][group] = sum[c].into();
                }
            }
        }
    }

    /// Takes the loss's slopes at the logits back to the units.
    #[inline(never)]
    pub fn backward<S: Simd>(&mut self, simd: S, outputs: &Outputs) {
        simd.vectorize(
            #[inline(always)]
            || {
                for n in 0..BATCH {
                    let mut sum = [splat(simd, 0.0); T];
                    for class in 0..CLASSES {
                        let slope = splat(simd, outputs[class].as_flattened()[n]);
                        for k in 0..T {
                            sum[k] += slope * load(simd, &self.rows[OUT + class].value[k]);
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

    /// Sums the gradients of what leads to the classes, and moves it.
    #[inline(never)]
    pub fn update_out<S: Simd>(&mut self, simd: S, outputs: &Outputs, factors: &Factors) {
        simd.vectorize(
            #[inline(always)]
            || match S::f32s::LEN {
                ..8 => self.update_out_by::<S, FEW>(simd, outputs, factors),
                8.. => self.update_out_by::<S, MANY>(simd, outputs, factors),
            },
        );
    }

    #[inline(always)]
    fn update_out_by<S: Simd, const C: usize>(&mut self, simd: S, outputs: &Outputs, factors: &Factors) {
        for classes in (0..CLASSES).step_by(C) {
            for k in 0..T {
                let mut sum = [splat(simd, 0.0); C];
                for n in 0..BATCH {
                    let active = load(simd, &self.hidden[n][k]);
                    for c in 0..C {
                        sum[c] += active * splat(simd, outputs[classes + c].as_flattened()[n]);
                    }
                }
                for c in 0..C {
                    self.rows[OUT + classes + c].update(simd, k, sum[c], factors);
                }
            }
        }
    }

    /// Sums the gradients of what leads from the pixels, and moves it.
    #[inline(never)]
    pub fn update_in<S: Simd>(&mut self, simd: S, batch: &Batch, touched: &[u32; INPUTS], factors: &Factors) {
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
                    self.rows[BIAS].update(simd, k, sum[k], factors);
                }
                for pixel in 0..INPUTS {
                    let mut sum = [splat(simd, 0.0); T];
                    let mut touched = touched[pixel];
                    while touched != 0 {
                        let n = touched.trailing_zeros() as usize % BATCH;
                        touched &= touched - 1;
                        let ink = splat(simd, batch.pixels[n][pixel]);
                        for k in 0..T {
                            sum[k] += ink * load(simd, &self.slopes[n][k]);
                        }
                    }
                    for k in 0..T {
                        self.rows[pixel].update(simd, k, sum[k], factors);
                    }
                }
            },
        );
    }

    /// Whether every parameter is finite.
    #[inline(always)]
    pub fn is_finite<S: Simd>(&self, simd: S) -> bool {
        let mut sum = splat(simd, 0.0);
        for row in &self.rows {
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

/// Where the parameters' common layout keeps what unit `unit` has in row `row`; `None` of a unit that the model has not.
fn place(layout: Layout, row: usize, unit: usize) -> Option<usize> {
    (unit < layout.width).then(|| match row.checked_sub(OUT) {
        None => row * layout.width + unit,
        Some(class) => layout.w2() + unit * CLASSES + class,
    })
}
