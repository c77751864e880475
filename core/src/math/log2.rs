//! The binary logarithm of γ with 96 fraction bits. They are enough to multiply it by any step without a visible loss.

use super::extended::Extended;

/// log2 of a positive number as whole part and fraction: `whole + fraction / 2^96`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Log2 {
    whole: i32,
    /// The highest 64 bits of the fraction.
    high: u64,
    /// The lowest 32 bits of the fraction.
    low: u32,
}

impl Log2 {
    /// log2 of `value`, rounded to nearest, or `None` if `value` is not positive and finite.
    pub(crate) const fn of(value: f64) -> Option<Self> {
        let value = Extended::<f64>::of(value);
        if value.digits() == 0 {
            return None;
        }
        let (high, rest) = Squared { high: value.digits(), low: 0 }.bits(64);
        // One more bit than is kept, for rounding.
        let (low, _) = rest.bits(33);
        let low = low.wrapping_add(1) >> 1;
        let (high, over) = high.overflowing_add(low >> 32);
        Some(Self { whole: value.power().wrapping_sub(1).wrapping_add(over as i32), high, low: low as u32 })
    }

    /// `steps` times this logarithm: the whole part, and the highest 64 bits of the fraction. Lower bits are cut off.
    #[inline]
    pub(crate) const fn times(self, steps: u32) -> (i64, u64) {
        let steps = steps as u64;
        let lowest = steps.wrapping_mul(self.low as u64) >> 32;
        let middle = steps.wrapping_mul(self.high & 0xffff_ffff).wrapping_add(lowest);
        let highest = steps.wrapping_mul(self.high >> 32).wrapping_add(middle >> 32);
        let whole = (self.whole as i64).wrapping_mul(steps as i64).wrapping_add((highest >> 32) as i64);
        (whole, (highest << 32) | (middle & 0xffff_ffff))
    }
}

/// A number in [1, 2) with 127 fraction bits, which is squared repeatedly.
#[derive(Clone, Copy)]
struct Squared {
    high: u64,
    low: u64,
}

impl Squared {
    /// The next bits of the logarithm. Each squaring doubles the logarithm, and the next bit is set if the square reaches 2.
    ///
    /// A square loses less than four units in its last place. Later losses count for less, so all squarings together leave the
    /// first 96 bits of the logarithm with an error below 2^-122.
    const fn bits(self, count: u32) -> (u64, Self) {
        let (mut bits, mut rest, mut left) = (0, self, count);
        while let Some(fewer) = left.checked_sub(1) {
            let (square, below) = wide_product(rest.high, rest.high);
            // Twice the product of the upper half and the lower half. The product of the lower halves lies below the kept digits.
            let (cross, last) = wide_product(rest.high, rest.low);
            let (low, carry) = below.overflowing_add((cross << 1) | (last >> 63));
            let high = square.wrapping_add(cross >> 63).wrapping_add(carry as u64);
            let reaches_two = high >> 63;
            rest = if reaches_two == 1 {
                Self { high, low }
            } else {
                Self { high: (high << 1) | (low >> 63), low: low << 1 }
            };
            bits = (bits << 1) | reaches_two;
            left = fewer;
        }
        (bits, rest)
    }
}

/// The upper and the lower half of a product.
const fn wide_product(a: u64, b: u64) -> (u64, u64) {
    let product = (a as u128).wrapping_mul(b as u128);
    ((product >> 64) as u64, product as u64)
}
