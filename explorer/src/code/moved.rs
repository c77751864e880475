//! Which lane a change is about.

use crate::race::config::Config;
use crate::race::control::Control;
use crate::race::lane::Lane;
use crate::race::run_settings::EPOCHS;
use crate::race::slot::{Line, Slot};

/// The lane that a change from `before` to `after` is about: the first one that is new or has another value of its own. What
/// follows from a change of all runs, such as another base rate or a schedule that stays as long as the run, does not count.
#[must_use]
pub fn moved(before: &Config, after: &Config) -> Option<Line> {
    let changed = |(slot, lane): &(Slot, &Lane)| match before.lane(*slot) {
        Some(old) if old.page() == lane.page() => {
            old.curve() != lane.curve() || differs(before, after, *slot, lane)
        }
        _ => true,
    };
    after.lanes().find(changed).map(|(slot, _)| Line::Lane(slot))
}

fn differs(before: &Config, after: &Config, slot: Slot, lane: &Lane) -> bool {
    let page = lane.page();
    let is_stretched = before.run().get(EPOCHS) != after.run().get(EPOCHS);
    let is_shared_rate = before.run() != after.run() && !page.brings_its_rate();
    let own = lane.rows().filter(|row| {
        let follows_length = is_stretched && page.lengths.contains(row);
        let follows_rate = is_shared_rate && *row == page.rate;
        !follows_length && !follows_rate
    });
    let mut controls = own.map(|row| Control::lane(slot, row));
    controls.any(|control| before.value(control) != after.value(control)) || {
        let lists = |config: &Config| config.settings(Line::Lane(slot));
        page.kind.params().iter().any(|row| lists(before).list(row.id) != lists(after).list(row.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::constant;
    use crate::race::opening;
    use crate::race::run_settings::{LR, SEED};

    #[test]
    fn a_change_is_about_the_lane_that_it_changes() {
        let opening = opening::config();
        let lane = |number| Line::Lane(Slot::numbered(number).unwrap());
        let control = |number: usize, id| {
            let slot = Slot::numbered(number).unwrap();
            Control::lane(slot, opening.lane(slot).unwrap().row(id).unwrap())
        };
        let about = |control, value| moved(&opening, &opening.with_change(control, value).unwrap());
        assert_eq!(moved(&opening, &opening), None);
        assert_eq!(about(control(2, "eta_min"), 1e-3), Some(lane(2)));
        assert_eq!(about(control(3, "warmup_steps"), 5.0), Some(lane(3)));
        assert_eq!(about(control(1, "lr"), 0.5), Some(lane(1)));
        assert_eq!(about(control(4, "total_steps"), 80.0), Some(lane(4)));
        for (row, value) in [(LR, 0.5), (EPOCHS, 33.0), (SEED, 9.0)] {
            assert_eq!(about(Control::run(row), value), None, "{row:?}");
        }
        let fifth = opening.with_lane(Slot::numbered(5).unwrap(), Some(&constant::PAGE));
        assert_eq!(moved(&opening, &fifth), Some(lane(5)));
        assert_eq!(moved(&fifth, &opening), None);
    }
}
