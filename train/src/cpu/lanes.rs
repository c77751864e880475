//! Eight floats at a time, whatever the machine's own width: every result is the same bits on all of them, since no lane ever meets
//! another and nothing is fused.

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f32x8};

/// Floats in a lane group.
pub const LANES: usize = 8;

/// Eight floats in memory.
pub type Lanes = [f32; LANES];

#[inline(always)]
pub fn load<S: Simd>(simd: S, from: &Lanes) -> f32x8<S> {
    f32x8::load_array_ref(simd, from)
}

#[inline(always)]
pub fn splat<S: Simd>(simd: S, value: f32) -> f32x8<S> {
    f32x8::splat(simd, value)
}

/// `x` where it is above zero, else +0.
#[inline(always)]
pub fn relu<S: Simd>(simd: S, x: f32x8<S>) -> f32x8<S> {
    let zero = splat(simd, 0.0);
    x.simd_gt(zero).select(x, zero)
}

/// The greater; `b` where either is NaN.
#[inline(always)]
pub fn greater<S: Simd>(a: f32x8<S>, b: f32x8<S>) -> f32x8<S> {
    a.simd_gt(b).select(a, b)
}

/// e to the power of `x`, for `x` up to 0 (below -87 it stays at e⁻⁸⁷, where a softmax sees nothing any more). NaN stays NaN.
///
/// `x = n ln 2 + r` with `n` whole: e^r from the polynomial of Cephes' `expf`, 2ⁿ by its exponent bits.
#[inline(always)]
pub fn exp<S: Simd>(simd: S, x: f32x8<S>) -> f32x8<S> {
    /// So few bits that `n` times it is exact.
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    /// Adding this leaves a whole number in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let low = splat(simd, -87.0);
    let x = x.simd_lt(low).select(low, x);
    let shifted = x * core::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * LN2_HIGH - n * LN2_LOW;
    let mut p = r * 1.987_569_2e-4 + 1.398_199_9e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 0.166_666_66;
    p = p * r + 0.5;
    let power = p * (r * r) + r + 1.0;
    let exponent = (shifted.to_bits() + 127) << 23;
    power * f32x8::from_bits(exponent)
}
