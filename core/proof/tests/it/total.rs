//! Constructors and rates are total: any input gives a schedule or an error that the rows give too, and any step has a rate.

use etalon::{
    AnnealStrategy, CosineAnnealingLr, ExponentialLr, Kind, OneCycle, OneCycleLr, ParamError, PastEnd, Real,
};
use proptest::prelude::*;

use crate::numbers::{any_number, any_step, choice};

const SHAPES: &[AnnealStrategy] = &[AnnealStrategy::Cos, AnnealStrategy::Linear];

/// The length and rates of any cycle. The length is in steps, or in epochs and batches.
#[derive(Debug, Clone, Copy)]
enum Length {
    Steps(u32),
    Epochs(u32, u32),
}

fn any_length() -> impl Strategy<Value = Length> {
    prop_oneof![
        any_step().prop_map(Length::Steps),
        (any_step(), any_step()).prop_map(|(epochs, batches)| Length::Epochs(epochs, batches)),
        (0..9_u32, 0..9_u32).prop_map(|(epochs, batches)| Length::Epochs(epochs, batches)),
    ]
}

prop_compose! {
    fn any_cycle()(
        max_lr in any_number(), total_steps in any_step(), pct_start in any_number(),
        cycle_momentum in any::<bool>(), base_momentum in any_number(), max_momentum in any_number(),
        div_factor in any_number(), final_div_factor in any_number(),
        anneal_strategy in choice(SHAPES), three_phase in any::<bool>(),
    ) -> OneCycle<f64> {
        OneCycle {
            max_lr, total_steps, pct_start, anneal_strategy, cycle_momentum, base_momentum, max_momentum,
            div_factor, final_div_factor, three_phase,
        }
    }
}

/// The first error of the rows. A constructor accepts the values if and only if there is none.
fn rows(kind: Kind, values: &[(&str, f64)]) -> Option<ParamError> {
    values.iter().find_map(|(id, value)| kind.param(id).and_then(|row| row.check(*value).err()))
}

fn same_verdict<T>(ours: &Result<T, ParamError>, rows: Option<ParamError>) -> Result<(), TestCaseError> {
    match (ours.as_ref().err(), rows) {
        (None, None) => {}
        (Some(ours), Some(rows)) => {
            prop_assert_eq!((ours.param, ours.reason), (rows.param, rows.reason));
            prop_assert_eq!(ours.value.to_bits(), rows.value.to_bits());
            prop_assert!(ours.to_string().starts_with(rows.param));
        }
        (ours, rows) => prop_assert!(false, "ours {ours:?}, the rows {rows:?}"),
    }
    Ok(())
}

fn between<F: Real>(value: F, a: F, b: F) -> Result<(), TestCaseError> {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    prop_assert!((low..=high).contains(&value), "{value} is not from {low} to {high}");
    Ok(())
}

