//! AdamW as torch's single-tensor AdamW does it in float32: decoupled decay, then the step.

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f32x16};

use super::lanes::load;
use super::parameters::{Factors, Parameters};
use crate::optimiser::{BETA2, EPS, Rate};

/// The factors of one step, computed in double precision and then rounded, as torch does.
#[derive(Debug, Clone, Copy)]
pub struct AdamW {
    keep: f32,
    lerp: f32,
    beta2: f32,
    fresh: f32,
    root: f32,
    eps: f32,
    negative_step: f32,
}

impl AdamW {
    /// For step number `t`, counted from 1.
    pub fn new(rate: Rate, t: u32) -> Self {
        let t = f64::from(t);
        let correction1 = 1.0 - libm::pow(rate.momentum, t);
        let correction2 = 1.0 - libm::pow(BETA2, t);
        Self {
            keep: (1.0 - rate.lr * rate.weight_decay) as f32,
            lerp: (1.0 - rate.momentum) as f32,
            beta2: BETA2 as f32,
            fresh: (1.0 - BETA2) as f32,
            root: (1.0 / libm::sqrt(correction2)) as f32,
            eps: EPS as f32,
            negative_step: -(rate.lr / correction1) as f32,
        }
    }
}

impl Factors for AdamW {
    #[inline(always)]
    fn update<S: Simd, const N: usize>(
        &self,
        simd: S,
        parameters: &mut Parameters<N>,
        at: usize,
        gradient: f32x16<S>,
    ) {
        let value = load(simd, &parameters.value[at]) * self.keep;
        let first = load(simd, &parameters.first[at]);
        let first = first + (gradient - first) * self.lerp;
        let second = load(simd, &parameters.second[at]) * self.beta2 + gradient * self.fresh * gradient;
        let bottom = second.sqrt() * self.root + self.eps;
        let value = value + first * self.negative_step / bottom;
        parameters.value[at] = value.into();
        parameters.first[at] = first.into();
        parameters.second[at] = second.into();
    }
}
