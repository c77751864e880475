//! Arbitrary numbers and steps for property tests, and numbers as error texts write them.

use etalon::param::Refused;
use etalon::{ParamError, Reason};
use proptest::prelude::*;

/// Any `f64`, and often a meaningful one.
pub fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        prop::sample::select(vec![
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            1e-45,
            1.0 - f64::EPSILON / 2.0,
            1.0 + f64::EPSILON,
        ]),
        0.0..1.0,
        -2.0..2.0,
        (-300.0..300.0).prop_map(|power| 10.0_f64.powf(power)),
    ]
}

/// Any step, and often an early one or one at the end of an integer or float range.
pub fn any_step() -> impl Strategy<Value = u32> {
    let edges = vec![0, 1, 2, (1 << 24) - 1, 1 << 24, (1 << 24) + 1, 1 << 31, u32::MAX - 1, u32::MAX];
    prop_oneof![any::<u32>(), 0..1_000_u32, prop::sample::select(edges)]
}

/// One of these.
pub fn choice<T: Copy + std::fmt::Debug + 'static>(of: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(of)
}

/// The value as it stands at the end of an error text.
fn written(value: f64) -> String {
    let text = Refused { id: "x", value, reason: Reason::NotWhole }.to_string();
    text.strip_prefix("x must be a whole number, got ").unwrap().to_owned()
}

#[test]
fn each_reason_is_one_sentence_that_names_parameter_bound_and_value() {
    for (reason, value, text) in [
        (Reason::NotFinite, f64::NAN, "lr must be a finite number, got NaN"),
        (Reason::NotFinite, f64::NEG_INFINITY, "lr must be a finite number, got -inf"),
        (Reason::TooSmall { min: 0.0 }, -0.001, "lr must be at least 0, got -0.001"),
        (Reason::NotAbove { bound: 0.0 }, 0.0, "lr must be above 0, got 0"),
        (Reason::TooLarge { max: 4_294_967_295.0 }, 5e9, "lr must be at most 4294967295, got 5000000000"),
        (Reason::NotBelow { bound: 1.0 }, 1.5, "lr must be below 1, got 1.5"),
        (Reason::NotWhole, 2.5, "lr must be a whole number, got 2.5"),
        (Reason::NoSuchChoice, 7.0, "lr has no choice number 7"),
        (Reason::Missing, 0.0, "lr is missing: it has no default"),
    ] {
        let error = ParamError { param: "lr", value, reason };
        assert_eq!(error.to_string(), text);
        assert_eq!(Refused { id: "lr", value, reason }.to_string(), text);
        assert_eq!(format!("{error:?}"), format!("ParamError({text})"), "`unwrap` shows the sentence");
    }
}

#[test]
fn numbers_are_written_as_short_as_people_write_them() {
    for (value, text) in [
        (0.1, "0.1"),
        (f64::from(0.1_f32), "0.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1.0 / 3.0, "0.3333333333333333"),
        (f64::from(1.0_f32 / 3.0), "0.33333334"),
        (100.0, "100"),
        (1e16, "10000000000000000"),
        (1e-5, "0.00001"),
        (1e-7, "1e-7"),
        (f64::MAX, "1.7976931348623157e308"),
        (-2.5e20, "-2.5e20"),
    ] {
        assert_eq!(written(value), text);
    }
}

proptest! {
    #[test]
    fn a_written_number_reads_back(value in any_number(), narrow in any::<u32>().prop_map(f32::from_bits)) {
        let text = written(value);
        if value.is_nan() {
            prop_assert_eq!(&text, "NaN");
        } else if value.is_infinite() {
            prop_assert_eq!(&text, if value > 0.0 { "inf" } else { "-inf" });
        } else {
            let back: f64 = text.parse().unwrap();
            prop_assert!(back.abs().to_bits().abs_diff(value.abs().to_bits()) <= 1, "{value:e} is written {text}");
            prop_assert!(value == 0.0 || back.is_sign_negative() == value.is_sign_negative());
            prop_assert!(text.bytes().filter(u8::is_ascii_digit).count() <= 17 + 6, "{}", text);
        }
        // An `f32` reads back as itself, because it is written with the digits of an `f32`.
        if narrow.is_normal() {
            prop_assert_eq!(written(f64::from(narrow)).parse::<f32>().unwrap(), narrow);
        }
    }
}
