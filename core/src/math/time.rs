//! A time in a 1cycle. In general it lies between two steps, because PyTorch's phases end there.

use super::extended::Extended;

/// A time in whole steps and 64 fraction bits, for both types of rate. If a phase end were rounded to the digits of an `f32`, a
/// step could fall into the wrong phase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Time {
    whole: u64,
    fraction: u64,
}

impl Time {
    #[inline]
    pub(crate) const fn steps(number: u32) -> Self {
        Self { whole: number as u64, fraction: 0 }
    }

    /// Converts a number below 2^63. Digits below the last fraction bit are cut off.
    pub(crate) const fn of(number: Extended<f64>) -> Self {
        let (digits, power) = (number.digits(), number.power());
        if power > 0 {
            Self {
                whole: Extended::<f64>::down(digits, 64_i32.wrapping_sub(power)),
                fraction: Extended::<f64>::up(digits, power),
            }
        } else {
            Self { whole: 0, fraction: Extended::<f64>::down(digits, 0_i32.wrapping_sub(power)) }
        }
    }

    pub(crate) const fn is_before(self, other: Self) -> bool {
        self.whole < other.whole || (self.whole == other.whole && self.fraction < other.fraction)
    }

    /// The sum of two times.
    #[inline]
    pub(crate) const fn after(self, delay: Self) -> Self {
        let (fraction, carry) = self.fraction.overflowing_add(delay.fraction);
        Self { whole: self.whole.wrapping_add(delay.whole).wrapping_add(carry as u64), fraction }
    }

    /// The difference of two times, or zero if it is negative.
    #[inline]
    pub(crate) const fn since(self, earlier: Self) -> Self {
        if self.is_before(earlier) {
            return Self::steps(0);
        }
        let (fraction, borrow) = self.fraction.overflowing_sub(earlier.fraction);
        Self { whole: self.whole.wrapping_sub(earlier.whole).wrapping_sub(borrow as u64), fraction }
    }

    /// The time as a number with 64 digits.
    #[inline]
    pub(crate) const fn number(self) -> Extended<f64> {
        if self.whole == 0 {
            let zeros = self.fraction.leading_zeros() as i32;
            return Extended::<f64>::new(
                Extended::<f64>::up(self.fraction, zeros),
                0_i32.wrapping_sub(zeros),
            );
        }
        let zeros = self.whole.leading_zeros() as i32;
        let used = 64_i32.wrapping_sub(zeros);
        let top = Extended::<f64>::up(self.whole, zeros) | Extended::<f64>::down(self.fraction, used);
        Extended::<f64>::new_full(top, used)
    }
}

/// `share · steps`, rounded like PyTorch's `f64` product. PyTorch's phases end there, between steps.
pub(crate) const fn product(share: f64, steps: u32) -> Extended<f64> {
    let share = Extended::<f64>::of(share);
    let (digits, steps) = (share.digits(), steps as u64);
    let low = (digits & 0xffff_ffff).wrapping_mul(steps);
    let high = (digits >> 32).wrapping_mul(steps).wrapping_add(low >> 32);
    // The product has at most 85 digits. The highest 64 are kept here, and one more bit tells whether any digit is lost.
    let zeros = high.leading_zeros() as i32;
    let below = Extended::<f64>::up(low & 0xffff_ffff, zeros);
    let lost = below & 0xffff_ffff != 0;
    let kept = Extended::<f64>::up(high, zeros) | (below >> 32) | lost as u64;
    // The rounded product keeps 53 of them, with ties to even.
    const DROPPED: u64 = (1 << 11) - 1;
    let (rounded, over) = kept.overflowing_add((DROPPED >> 1).wrapping_add((kept >> 11) & 1));
    let power = share.power().wrapping_add(32).wrapping_sub(zeros);
    if over {
        Extended::<f64>::new_full(1 << 63, power.wrapping_add(1))
    } else {
        Extended::<f64>::new_full(rounded & !DROPPED, power)
    }
}

#[cfg(test)]
mod tests {
    use super::product;

    #[test]
    fn the_product_is_rounded_as_an_f64_product_is() {
        let mut state = 1_u64;
        let mut share = 1.0 - f64::EPSILON;
        for steps in (1..200).chain([(1 << 24) + 1, 3_000_000_019, u32::MAX - 1, u32::MAX]) {
            // Digits that end in many patterns, ties among them: an odd last place times 3, 5, 2³² - 1, …
            for _ in 0..2_000 {
                let ours = product(share, steps);
                let digits = (share * f64::from(steps)).to_bits();
                let expected = (((digits & ((1 << 52) - 1)) | (1 << 52)) << 11, (digits >> 52) as i32 - 1022);
                assert_eq!((ours.digits(), ours.power()), expected, "{share} of {steps}");
                state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                let places = (state >> 8) & ((1 << 52) - 1);
                let short = places >> ((state >> 60) * 3) << ((state >> 60) * 3);
                share = f64::from_bits((1020 << 52) | if state & 128 == 0 { places } else { short | 1 });
            }
        }
    }
}
