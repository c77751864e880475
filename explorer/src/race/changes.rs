//! What differs between two configurations, in a line: presets by name, controls by their labels.

use crate::race::config::Config;
use crate::race::control::{Control, Owner};
use crate::race::preset;
use crate::race::slot::{Line, Slot};
use crate::race::yours::Yours;

/// This many changes are listed. The others are counted.
const MOST: usize = 3;

/// What was changed on the way from `before` to `after`, in the visitor's units: `γ 0.9 → 0.95, epochs 20 → 40`. Empty where nothing
/// was.
#[must_use]
pub fn describe(before: &Config, after: &Config, yours: Yours) -> String {
    let rates = rates(before, after);
    let lanes = Slot::all().filter_map(|slot| lane(before, after, slot));
    let values = after.controls().filter_map(|control| {
        let listed = rates.is_some() && is_own_rate(after, control);
        if listed { None } else { value(before, after, control, yours) }
    });
    let mut changes: Vec<String> = lanes.chain(values).chain(rates.clone()).collect();
    let more = changes.len().saturating_sub(MOST);
    changes.truncate(MOST);
    let mut line = changes.join(", ");
    if more > 0 {
        line.push_str(&format!(" and {more} more"));
    }
    match preset::named(after) {
        Some(preset) if !line.is_empty() => format!("{}: {line}", preset.name()),
        _ => line,
    }
}

/// Whether `line` is of the same kind in both.
fn stays(before: &Config, after: &Config, line: Line) -> bool {
    let page = |config: &Config| line.slot().map(|slot| Some(config.lane(slot)?.page()));
    page(before) == page(after) && page(after) != Some(None)
}

/// A lane that was added, removed or drawn again, or that is of another kind.
fn lane(before: &Config, after: &Config, slot: Slot) -> Option<String> {
    let line = Line::Lane(slot);
    match (before.lane(slot), after.lane(slot)) {
        (None, None) => None,
        (None, Some(_)) => Some(format!("{} added", after.short_name(line))),
        (Some(_), None) => Some(format!("{} removed", before.short_name(line))),
        (Some(old), Some(new)) if stays(before, after, line) => {
            (old.curve() != new.curve()).then(|| format!("{} redrawn", after.short_name(line)))
        }
        (Some(_), Some(_)) => Some(format!("{} → {}", before.short_name(line), after.short_name(line))),
    }
}

/// Base rates of their own that all lines have got, have changed or have lost at once. The rate of a single lane is one of its
/// values.
fn rates(before: &Config, after: &Config) -> Option<String> {
    let lines: Vec<Line> = after.lines().filter(|line| stays(before, after, *line)).collect();
    let own = |config: &Config| -> Vec<Option<f64>> {
        lines.iter().map(|line| *config.own_rates().get(*line)).collect()
    };
    let (old, new) = (own(before), own(after));
    let (had, has) = (old.iter().any(Option::is_some), new.iter().all(Option::is_some));
    if old == new {
        None
    } else if new.iter().all(Option::is_none) {
        Some("one base rate for all".to_owned())
    } else if has && had {
        Some("other base rates for all lines".to_owned())
    } else {
        has.then(|| "a base rate of its own for each line".to_owned())
    }
}

fn is_own_rate(config: &Config, control: Control) -> bool {
    match control.owner {
        Owner::Run => false,
        Owner::Lane(slot) => config.lane(slot).is_some_and(|lane| lane.page().rate == control.row),
    }
}

