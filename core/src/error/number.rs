//! Writes the numbers in error texts with integer arithmetic: `core::fmt` of a float takes 18 KB of a microcontroller's flash.

use core::fmt;

use crate::math::extended::Extended;

/// The number of decimal digits: 17 distinguish every `f64` from its neighbours, and two more leave room for rounding.
const DIGITS: u32 = 19;
/// Numbers with this power of ten or a higher one, and numbers below `1e-5`, are written with an exponent.
const LARGE: i32 = 17;
const SMALL: i32 = -5;

/// Writes as few digits as distinguish the number from its neighbours. If the number is an `f32`, its neighbours are `f32`s too.
/// For a very large or very small number they may be a neighbour's.
pub(crate) fn write_number(f: &mut fmt::Formatter<'_>, value: f64) -> fmt::Result {
    if value.is_nan() {
        return f.write_str("NaN");
    }
    if value.to_bits() >> 63 == 1 && value.to_bits() << 1 != 0 {
        f.write_str("-")?;
    }
    let size = f64::from_bits(value.to_bits() << 1 >> 1);
    if size.is_infinite() {
        return f.write_str("inf");
    }
    if size.to_bits() == 0 {
        return f.write_str("0");
    }
    let (digits, exponent) = decimal(size);
    // A large whole number is a count, even if an `f32` holds it.
    let is_f32 = f64::from(size as f32).to_bits() == size.to_bits() && size < f64::from(1 << 24);
    let places = if is_f32 {
        significand((size as f32).to_bits().into(), 23)
    } else {
        significand(size.to_bits(), 52)
    };
    // Half the distance to the next number of its type: the number is `places` such distances long.
    let spread = digits.checked_div(places << 1).unwrap_or_default();
    let (digits, exponent) = fewest(digits, exponent, spread);
    let mut text = [0_u8; DIGITS as usize];
    let used = spell(digits, &mut text);
    let text = core::str::from_utf8(&text).unwrap_or_default();
    let (whole, fraction) = text.split_at_checked(1).unwrap_or((text, ""));
    let fraction = fraction.get(..used.saturating_sub(1)).unwrap_or_default();
    match exponent {
        SMALL..=-1 => {
            f.write_str("0.")?;
            for _ in exponent..-1 {
                f.write_str("0")?;
            }
            f.write_str(whole)?;
            f.write_str(fraction)
        }
        0..LARGE => {
            let before = exponent.unsigned_abs() as usize;
            f.write_str(whole)?;
            f.write_str(fraction.get(..before).unwrap_or(fraction))?;
            for _ in fraction.len()..before {
                f.write_str("0")?;
            }
            match fraction.get(before..) {
                Some(after) if !after.is_empty() => {
                    f.write_str(".")?;
                    f.write_str(after)
                }
                _ => Ok(()),
            }
        }
        _ => {
            f.write_str(whole)?;
            if !fraction.is_empty() {
                f.write_str(".")?;
                f.write_str(fraction)?;
            }
            f.write_str(if exponent < 0 { "e-" } else { "e" })?;
            let mut text = [0_u8; DIGITS as usize];
            let used = spell_from_right(u64::from(exponent.unsigned_abs()), &mut text);
            f.write_str(core::str::from_utf8(text.get(used..).unwrap_or_default()).unwrap_or_default())
        }
    }
}

/// The significand of a positive float as a whole number. `stored` of its bits are stored.
fn significand(bits: u64, stored: u32) -> u64 {
    let below = (1_u64 << stored).wrapping_sub(1);
    if bits > below { bits & below | (1 << stored) } else { bits }
}

/// Powers of ten, and the number below which a product with each has no more than 19 digits.
const POWERS: [(i32, u64, u64); 5] = [
    (16, 10_000_000_000_000_000, 1_000),
    (8, 100_000_000, 100_000_000_000),
    (4, 10_000, 1_000_000_000_000_000),
    (2, 100, 100_000_000_000_000_000),
    (1, 10, 1_000_000_000_000_000_000),
];

/// A positive number as 19 decimal digits and the power of ten of the first.
fn decimal(size: f64) -> (u64, i32) {
    /// The least number with more than 19 digits.
    const ABOVE: Extended<f64> = Extended::<f64>::factor(1e19);
    let mut number = Extended::<f64>::of(size);
    let mut exponent = 18_i32;
    // Large powers first: each product costs half a unit of 64 digits, and everyday numbers need five at the most.
    for (decades, factor, limit) in POWERS {
        while number.less_than(Extended::<f64>::new(limit, 64)) {
            number = times(number, factor);
            exponent = exponent.saturating_sub(decades);
        }
    }
    while !number.less_than(ABOVE) {
        number = number.over(Extended::<f64>::count(10));
        exponent = exponent.saturating_add(1);
    }
    (Extended::<f64>::down(number.digits(), 64_i32.saturating_sub(number.power())), exponent)
}

