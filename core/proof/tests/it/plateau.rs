//! The laws of reduce-on-plateau, under any settings and any metrics.

use etalon::{Kind, Mode, NanPolicy, Observed, Plateau, ReduceLrOnPlateau, Snapshot, ThresholdMode};
use proptest::prelude::*;

use crate::numbers::{any_number, any_step, choice};

prop_compose! {
    fn any_plateau()(
        mode in choice(&[Mode::Min, Mode::Max]),
        factor in any_number(), patience in prop_oneof![0..4_u32, any_step()], threshold in any_number(),
        threshold_mode in choice(&[ThresholdMode::Rel, ThresholdMode::Abs, ThresholdMode::RelSigned]),
        cooldown in prop_oneof![0..4_u32, any_step()], min_lr in any_number(), eps in any_number(),
        nan_policy in choice(&[NanPolicy::Bad, NanPolicy::Ignore, NanPolicy::Report]),
    ) -> Plateau<f64> {
        Plateau { mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, nan_policy }
    }
}

/// A legal plateau for a rate of about 1.
fn legal_plateau() -> impl Strategy<Value = Plateau<f64>> {
    (any_plateau(), 0.0..1.0, 0.0..2.0, 0.0..0.5, 0.0..0.1)
        .prop_map(|(any, factor, threshold, min_lr, eps)| Plateau { factor, threshold, min_lr, eps, ..any })
}

proptest! {
    #[test]
    fn a_plateau_accepts_what_its_rows_do(lr in any_number(), settings in any_plateau()) {
        let Plateau { factor, threshold, min_lr, eps, .. } = settings;
        let offered =
            [("lr", lr), ("factor", factor), ("threshold", threshold), ("min_lr", min_lr), ("eps", eps)];
        let row = |id: &str| Kind::ReduceOnPlateau.param(id).unwrap();
        let complaint = offered.iter().find_map(|(id, value)| row(id).check(*value).err());
        let ours = ReduceLrOnPlateau::<f64>::new(lr, settings).err();
        prop_assert_eq!(ours.map(|error| error.to_string()), complaint.map(|error| error.to_string()));
    }

    #[test]
    fn a_plateau_keeps_its_laws(
        lr in 0.0..2.0, settings in legal_plateau(), metrics in prop::collection::vec(any_number(), 0..80),
    ) {
        let rule = ReduceLrOnPlateau::<f64>::new(lr, settings).unwrap();
        let mut state = rule.start();
        for metric in metrics {
            let before = state;
            let observed = rule.observe(&mut state, metric);
            // The rate falls only at a cut. A cut is larger than `eps` and does not go below `min_lr`.
            prop_assert_eq!(observed == Observed::Cut, state.lr() < before.lr());
            prop_assert!(state.lr() <= before.lr());
            if observed == Observed::Cut {
                prop_assert!(before.lr() - state.lr() > settings.eps);
                prop_assert_eq!(state.lr(), (before.lr() * settings.factor).max(settings.min_lr));
            }
            prop_assert!(state.lr() >= settings.min_lr.min(lr) && state.lr() <= lr);
            // Counters never pass their limits. The best is a number and never gets worse.
            prop_assert!(state.num_bad_epochs() <= settings.patience);
            prop_assert!(state.cooldown_counter() <= settings.cooldown);
            prop_assert!(!state.best().is_nan());
            if settings.threshold_mode != ThresholdMode::Rel {
                let (best, before) = (state.best(), before.best());
                let worse = if settings.mode == Mode::Max { best < before } else { best > before };
                prop_assert!(!worse);
            }
            if matches!(observed, Observed::NanIgnored | Observed::NanReported) {
                prop_assert!(metric.is_nan() && settings.nan_policy != NanPolicy::Bad);
                prop_assert_eq!(state, before);
            }
            if matches!(observed, Observed::Cut | Observed::Floor) {
                prop_assert_eq!((state.num_bad_epochs(), state.cooldown_counter()), (0, settings.cooldown));
            }
        }
    }

    #[test]
    fn a_stored_plateau_comes_back(
        lr in 0.0..2.0, settings in legal_plateau(), metrics in prop::collection::vec(any_number(), 0..40),
        damaged in any::<u16>(),
    ) {
        let rule = ReduceLrOnPlateau::<f64>::new(lr, settings).unwrap();
        let mut state = rule.start();
        for metric in metrics {
            rule.observe(&mut state, metric);
        }
        let mut bytes = rule.snapshot(&state).to_bytes();
        let restored = Snapshot::from_bytes(&bytes).and_then(|snapshot| rule.restore(&snapshot));
        prop_assert_eq!(restored, Ok(state));
        let bit = usize::from(damaged) % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(Snapshot::from_bytes(&bytes).is_err());
    }

    #[test]
    fn any_bytes_make_a_state_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let rule = ReduceLrOnPlateau::<f64>::new(0.1, Plateau::default()).unwrap();
        if let Ok(snapshot) = Snapshot::from_bytes(&bytes) {
            let _ = rule.restore(&snapshot);
        }
    }
}
