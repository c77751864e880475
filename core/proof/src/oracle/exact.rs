//! Exact arithmetic for the closed formulas of the subjects. It uses 256-bit floats of another library and none of our
//! arithmetic.

use dashu_float::FBig;
use dashu_float::round::mode::HalfEven;

pub use super::ulp::Exact;

/// The exact zero.
pub const ZERO: Exact = Exact::ZERO;

/// A number of 256 bits.
pub type Big = FBig<HalfEven, 2>;

/// The bits of every intermediate result. 1 + cos loses up to 64 of them at the end of the longest cosine.
const PRECISION: usize = 256;

/// The exact value of a float.
pub fn big(value: f64) -> Big {
    Big::try_from(value).unwrap_or(Big::ZERO).with_precision(PRECISION).value()
}

/// A number cut to the digits that an error in ULP needs.
pub fn exact(value: &Big) -> Exact {
    let value = value.clone().with_precision(100).value();
    let (digits, power) = value.into_repr().into_parts();
    match u128::try_from(digits) {
        Ok(0) | Err(_) => Exact::ZERO,
        Ok(digits) => Exact { digits, power: power.clamp(-1 << 30, 1 << 30) as i32 },
    }
}

/// `to` + ½(`from` − `to`)(1 + cos π·`share`), with the terms of both ends apart, so that nothing cancels, however unlike the
/// ends are.
pub fn half_cosine(from: &Big, to: &Big, share: &Big) -> Big {
    let (one, cosine) = (big(1.0), share.cos_pi());
    (from * (&one + &cosine) + to * (&one - &cosine)) * big(0.5)
}
