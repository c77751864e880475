//! The training kernel of the CPU: plain Rust on SIMD lanes, the same bits at every SIMD width. It is compiled for each shape of
//! inputs and classes that a task has.

mod adamw;
mod batch;
mod lanes;
mod model;
mod parameters;
mod sgd;
mod softmax;
#[cfg(test)]
mod tests;
mod tile;

use core::fmt;

use fearless_simd::{Level, Simd, dispatch};

use self::adamw::AdamW;
use self::batch::Batch;
use self::model::Model;
use self::parameters::Factors;
use self::sgd::Sgd;
use self::softmax::Verdict;
use crate::dataset::Dataset;
use crate::optimiser::{Method, Rate};
use crate::report::RoundReport;
use crate::shape::Shape;
use crate::task::{BATCH, ROUND};

/// Makes a network of this shape with these weights.
pub type Kernel = fn(Shape, &[f32]) -> Box<dyn Network>;

/// What one round of one network is made from.
#[derive(Debug, Clone, Copy)]
pub struct Round<'a> {
    pub data: &'static Dataset,
    /// The training samples, batch after batch.
    pub samples: &'a [u16],
    /// The label that the training sees of each sample of the data.
    pub labels: &'a [u8],
    pub validation: &'a [u16],
    pub rates: &'a [Rate; ROUND],
}

/// A network in training, whatever its shape.
pub trait Network: fmt::Debug {
    /// Trains a round, then validates.
    fn round(&mut self, level: Level, round: Round<'_>) -> RoundReport;
    /// The weights as they stand, in the order of [`Shape`].
    fn weights(&self) -> Vec<f32>;
}

/// The kernel for networks with `INPUTS` inputs, one bit for each of which fits into `WORDS` words, and `CLASSES` classes.
pub fn network<const INPUTS: usize, const CLASSES: usize, const WORDS: usize>(
    shape: Shape,
    weights: &[f32],
) -> Box<dyn Network> {
    Box::new(Trainer::<INPUTS, CLASSES, WORDS>(Model::new(shape, weights)))
}

#[derive(Debug)]
struct Trainer<const INPUTS: usize, const CLASSES: usize, const WORDS: usize>(Model<INPUTS, CLASSES>);

impl<const INPUTS: usize, const CLASSES: usize, const WORDS: usize> Network
    for Trainer<INPUTS, CLASSES, WORDS>
{
    fn round(&mut self, level: Level, round: Round<'_>) -> RoundReport {
        let model = &mut self.0;
        dispatch!(level, simd => train::<_, INPUTS, CLASSES, WORDS>(simd, model, round))
    }

    fn weights(&self) -> Vec<f32> {
        self.0.weights()
    }
}

/// Every batch, then the validation samples.
#[inline(always)]
fn train<S: Simd, const INPUTS: usize, const CLASSES: usize, const WORDS: usize>(
    simd: S,
    model: &mut Model<INPUTS, CLASSES>,
    round: Round<'_>,
) -> RoundReport {
    let Round { data, samples, labels, validation, rates } = round;
    let mut report = RoundReport { train_loss: Vec::with_capacity(ROUND), ..RoundReport::ended() };
    for ((at, samples), &rate) in (0..).zip(samples.as_chunks::<BATCH>().0).zip(rates) {
        let batch = Batch::<INPUTS, WORDS>::new(data, samples).labelled(samples, labels);
        let loss = match rate.method {
            Method::AdamW => one_step(simd, model, &batch, &AdamW::new(rate, model.steps() + 1)),
            Method::Sgd { nesterov } => one_step(simd, model, &batch, &Sgd::new(rate, nesterov)),
        };
        report.train_loss.push(loss);
        if !loss.is_finite() || !model.is_finite(simd) {
            report.diverged_at = Some(at);
            return report;
        }
    }
    let (mut loss, mut verdict) = (0.0, Verdict::EMPTY);
    for samples in validation.chunks(BATCH) {
        let batch = Batch::<INPUTS, WORDS>::new(data, samples);
        model.judge(simd, &batch, &mut verdict);
        let pairs = verdict.predicted().zip(batch.labels).take(samples.len());
        report.val_correct += pairs.filter(|(predicted, label)| predicted == label).count() as u32;
        loss += verdict.losses().iter().take(samples.len()).map(|&loss| f64::from(loss)).sum::<f64>();
    }
    report.val_loss = (loss / validation.len() as f64) as f32;
    report
}

#[inline(never)]
fn one_step<S: Simd, const INPUTS: usize, const CLASSES: usize, const WORDS: usize>(
    simd: S,
    model: &mut Model<INPUTS, CLASSES>,
    batch: &Batch<INPUTS, WORDS>,
    factors: &impl Factors,
) -> f32 {
    simd.vectorize(
        #[inline(always)]
        || model.step(simd, batch, factors),
    )
}
