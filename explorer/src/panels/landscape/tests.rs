//! The axes of a landscape, its cells, and what a visitor reads of them.

use super::*;
use crate::kinds::{self, cosine, exponential, one_cycle, warmup_stable_decay};
use crate::race::opening;
use crate::race::run_settings::EPOCHS;

fn slot(number: usize) -> Slot {
    Slot::numbered(number).unwrap()
}

fn usual(config: &Config, number: usize) -> Plan {
    Plan::new(config, Choice::usual(config, slot(number)).unwrap()).unwrap()
}

#[test]
fn every_pair_of_parameters_of_every_kind_has_two_rising_axes() {
    for page in kinds::KINDS {
        let config = Config::racing(&[page]);
        let all = rows(&config, slot(1));
        assert!(all.len() >= 2, "{page:?}");
        for (x, y) in all.iter().flat_map(|x| all.iter().map(move |y| (*x, *y))).filter(|(x, y)| x != y) {
            let plan = Plan::new(&config, Choice { slot: slot(1), x, y }).unwrap();
            for (axis, most) in [(&plan.x, COLUMNS), (&plan.y, ROWS)] {
                assert!(axis.values.windows(2).all(|pair| pair[0] < pair[1]), "{axis:?}");
                assert!((2..=most).contains(&axis.values.len()), "{axis:?}");
                for yours in [Yours::NETWORK, yours()] {
                    let ticks = plan.ticks(axis, yours);
                    assert!(ticks.iter().all(|(place, _)| (0.0..=(most - 1) as f64).contains(place)));
                    assert!(ticks.len() >= 2, "{axis:?}");
                }
            }
        }
    }
}

#[test]
fn the_usual_map_has_the_main_parameter_over_two_decades_of_rates() {
    let config = opening::config();
    let plan = usual(&config, 1);
    assert_eq!((plan.size(), plan.y.label()), ((COLUMNS, ROWS), "γ"));
    assert_eq!((plan.x.values[0], plan.x.values[COLUMNS - 1]), RATES);
    let far = config.with(Control::run(LR), 0.5).unwrap();
    let values = usual(&far, 1).x.values;
    assert_eq!((values[0], values[COLUMNS - 1]), (0.05, 5.0));
    for odd in [0.0, f64::MAX, 1e-300] {
        let config = config.with(Control::run(LR), odd).unwrap();
        assert_eq!(usual(&config, 1).x.values.len(), COLUMNS, "{odd}");
    }
}

/// 30 epochs of 400 batches at 3e-4.
fn yours() -> Yours {
    Yours::NETWORK.with_batches(400.0).unwrap().with_rate(3e-4, 0.02).unwrap()
}

#[test]
fn a_visitor_reads_steps_and_rates_of_their_own() {
    let config = Config::racing(&[&one_cycle::PAGE]);
    let length = config.lane(slot(1)).unwrap().row("total_steps").unwrap();
    let choice = Choice::usual(&config, slot(1)).unwrap().upwards(length);
    let plan = Plan::new(&config, choice).unwrap();
    let labels = |axis: &Dimension| plan.ticks(axis, yours()).into_iter().map(|(_, label)| label);
    assert_eq!(labels(&plan.x).collect::<Vec<_>>(), ["2e-5", "5e-5", "0.0001", "0.0002", "0.0005", "0.001"]);
    let (first, last) = (plan.y.values[0], *plan.y.values.last().unwrap());
    let expected = [first, last].map(|steps| number::exact((steps * 400.0 / 45.0).round()));
    let mut rows = labels(&plan.y);
    assert_eq!([rows.next().unwrap(), rows.next_back().unwrap()], expected);
    assert_eq!(plan.name((0, 0), yours()), format!("total_steps {}, max_lr 1.5e-5", expected[0]));
    assert_eq!(plan.name((0, 0), Yours::NETWORK), format!("total_steps {first}, max_lr 0.001"));
}

#[test]
fn a_cell_sets_what_it_trains() {
    for (config, number) in [(opening::config(), 1), (opening::config(), 2), (opening::config(), 4)] {
        let plan = usual(&config, number);
        for at in [(0, 0), (7, 3)] {
            let set = config.with_changes(&plan.changes(at)).unwrap();
            assert_eq!(set.job(plan.line()).unwrap().with_seed(1), plan.job(at).unwrap());
            let (x, y) = plan.cross(&set);
            assert_eq!((x, y), (Some(at.0 as f64), Some(at.1 as f64)));
            assert_eq!(plan.nearest(&set), at);
        }
    }
}

#[test]
fn a_map_stays_while_its_own_parameters_move_and_no_other() {
    let config = opening::config();
    let plan = usual(&config, 1);
    assert!(plan.is_of(&config) && plan.is_of(&config.with_changes(&plan.changes((3, 3))).unwrap()));
    let beyond = config.with_change(Control::run(LR), 1.0).unwrap();
    assert!(plan.is_of(&beyond));
    assert_eq!(plan.cross(&beyond).0, None);
    assert_eq!(plan.nearest(&beyond).0, COLUMNS - 1);
    assert!(!plan.is_of(&config.with_change(Control::run(EPOCHS), 5.0).unwrap()));
    assert!(!plan.is_of(&config.with_lane(slot(1), Some(&cosine::PAGE))));
    let other = config.with_lane(slot(2), Some(&exponential::PAGE));
    assert!(plan.is_of(&other), "another lane is no part of the map");
}

#[test]
fn a_rate_of_its_own_is_set_where_lines_have_them() {
    let config = opening::config();
    assert_eq!(usual(&config, 1).x.control, Control::run(LR));
    let own = config.with_own_rate(Line::Lane(slot(2)), Some(0.02)).unwrap();
    let plan = usual(&own, 1);
    assert_eq!(plan.x.control.owner.line(), plan.line());
    assert!(own.with_changes(&plan.changes((0, 0))).unwrap().own_rates().get(Line::Lane(slot(2))).is_some());
}

#[test]
fn values_that_do_not_go_together_have_no_job() {
    let config = Config::racing(&[&warmup_stable_decay::PAGE]);
    let floor = config.lane(slot(1)).unwrap().row("min_lr").unwrap();
    let plan = Plan::new(&config, Choice::usual(&config, slot(1)).unwrap().upwards(floor)).unwrap();
    let (columns, rows) = plan.size();
    assert!(plan.job((columns - 1, 0)).is_ok());
    assert!(plan.job((0, rows - 1)).unwrap_err().to_string().contains("min_lr"));
    let said = |yours| plan.refusal((0, rows - 1), yours).unwrap().to_string();
    let floor = |yours: Yours| number::exact(yours.rate(*plan.y.values.last().unwrap()));
    assert!(said(yours()).contains(&floor(yours())), "{}", said(yours()));
    assert!(said(Yours::NETWORK).contains(&floor(Yours::NETWORK)), "{}", said(Yours::NETWORK));
}

#[test]
fn parameters_change_places_and_a_lane_that_is_gone_is_replaced() {
    let config = opening::config();
    let choice = Choice::usual(&config, slot(4)).unwrap();
    let turned = choice.across(choice.y);
    assert_eq!((turned.x, turned.y), (choice.y, choice.x));
    assert_eq!(turned.upwards(choice.y), choice);
    assert_eq!(choice.within(&config), Some(choice));
    let gone = config.with_lane(slot(4), None);
    assert_eq!(choice.within(&gone), Choice::usual(&gone, slot(1)));
    assert_eq!(choice.within(&Config::empty()), None);
}
