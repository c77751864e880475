//! The metric that stands in for the visitor's own in an exported program.

use ::etalon::Mode;

use crate::code::framework::{Framework, Language};
use crate::race::config::Config;
use crate::race::seat::Seat;
use crate::race::slot::Line;

/// The expression with which the exported program of `line` stands in for the visitor's own metric. A loss stops falling, an
/// accuracy stops rising.
#[must_use]
pub fn stand_in(config: &Config, line: Line, framework: Framework) -> &'static str {
    expression(framework.language(), watches_a_rise(Seat::new(config, line)))
}

const fn expression(language: Language, rises: bool) -> &'static str {
    match (language, rises) {
        (Language::Python, false) => "max(1.0 - 0.2 * epoch, 0.25)",
        (Language::Python, true) => "min(0.5 + 0.1 * epoch, 0.9)",
        (Language::Rust, false) => "(1.0 - 0.2 * f64::from(epoch)).max(0.25)",
        (Language::Rust, true) => "(0.5 + 0.1 * f64::from(epoch)).min(0.9)",
    }
}

/// Whether the rule of `seat` watches a metric that should rise.
fn watches_a_rise(seat: Seat<'_>) -> bool {
    seat.rule().is_some_and(|rule| rule.settings().mode == Mode::Max)
}

/// The function that returns the metric of an epoch. Empty for a schedule that takes none.
pub(super) fn validate(seat: Seat<'_>, language: Language) -> String {
    if seat.rule().is_none() {
        return String::new();
    }
    let rises = watches_a_rise(seat);
    let what = if rises { "accuracy: this one stops rising" } else { "loss: this one stops falling" };
    let metric = expression(language, rises);
    match language {
        Language::Python => format!("def validate(epoch):\n    return {metric}  # your validation {what}\n"),
        Language::Rust => {
            format!("/// Your validation {what}.\nfn validate(epoch: u32) -> f64 {{\n    {metric}\n}}\n")
        }
    }
}
