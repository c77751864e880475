//! What holds for any input: constructors and rates are total, rates stay between their ends, `f32` agrees with `f64`.

use etalon::{
    AnnealStrategy, CosineAnnealingLr, ExponentialLr, Length, Mode, NanPolicy, Observed, OneCycle,
    OneCycleLr, Param, ParamError, PastEnd, Plateau, Real, ReduceLrOnPlateau, Schedule, ThresholdMode,
};
use proptest::prelude::*;

/// Any `f64` at all, and often enough one that means something.
pub fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        prop::sample::select(vec![
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            1e-45,
            1.0 - f64::EPSILON / 2.0,
            1.0 + f64::EPSILON,
        ]),
        0.0..1.0,
        -2.0..2.0,
        (-300.0..300.0).prop_map(|power| 10.0_f64.powf(power)),
    ]
}

/// Any step, and often enough an early one or one where integers or floats end.
fn any_step() -> impl Strategy<Value = u32> {
    let edges = vec![0, 1, 2, (1 << 24) - 1, 1 << 24, (1 << 24) + 1, 1 << 31, u32::MAX - 1, u32::MAX];
    prop_oneof![any::<u32>(), 0..1_000_u32, prop::sample::select(edges)]
}

/// A rate that an optimiser might use.
fn rate() -> impl Strategy<Value = f32> {
    prop_oneof![Just(0.0_f32), (-8.0..2.0_f32).prop_map(|power| 10.0_f32.powf(power))]
}

fn gamma() -> impl Strategy<Value = f64> {
    prop_oneof![0.0..2.0, (-9.0..0.0).prop_map(|power| 1.0 - 10.0_f64.powf(power)), Just(0.0), Just(1.0)]
}

fn choice<T: Copy + std::fmt::Debug + 'static>(of: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(of)
}

const SHAPES: &[AnnealStrategy] = &[AnnealStrategy::Cos, AnnealStrategy::Linear];

fn any_length() -> impl Strategy<Value = Length> {
    prop_oneof![
        any_step().prop_map(Length::Steps),
        (any_step(), any_step())
            .prop_map(|(epochs, steps_per_epoch)| Length::Epochs { epochs, steps_per_epoch }),
        (0..9_u32, 0..9_u32).prop_map(|(epochs, steps_per_epoch)| Length::Epochs { epochs, steps_per_epoch }),
    ]
}

prop_compose! {
    fn any_cycle()(
        max_lr in any_number(), length in any_length(), pct_start in any_number(),
        momentum in prop::option::of((any_number(), any_number())),
        div_factor in any_number(), final_div_factor in any_number(),
        anneal_strategy in choice(SHAPES), three_phase in any::<bool>(),
    ) -> OneCycle<f64> {
        OneCycle { max_lr, length, pct_start, anneal_strategy, momentum, div_factor, final_div_factor, three_phase }
    }
}

prop_compose! {
    fn legal_cycle()(
        max_lr in rate(), steps in prop_oneof![1..200_u32, 1..=u32::MAX], pct_start in 0.0..=1.0,
        momentum in prop::option::of((0.0..=1.0_f32, 0.0..=1.0_f32)),
        div_factor in 0.1..1e5, final_div_factor in 0.1..1e8,
        anneal_strategy in choice(SHAPES), three_phase in any::<bool>(),
    ) -> OneCycle<f32> {
        let length = Length::Steps(steps);
        OneCycle { max_lr, length, pct_start, anneal_strategy, momentum, div_factor, final_div_factor, three_phase }
    }
}

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

fn narrowed<F: Real>(s: OneCycle<f64>) -> OneCycle<F> {
    OneCycle {
        max_lr: F::from_f64(s.max_lr),
        length: s.length,
        pct_start: s.pct_start,
        anneal_strategy: s.anneal_strategy,
        momentum: s.momentum.map(|(base, max)| (F::from_f64(base), F::from_f64(max))),
        div_factor: s.div_factor,
        final_div_factor: s.final_div_factor,
        three_phase: s.three_phase,
    }
}

/// The first of the table's complaints: a constructor accepts if and only if there is none.
fn table(values: &[(Param, f64)]) -> Option<ParamError> {
    values.iter().find_map(|&(param, value)| param.check(value).err())
}

