//! AdamW as torch's single-tensor AdamW does it in float32: decoupled decay, then the step.

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f32x16};

use super::lanes::{LANES, Lanes, load};
use crate::optimiser::{BETA2, EPS, Rate};

/// The factors of one step, computed in double precision and then rounded, as torch does.
#[derive(Debug, Clone, Copy)]
pub struct Factors {
    keep: f32,
    lerp: f32,
    beta2: f32,
    fresh: f32,
    root: f32,
    eps: f32,
    negative_step: f32,
}

impl Factors {
    /// For step number `t`, counted from 1.
    pub fn new(rate: Rate, t: u32) -> Self {
        let t = f64::from(t);
        let correction1 = 1.0 - libm::pow(rate.beta1, t);
        let correction2 = 1.0 - libm::pow(BETA2, t);
        Self {
            keep: (1.0 - rate.lr * rate.weight_decay) as f32,
            lerp: (1.0 - rate.beta1) as f32,
            beta2: BETA2 as f32,
            fresh: (1.0 - BETA2) as f32,
            root: (1.0 / libm::sqrt(correction2)) as f32,
            eps: EPS as f32,
            negative_step: -(rate.lr / correction1) as f32,
        }
    }
}

/// Parameters with their two moments, `N` groups of lanes.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub struct Adamw<const N: usize> {
    pub value: [Lanes; N],
    pub first: [Lanes; N],
    second: [Lanes; N],
}

impl<const N: usize> Adamw<N> {
    /// Moments at zero.
    pub fn new(value: [Lanes; N]) -> Self {
        Self { value, first: [[0.0; LANES]; N], second: [[0.0; LANES]; N] }
    }

    /// Moves group `at` against its gradient.
    #[inline(always)]
    pub fn update<S: Simd>(&mut self, simd: S, at: usize, gradient: f32x16<S>, factors: &Factors) {
        let value = load(simd, &self.value[at]) * factors.keep;
        let first = load(simd, &self.first[at]);
        let first = first + (gradient - first) * factors.lerp;
        let second = load(simd, &self.second[at]) * factors.beta2 + gradient * factors.fresh * gradient;
        let bottom = second.sqrt() * factors.root + factors.eps;
        let value = value + first * factors.negative_step / bottom;
        self.value[at] = value.into();
        self.first[at] = first.into();
        self.second[at] = second.into();
    }
}
