//! What differs between two configurations, in a line: presets by name, controls as their tables call them.

use etalon::param::Domain;

use crate::model::config::Config;
use crate::model::knob::Knob;
use crate::model::number::exact;
use crate::model::presets::Preset;
use crate::model::url::usual;

/// Changes told one by one; of more there is a count.
const MOST_TOLD: usize = 3;

/// What was changed on the way from `before` to `after`: `γ 0.9 → 0.95, epochs 20 → 40`; empty where nothing was.
#[must_use]
pub fn told(before: &Config, after: &Config) -> String {
    let mut changes: Vec<String> = Knob::all().filter_map(|knob| change(before, after, knob)).collect();
    if before.tuned() != after.tuned() {
        let rates = match (before.tuned(), after.tuned()) {
            (_, None) => "one base rate for all",
            (None, Some(_)) => "base rates tuned for each",
            (Some(_), Some(_)) => "base rates tuned anew",
        };
        changes.push(rates.to_owned());
    }
    let more = changes.len().saturating_sub(MOST_TOLD);
    changes.truncate(MOST_TOLD);
    let mut told = changes.join(", ");
    if more > 0 {
        told.push_str(&format!(" and {more} more"));
    }
    match preset(after) {
        Some(preset) if !told.is_empty() => format!("{}: {told}", preset.name()),
        _ => told,
    }
}

/// The preset that `config` is, if it is one.
#[must_use]
pub fn preset(config: &Config) -> Option<Preset> {
    // The textbook's single lines differ in what they show, not in their values.
    let mut named = Preset::ALL.into_iter().filter(|preset| !matches!(preset, Preset::Line(_)));
    named.find(|preset| preset.config() == *config)
}

fn change(before: &Config, after: &Config, knob: Knob) -> Option<String> {
    let (old, new) = (before.value(knob), after.value(knob));
    // What follows from another control, as a 1cycle's length from the epochs, is no change of its own.
    let follows = old == usual(before, knob) && new == usual(after, knob);
    if old == new || follows {
        return None;
    }
    let spec = knob.spec();
    let say = |value: f64| match spec.domain {
        Domain::Choice(names) => names.get(value as usize).map_or_else(String::new, ToString::to_string),
        // A number: `Domain` may grow, and the page has controls for numbers and choices only.
        _ => exact(value),
    };
    Some(format!("{} {} → {}", spec.label, say(old), say(new)))
}

#[cfg(test)]
mod tests {
    use etalon_train::setting::Setting;

    use super::*;
    use crate::model::entrant::PerEntrant;
    use crate::model::param::Param;

    #[test]
    fn changes_are_told_by_label_and_only_where_somebody_made_them() {
        let opening = Preset::Opening.config();
        let longer = opening.turned(Param::Gamma, 0.95).unwrap().turned(Param::Epochs, 40.0).unwrap();
        assert_eq!(told(&opening, &longer), "γ 0.9 → 0.95, epochs 20 → 40");
        assert_eq!(told(&opening, &opening), "");
        let mode = opening.turned(Param::Mode, 0.0).unwrap();
        assert!(told(&opening, &mode).ends_with("max → min"), "{}", told(&opening, &mode));
    }

    #[test]
    fn presets_have_their_names_and_many_changes_a_count() {
        let opening = Preset::Opening.config();
        let textbook = told(&opening, &Preset::Textbook.config());
        assert!(textbook.starts_with("textbook: ") && textbook.contains("η₀ 0.01 → 0.001"), "{textbook}");
        let many =
            [(Knob::from(Param::Gamma), 0.5), (Param::TMax.into(), 7.0), (Param::Patience.into(), 5.0)];
        let mut config = opening.turned(Setting::Seed, 9.0).unwrap();
        for (knob, value) in many {
            config = config.turned(knob, value).unwrap();
        }
        assert!(told(&opening, &config).ends_with(" and 1 more"), "{}", told(&opening, &config));
    }

    #[test]
    fn tuning_and_taking_it_back_are_changes() {
        let opening = Preset::Opening.config();
        let tuned = opening.with_tuned(Some(PerEntrant([0.02; 5]))).unwrap();
        assert_eq!(told(&opening, &tuned), "base rates tuned for each");
        assert_eq!(told(&tuned, &opening), "opening: one base rate for all");
    }
}
