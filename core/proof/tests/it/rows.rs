//! The laws of the rows of every kind: names, domains, sliders, and that values which a row refuses do not build.

use std::collections::HashSet;

use etalon::param::{Bound, Domain, ParamSpec, Scale, Unit};
use etalon::{ConstantLr, Kind, Reason, SetError, Settings, WarmUp};
use proptest::prelude::*;

use crate::numbers::any_number;

/// Every row with its kind. The rows of a warm-up belong to no kind.
fn rows() -> Vec<(Option<Kind>, &'static ParamSpec)> {
    let of_kinds = Kind::ALL.iter().flat_map(|kind| kind.params().iter().map(|row| (Some(*kind), row)));
    of_kinds.chain(WarmUp::<ConstantLr<f32>>::PARAMS.iter().map(|row| (None, row))).collect()
}

#[test]
fn every_row_has_a_name_of_its_own_and_says_what_it_is() {
    for kind in Kind::ALL {
        let ids: HashSet<_> = kind.params().iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), kind.params().len(), "{}", kind.id());
        assert_eq!(kind.param("no_such_parameter"), None);
        assert_eq!(kind.param(""), None);
    }
    for (kind, row) in rows() {
        assert!(
            row.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
            "{}",
            row.id
        );
        assert!(!row.label.is_empty() && row.help.ends_with('.'), "{}", row.id);
        assert_eq!(row.check(row.default), Ok(()));
        assert_eq!(row.unit == Unit::Choice, matches!(row.domain, Domain::Choice(_)), "{}", row.id);
        assert!(kind.is_none_or(|kind| kind.param(row.id) == Some(row)));
    }
}

#[test]
fn every_kind_has_a_name_of_its_own_and_is_found_by_it() {
    let ids: HashSet<_> = Kind::ALL.iter().map(|kind| kind.id()).collect();
    assert_eq!(ids.len(), Kind::ALL.len());
    for kind in Kind::ALL {
        let spec = kind.spec();
        assert_eq!(Kind::from_id(spec.id), Some(*kind));
        assert!(spec.torch.is_none_or(|class| Kind::from_torch(class) == Some(*kind)));
        assert!(spec.id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && !spec.label.is_empty());
        assert_eq!(spec.params, kind.params());
    }
    assert_eq!(Kind::from_id("Cosine"), None);
    assert_eq!(Kind::from_id(""), None);
    assert_eq!(Kind::from_torch("CosineAnnealingLR"), Some(Kind::CosineAnnealing));
    assert_eq!(Kind::from_torch("cosine"), None);
    assert_eq!(Kind::from_torch(""), None);
}

#[test]
fn sliders_keep_their_ends_and_positions() {
    for (_, row) in rows() {
        if matches!(row.domain, Domain::Choice(_) | Domain::Counts { .. }) {
            continue;
        }
        let slider = row.slider;
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
        assert!(close(slider.value(0.0), slider.low) && close(slider.value(1.0), slider.high), "{}", row.id);
        assert_eq!((slider.position(slider.low), slider.position(slider.high)), (0.0, 1.0), "{}", row.id);
        let mut before = f64::NEG_INFINITY;
        for percent in 0..=100 {
            let at = f64::from(percent) / 100.0;
            let value = slider.value(at);
            assert!(value > before, "{} stands still at {at}", row.id);
            before = value;
            assert!((slider.position(value) - at).abs() < 1e-9, "{} at {at}", row.id);
            if matches!(row.domain, Domain::Real { .. }) {
                // Rounding may move an end past the domain's end by a unit. The page limits values to the domain.
                assert!(row.check(value).is_ok() || close(value, slider.low) || close(value, slider.high));
            }
        }
        if slider.scale == Scale::LogFromOne {
            assert!(slider.value(0.9) > slider.low + 0.9 * (slider.high - slider.low), "finer near 1");
        }
    }
}

/// Whether the row accepts the value, computed again from its domain.
fn legal(domain: Domain, value: f64) -> bool {
    let above = |bound: Bound| match bound {
        Bound::Closed(min) => value >= min,
        Bound::Open(bound) => value > bound,
        Bound::Free => true,
        other => panic!("what is {other:?}?"),
    };
    let below = |bound: Bound| match bound {
        Bound::Closed(max) => value <= max,
        Bound::Open(bound) => value < bound,
        Bound::Free => true,
        other => panic!("what is {other:?}?"),
    };
    let whole = value.fract() == 0.0;
    value.is_finite()
        && match domain {
            Domain::Real { min, max } => above(min) && below(max),
            Domain::Count { min, max } => whole && value >= f64::from(min) && value <= f64::from(max),
            Domain::Counts { min, .. } => whole && value >= f64::from(min) && value <= f64::from(u32::MAX),
            Domain::Choice(options) => whole && value >= 0.0 && value < options.len() as f64,
            other => panic!("what is {other:?}?"),
        }
}

