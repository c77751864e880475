//! The binary logarithm of γ with 96 fraction bits: enough to multiply by any step and lose nothing that shows.

use super::tables::{INVERSE_ODD, TWO_OVER_LN2};

/// log2 of a positive number as whole part and fraction: `whole + fraction / 2^96`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Log2 {
    whole: i32,
    /// Highest 64 bits of the fraction.
    high: u64,
    /// Lowest 32.
    low: u32,
}

impl Log2 {
    /// log2 of `value`, which must be positive and finite.
    pub(crate) fn of(value: f64) -> Self {
        // value = m · 2^power with m in [√½, √2), which keeps the series short.
        let bits = value.to_bits();
        let stored = bits & ((1 << 52) - 1);
        let exponent = (bits >> 52) as i32;
        let (digits, mut power) = if exponent == 0 {
            let zeros = stored.leading_zeros();
            (stored.unbounded_shl(zeros) >> 11, (-1011_i32).saturating_sub(zeros as i32))
        } else {
            (stored | (1 << 52), exponent.saturating_sub(1023))
        };
        let mut one = 1_u64 << 52;
        if digits > 0x0016_a09e_667f_3bcc {
            power = power.saturating_add(1);
            one <<= 1;
        }
        // log2 m = (2/ln 2) · artanh z with z = (m - 1)/(m + 1).
        let below = digits < one;
        let z = divide(digits.abs_diff(one), digits.wrapping_add(one));
        let square = mul_high(z, z);
        let series = INVERSE_ODD.iter().fold(0, |sum: u128, &term| term.wrapping_add(mul_high(sum, square)));
        let factor = mul_high(TWO_OVER_LN2, series);
        // Points so far: 128 + 126 + 127 bits, less two words; 96 are wanted.
        let size = mul_high(z, factor).wrapping_add(1 << 28) >> 29;
        let fraction = if below { (1_u128 << 96).wrapping_sub(size) } else { size };
        let borrow = i32::from(below && size != 0);
        Self {
            whole: power.saturating_sub(borrow),
            high: (fraction >> 32) as u64,
            low: if size == 0 { 0 } else { fraction as u32 },
        }
    }

    /// `steps` times this logarithm: whole part and the highest 64 bits of the fraction, cut off.
    #[inline]
    pub(crate) fn times(self, steps: u32) -> (i64, u64) {
        let steps = u64::from(steps);
        let lowest = steps.wrapping_mul(u64::from(self.low)) >> 32;
        let middle = steps.wrapping_mul(self.high & 0xffff_ffff).wrapping_add(lowest);
        let highest = steps.wrapping_mul(self.high >> 32).wrapping_add(middle >> 32);
        let whole = i64::from(self.whole).wrapping_mul(steps as i64).wrapping_add((highest >> 32) as i64);
        (whole, (highest << 32) | (middle & 0xffff_ffff))
    }
}

/// `numerator / denominator` with 128 fraction bits, for a numerator below the denominator below 2^63.
fn divide(numerator: u64, denominator: u64) -> u128 {
    let mut rest = numerator;
    (0..128).fold(0, |quotient: u128, _| {
        rest <<= 1;
        let fits = rest >= denominator;
        if fits {
            rest = rest.wrapping_sub(denominator);
        }
        (quotient << 1) | u128::from(fits)
    })
}

/// The upper half of a product of two 128-bit numbers, to within three units.
fn mul_high(a: u128, b: u128) -> u128 {
    let (a_high, a_low) = (a >> 64, a & u128::from(u64::MAX));
    let (b_high, b_low) = (b >> 64, b & u128::from(u64::MAX));
    let cross = (a_high.wrapping_mul(b_low) >> 64).wrapping_add(a_low.wrapping_mul(b_high) >> 64);
    a_high.wrapping_mul(b_high).wrapping_add(cross)
}
