//! The laws of the parameter table, its sliders, and the dynamic settings.

use std::collections::HashSet;

use etalon::{Bound, Domain, Kind, Param, Reason, Scale, Settings};
use proptest::prelude::*;

use crate::properties::any_number;

#[test]
fn every_parameter_has_a_name_of_its_own_and_says_what_it_is() {
    let ids: HashSet<_> = Param::ALL.iter().map(|param| param.spec().id).collect();
    assert_eq!(ids.len(), Param::ALL.len());
    for (at, param) in Param::ALL.into_iter().enumerate() {
        let spec = param.spec();
        assert_eq!(param as usize, at, "the list is in the order of the enum");
        assert_eq!(Param::from_id(spec.id), Some(param));
        assert!(spec.id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", spec.id);
        assert!(!spec.label.is_empty() && spec.help.ends_with('.'), "{}", spec.id);
        assert_eq!(param.check(spec.default), Ok(()));
    }
    assert_eq!(Param::from_id("no_such_parameter"), None);
    assert_eq!(Param::from_id(""), None);
}

#[test]
fn every_kind_has_a_name_and_parameters_of_its_own() {
    let ids: HashSet<_> = Kind::ALL.iter().map(|kind| kind.id()).collect();
    assert_eq!(ids.len(), Kind::ALL.len());
    for kind in Kind::ALL {
        let params: HashSet<_> = kind.params().iter().collect();
        assert_eq!(params.len(), kind.params().len(), "{}", kind.id());
    }
}

#[test]
fn sliders_keep_their_ends_and_positions() {
    for param in Param::ALL {
        let spec = param.spec();
        if matches!(spec.domain, Domain::Choice(_)) {
            continue;
        }
        let slider = spec.slider;
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
        assert!(close(slider.value(0.0), slider.low) && close(slider.value(1.0), slider.high), "{}", spec.id);
        assert_eq!((slider.position(slider.low), slider.position(slider.high)), (0.0, 1.0), "{}", spec.id);
        let mut before = f64::NEG_INFINITY;
        for percent in 0..=100 {
            let at = f64::from(percent) / 100.0;
            let value = slider.value(at);
            assert!(value > before, "{} stands still at {at}", spec.id);
            before = value;
            assert!((slider.position(value) - at).abs() < 1e-9, "{} at {at}", spec.id);
            if matches!(spec.domain, Domain::Real { .. }) {
                // Rounding may carry an end past the domain's by a unit; the page holds values to the domain.
                assert!(param.check(value).is_ok() || close(value, slider.low) || close(value, slider.high));
            }
        }
        if slider.scale == Scale::LogFromOne {
            assert!(slider.value(0.9) > slider.low + 0.9 * (slider.high - slider.low), "finer near 1");
        }
    }
}

/// Whether the table's row takes the value, worked out again from the row.
fn legal(domain: Domain, value: f64) -> bool {
    let above = |bound: Bound| match bound {
        Bound::Closed(min) => value >= min,
        Bound::Open(bound) => value > bound,
        Bound::Free => true,
    };
    let below = |bound: Bound| match bound {
        Bound::Closed(max) => value <= max,
        Bound::Open(bound) => value < bound,
        Bound::Free => true,
    };
    let whole = value.fract() == 0.0;
    value.is_finite()
        && match domain {
            Domain::Real { min, max } => above(min) && below(max),
            Domain::Count { min, max } => whole && value >= f64::from(min) && value <= f64::from(max),
            Domain::Choice(options) => whole && value >= 0.0 && value < options.len() as f64,
        }
}

proptest! {
    #[test]
    fn the_table_takes_what_its_rows_say(at in 0..Param::ALL.len(), value in any_number(), small in -3..9_i32) {
        let param = Param::ALL[at];
        for value in [value, value.round(), f64::from(small)] {
            let verdict = param.check(value);
            prop_assert_eq!(verdict.is_ok(), legal(param.spec().domain, value), "{:?} {}", param, value);
            if let Err(error) = verdict {
                prop_assert_eq!((error.param, error.value.to_bits()), (param, value.to_bits()));
                prop_assert_eq!(error.reason == Reason::NotFinite, !value.is_finite());
            }
        }
    }

    #[test]
    fn a_position_is_always_a_position(at in 0..Param::ALL.len(), value in any_number()) {
        let position = Param::ALL[at].spec().slider.position(value);
        prop_assert!((0.0..=1.0).contains(&position));
    }

    #[test]
    fn settings_hold_legal_values_only(changes in prop::collection::vec((0..Param::ALL.len(), any_number()), 0..20)) {
        let mut settings = Settings::default();
        for (at, value) in changes {
            let (param, before) = (Param::ALL[at], settings);
            match settings.set(param, value) {
                Ok(()) => prop_assert_eq!(settings.get(param), value),
                Err(error) => {
                    prop_assert_eq!(error.param, param);
                    prop_assert_eq!(settings, before);
                }
            }
            for other in Param::ALL {
                prop_assert!(other == param || settings.get(other) == before.get(other));
                prop_assert!(other.check(settings.get(other)).is_ok());
            }
        }
        // Whatever is set, every kind can be built: no two legal values quarrel.
        prop_assert!(settings.exponential().is_ok());
        prop_assert!(settings.cosine().is_ok());
        prop_assert!(settings.plateau().is_ok());
        prop_assert!(settings.one_cycle().is_ok());
    }
}