fn same_verdict<T>(ours: &Result<T, ParamError>, table: Option<ParamError>) -> Result<(), TestCaseError> {
    match (ours.as_ref().err(), table) {
        (None, None) => {}
        (Some(ours), Some(table)) => {
            prop_assert_eq!((ours.param, ours.reason), (table.param, table.reason));
            prop_assert_eq!(ours.value.to_bits(), table.value.to_bits());
            prop_assert!(ours.to_string().starts_with(table.param.spec().id));
        }
        (ours, table) => prop_assert!(false, "ours {ours:?}, the table {table:?}"),
    }
    Ok(())
}

/// A rate is a number, not negative, and where it started from finite values within them.
fn is_rate<F: Real>(rate: F) -> Result<(), TestCaseError> {
    prop_assert!(rate >= F::ZERO, "{rate}");
    Ok(())
}

fn between<F: Real>(value: F, a: F, b: F) -> Result<(), TestCaseError> {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    prop_assert!((low..=high).contains(&value), "{value} is not from {low} to {high}");
    Ok(())
}

fn exponential_is_total<F: Real>(lr: f64, gamma: f64, steps: &[u32]) -> Result<(), TestCaseError> {
    let lr = F::from_f64(lr);
    let ours = ExponentialLr::new(lr, gamma);
    same_verdict(&ours, table(&[(Param::Lr, lr.to_f64()), (Param::Gamma, gamma)]))?;
    let Ok(schedule) = ours else { return Ok(()) };
    prop_assert_eq!(schedule.lr(0), lr);
    for &step in steps {
        let rate = schedule.lr(step);
        is_rate(rate)?;
        if gamma <= 1.0 {
            between(rate, F::ZERO, lr)?;
        } else {
            prop_assert!(rate >= lr);
        }
    }
    Ok(())
}

fn cosine_is_total<F: Real>(
    lr: f64,
    t_max: u32,
    eta_min: f64,
    hold: bool,
    steps: &[u32],
) -> Result<(), TestCaseError> {
    let (lr, eta_min) = (F::from_f64(lr), F::from_f64(eta_min));
    let ours = CosineAnnealingLr::new(lr, t_max, eta_min);
    let offered =
        [(Param::Lr, lr.to_f64()), (Param::TMax, f64::from(t_max)), (Param::EtaMin, eta_min.to_f64())];
    // Which of several wrong values is named first is not promised; that one of them is, is.
    match (&ours, table(&offered)) {
        (Ok(_), None) => {}
        (Err(error), Some(_)) => {
            let complaint = error.param.check(error.value).unwrap_err();
            prop_assert_eq!((complaint.param, complaint.reason), (error.param, error.reason));
        }
        (ours, table) => prop_assert!(false, "ours {ours:?}, the table {table:?}"),
    }
    let Ok(schedule) = ours else { return Ok(()) };
    let schedule = schedule.past_end(if hold { PastEnd::Hold } else { PastEnd::Rise });
    prop_assert_eq!((schedule.lr(0), schedule.lr(t_max)), (lr, eta_min));
    for &step in steps {
        between(schedule.lr(step), lr, eta_min)?;
    }
    Ok(())
}

fn cycle_is_total<F: Real>(settings: OneCycle<f64>, steps: &[u32]) -> Result<(), TestCaseError> {
    let settings = narrowed::<F>(settings);
    let ours = OneCycleLr::new(settings);
    let mut offered = vec![(Param::MaxLr, settings.max_lr.to_f64())];
    offered.extend(match settings.length {
        Length::Steps(steps) => vec![(Param::TotalSteps, f64::from(steps))],
        Length::Epochs { epochs, steps_per_epoch } => {
            let (epochs, batches) = (f64::from(epochs), f64::from(steps_per_epoch));
            let product = (Param::TotalSteps, epochs * batches);
            vec![(Param::Epochs, epochs), (Param::StepsPerEpoch, batches), product]
        }
    });
    offered.push((Param::PctStart, settings.pct_start));
    if let Some((base, max)) = settings.momentum {
        offered.extend([(Param::BaseMomentum, base.to_f64()), (Param::MaxMomentum, max.to_f64())]);
    }
    offered.extend([
        (Param::DivFactor, settings.div_factor),
        (Param::FinalDivFactor, settings.final_div_factor),
    ]);
    same_verdict(&ours, table(&offered))?;
    let Ok(schedule) = ours else { return Ok(()) };
    let last = schedule.total_steps() - 1;
    for &step in steps {
        is_rate(schedule.lr(step))?;
        prop_assert_eq!(schedule.momentum(step).is_some(), settings.momentum.is_some());
        if let (Some(momentum), Some((base, max))) = (schedule.momentum(step), settings.momentum) {
            between(momentum, base, max)?;
        }
        if step >= last {
            prop_assert_eq!(schedule.lr(step), schedule.lr(last));
            prop_assert_eq!(schedule.momentum(step), schedule.momentum(last));
        }
    }
    Ok(())
}

