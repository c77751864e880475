//! Tests rates as whole numbers, for arithmetic without floats, against the same in `f64`.

use etalon::{CosineAnnealingLr, Real};
use proptest::prelude::*;

use crate::numbers::any_number;

/// `value · 2^bits` to the nearest whole number, with ties up, limited to a `u32`. A power of two and a floor add no rounding
/// error.
fn expected(value: f64, bits: u32) -> u32 {
    if value.is_nan() || value <= 0.0 {
        return 0;
    }
    // The scaling takes two steps, so that no power of two overflows.
    let half = 2.0_f64.powi((bits / 2).min(1000) as i32);
    let scaled = value * half * half * if bits % 2 == 1 { 2.0 } else { 1.0 };
    if scaled >= 4_294_967_295.5 {
        return u32::MAX;
    }
    let below = scaled.floor();
    below as u32 + u32::from(scaled - below >= 0.5)
}

#[test]
fn a_small_rate_keeps_its_digits_in_q0_32_and_not_in_q16_16() {
    let rate = 1e-4_f64;
    let error = |bits: u32| (f64::from(rate.to_fixed(bits)) / 2.0_f64.powi(bits as i32) / rate - 1.0).abs();
    assert!(error(32) < 1e-6, "{}", error(32));
    assert_eq!((rate.to_fixed(32), rate.to_fixed(16)), (429_497, 7));
    // The next number that Q16.16 has is 14 % further.
    assert!(error(16) > 0.06, "{}", error(16));
}

#[test]
fn what_no_whole_number_is_lies_at_an_end() {
    for bits in [0, 1, 16, 31, 32, 33, 1_000, u32::MAX] {
        for none in [-0.0, 0.0, -1.0, -1e300, f64::NEG_INFINITY, f64::NAN] {
            assert_eq!(none.to_fixed(bits), 0, "{none} with {bits} bits");
            assert_eq!((none as f32).to_fixed(bits), 0, "{none} with {bits} bits");
        }
        for much in [1e10, f64::MAX, f64::INFINITY] {
            assert_eq!(much.to_fixed(bits), u32::MAX, "{much} with {bits} bits");
        }
    }
    assert_eq!([1.0.to_fixed(32), 1.0.to_fixed(31), 1.0_f32.to_fixed(0)], [u32::MAX, 1 << 31, 1]);
    assert_eq!([0.5.to_fixed(0), 0.499_999.to_fixed(0), 1.5.to_fixed(0), 2.5.to_fixed(0)], [1, 0, 2, 3]);
    assert_eq!(4_294_967_295.0.to_fixed(0), u32::MAX);
    assert_eq!(4_294_967_294.4.to_fixed(0), u32::MAX - 1);
    assert_eq!(f64::from_bits(1).to_fixed(1_074), 1);
    assert_eq!(f32::from_bits(1).to_fixed(149 + 31), 1 << 31);
}

#[test]
fn a_whole_schedule_in_q0_32_stays_within_half_a_unit() {
    let schedule = CosineAnnealingLr::<f32>::new(0.1, 1_000, 1e-5).unwrap();
    for step in 0..=1_000 {
        let rate = schedule.lr(step);
        let fixed = f64::from(rate.to_fixed(32)) / 2.0_f64.powi(32);
        assert!((fixed - f64::from(rate)).abs() <= 0.5 / 2.0_f64.powi(32), "step {step}");
    }
}

proptest! {
    #[test]
    fn to_fixed_is_the_nearest_whole_number(value in any_number(), bits in prop_oneof![0..70_u32, 0..1_200_u32]) {
        prop_assert_eq!(value.to_fixed(bits), expected(value, bits), "{} with {} bits", value, bits);
        let narrow = value as f32;
        prop_assert_eq!(narrow.to_fixed(bits), expected(f64::from(narrow), bits), "{} with {} bits", narrow, bits);
    }
}
