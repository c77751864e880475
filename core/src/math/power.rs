//! A share of whole steps, raised to a real power: 2^(−power · −log2 share).
//!
//! A large power magnifies the error of the logarithm. So the logarithm keeps its relative accuracy, also where the share is close
//! to 1. It comes from log2(a/b) = 2/ln 2 · artanh((a − b)/(a + b)), where a and b are whole numbers that lie near each other. An
//! `f32` takes 64 digits of it, an `f64` takes 128.

use super::extended::Extended;
use super::tables;

/// The share a / b as 2^−`halvings` · (sum ∓ distance) / (sum ± distance).
#[derive(Clone, Copy)]
struct Ratio {
    halvings: u32,
    /// Whether the share times 2^`halvings` lies above 1.
    above: bool,
    /// The distance of both whole numbers, shifted so that it has 33 bits, or 0.
    distance: u64,
    /// The sum of both, shifted so that it has 34 bits.
    sum: u64,
    /// The power of two that distance / sum is multiplied by.
    power: i32,
}

/// The digits of a quotient that one division gives.
const DIGITS: u32 = 30;

impl Ratio {
    /// `part` / `whole`, where 0 < `part` < `whole`. The ratio that is left lies between √½ and √2.
    const fn of(part: u32, whole: u32) -> Self {
        let mut halvings = part.leading_zeros().wrapping_sub(whole.leading_zeros());
        let (mut near, whole) = (Extended::<f64>::up(part as u64, halvings as i32), whole as u64);
        if near.wrapping_mul(256) < whole.wrapping_mul(181) {
            near <<= 1;
            halvings = halvings.wrapping_add(1);
        } else if near.wrapping_mul(181) > whole.wrapping_mul(256) {
            near >>= 1;
            halvings = halvings.wrapping_sub(1);
        }
        let (distance, sum) = (near.abs_diff(whole), near.wrapping_add(whole));
        let short = distance.leading_zeros().wrapping_sub(31) as i32;
        let room = sum.leading_zeros().wrapping_sub(30) as i32;
        Self {
            halvings,
            above: near > whole,
            distance: Extended::<f64>::up(distance, short),
            sum: Extended::<f64>::up(sum, room),
            power: room.wrapping_sub(short),
        }
    }

    /// The next digits of `rest` / sum, and what is left then.
    const fn next(self, rest: u64) -> (u64, u64) {
        let rest = rest << DIGITS;
        match rest.checked_div(self.sum) {
            Some(digits) => (digits, rest.wrapping_sub(digits.wrapping_mul(self.sum))),
            None => (0, 0),
        }
    }
}

/// A power of two that is at most 1, as a whole part and a fraction from 0: 2^`whole` · 2^`fraction`.
struct Split<W> {
    whole: i32,
    fraction: W,
}

/// Beyond this exponent every rate is 0.
const FAR: i32 = 12;

impl Split<u64> {
    /// −`exponent`, which is below 2^`FAR`.
    const fn of_negative(exponent: Extended<f64>) -> Self {
        let (digits, power) = (exponent.digits(), exponent.power());
        let (whole, fraction) = if power > 0 {
            (Extended::<f64>::down(digits, 64_i32.wrapping_sub(power)), Extended::<f64>::up(digits, power))
        } else {
            (0, Extended::<f64>::down(digits, 0_i32.wrapping_sub(power)))
        };
        let carry = (fraction != 0) as i32;
        Self {
            whole: 0_i32.wrapping_sub(whole as i32).wrapping_sub(carry),
            fraction: fraction.wrapping_neg(),
        }
    }
}

impl Extended<f32> {
    /// (`part` / `whole`)^`power`, where 0 < `part` < `whole` and `power` is above 0.
    pub(crate) const fn share_to(part: u32, whole: u32, power: Extended<f64>) -> Self {
        let ratio = Ratio::of(part, whole);
        let (first, rest) = ratio.next(ratio.distance);
        let (second, _) = ratio.next(rest);
        let z = Extended::<f64>::new((first << 34) | (second << 4), ratio.power);
        let slope = Extended::<f64>::series(&tables::LOG2_32, z.times(z).fraction());
        let small = z.times(Extended::<f64>::new_full(slope, 2)).filled_by_one();
        let halvings = Extended::<f64>::count(ratio.halvings);
        let fallen = if ratio.above { halvings.minus_half_at_most(small) } else { halvings.plus(small) };
        let exponent = fallen.times(power).filled_by_one();
        if exponent.power() > FAR {
            return Self::ZERO;
        }
        let Split { whole, fraction } = Split::<u64>::of_negative(exponent);
        Self::exp2(Self::from_top(fraction)).scaled(whole)
    }
}

