//! Numbers as people read them: few digits, no dust, one width where they stand in columns.

/// The number that `text` writes in decimal digits, or `None` if it writes none. Unlike `str::parse` it takes no `inf` and no `NaN`.
#[must_use]
pub fn read(text: &str) -> Option<f64> {
    let decimal = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if decimal { text.parse().ok() } else { None }
}

/// `value` with so few significant digits, through its decimal form, so that none is off by a bit.
#[must_use]
pub fn digits(value: f64, count: usize) -> f64 {
    read(&format!("{value:.*e}", count.saturating_sub(1))).unwrap_or(value)
}

/// `value` without the rounding error of binary fractions: twelve digits of it, through its decimal form.
#[must_use]
pub fn tidy(value: f64) -> f64 {
    digits(value, 12)
}

/// A learning rate with three significant digits: `0.00282`, `3.4e-7`, `0`.
#[must_use]
pub fn rate(value: f64) -> String {
    if !value.is_finite() {
        return "not finite".to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    // Rounded first: 0.0099999 is 0.0100, not 0.01000.
    let rounded = digits(value, 3);
    match rounded.abs().log10().floor() as i32 {
        exponent @ -3..=4 => format!("{rounded:.*}", (2 - exponent).max(0) as usize),
        _ => format!("{value:.1e}"),
    }
}

/// A learning rate with two significant digits where there is little room: `0.0028`, `3.4e-7`, `0.02`.
#[must_use]
pub fn brief_rate(value: f64) -> String {
    let rounded = digits(value, 2);
    if rounded != 0.0 && rounded < 1e-3 { format!("{rounded:e}") } else { exact(rounded) }
}

/// A share as a percentage with one digit: `97.2 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A share as a percentage with one or two digits, however small it is: `35 %`, `0.6 %`, `3e-5 %`, `0 %`.
#[must_use]
pub fn share(value: f64) -> String {
    let hundred = value * 100.0;
    if hundred == 0.0 {
        "0 %".to_owned()
    } else if (9.95..1e4).contains(&hundred) {
        format!("{hundred:.0} %")
    } else if (0.05..9.95).contains(&hundred) {
        format!("{hundred:.1} %")
    } else {
        format!("{hundred:.0e} %")
    }
}

/// A loss with three digits, or more compactly where it is large.
#[must_use]
pub fn loss(value: f64) -> String {
    if value < 100.0 { format!("{value:.3}") } else { format!("{value:.1e}") }
}

/// A number as short as possible without changing it: for number fields and links. Nobody counts the zeros of a small one.
#[must_use]
pub fn exact(value: f64) -> String {
    let plain = format!("{value}");
    let scientific = format!("{value:e}");
    let is_small = value != 0.0 && value.abs() < 1e-4;
    if (is_small || plain.len() > 9) && scientific.len() < plain.len() { scientific } else { plain }
}

/// A number in at most six characters, for places with little room: exact where that is possible.
#[must_use]
pub fn short(value: f64) -> String {
    let exact = exact(value);
    if exact.chars().count() <= 6 { exact } else { format!("{value:.0e}") }
}

/// A count with one digit where that says more, none where it does not: `6.6`, `20`.
#[must_use]
pub fn about(value: f64) -> String {
    if value.abs() >= 99.5 || (value - value.round()).abs() < 0.05 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

/// A number of epochs: `1 epoch`, `20 epochs`.
#[must_use]
pub fn epochs(count: u32) -> String {
    if count == 1 { "1 epoch".to_owned() } else { format!("{count} epochs") }
}

/// A number of batches: `1 batch`, `390 batches`.
#[must_use]
pub fn batches(count: u32) -> String {
    if count == 1 { "1 batch".to_owned() } else { format!("{count} batches") }
}

/// A number grouped by thousands: `52,000`.
#[must_use]
pub fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A time: `84 ms`, `2.6 s`.
#[must_use]
pub fn time(millis: f64) -> String {
    if millis < 999.5 { format!("{millis:.0} ms") } else { format!("{:.1} s", millis / 1_000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_keep_three_digits() {
        assert_eq!(rate(0.0028243), "0.00282");
        assert_eq!(rate(0.01), "0.0100");
        assert_eq!(rate(0.009_999_9), "0.0100");
        assert_eq!(rate(1.0), "1.00");
        assert_eq!(rate(6.16e-5), "6.2e-5");
        assert_eq!(rate(1e-4), "1.0e-4");
        assert_eq!(rate(4.0e-8), "4.0e-8");
        assert_eq!(rate(0.0), "0");
        assert_eq!(rate(1e30), "1.0e30");
        assert_eq!([rate(999.6), rate(12_345.0), rate(99_960.0)], ["1000", "12300", "1.0e5"]);
        assert_eq!(rate(f64::NAN), "not finite");
    }

    #[test]
    fn a_brief_rate_has_two_digits_at_most() {
        let texts = [0.0028243, 0.02, 0.001, 0.000464, 3.44e-7, 1.0].map(brief_rate);
        assert_eq!(texts, ["0.0028", "0.02", "0.001", "4.6e-4", "3.4e-7", "1"]);
    }

    #[test]
    fn shares_say_how_small_they_are() {
        let texts = [0.0, 0.348, 0.0995, 0.006, 3e-7, 1.0, 250.0].map(share);
        assert_eq!(texts, ["0 %", "35 %", "10 %", "0.6 %", "3e-5 %", "100 %", "2e4 %"]);
    }

    #[test]
    fn decimal_numbers_are_read_and_nothing_else() {
        for (text, value) in [
            ("0.9", 0.9),
            ("-1e-8", -1e-8),
            (".5", 0.5),
            ("5.", 5.0),
            ("+2E3", 2e3),
            ("1e999", f64::INFINITY),
        ] {
            assert_eq!(read(text), Some(value), "{text}");
        }
        for text in ["", " 1", "e5", "1e", "-", ".", "1-2", "0x1f", "NaN", "inf", "Infinity", "1_000", "１"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn exact_numbers_come_back() {
        for value in [0.9, 1e-8, 1e30, 0.1 + 0.2, 900.0, 0.0001, f64::MIN_POSITIVE, 4_294_967_295.0] {
            assert_eq!(exact(value).parse::<f64>().unwrap(), value);
        }
        assert_eq!(exact(1e-8), "1e-8");
        assert_eq!(exact(0.0001), "0.0001");
    }

    #[test]
    fn the_dust_of_a_sum_is_gone() {
        assert_eq!([0.1 + 0.2, 0.02 * 0.4, 1e-300, 0.0].map(tidy), [0.3, 0.008, 1e-300, 0.0]);
        assert!(tidy(f64::NAN).is_nan() && tidy(f64::INFINITY).is_infinite());
    }

    #[test]
    fn groups_and_times() {
        assert_eq!(grouped(55_000.4), "55,000");
        assert_eq!(grouped(999.0), "999");
        assert_eq!(time(84.2), "84 ms");
        assert_eq!(time(2_600.0), "2.6 s");
        assert_eq!(about(6.578), "6.6");
        assert_eq!(about(20.01), "20");
        assert_eq!([0, 1, 2].map(epochs), ["0 epochs", "1 epoch", "2 epochs"]);
        assert_eq!([1, 390].map(batches), ["1 batch", "390 batches"]);
    }
}
