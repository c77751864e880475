//! Addresses of version 1: flat names for a fixed lineup. They keep their meaning, with the opening of their day.

use etalon::Kind;

use super::pairs::{Steps, no_such_choice, value_of};
use super::{Link, Problem};
use crate::kinds;
use crate::number;
use crate::race::config::Config;
use crate::race::control::Control;
use crate::race::row::Row;
use crate::race::run_settings;
use crate::race::slot::{Line, PerLine, Slot};

/// The lineup of version 1. The reference stood after it.
const LINEUP: &[Kind] = &[Kind::Exponential, Kind::CosineAnnealing, Kind::ReduceOnPlateau, Kind::OneCycle];

/// The opening of version 1, where it was not core's suggestion.
const OPENING: &[(&str, f64)] = &[
    ("lr", 0.01),
    ("epochs", 20.0),
    ("seed", 1.0),
    ("hidden_width", 32.0),
    ("weight_decay", 0.01),
    ("task", 0.0),
    ("optimiser", 0.0),
    ("wrong_labels", 0.0),
    ("gamma", 0.9),
    ("t_max", 20.0),
    ("eta_min", 0.0),
    ("patience", 2.0),
    ("factor", 0.1),
    ("mode", 1.0),
    ("max_lr", 0.01),
    ("pct_start", 0.3),
    ("total_steps", 900.0),
];

/// Names of version 1 that were accepted and did nothing.
pub(super) const WITHOUT_EFFECT: &[(&str, &str)] = &[
    ("steps_per_epoch", "an epoch of the page has 45 batches"),
    ("warmup_steps", "no schedule of version 1 had a warm-up; version 2 has 1.warmup_steps"),
    ("start_factor", "no schedule of version 1 had a warm-up; version 2 has 1.warmup_start"),
];

/// The length comes first, as a 1cycle follows it, and the tuned rates last, as a base rate for all takes them back.
pub const STEPS: Steps = |key, _| match key {
    "epochs" => 0,
    "tuned" => 2,
    _ => 1,
};

/// What a visitor found.
pub fn opening() -> Config {
    let pages: Vec<_> = LINEUP.iter().filter_map(|kind| kinds::page(*kind)).collect();
    let mut config = Config::racing(&pages);
    for (key, value) in OPENING {
        let set = control(&config, key).map(|control| config.with(control, *value));
        debug_assert!(matches!(set, Some(Ok(_))), "{key} is no control of version 1");
        if let Some(Ok(next)) = set {
            config = next;
        }
    }
    config
}

/// Whether only version 1 has this pair: a control under its flat name, or a line under the name of its kind.
pub fn has(key: &str, value: &str) -> bool {
    let shared = run_settings::ROWS.iter().any(|row| row.id == key);
    key == "tuned"
        || (key == "hide" && hidden(value).is_some())
        || WITHOUT_EFFECT.iter().any(|(known, _)| *known == key)
        || (!shared && control(&opening(), key).is_some())
}

/// The control that a flat name means: one of the run, or the one of the only lane that has such a row.
pub(super) fn control(config: &Config, key: &str) -> Option<Control> {
    if let Some(row) = run_settings::ROWS.iter().find(|row| row.id == key) {
        return Some(Control::run(Row::new(row)));
    }
    let mut lanes = config.lanes();
    lanes.find_map(|(slot, lane)| {
        let row = lane.page().kind.params().iter().find(|row| row.id == key)?;
        Some(Control::lane(slot, Row::new(row)))
    })
}

/// Follows a key of version 1.
pub fn follow(link: &mut Link, key: &str, value: &str) -> Result<(), Problem> {
    if let Some((key, why)) = WITHOUT_EFFECT.iter().find(|(known, _)| *known == key) {
        return Err(Problem::WithoutEffect { key: (*key).to_owned(), why });
    }
    match key {
        "tuned" => {
            let rates = tuned(value).ok_or_else(|| no_such_choice(key, value))?;
            for (line, rate) in lines().zip(rates) {
                link.config = link.config.with_own_rate(line, Some(rate))?;
            }
        }
        "hide" => link.view.hidden = hidden(value).ok_or_else(|| no_such_choice(key, value))?,
        _ => {
            let control = control(&link.config, key).ok_or_else(|| Problem::UnknownKey(key.to_owned()))?;
            let number = value_of(control.row, key, value)?;
            let is_peak = control.owner != crate::race::control::Owner::Run
                && control.row == link.config.page(control.owner.line()).rate;
            link.config = link.config.with_change(control, number)?;
            if is_peak {
                link.config = link.config.with_one_rate();
            }
        }
    }
    Ok(())
}

/// The lines of version 1, the reference last.
pub(super) fn lines() -> impl Iterator<Item = Line> {
    Slot::all().take(LINEUP.len()).map(Line::Lane).chain([Line::Reference])
}

fn tuned(value: &str) -> Option<Vec<f64>> {
    let rates: Option<Vec<f64>> = value.split(',').map(number::read).collect();
    rates.filter(|rates| rates.len() == LINEUP.len() + 1)
}

fn hidden(value: &str) -> Option<PerLine<bool>> {
    let names: Vec<&str> = LINEUP.iter().map(|kind| kind.id()).chain(["constant"]).collect();
    let mut hidden = PerLine::default();
    for id in value.split(',') {
        let at = names.iter().position(|name| *name == id)?;
        *hidden.get_mut(lines().nth(at)?) = true;
    }
    Some(hidden)
}