/// A number with 128 digits: `digits` · 2^(`power` − 128).
#[derive(Clone, Copy)]
struct Long {
    digits: u128,
    power: i32,
}

/// The fraction bits of a sum of halvings and a small logarithm.
const POINT: u32 = 122;

impl Long {
    /// The number shifted so that its highest digit is set.
    const fn filled(digits: u128, power: i32) -> Self {
        let zeros = digits.leading_zeros();
        match digits.checked_shl(zeros) {
            Some(digits) => Self { digits, power: power.wrapping_sub(zeros as i32) },
            None => Self { digits: 0, power },
        }
    }

    /// The fraction bits of a number below 1.
    const fn fraction(self) -> u128 {
        down(self.digits, 0_i32.wrapping_sub(self.power))
    }

    /// −log2 (`part` / `whole`).
    const fn fallen(part: u32, whole: u32) -> Self {
        let ratio = Ratio::of(part, whole);
        let (first, rest) = ratio.next(ratio.distance);
        let (second, rest) = ratio.next(rest);
        let (third, _) = ratio.next(rest);
        let digits = ((first as u128) << 98) | ((second as u128) << 68) | ((third as u128) << 38);
        let z = Self::filled(digits, ratio.power);
        let at = Self { digits: high(z.digits, z.digits), power: z.power.wrapping_mul(2) }.fraction();
        // The higher terms are small, and 64 digits of them are enough.
        let tail = Extended::<f64>::series(&tables::LOG2_64_TAIL, (at >> 64) as u64);
        let (mut slope, mut rest): (u128, &[u128]) = ((tail as u128) << 64, &tables::LOG2_64);
        while let [term, others @ ..] = rest {
            slope = term.wrapping_add(high(slope, at));
            rest = others;
        }
        let small = Self::filled(high(z.digits, slope), z.power.wrapping_add(2));
        if ratio.halvings == 0 {
            return small;
        }
        let halvings = (ratio.halvings as u128) << POINT;
        let whole_bits = 128_u32.wrapping_sub(POINT) as i32;
        let small = down(small.digits, whole_bits.wrapping_sub(small.power));
        let sum = if ratio.above { halvings.wrapping_sub(small) } else { halvings.wrapping_add(small) };
        Self::filled(sum, whole_bits)
    }

    /// The product with a number of 64 digits.
    const fn times(self, other: Extended<f64>) -> Self {
        let by = other.digits() as u128;
        let low = (self.digits & u64::MAX as u128).wrapping_mul(by) >> 64;
        let digits = (self.digits >> 64).wrapping_mul(by).wrapping_add(low);
        Self::filled(digits, self.power.wrapping_add(other.power()))
    }
}

impl Split<u128> {
    /// −`exponent`, which is below 2^`FAR`.
    const fn of_negative(exponent: Long) -> Self {
        let Long { digits, power } = exponent;
        let (whole, fraction) = if power > 0 {
            (down(digits, 128_i32.wrapping_sub(power)), digits << (power & 127))
        } else {
            (0, exponent.fraction())
        };
        let carry = (fraction != 0) as i32;
        Self {
            whole: 0_i32.wrapping_sub(whole as i32).wrapping_sub(carry),
            fraction: fraction.wrapping_neg(),
        }
    }
}

impl Extended<f64> {
    /// (`part` / `whole`)^`power`, where 0 < `part` < `whole` and `power` is above 0.
    pub(crate) const fn share_to(part: u32, whole: u32, power: Extended<f64>) -> Self {
        let exponent = Long::fallen(part, whole).times(power);
        if exponent.power > FAR {
            return Self::ZERO;
        }
        let Split { whole, fraction } = Split::<u128>::of_negative(exponent);
        Self::exp2((fraction >> 64) as u64).scaled(whole)
    }
}

/// The upper half of a product.
const fn high(a: u128, b: u128) -> u128 {
    let ((a, a_low), (b, b_low)) = (halves(a), halves(b));
    let (cross, last) = halves(a.wrapping_mul(b_low).wrapping_add(a_low.wrapping_mul(b_low) >> 64));
    let other = a_low.wrapping_mul(b).wrapping_add(last);
    a.wrapping_mul(b).wrapping_add(cross).wrapping_add(other >> 64)
}

/// The upper and the lower half of a word.
const fn halves(word: u128) -> (u128, u128) {
    (word >> 64, word & u64::MAX as u128)
}

/// `word` shifted towards the low end, or zero if the shift is as long as the word.
const fn down(word: u128, by: i32) -> u128 {
    match word.checked_shr(by as u32) {
        Some(shifted) => shifted,
        None => 0,
    }
}
