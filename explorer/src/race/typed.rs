//! A number as somebody types it into a field. A decimal comma is read as a point. A comma that may as well separate thousands is
//! refused, because the two readings differ by a factor of a thousand.

use crate::number;
use crate::race::refusal::Refusal;

/// The longest text that a message quotes, in characters.
const QUOTED: usize = 24;

/// The number that `text` means for the parameter `what`.
///
/// # Errors
/// A text that is no number, or that has two readings.
pub fn typed(what: &str, text: &str) -> Result<f64, Refusal> {
    let plain = text.trim().replace('−', "-");
    let number = match plain.split_once(',') {
        Some((whole, rest)) if has_two_readings(whole, rest) => {
            return Err(Refusal::TwoReadings { what: what.to_owned(), typed: brief(text) });
        }
        Some((_, rest)) if !rest.contains([',', '.']) => number::read(&plain.replace(',', ".")),
        Some(_) => None,
        None => number::read(&plain),
    };
    number.ok_or_else(|| Refusal::NotANumber { what: what.to_owned(), typed: brief(text) })
}

/// Whether `whole,rest` may be a number with thousands as well as one with a fraction: `12,000` but not `0,001`.
fn has_two_readings(whole: &str, rest: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = whole.trim_start_matches(['+', '-']);
    (1..=3).contains(&whole.len())
        && !whole.starts_with('0')
        && rest.len() == 3
        && digits(whole)
        && digits(rest)
}

fn brief(text: &str) -> String {
    let text = text.trim();
    let short: String = text.chars().take(QUOTED).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_comma_is_a_point() {
        for (text, value) in [
            ("0,001", 0.001),
            ("0,95", 0.95),
            (" 1,5e-3 ", 0.0015),
            ("−0,5", -0.5),
            ("12,5", 12.5),
            (",5", 0.5),
            ("3e-4", 3e-4),
        ] {
            assert_eq!(typed("lr", text), Ok(value), "{text}");
        }
    }

    #[test]
    fn a_comma_with_two_readings_is_refused() {
        for text in ["12,000", "1,234", "-999,999"] {
            let refusal = typed("total_steps", text).unwrap_err();
            assert!(matches!(refusal, Refusal::TwoReadings { .. }), "{text}: {refusal}");
            let said = refusal.to_string();
            assert!(said.contains("total_steps") && said.contains(text), "{said}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_text() {
        for text in ["", "abc", "1,2,3", "1,234.5", "1.234,5", "1e", "NaN", "1 000"] {
            let refusal = typed("gamma", text).unwrap_err();
            assert!(matches!(refusal, Refusal::NotANumber { .. }), "{text}: {refusal}");
        }
        let long = typed("gamma", &"x".repeat(1_000)).unwrap_err().to_string();
        assert!(long.chars().count() < 80, "{long}");
    }
}
