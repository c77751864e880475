//! SGD as torch's single-tensor SGD does it in float32: coupled decay, momentum, Nesterov's form or the plain one.

use fearless_simd::{Simd, f32x16};

use super::lanes::load;
use super::parameters::{Factors, Parameters};
use crate::optimiser::Rate;

/// The factors of one step, rounded from double precision.
#[derive(Debug, Clone, Copy)]
pub struct Sgd {
    decay: f32,
    momentum: f32,
    /// The parts of the gradient and of the momentum buffer in the direction of the step.
    fresh: f32,
    along: f32,
    negative_lr: f32,
}

impl Sgd {
    pub fn new(rate: Rate, nesterov: bool) -> Self {
        let momentum = rate.momentum as f32;
        let (fresh, along) = if nesterov { (1.0, momentum) } else { (0.0, 1.0) };
        Self { decay: rate.weight_decay as f32, momentum, fresh, along, negative_lr: -rate.lr as f32 }
    }
}

impl Factors for Sgd {
    #[inline(always)]
    fn update<S: Simd, const N: usize>(
        &self,
        simd: S,
        parameters: &mut Parameters<N>,
        at: usize,
        gradient: f32x16<S>,
    ) {
        let value = load(simd, &parameters.value[at]);
        let gradient = gradient + value * self.decay;
        let buffer = load(simd, &parameters.first[at]) * self.momentum + gradient;
        let direction = gradient * self.fresh + buffer * self.along;
        parameters.value[at] = (value + direction * self.negative_lr).into();
        parameters.first[at] = buffer.into();
    }
}
