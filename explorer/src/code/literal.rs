//! Values as literals of Python and of Rust.

use etalon::param::Domain;

use crate::code::framework::Language;
use crate::number::exact;
use crate::race::row::Row;
use crate::race::seat::Seat;

/// The value of a row of `seat`, as a literal.
#[must_use]
pub fn literal(seat: Seat<'_>, row: Row, language: Language) -> String {
    match row.domain {
        Domain::Counts { .. } => {
            let list = seat.settings().list(row.id);
            let numbers: Vec<String> =
                list.iter().flat_map(|list| list.as_slice()).map(u32::to_string).collect();
            let open = match language {
                Language::Python => "[",
                Language::Rust => "&[",
            };
            format!("{open}{}]", numbers.join(", "))
        }
        // The base rate of the reference may be its own.
        _ if row == seat.page().rate => number(seat.rate()),
        _ => of_value(row, seat.get(row), language),
    }
}

/// A value of a row that is no list, as a literal. A choice is a string in Python and a variant in Rust, whose enum has the row's
/// name: `anneal_strategy` has `AnnealStrategy::Linear`.
#[must_use]
pub fn of_value(row: Row, value: f64, language: Language) -> String {
    match (row.domain, language) {
        (Domain::Count { .. } | Domain::Counts { .. }, _) => count(value),
        (Domain::Choice(["false", "true"]), Language::Python) => {
            (if value == 0.0 { "False" } else { "True" }).to_owned()
        }
        (Domain::Choice(names @ ["false", "true"]), Language::Rust) => chosen(names, value).to_owned(),
        (Domain::Choice(names), Language::Python) => format!("\"{}\"", chosen(names, value)),
        (Domain::Choice(names), Language::Rust) => {
            format!("{}::{}", in_capitals(row.id), in_capitals(chosen(names, value)))
        }
        // A real number. `Domain` may grow.
        _ => number(value),
    }
}

/// A whole number, without an exponent: with one it would be a float.
#[must_use]
pub fn count(value: f64) -> String {
    (value as u64).to_string()
}

/// The shortest literal that is exactly `value` and a float in Python and in Rust.
#[must_use]
pub fn number(value: f64) -> String {
    let short = exact(value);
    if short.contains(['.', 'e']) { short } else { short + ".0" }
}

fn chosen<'a>(names: &[&'a str], value: f64) -> &'a str {
    names.get(value as usize).copied().unwrap_or_default()
}

/// A name as Rust writes a type or a variant: `rel_signed` is `RelSigned`, and `1-sqrt` is `OneMinusSqrt`.
fn in_capitals(name: &str) -> String {
    let spelled = name.replace('1', "one").replace('-', "_minus_");
    let word = |word: &str| {
        word.get(..1).map(str::to_ascii_uppercase).unwrap_or_default() + word.get(1..).unwrap_or_default()
    };
    spelled.split('_').map(word).collect()
}

#[cfg(test)]
mod tests {
    use etalon::Kind;

    use super::*;

    #[test]
    fn numbers_are_floats_in_both_languages() {
        for (value, text) in [(1.0, "1.0"), (1e-8, "1e-8"), (0.9, "0.9"), (1e4, "10000.0"), (1e30, "1e30")] {
            assert_eq!(number(value), text);
            assert_eq!(number(value).parse::<f64>().unwrap(), value);
        }
    }

    #[test]
    fn choices_and_counts_are_those_of_their_language() {
        let says = |kind, id, value, python: &str, rust: &str| {
            let row = Row::of(kind, id);
            assert_eq!(of_value(row, value, Language::Python), python);
            assert_eq!(of_value(row, value, Language::Rust), rust);
        };
        says(Kind::OneCycle, "total_steps", 4_294_967_295.0, "4294967295", "4294967295");
        says(Kind::OneCycle, "three_phase", 1.0, "True", "true");
        says(Kind::OneCycle, "anneal_strategy", 1.0, "\"linear\"", "AnnealStrategy::Linear");
        says(Kind::ReduceOnPlateau, "threshold_mode", 2.0, "\"rel_signed\"", "ThresholdMode::RelSigned");
        says(Kind::WarmupStableDecay, "decay_type", 2.0, "\"1-sqrt\"", "DecayType::OneMinusSqrt");
    }
}
