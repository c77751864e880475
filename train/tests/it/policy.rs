//! A policy is what core composes: any kind or a table, behind a warm-up or not, stepped per round or per batch.

use etalon::{ConstantLr, Kind, Plateau, Reason, Schedule as _, Settings};
use etalon_train::policy::{Controller, Every, Policy, Rule, TableError};
use etalon_train::task::ROUND;

use crate::helpers::{constant, policy, settings};

#[test]
fn a_warm_up_is_cores_in_the_unit_of_the_policy() {
    for settings in Kind::ALL.iter().map(|kind| Settings::suggested(*kind)) {
        let Some(schedule) = settings.build::<f64>().unwrap().timed() else { continue };
        let risen = schedule.warm_up(7, 0.25).unwrap();
        for every in [Every::Round, Every::Batch] {
            let policy = Policy::stepped(&settings, every).unwrap().behind_warm_up(7, 0.25).unwrap();
            for round in [0, 1, 6, 7, 30] {
                for (batch, rate) in (0..).zip(policy.rates(round)) {
                    let step = if every == Every::Batch { 45 * round + batch } else { round };
                    assert_eq!(rate.lr, risen.lr(step), "{settings:?}, {every:?}, step {step}");
                }
            }
        }
    }
}

#[test]
fn a_warm_up_without_steps_is_none() {
    for kind in Kind::ALL {
        let plain = Policy::of(&Settings::suggested(*kind)).unwrap();
        let policy = plain.behind_warm_up(0, 0.5).unwrap();
        assert_eq!((&policy, policy.warm_up()), (&plain, None));
        assert_eq!(plain.behind_warm_up(5, 0.5).unwrap().behind_warm_up(0, 0.0).unwrap(), plain);
        let why = plain.behind_warm_up(5, 1.5).unwrap_err();
        assert_eq!(why.to_string(), "start_factor must be at most 1, got 1.5");
    }
}

#[test]
fn a_plateau_behind_a_warm_up_is_cores_composition_with_its_limits_in_rates() {
    let plateau = Plateau { patience: 0, factor: 0.5, ..Plateau::default() };
    let shares = Plateau { min_lr: 0.002 / 0.016, eps: 1e-8 / 0.016, ..plateau };
    let composed = ConstantLr::<f64>::new(0.016).unwrap().warm_up(4, 0.5).unwrap();
    let composed = composed.cut_on_plateau(shares).unwrap();
    let own = policy("plateau", &[("lr", 0.016), ("patience", 0.0), ("factor", 0.5), ("min_lr", 0.002)]);
    let own = own.behind_warm_up(4, 0.5).unwrap();
    let (mut controller, mut state) = (Controller::new(own.clone()), composed.start());
    let mut seen = Vec::new();
    for round in 0..8 {
        assert_eq!(controller.rates(round), [controller.rates(round)[0]; ROUND]);
        assert_eq!(controller.rates(round)[0].lr, composed.lr(round, &state));
        seen.push(controller.rates(round)[0].lr);
        controller.observe(1.0, f64::NAN);
        composed.observe(&mut state, 1.0);
    }
    // The first loss is the best. From then on every round cuts by a half, down to the least rate.
    assert_eq!(seen, [0.008, 0.01, 0.006, 0.0035, 0.002, 0.002, 0.002, 0.002]);
    assert_eq!(own.rates(5)[0].lr, 0.016, "before any metric there is no cut");
    let zero = policy("plateau", &[("lr", 0.0)]).behind_warm_up(4, 0.5).unwrap();
    assert_eq!(zero.rates(2)[0].lr, 0.0);
    let tiny = policy("plateau", &[("lr", 1e-300), ("min_lr", 1e300)]).behind_warm_up(4, 0.5).unwrap();
    assert_eq!(tiny.rates(4)[0].lr, 1e-300);
}

#[test]
fn a_table_holds_its_last_rate() {
    let table = Policy::table([0.5, 0.25, 1.0], Every::Round).unwrap();
    let firsts = |policy: &Policy| [0, 1, 2, 3, 1_000].map(|round| policy.rates(round)[0].lr);
    assert_eq!(firsts(&table), [0.5, 0.25, 1.0, 1.0, 1.0]);
    let batches = Policy::table([0.5, 0.25, 1.0], Every::Batch).unwrap();
    let rates = batches.rates(0).map(|rate| rate.lr);
    assert_eq!((&rates[..3], rates[44], batches.rates(1)[0].lr), (&[0.5, 0.25, 1.0][..], 1.0, 1.0));
    let warm = table.behind_warm_up(2, 0.5).unwrap();
    assert_eq!([0, 1, 2, 3, 4].map(|round| warm.rates(round)[0].lr), [0.25, 0.375, 0.5, 0.25, 1.0]);
    assert!(matches!(warm.rule(), Rule::Table(table) if table.rates() == [0.5, 0.25, 1.0]));
    assert_eq!((warm.settings(), warm.watches(), warm.cycles_momentum()), (None, None, false));
}

#[test]
fn a_bad_table_is_refused_with_index_and_reason() {
    let refused = |rates: &[f64]| Policy::table(rates, Every::Batch).unwrap_err();
    assert_eq!(refused(&[]), TableError::Empty);
    for (bad, reason) in [
        (f64::NAN, Reason::NotFinite),
        (f64::INFINITY, Reason::NotFinite),
        (-1e-300, Reason::TooSmall { min: 0.0 }),
    ] {
        let why = refused(&[0.1, 0.0, bad, bad]);
        assert!(matches!(why, TableError::Rate { index: 2, reason: got, .. } if got == reason), "{why}");
    }
    assert_eq!(refused(&[-1.0]).to_string(), "rate 0 of the table must be at least 0, got -1");
}

#[test]
fn a_policy_says_what_a_chart_needs() {
    assert_eq!(constant(0.1).settings(), Some(&settings("constant", &[("lr", 0.1)])));
    for kind in Kind::ALL {
        let settings = Settings::suggested(*kind);
        let (built, policy) = (settings.build::<f64>().unwrap(), Policy::of(&settings).unwrap());
        assert_eq!(policy.watches(), built.plateau().map(|rule| rule.settings().mode));
        assert_eq!(
            policy.cycles_momentum(),
            built.timed().is_some_and(|schedule| schedule.momentum(0).is_some())
        );
    }
    assert!(policy("one_cycle", &[]).cycles_momentum());
}
