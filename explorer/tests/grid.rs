//! Every kind says something sensible wherever its controls are: each pair of values of a grid is tried.

use etalon::param::Domain;
use etalon_explorer::kinds::KINDS;
use etalon_explorer::kinds::page::KindPage;
use etalon_explorer::number;
use etalon_explorer::race::config::Config;
use etalon_explorer::race::control::Control;
use etalon_explorer::race::seat::Seat;
use etalon_explorer::race::slot::Line;
use etalon_explorer::race::trap;
use etalon_explorer::text::Part;

/// Characters that a card has room for.
const FACT: usize = 32;

/// The ends and the middle of a slider, the default, and extremes that are legal.
fn values(control: Control) -> Vec<f64> {
    let row = control.row;
    let slider = [0.0, 0.5, 1.0].map(|at| row.slider.value(at));
    let mut values = match row.domain {
        Domain::Choice(names) => (0..names.len()).map(|choice| choice as f64).collect(),
        Domain::Count { max, .. } => [&slider.map(f64::round)[..], &[0.0, 1.0, f64::from(max)]].concat(),
        _ => [&slider[..], &[0.0, 1e-300, 1.0, 1e300]].concat(),
    };
    values.push(row.default);
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// The configurations of a lone lane with each pair of values, those that are refused left out.
fn grid(page: &'static KindPage) -> Vec<Config> {
    let config = Config::racing(&[page]);
    let single: Vec<(Control, f64)> = config
        .controls()
        .flat_map(|control| values(control).into_iter().map(move |value| (control, value)))
        .collect();
    let pair = |one: &(Control, f64), other: &(Control, f64)| config.with_changes(&vec![*one, *other]).ok();
    let pairs = single
        .iter()
        .enumerate()
        .flat_map(|(at, one)| single[at..].iter().filter_map(move |other| pair(one, other)));
    pairs.collect()
}

fn seat(config: &Config) -> Seat<'_> {
    let (slot, _) = config.lanes().next().expect("a lone lane");
    Seat::new(config, Line::Lane(slot))
}

fn assert_readable(text: &str) {
    for dust in ["NaN", "inf", "not finite", "  "] {
        assert!(!text.contains(dust), "{text}");
    }
}

#[test]
fn facts_fit_their_card() {
    for page in KINDS {
        for config in grid(page) {
            let fact = (page.fact)(&seat(&config), None);
            assert_readable(&fact);
            assert!(fact.chars().count() <= FACT, "{fact}");
        }
    }
}

#[test]
fn sentences_are_readable_and_every_chip_sets_what_it_says() {
    for page in KINDS {
        for config in grid(page) {
            for part in (page.sentence)(&seat(&config)) {
                match part {
                    Part::Words(words) => assert_readable(&words),
                    Part::Chip { label, changes } => {
                        let changed = config.with_changes(&changes).expect("a chip sets a legal value");
                        for (control, value) in &changes {
                            assert_eq!(changed.value(*control), *value);
                        }
                        let first = changes.first().map(|(control, value)| control.text(*value));
                        assert_eq!(Some(label), first);
                    }
                }
            }
        }
    }
}

#[test]
fn a_fix_leads_out_of_its_trap_and_into_no_other() {
    let (mut found, mut with_fix) = (0, 0);
    for page in KINDS {
        for config in grid(page) {
            let before = trap::names(&config);
            for warning in trap::warnings(&config) {
                found += 1;
                assert!(warning.title.chars().count() <= trap::TITLE, "{}", warning.title);
                assert_readable(&warning.title);
                assert_readable(&warning.reason);
                let Some(fix) = warning.fix else { continue };
                with_fix += 1;
                let fixed = config.with_changes(&fix).expect("a fix is legal");
                let after = trap::names(&fixed);
                assert!(!after.contains(&(warning.line, warning.name)), "{} {fix:?}", warning.name);
                assert!(after.iter().all(|name| before.contains(name)), "{before:?} became {after:?}");
            }
        }
    }
    // Where one trap hides another, a fix may be out of reach. That is rare.
    println!("{with_fix} of {found} warnings have a fix");
    assert!(found > 1_000 && with_fix * 100 >= found * 97, "{with_fix} of {found} have a fix");
}

#[test]
fn no_two_traps_share_a_name() {
    let mut names: Vec<&str> =
        KINDS.iter().flat_map(|page| page.traps.iter().map(|rule| rule.name)).collect();
    names.extend(trap::shared::RULES.iter().map(|rule| rule.name));
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn the_grid_reaches_the_ends() {
    let page = KINDS.iter().max_by_key(|page| page.kind.params().len()).expect("there are kinds");
    let tried = grid(page);
    for control in Config::racing(&[page]).controls() {
        let row = control.row;
        let reached = |value: f64| tried.iter().any(|config| config.value(control) == value);
        assert!(reached(row.default), "{control} is never {}", number::exact(row.default));
    }
}
