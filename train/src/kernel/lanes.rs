//! Sixteen floats at a time, whatever the SIMD width of the machine. The bits are the same on every machine, because lanes are never
//! combined and nothing is fused.

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f32x16};

/// Floats in a lane group.
pub const LANES: usize = 16;

/// The logarithm of 2 in two parts. The first has so few bits that its product with a small whole number is exact.
const LN2_HIGH: f32 = 0.693_359_4;
const LN2_LOW: f32 = -2.121_944_4e-4;

/// Sixteen floats in memory.
pub type Lanes = [f32; LANES];

#[inline(always)]
pub fn load<S: Simd>(simd: S, from: &Lanes) -> f32x16<S> {
    f32x16::load_array_ref(simd, from)
}

#[inline(always)]
pub fn splat<S: Simd>(simd: S, value: f32) -> f32x16<S> {
    f32x16::splat(simd, value)
}

/// `x` where it is above zero, else +0.
#[inline(always)]
pub fn relu<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
    let zero = splat(simd, 0.0);
    x.simd_gt(zero).select(x, zero)
}

/// e to the power of `x`, for `x` up to 0 (below -87 it stays at e⁻⁸⁷, which no softmax notices). NaN stays NaN.
///
/// `x = n ln 2 + r` with `n` whole: e^r from the polynomial of Cephes' `expf`, 2ⁿ by its exponent bits.
#[inline(always)]
pub fn exp<S: Simd>(simd: S, x: f32x16<S>) -> f32x16<S> {
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
    power * f32x16::from_bits(exponent)
}

/// The natural logarithm of `x`, from 1 up. NaN and infinity become NaN.
///
/// `x = 2ⁿ m` with `m` from √½ to √2: the logarithm of `m` from the polynomial of Cephes' `logf`.
#[inline(always)]
pub fn ln<S: Simd>(x: f32x16<S>) -> f32x16<S> {
    let n = (x.to_bits() - core::f32::consts::FRAC_1_SQRT_2.to_bits()) >> 23;
    let m = f32x16::from_bits(x.to_bits() - (n << 23));
    let n: f32x16<S> = n.to_float();
    let f = m - 1.0;
    let square = f * f;
    let mut p = f * 7.037_683_6e-2 - 0.115_146_1;
    p = p * f + 0.116_769_99;
    p = p * f - 0.124_201_41;
    p = p * f + 0.142_493_23;
    p = p * f - 0.166_680_57;
    p = p * f + 0.200_007_15;
    p = p * f - 0.249_999_94;
    p = p * f + 0.333_333_3;
    let low = p * f * square + n * LN2_LOW - square * 0.5;
    // A value that is not finite has no exponent to split off. Times 0 it is NaN.
    f + low + n * LN2_HIGH + x * 0.0
}