macro_rules! total {
    ($float:ident, $exponential:ident, $cosine:ident, $cycle:ident) => {
        fn $exponential(lr: f64, gamma: f64, steps: &[u32]) -> Result<(), TestCaseError> {
            let lr = lr as $float;
            let ours = ExponentialLr::<$float>::new(lr, gamma);
            same_verdict(&ours, rows(Kind::Exponential, &[("lr", lr.to_f64()), ("gamma", gamma)]))?;
            let Ok(schedule) = ours else { return Ok(()) };
            prop_assert_eq!((schedule.initial_lr(), schedule.gamma(), schedule.lr(0)), (lr, gamma, lr));
            for step in steps {
                let rate = schedule.lr(*step);
                if gamma <= 1.0 {
                    between(rate, 0.0, lr)?;
                } else {
                    prop_assert!(rate >= lr);
                }
            }
            Ok(())
        }

        fn $cosine(
            lr: f64,
            t_max: u32,
            eta_min: f64,
            hold: bool,
            steps: &[u32],
        ) -> Result<(), TestCaseError> {
            let (lr, eta_min) = (lr as $float, eta_min as $float);
            let ours = CosineAnnealingLr::<$float>::new(lr, t_max, eta_min);
            let offered = [("lr", lr.to_f64()), ("eta_min", eta_min.to_f64()), ("t_max", f64::from(t_max))];
            same_verdict(&ours, rows(Kind::CosineAnnealing, &offered))?;
            let Ok(schedule) = ours else { return Ok(()) };
            let past_end = if hold { PastEnd::Hold } else { PastEnd::Rise };
            let schedule = schedule.with_past_end(past_end);
            prop_assert_eq!((schedule.lr(0), schedule.lr(t_max)), (lr, eta_min));
            prop_assert_eq!(
                (schedule.initial_lr(), schedule.t_max(), schedule.eta_min()),
                (lr, t_max, eta_min)
            );
            prop_assert_eq!(schedule.past_end(), past_end);
            for step in steps {
                between(schedule.lr(*step), lr, eta_min)?;
            }
            Ok(())
        }

        fn $cycle(s: OneCycle<f64>, length: Length, steps: &[u32]) -> Result<(), TestCaseError> {
            let max_lr = s.max_lr as $float;
            let (total_steps, offered_length) = match length {
                Length::Steps(steps) => (Ok(steps), steps.into()),
                Length::Epochs(epochs, batches) => {
                    let cycle = OneCycle::<$float>::epochs(max_lr, epochs, batches);
                    (cycle.map(|cycle| cycle.total_steps), f64::from(epochs) * f64::from(batches))
                }
            };
            let mut offered = vec![("max_lr", max_lr.to_f64()), ("total_steps", offered_length)];
            let total_steps = match total_steps {
                Ok(total_steps) => total_steps,
                Err(error) if matches!(error.param, "epochs" | "steps_per_epoch") => {
                    prop_assert_eq!((offered_length, error.value), (0.0, 0.0));
                    return Ok(());
                }
                Err(error) => {
                    return same_verdict(&Err::<(), _>(error), rows(Kind::OneCycle, &offered));
                }
            };
            let settings = OneCycle {
                max_lr,
                total_steps,
                base_momentum: s.base_momentum as $float,
                max_momentum: s.max_momentum as $float,
                pct_start: s.pct_start,
                anneal_strategy: s.anneal_strategy,
                cycle_momentum: s.cycle_momentum,
                div_factor: s.div_factor,
                final_div_factor: s.final_div_factor,
                three_phase: s.three_phase,
            };
            let ours = OneCycleLr::<$float>::new(settings);
            offered.push(("pct_start", settings.pct_start));
            let (base, max) = (settings.base_momentum.to_f64(), settings.max_momentum.to_f64());
            offered.extend([("base_momentum", base), ("max_momentum", max)]);
            offered.extend([("div_factor", s.div_factor), ("final_div_factor", s.final_div_factor)]);
            let beyond = |divisor: f64| {
                settings.max_lr.to_f64().ln() - divisor.ln() > <$float>::MAX.to_f64().ln() - 1e-6
            };
            match (&ours, rows(Kind::OneCycle, &offered)) {
                // Two legal values whose quotient the type of rate cannot hold.
                (Err(ParamError { param: "div_factor", .. }), None) => prop_assert!(beyond(s.div_factor)),
                (Err(ParamError { param: "final_div_factor", .. }), None) => {
                    prop_assert!(
                        beyond(s.div_factor * s.final_div_factor) || s.div_factor * s.final_div_factor == 0.0
                    );
                }
                (_, rows) => same_verdict(&ours, rows)?,
            }
            let Ok(schedule) = ours else { return Ok(()) };
            prop_assert!(
                schedule.settings() == settings
                    || settings.base_momentum.is_nan()
                    || settings.max_momentum.is_nan()
            );
            let last = schedule.total_steps() - 1;
            for &step in steps {
                prop_assert!(schedule.lr(step) >= 0.0 && schedule.lr(step).is_finite());
                prop_assert_eq!(schedule.momentum(step).is_some(), settings.cycle_momentum);
                if let Some(momentum) = schedule.momentum(step) {
                    between(momentum, settings.base_momentum, settings.max_momentum)?;
                }
                if step >= last {
                    prop_assert_eq!(schedule.lr(step), schedule.lr(last));
                    prop_assert_eq!(schedule.momentum(step), schedule.momentum(last));
                }
            }
            Ok(())
        }
    };
}

total!(f32, exponential_f32, cosine_f32, cycle_f32);
total!(f64, exponential_f64, cosine_f64, cycle_f64);

proptest! {
    #[test]
    fn an_exponential_is_total(lr in any_number(), gamma in any_number(), steps in prop::collection::vec(any_step(), 8)) {
        exponential_f32(lr, gamma, &steps)?;
        exponential_f64(lr, gamma, &steps)?;
    }

    #[test]
    fn a_cosine_is_total_and_between_its_ends(
        lr in any_number(), t_max in any_step(), eta_min in any_number(), hold in any::<bool>(),
        steps in prop::collection::vec(any_step(), 8),
    ) {
        cosine_f32(lr, t_max, eta_min, hold, &steps)?;
        cosine_f64(lr, t_max, eta_min, hold, &steps)?;
    }

    #[test]
    fn a_cycle_is_total_and_holds_its_end(
        settings in any_cycle(), length in any_length(), steps in prop::collection::vec(any_step(), 8),
    ) {
        cycle_f32(settings, length, &steps)?;
        cycle_f64(settings, length, &steps)?;
    }
}
