//! Formulas, lessons, facts, sentences and presets of every kind.

use std::collections::BTreeSet;

use super::draw::Draw;
use super::*;
use crate::kinds::page::Lesson;

/// Whether a text shows a number that is none.
pub fn is_odd(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_alphabetic()).any(|word| word == "NaN" || word == "inf")
}

/// Every element of `html` is closed, in order, and every `<` begins one.
#[track_caller]
fn assert_closed(html: &str) {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("{tag} is no element"));
        match tag.strip_prefix('/') {
            _ if tag.ends_with('/') => {}
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None => open.push(tag.split(' ').next().unwrap_or(tag)),
        }
    }
    assert!(open.is_empty(), "{open:?} left open");
}

#[test]
fn every_formula_is_well_formed_and_has_words() {
    for page in KINDS {
        let formula = page.formula;
        assert_closed(formula.mathml);
        assert_closed(formula.short);
        for text in [formula.short, formula.mathml, formula.words, formula.letters] {
            assert!(!text.is_empty(), "{:?}", page.kind);
        }
        let is_plain = |text: &str| !text.contains(['<', '>', '&', '"']);
        assert!(is_plain(formula.words), "{} stands in an attribute", formula.words);
    }
}

#[test]
fn lessons_are_short_and_have_a_source() {
    for page in KINDS {
        let Lesson { when, what, choose, avoid, papers } = page.lesson;
        assert!((8..=40).contains(&when.chars().count()) && !when.ends_with('.'), "{when}");
        for text in [what, choose, avoid] {
            assert!((20..300).contains(&text.chars().count()), "{text}");
            assert!(text.ends_with('.') && !text.contains("  "), "{text}");
        }
        assert!(!papers.is_empty(), "{:?}", page.kind);
        for paper in papers {
            assert!(paper.url.starts_with("https://") && !paper.by.contains("&amp;"), "{paper:?}");
        }
    }
}

#[test]
fn every_chip_sets_what_it_says() {
    for page in KINDS {
        let (config, line) = beside_others(page);
        let parts = (page.sentence)(&Seat::new(&config, line));
        let mut chips = 0;
        for part in parts {
            let Part::Chip { changes, label } = part else { continue };
            chips += 1;
            let changed = config.with_changes(&changes).unwrap();
            // A chip shows its value. What the value leads to stands in the words.
            let first = changes.first().map(|(control, value)| control.text(*value));
            assert_eq!(Some(&label), first.as_ref(), "{:?}", page.kind);
            for (control, value) in changes {
                assert_eq!(changed.value(control), value, "{label}");
            }
        }
        assert!(chips > 1, "{:?}", page.kind);
    }
}

#[test]
fn odd_settings_make_texts_too() {
    for page in KINDS {
        let mut draw = Draw(2);
        for _ in 0..1_000 {
            let (config, line) = beside_others(page);
            let config = draw.changed(config);
            let seat = Seat::new(&config, line);
            let fact = (page.fact)(&seat, None);
            assert!(fact.chars().count() <= 32 && !is_odd(&fact), "{fact} {config:?}");
            for part in (page.sentence)(&seat) {
                let (Part::Words(text) | Part::Chip { label: text, .. }) = part;
                assert!(!is_odd(&text), "{text} {config:?}");
            }
        }
    }
}

/// The ends of the domain and of the slider of a control.
fn extremes(control: Control) -> Vec<f64> {
    let row = control.row;
    let ends = [row.slider.value(0.0), row.slider.value(1.0)];
    match row.domain {
        Domain::Choice(names) => (0..names.len()).map(|choice| choice as f64).collect(),
        Domain::Count { min, max } => {
            [&ends.map(f64::round)[..], &[f64::from(min), f64::from(min) + 1.0, f64::from(max)]].concat()
        }
        // A real number. `Domain` may grow.
        _ => [&ends[..], &[0.0, 1e-300, 1.0, 1e300]].concat(),
    }
}

#[test]
fn facts_fit_their_card_at_every_pair_of_extremes() {
    for page in KINDS {
        let (config, line) = alone(page);
        let single: Vec<(Control, f64)> = config
            .controls()
            .filter(|control| is_a_control(control.row))
            .flat_map(|control| extremes(control).into_iter().map(move |value| (control, value)))
            .collect();
        for (at, one) in single.iter().enumerate() {
            for other in &single[at..] {
                // A refused value is no setting.
                let Ok(config) = config.with_changes(&vec![*one, *other]) else { continue };
                let fact = (page.fact)(&Seat::new(&config, line), None);
                assert!(fact.chars().count() <= 32 && !is_odd(&fact), "{fact} {one:?} {other:?}");
            }
        }
    }
}

#[test]
fn every_preset_is_legal_and_has_its_values_and_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    for page in KINDS {
        for preset in page.presets {
            assert!(names.insert(preset.name), "two presets are called {}", preset.name);
            let config = super::preset(page, preset);
            let line = Line::Lane(config.first_of(page).unwrap());
            for (row, value) in preset.lane {
                assert_eq!(Seat::new(&config, line).get(*row), *value, "{}", preset.name);
            }
            for (row, value) in preset.run {
                assert_eq!(config.value(Control::run(*row)), *value, "{}", preset.name);
            }
            assert_ne!(config, beside_others(page).0, "{} changes nothing", preset.name);
            assert!(config.settings(line).build::<f64>().is_ok(), "{}", preset.name);
        }
    }
}