/// Values next to every end of the domain, and some that no domain has.
fn edges(domain: Domain) -> Vec<f64> {
    let of = |bound: Bound| match bound {
        Bound::Closed(end) | Bound::Open(end) => vec![end.next_down(), end, end.next_up()],
        _ => vec![f64::MAX, f64::MIN],
    };
    let mut edges = match domain {
        Domain::Real { min, max } => [of(min), of(max)].concat(),
        Domain::Count { min, max } => {
            let (min, max) = (f64::from(min), f64::from(max));
            vec![min - 1.0, min, min + 0.5, max, max + 1.0]
        }
        Domain::Choice(options) => vec![options.len() as f64 - 1.0, options.len() as f64, 0.5],
        _ => Vec::new(),
    };
    edges.extend([-1.0, -0.5, -0.0, 0.0, 0.5, 1.5, 1e300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
    edges
}

#[test]
fn what_a_row_refuses_is_never_set_and_its_reason_is_given() {
    for (kind, row) in rows() {
        let Some(kind) = kind.filter(|_| !matches!(row.domain, Domain::Counts { .. })) else { continue };
        let (mut taken, mut refused) = (0, 0);
        for value in edges(row.domain) {
            let mut settings = Settings::suggested(kind);
            let before = settings;
            match row.domain.refuse(value) {
                None => {
                    assert_eq!(settings.set(row.id, value), Ok(()), "{} {value}", row.id);
                    assert_eq!(settings.get(row.id), Some(value));
                    taken += 1;
                }
                Some(reason) => {
                    let Err(SetError::Refused(error)) = settings.set(row.id, value) else {
                        panic!("{} takes {value}", row.id)
                    };
                    assert_eq!((error.param, error.value.to_bits()), (row.id, value.to_bits()));
                    assert_eq!(error.reason, reason);
                    assert!(error.to_string().starts_with(row.id), "{error}");
                    assert_eq!(settings, before, "nothing has changed");
                    refused += 1;
                }
            }
        }
        assert!(taken > 0 && refused > 3, "{}: {taken} taken, {refused} refused", row.id);
    }
}

#[test]
fn a_rate_that_only_an_f64_holds_is_refused_for_f32() {
    for kind in Kind::ALL {
        let rates: Vec<_> = kind.params().iter().filter(|row| row.unit == Unit::Rate).collect();
        for row in &rates {
            let mut settings = Settings::suggested(*kind);
            settings.set(row.id, 1e39).unwrap();
            if settings.build::<f64>().is_err() {
                // This may be a floor above the rate. With all rates this high, no floor is above.
                rates.iter().for_each(|row| settings.set(row.id, 1e39).unwrap());
            }
            assert!(settings.build::<f64>().is_ok(), "{settings:?}");
            let error = settings.build::<f32>().unwrap_err();
            let max = f64::from(f32::MAX);
            assert_eq!((error.value, error.reason), (1e39, Reason::TooLarge { max }), "{settings:?}");
            let refused = rates.iter().find(|row| row.id == error.param);
            assert!(refused.is_some_and(|row| settings.get(row.id) == Some(1e39)), "{error}");
            let mut tiny = Settings::suggested(*kind);
            tiny.set(row.id, 1e-50).unwrap();
            if tiny.build::<f64>().is_ok() {
                let error = tiny.build::<f32>().unwrap_err();
                let min = f64::from(f32::from_bits(1));
                assert_eq!((error.value, error.reason), (1e-50, Reason::TooSmall { min }), "{tiny:?}");
            }
        }
    }
}

#[test]
fn every_missing_value_is_named_when_it_is_built() {
    for kind in Kind::ALL {
        let mut settings = Settings::new(*kind);
        let required: Vec<_> = kind.params().iter().filter(|row| row.required).collect();
        assert_eq!(settings.missing().collect::<Vec<_>>(), required);
        for left in (0..required.len()).rev() {
            let error = settings.build::<f64>().unwrap_err();
            assert_eq!((error.reason, error.value), (Reason::Missing, 0.0));
            assert!(settings.missing().any(|row| row.id == error.param), "{error}");
            let row = kind.param(error.param).unwrap();
            if matches!(row.domain, Domain::Counts { .. }) {
                settings.set_list(row.id, &[]).unwrap();
            } else {
                settings.set(row.id, row.default).unwrap();
            }
            assert_eq!(settings.missing().count(), left);
        }
        assert_eq!(settings, Settings::suggested(*kind));
        assert!(settings.build::<f64>().is_ok() && settings.build::<f32>().is_ok());
    }
}

proptest! {
    #[test]
    fn a_row_takes_what_its_domain_says(at in 0..rows().len(), value in any_number(), small in -3..9_i32) {
        let (_, row) = rows()[at];
        for value in [value, value.round(), f64::from(small)] {
            let verdict = row.check(value);
            prop_assert_eq!(verdict.is_ok(), legal(row.domain, value), "{} {}", row.id, value);
            if let Err(error) = verdict {
                prop_assert_eq!((error.param, error.value.to_bits()), (row.id, value.to_bits()));
                prop_assert_eq!(error.reason == Reason::NotFinite, !value.is_finite());
            }
            let count = value as u32;
            prop_assert_eq!(row.check_count(count), row.check(f64::from(count)));
        }
    }

    #[test]
    fn a_position_is_always_a_position(at in 0..rows().len(), value in any_number()) {
        let position = rows()[at].1.slider.position(value);
        prop_assert!((0.0..=1.0).contains(&position));
    }

    #[test]
    fn settings_hold_legal_values_only(
        kind in 0..Kind::ALL.len(), changes in prop::collection::vec((any::<u8>(), any_number()), 0..20),
    ) {
        let kind = Kind::ALL[kind];
        let mut settings = Settings::suggested(kind);
        for (at, value) in changes {
            let (row, before) = (&kind.params()[usize::from(at) % kind.params().len()], settings);
            match settings.set(row.id, value) {
                Ok(()) => prop_assert_eq!(settings.get(row.id), Some(value)),
                Err(_) => prop_assert_eq!(settings, before),
            }
            for other in kind.params() {
                prop_assert!(other.id == row.id || settings.get(other.id) == before.get(other.id));
                prop_assert!(settings.get(other.id).is_none_or(|value| other.check(value).is_ok()));
            }
        }
        // All legal settings build, unless two legal values do not go together.
        if let Err(error) = settings.build::<f64>() {
            prop_assert!(kind.param(error.param).is_some() && error.reason != Reason::Missing);
        }
    }
}