/// The product with a whole number, rounded to 64 digits.
fn times(number: Extended<f64>, by: u64) -> Extended<f64> {
    let product = u128::from(number.digits()).wrapping_mul(u128::from(by));
    let zeros = product.leading_zeros();
    let full = product.checked_shl(zeros).unwrap_or_default();
    let digits = ((full >> 64) as u64).saturating_add((full >> 63) as u64 & 1);
    Extended::<f64>::new_full(digits, number.power().saturating_add(64).saturating_sub(zeros as i32))
}

/// The number rounded to as few digits as stay within `spread`.
fn fewest(digits: u64, exponent: i32, spread: u64) -> (u64, i32) {
    let mut unit = 10_u64.pow(DIGITS.saturating_sub(1));
    loop {
        let rounded =
            digits.saturating_add(unit / 2).checked_div(unit).unwrap_or_default().saturating_mul(unit);
        // The last digit may be off by two.
        if rounded.abs_diff(digits).saturating_add(2) <= spread || unit == 1 {
            // 9.99 may round up to 10.
            return if rounded >= 10_u64.pow(DIGITS) {
                (rounded / 10, exponent.saturating_add(1))
            } else {
                (rounded, exponent)
            };
        }
        unit /= 10;
    }
}

/// Writes 19 digits to `text`. Returns how many remain without the zeros at the end.
fn spell(digits: u64, text: &mut [u8; DIGITS as usize]) -> usize {
    spell_from_right(digits, text);
    text.iter().rposition(|digit| *digit != b'0').map_or(1, |last| last.saturating_add(1))
}

/// Writes a number to the right end of `text`. Returns where the number begins.
fn spell_from_right(mut number: u64, text: &mut [u8; DIGITS as usize]) -> usize {
    let mut at = text.len();
    for place in text.iter_mut().rev() {
        *place = b'0'.saturating_add((number % 10) as u8);
        at = at.saturating_sub(1);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::format;
    use std::string::{String, ToString};

    use super::*;

    struct Number(f64);

    impl fmt::Display for Number {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_number(f, self.0)
        }
    }

    #[test]
    fn numbers_are_written_as_people_type_them() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-0.5, "-0.5"),
            (f64::from(-0.1_f32), "-0.1"),
            (0.1, "0.1"),
            (13.0 * 1e-3, "0.013000000000000001"),
            (0.013, "0.013"),
            (5e-324, "5e-324"),
            (1.0, "1"),
            (10.0, "10"),
            (90.25, "90.25"),
            (1.0 + f64::EPSILON, "1.0000000000000002"),
            (1.000_000_1, "1.0000001"),
            (0.999_999_9, "0.9999999"),
            (4_294_967_295.0, "4294967295"),
            (4_294_967_296.0, "4294967296"),
            (18_446_744_065_119_617_000.0, "1.8446744065119617e19"),
            (0.000_01, "0.00001"),
            (1e-6, "1e-6"),
            (1.5e-9, "1.5e-9"),
            (1e17, "1e17"),
            (1e308, "1e308"),
            (f64::MAX, "1.7976931348623157e308"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(Number(number).to_string(), text);
        }
    }

    #[test]
    fn what_is_written_reads_back_as_the_number_or_its_neighbour() {
        let mut state = 1_u64;
        for _ in 0..20_000 {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            let number = f64::from_bits(state);
            if !number.is_normal() {
                continue;
            }
            let text: String = format!("{}", Number(number));
            let back: f64 = text.parse().unwrap();
            assert!(back.to_bits().abs_diff(number.to_bits()) <= 1, "{number:e} is written {text}");
            let everyday = f64::from_bits(state >> 12 | 0x3f0 << 52) - 1.0 / 65_536.0;
            let everyday = everyday * 10_f64.powi((state % 12) as i32);
            if everyday > 1e-6 {
                let text: String = format!("{}", Number(everyday));
                assert_eq!(
                    text.parse::<f64>().unwrap().to_bits(),
                    everyday.to_bits(),
                    "{everyday:e} is written {text}"
                );
            }
            let short = number as f32;
            if short.is_normal() {
                let text: String = format!("{}", Number(f64::from(short)));
                assert_eq!(text.parse::<f32>().unwrap(), short, "{text}");
            }
        }
    }
}
