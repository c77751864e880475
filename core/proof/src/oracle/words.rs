//! Converts words of the oracle's files to numbers.

use super::ulp::Exact;

/// An exact value by its digits and its power of two.
///
/// # Panics
/// If the words are not a value, because the file is damaged.
#[must_use]
pub fn exact(digits: &str, power: &str) -> Exact {
    match (u128::from_str_radix(digits, 16), power.parse()) {
        (Ok(digits), Ok(power)) => Exact { digits, power },
        _ => panic!("not an exact value: {digits} {power}"),
    }
}

/// A float by its bits.
///
/// # Panics
/// If the word is not a number, because the file is damaged.
#[must_use]
pub fn float(word: &str) -> f64 {
    match u64::from_str_radix(word, 16) {
        Ok(bits) => f64::from_bits(bits),
        Err(_) => panic!("not the bits of a float: {word}"),
    }
}

/// A count, in the form that `Settings` takes.
///
/// # Panics
/// If the word is not a number, because the file is damaged.
#[must_use]
pub fn count(word: &str) -> f64 {
    match word.parse::<u32>() {
        Ok(count) => f64::from(count),
        Err(_) => panic!("not a count: {word}"),
    }
}