/// `narrow` is within one unit in the last place of `wide`, which is far more precise.
fn agree(narrow: f32, wide: f64) -> Result<(), TestCaseError> {
    let nearest = wide as f32;
    let apart = narrow.to_bits().abs_diff(nearest.to_bits());
    prop_assert!(apart <= 1, "{narrow:e} in f32, {wide:e} in f64");
    Ok(())
}

/// `fill` has the bits of `lr`, wherever it starts and however long it is.
fn fills<S: Schedule>(schedule: &S, first: u32, length: usize) -> Result<(), TestCaseError> {
    let mut rates = vec![S::Rate::ONE; length];
    schedule.fill(first, &mut rates);
    for (at, rate) in (0..).zip(rates) {
        let step = first.saturating_add(at);
        prop_assert!(
            rate == schedule.lr(step),
            "fill gives {}, lr gives {} at step {}",
            rate,
            schedule.lr(step),
            step
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn an_exponential_is_total(lr in any_number(), gamma in any_number(), steps in prop::collection::vec(any_step(), 8)) {
        exponential_is_total::<f32>(lr, gamma, &steps)?;
        exponential_is_total::<f64>(lr, gamma, &steps)?;
    }

    #[test]
    fn a_cosine_is_total_and_between_its_ends(
        lr in any_number(), t_max in any_step(), eta_min in any_number(), hold in any::<bool>(),
        steps in prop::collection::vec(any_step(), 8),
    ) {
        cosine_is_total::<f32>(lr, t_max, eta_min, hold, &steps)?;
        cosine_is_total::<f64>(lr, t_max, eta_min, hold, &steps)?;
    }

    #[test]
    fn a_cycle_is_total_and_holds_its_end(settings in any_cycle(), steps in prop::collection::vec(any_step(), 8)) {
        cycle_is_total::<f32>(settings, &steps)?;
        cycle_is_total::<f64>(settings, &steps)?;
    }

    #[test]
    fn a_legal_cycle_is_accepted_and_between_its_ends(settings in legal_cycle(), at in 0.0..1.0) {
        let schedule = OneCycleLr::new(settings).unwrap();
        let step = (at * f64::from(schedule.total_steps())) as u32;
        let first = settings.max_lr / settings.div_factor as f32;
        let last = first / settings.final_div_factor as f32;
        let room = 1.0 + 4.0 * f32::EPSILON;
        let highest = settings.max_lr.max(first).max(last) * room;
        between(schedule.lr(step), settings.max_lr.min(first).min(last) / room, highest)?;
    }

    #[test]
    fn f32_agrees_with_f64(
        lr in rate(), eta_min in rate(), gamma in gamma(), t_max in 1..=u32::MAX, cycle in legal_cycle(), step in any_step(),
    ) {
        let wide = |rate: f32| f64::from(rate);
        let exponential = (ExponentialLr::new(lr, gamma).unwrap(), ExponentialLr::new(wide(lr), gamma).unwrap());
        agree(exponential.0.lr(step), exponential.1.lr(step))?;
        let narrow = CosineAnnealingLr::new(lr, t_max, eta_min).unwrap();
        agree(narrow.lr(step), CosineAnnealingLr::new(wide(lr), t_max, wide(eta_min)).unwrap().lr(step))?;
        let narrow = OneCycleLr::new(cycle).unwrap();
        let settings = OneCycle {
            max_lr: wide(cycle.max_lr), length: cycle.length, pct_start: cycle.pct_start,
            anneal_strategy: cycle.anneal_strategy, momentum: cycle.momentum.map(|(base, max)| (wide(base), wide(max))),
            div_factor: cycle.div_factor, final_div_factor: cycle.final_div_factor, three_phase: cycle.three_phase,
        };
        let broad = OneCycleLr::new(settings).unwrap();
        let step = step % narrow.total_steps();
        agree(narrow.lr(step), broad.lr(step))?;
        if let (Some(narrow), Some(broad)) = (narrow.momentum(step), broad.momentum(step)) {
            agree(narrow, broad)?;
        }
    }

    #[test]
    fn fill_has_the_bits_of_lr(
        lr in rate(), eta_min in rate(), gamma in gamma(), t_max in prop_oneof![1..300_u32, 1..=u32::MAX],
        cycle in legal_cycle(), first in any_step(), length in 0..200_usize,
    ) {
        fills(&ExponentialLr::new(lr, gamma).unwrap(), first, length)?;
        fills(&ExponentialLr::new(f64::from(lr), gamma).unwrap(), first, length)?;
        fills(&CosineAnnealingLr::new(lr, t_max, eta_min).unwrap(), first, length)?;
        fills(&CosineAnnealingLr::new(f64::from(lr), t_max, f64::from(eta_min)).unwrap(), first, length)?;
        fills(&OneCycleLr::new(cycle).unwrap(), first, length)?;
    }

    #[test]
    fn a_plateau_accepts_what_the_table_does(lr in any_number(), settings in any_plateau()) {
        let offered = [
            (Param::Lr, lr), (Param::Factor, settings.factor), (Param::Threshold, settings.threshold),
            (Param::MinLr, settings.min_lr), (Param::Eps, settings.eps),
        ];
        same_verdict(&ReduceLrOnPlateau::new(lr, settings), table(&offered))?;
    }

    #[test]
    fn a_plateau_keeps_its_laws(
        lr in 0.0..2.0, settings in legal_plateau(), metrics in prop::collection::vec(any_number(), 0..80),
    ) {
        let rule = ReduceLrOnPlateau::new(lr, settings).unwrap();
        let mut state = rule.start();
        for metric in metrics {
            let before = state;
            let observed = rule.observe(&mut state, metric);
            // The rate falls at a cut and never else; a cut is larger than eps and goes no lower than min_lr.
            prop_assert_eq!(observed == Observed::Cut, state.lr() < before.lr());
            prop_assert!(state.lr() <= before.lr());
            if observed == Observed::Cut {
                prop_assert!(before.lr() - state.lr() > settings.eps);
                prop_assert_eq!(state.lr(), (before.lr() * settings.factor).max(settings.min_lr));
            }
            prop_assert!(state.lr() >= settings.min_lr.min(lr) && state.lr() <= lr);
            // Counters never pass what they count to; the best is a number and never worsens.
            prop_assert!(state.num_bad_epochs() <= settings.patience);
            prop_assert!(state.cooldown_counter() <= settings.cooldown);
            prop_assert!(!state.best().is_nan());
            if settings.threshold_mode != ThresholdMode::Rel {
                let worse = match settings.mode {
                    Mode::Min => state.best() > before.best(),
                    Mode::Max => state.best() < before.best(),
                };
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
        let rule = ReduceLrOnPlateau::new(lr, settings).unwrap();
        let mut state = rule.start();
        for metric in metrics {
            rule.observe(&mut state, metric);
        }
        let mut bytes = rule.snapshot(&state).to_bytes();
        let restored = etalon::Snapshot::from_bytes(&bytes).and_then(|snapshot| rule.restore(&snapshot));
        prop_assert_eq!(restored, Ok(state));
        let bit = usize::from(damaged) % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(etalon::Snapshot::from_bytes(&bytes).is_err());
    }

    #[test]
    fn any_bytes_make_a_state_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let rule = ReduceLrOnPlateau::new(0.1, Plateau::default()).unwrap();
        if let Ok(snapshot) = etalon::Snapshot::from_bytes(&bytes) {
            let _ = rule.restore(&snapshot);
        }
    }
}