/// Another value of a control that both have.
fn value(before: &Config, after: &Config, control: Control, yours: Yours) -> Option<String> {
    let line = control.owner.line();
    if !stays(before, after, line) {
        return None;
    }
    let (old, new) = (before.value(control), after.value(control));
    // A value that follows from another control, such as a length from the epochs, does not count as a change.
    let follows = old == before.usual(control) && new == after.usual(control);
    if old == new || follows {
        return None;
    }
    let label = control.row.label;
    let alike = |other: &Control| other.row.label == label;
    let name = match control.owner {
        Owner::Lane(_) if after.controls().filter(alike).count() > 1 => {
            format!("{} ", after.short_name(line))
        }
        Owner::Lane(_) | Owner::Run => String::new(),
    };
    let (old, new) = (yours.text(before, control, old), yours.text(after, control, new));
    Some(format!("{name}{label} {old} → {new}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{KINDS, one_cycle};
    use crate::race::control::Changes;
    use crate::race::opening;
    use crate::race::preset::Preset;
    use crate::race::row::Row;
    use crate::race::run_settings::{EPOCHS, LR, SEED};
    use crate::race::warm_up;

    fn describe(before: &Config, after: &Config) -> String {
        super::describe(before, after, Yours::NETWORK)
    }

    fn lane(config: &Config, at: usize) -> (Slot, Row) {
        let (slot, lane) = config.lanes().nth(at).unwrap();
        (slot, lane.rows().next().unwrap())
    }

    #[test]
    fn only_what_a_visitor_changed_is_listed() {
        let opening = opening::config();
        let longer = opening.with_change(Control::run(EPOCHS), 40.0).unwrap();
        assert_eq!(describe(&opening, &longer), "epochs 20 → 40");
        assert_eq!(describe(&longer, &longer), "");
    }

    #[test]
    fn every_control_has_its_label_and_its_values() {
        for page in KINDS {
            let config = Config::racing(&[page]);
            for control in config.controls() {
                let old = config.value(control);
                let slider = control.row.slider;
                let other = [0.0, 1.0, slider.low, slider.high].into_iter().find(|value| *value != old);
                let Ok(changed) = config.with(control, other.unwrap()) else { continue };
                let line = describe(&config, &changed);
                let expected = format!("{} {} → ", control.row.label, control.text(old));
                assert!(line.contains(&expected), "{line} lacks {expected}");
            }
        }
    }

    #[test]
    fn a_label_that_several_lanes_have_comes_with_the_lane() {
        let opening = opening::config();
        let (slot, first) = lane(&opening, 0);
        let steps = opening.with(Control::lane(slot, warm_up::STEPS), 5.0).unwrap();
        let name = opening.short_name(Line::Lane(slot));
        assert_eq!(describe(&opening, &steps), format!("{name} warm-up 0 → 5"));
        let page = opening.lane(slot).unwrap().page();
        let doubled = opening.with_lane(opening.vacancy().unwrap(), Some(page));
        let changed = doubled.with(Control::lane(slot, first), first.slider.low).unwrap();
        assert!(describe(&doubled, &changed).starts_with(&format!("{name} {}", first.label)));
    }

    #[test]
    fn lanes_come_go_and_change_their_kind() {
        let opening = opening::config();
        let (slot, _) = lane(&opening, 0);
        let (from, to) =
            (opening.lane(slot).unwrap().page(), opening.lane(lane(&opening, 1).0).unwrap().page());
        let vacancy = opening.vacancy().unwrap();
        let added = opening.with_lane(vacancy, Some(to));
        assert_eq!(describe(&opening, &added), format!("{} 2 added", to.short));
        assert_eq!(describe(&added, &opening), format!("opening: {} 2 removed", to.short));
        let other = opening.with_lane(slot, Some(to));
        assert_eq!(describe(&opening, &other), format!("{} → {}", from.short, to.short));
    }

    #[test]
    fn base_rates_of_all_lines_are_one_change() {
        let opening = opening::config();
        let tuned = |rate: f64| {
            opening.lines().try_fold(opening, |config, line| config.with_own_rate(line, Some(rate))).unwrap()
        };
        assert_eq!(describe(&opening, &tuned(0.02)), "a base rate of its own for each line");
        assert_eq!(describe(&tuned(0.02), &tuned(0.03)), "other base rates for all lines");
        assert_eq!(describe(&tuned(0.02), &opening), "opening: one base rate for all");
    }

    #[test]
    fn the_rate_of_one_lane_is_one_of_its_values() {
        let opening = opening::config();
        let line = Line::Lane(lane(&opening, 1).0);
        let own = opening.with_own_rate(line, Some(0.03)).unwrap();
        let name = opening.short_name(line);
        assert_eq!(describe(&opening, &own), format!("{name} {} 0.02 → 0.03", LR.label));
        let removed = own.with_lane(line.slot().unwrap(), None);
        assert_eq!(describe(&own, &removed), format!("{name} removed"));
    }

    #[test]
    fn presets_have_their_names_and_many_changes_a_count() {
        let opening = opening::config();
        let textbook = describe(&opening, &Preset::Textbook.config());
        assert!(textbook.starts_with("textbook: ") && textbook.contains("η₀ 0.02 → 0.001"), "{textbook}");
        let mut changes: Changes = vec![(Control::run(SEED), 9.0)];
        for at in 0..3 {
            let (slot, row) = lane(&opening, at);
            changes.push((Control::lane(slot, row), row.slider.high));
        }
        let many = opening.with_changes(&changes).unwrap();
        assert!(describe(&opening, &many).ends_with(" and 1 more"), "{}", describe(&opening, &many));
    }

    #[test]
    fn a_visitor_reads_steps_and_rates_of_their_own() {
        let yours = Yours::NETWORK.with_batches(400.0).unwrap().with_rate(3e-4, 0.02).unwrap();
        let config = Config::racing(&[&one_cycle::PAGE]).with(Control::run(EPOCHS), 30.0).unwrap();
        let (slot, lane) = config.lanes().next().unwrap();
        let length = Control::lane(slot, lane.row("total_steps").unwrap());
        let (long, short) = (config.with(length, 1_350.0).unwrap(), config.with(length, 900.0).unwrap());
        assert_eq!(super::describe(&long, &short, yours), "total_steps 12000 → 8000");
        let faster = long.with_change(Control::run(LR), 0.03).unwrap();
        assert_eq!(super::describe(&long, &faster, yours), format!("{} 0.0003 → 0.00045", LR.label));
    }
}
