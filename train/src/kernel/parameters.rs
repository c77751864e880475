//! Parameters with what their optimiser remembers of them, and the one thing that an optimiser does.

use fearless_simd::{Simd, f32x16};

use super::lanes::{LANES, Lanes};

/// Parameters with their two moments, `N` groups of lanes.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub struct Parameters<const N: usize> {
    pub value: [Lanes; N],
    /// AdamW's first moment, or SGD's momentum buffer.
    pub first: [Lanes; N],
    /// AdamW's second moment.
    pub second: [Lanes; N],
}

impl<const N: usize> Parameters<N> {
    /// Moments at zero.
    pub fn new(value: [Lanes; N]) -> Self {
        Self { value, first: [[0.0; LANES]; N], second: [[0.0; LANES]; N] }
    }
}

/// The factors of one step of an optimiser.
pub trait Factors {
    /// Moves group `at` of `parameters` against its gradient.
    fn update<S: Simd, const N: usize>(
        &self,
        simd: S,
        parameters: &mut Parameters<N>,
        at: usize,
        gradient: f32x16<S>,
    );
}
