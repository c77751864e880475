//! Programs put together from lines with gaps: `$gamma` becomes the value of γ as a literal.

use etalon::param::Domain;

use crate::model::config::{Config, STEPS};
use crate::model::knob::Knob;
use crate::model::number::exact;
use crate::model::param::Param;

/// A program being written.
#[derive(Debug)]
pub struct Snippet<'a> {
    config: &'a Config,
    text: String,
}

impl<'a> Snippet<'a> {
    /// An empty one, whose gaps are filled from `config`.
    pub fn new(config: &'a Config) -> Self {
        Self { config, text: String::new() }
    }

    /// Adds lines; each `$name` in them is the value of the parameter with that id.
    pub fn add(&mut self, lines: &str) {
        self.add_with(lines, &[]);
    }

    /// Adds lines whose gaps are filled from `own` first.
    pub fn add_with(&mut self, lines: &str, own: &[(&str, &str)]) {
        let mut parts = lines.split('$');
        self.text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            match own.iter().find(|(key, _)| *key == name) {
                Some((_, value)) => self.text.push_str(value),
                None => self.text.push_str(&self.value(name)),
            }
            self.text.push_str(rest);
        }
    }

    fn value(&self, name: &str) -> String {
        match Knob::from_id(name) {
            Some(Knob::Schedule(param)) => literal(param, self.config.get(param)),
            Some(knob) => number(self.config.value(knob)),
            None => {
                debug_assert_eq!(name, "batches", "a gap that nothing fills");
                STEPS.to_string()
            }
        }
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.text
    }
}

/// A value as both Python and Rust write it; choices as Python does.
pub fn literal(param: Param, value: f64) -> String {
    match param.spec().domain {
        Domain::Count { .. } => exact_count(value),
        Domain::Choice(["false", "true"]) => (if value == 0.0 { "False" } else { "True" }).to_owned(),
        Domain::Choice(names) => {
            ["\"", names.get(value as usize).copied().unwrap_or_default(), "\""].concat()
        }
        // A real number: `Domain` may grow.
        _ => number(value),
    }
}

/// A whole number, without an exponent: that would make it a float.
fn exact_count(value: f64) -> String {
    (value as u64).to_string()
}

/// The shortest literal that is exactly `value` and a float in Python and in Rust.
pub fn number(value: f64) -> String {
    let short = exact(value);
    if short.contains(['.', 'e']) { short } else { short + ".0" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::presets::Preset;

    #[test]
    fn numbers_are_floats_in_both_languages() {
        for (value, text) in [(1.0, "1.0"), (1e-8, "1e-8"), (0.9, "0.9"), (1e4, "10000.0"), (1e30, "1e30")] {
            assert_eq!(number(value), text);
            assert_eq!(number(value).parse::<f64>().unwrap(), value);
        }
        assert_eq!(literal(Param::TotalSteps, 4_294_967_295.0), "4294967295");
        assert_eq!(literal(Param::ThreePhase, 1.0), "True");
        assert_eq!(literal(Param::Mode, 1.0), "\"max\"");
    }

    #[test]
    fn gaps_are_filled() {
        let config = Preset::Opening.config();
        let mut snippet = Snippet::new(&config);
        snippet.add_with("$class($gamma, $t_max) # $batches\n", &[("class", "X")]);
        assert_eq!(snippet.finish(), "X(0.9, 20) # 45\n");
    }
}
